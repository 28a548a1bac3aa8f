import { badRequest } from '../../errors.ts'
import type { DataPath } from '../../expression/index.ts'
import {
  additionsOf,
  type Additions,
  type ComplexType,
  type EntityType,
} from '../../model/index.ts'
import { shapeOfInput, type CollectionShape } from './collection-shape.ts'

/** The collection that a path leads to, as the input of transformations. */
export function nestedInput({ type, text, position }: DataPath): CollectionShape {
  if (type.kind === 'entityType' || type.kind === 'complexType') return shapeOfInput(type)
  throw badRequest(
    `$apply: expected entities or complex values at ${position}, found '${text}' of type ${type.qualifiedName}`,
    '$apply',
  )
}

/** What a type has and what is added to it. */
export function additionsWith(type: EntityType | ComplexType, more: Additions): Additions {
  const { properties, navigationProperties } = additionsOf(type)
  return {
    properties: [...properties, ...(more.properties ?? [])],
    navigationProperties: [...navigationProperties, ...(more.navigationProperties ?? [])],
  }
}
