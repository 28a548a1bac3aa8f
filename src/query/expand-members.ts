import { badRequest } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  isStructuredType,
  type EntityType,
  type NavigationProperty,
  type StructuredType,
} from '../model/index.ts'
import type { ExpandItem } from '../syntax/index.ts'
import type { PlanContext } from './system-query-option.ts'

type PathName = ExpandItem['path'][number]

/** What a name in a path of `$expand` stands for. */
export type Found = { readonly name: string; readonly onType: StructuredType } & (
  | { readonly kind: 'navigation'; readonly member: NavigationProperty }
  | { readonly kind: 'complex'; readonly type: StructuredType }
  | { readonly kind: 'stream' | 'other' }
)

/** Where the contract's kind allows it, members of derived types count. */
export function findMember(
  name: string,
  onType: StructuredType,
  context: PlanContext,
): Found | undefined {
  const member = onType.navigationProperties.get(name)
  if (member) return { kind: 'navigation', name, member, onType }
  const property = onType.properties.get(name)
  if (property) {
    const { type } = property
    if (type.kind === 'complexType') return { kind: 'complex', name, type, onType }
    return { kind: type.qualifiedName === 'Edm.Stream' ? 'stream' : 'other', name, onType }
  }
  if (context.isStrict) return undefined
  for (const derived of onType.derivedTypes) {
    const found = findMember(name, derived, context)
    if (found) return found
  }
  return undefined
}

export function castTo(
  { name, position }: PathName,
  from: StructuredType,
  { model }: PlanContext,
): StructuredType {
  const type = findType(model, name)
  if (isStructuredType(type) && (isDerivedFrom(type, from) || isDerivedFrom(from, type)))
    return type
  throw badRequest(
    `$expand: '${name}' at ${position} is not a type derived from ${from.qualifiedName}`,
    '$expand',
  )
}

/** The type cast that may follow a navigation property; options of what is related come in parentheses. */
export function castAfter(
  { path }: ExpandItem,
  index: number,
  { name, type }: NavigationProperty,
  context: PlanContext,
): EntityType | undefined {
  let targetType: EntityType | undefined
  for (const segment of path.slice(index)) {
    if (!segment.name.includes('.')) {
      throw badRequest(
        `$expand: expected a type, $ref or $count after '${name}' at ${segment.position}, found '${segment.name}': use ${name}($expand=${segment.name})`,
        '$expand',
      )
    }
    targetType = castTo(segment, targetType ?? type, context) as EntityType
  }
  return targetType
}

export function unknownNavigation({ name, position }: PathName, type: StructuredType) {
  return badRequest(
    `$expand: '${name}' at ${position} is not a navigation property of ${type.qualifiedName}${didYouMean(name, type.navigationProperties.keys())}`,
    '$expand',
  )
}
