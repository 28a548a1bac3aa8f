import { badRequest } from '../../errors.ts'
import type { DataPath } from '../../expression/index.ts'
import {
  additionsOf,
  declaredType,
  type Additions,
  type ComplexType,
  type EntityType,
  type Model,
  type NavigationProperty,
} from '../../model/index.ts'
import { selectListText, shapeOfInput, type CollectionShape } from './collection-shape.ts'

/** The collection that a path leads to, as the input of transformations. */
export function nestedInput({ type, text, position }: DataPath): CollectionShape {
  if (type.kind === 'entityType' || type.kind === 'complexType') return shapeOfInput(type)
  throw badRequest(
    `$apply: expected entities or complex values at ${position}, found '${text}' of type ${type.qualifiedName}`,
    '$apply',
  )
}

/**
 * What a dynamic navigation property leads to, as its context URL tells it: where its instances live,
 * and what they hold.
 * @see Data Aggregation, "Transformation addnested": it "carries as control information the context URL"
 */
export function nestedTarget(
  { type, structure }: CollectionShape,
  { container }: Model,
): Pick<NavigationProperty, 'target' | 'selectList'> {
  const declared = declaredType(type)
  const sets = [...container.entitySets.values()].filter(
    ({ entityType }) => entityType === declared,
  )
  const isWhole = structure.all && structure.parts.size === 0
  return {
    target: sets.length === 1 ? sets[0] : undefined,
    selectList: isWhole ? '' : selectListText(structure),
  }
}

/** What a type has and what is added to it. */
export function additionsWith(type: EntityType | ComplexType, more: Additions): Additions {
  const { properties, navigationProperties } = additionsOf(type)
  return {
    properties: [...properties, ...(more.properties ?? [])],
    navigationProperties: [...navigationProperties, ...(more.navigationProperties ?? [])],
  }
}
