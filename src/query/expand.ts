import { badRequest, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  type EntityType,
  type NavigationProperty,
} from '../model/index.ts'
import { parseExpand, type ExpandItem } from '../syntax/index.ts'
import type { PlanContext, QueryPlan, SystemQueryOption } from './system-query-option.ts'

/** One navigation property to expand. */
export interface ExpandItemPlan {
  readonly name: string
  /** `undefined` for a dynamic property of an open type, whose stored value is given as it is. */
  readonly navigation: NavigationProperty | undefined
  /** Only entities of this type have it, after a type cast. */
  readonly onType: EntityType
  /** `/$ref` and `/$count` after the navigation property. */
  readonly suffix: '$ref' | '$count' | undefined
  readonly query: QueryPlan
}

export interface ExpandPlan {
  readonly items: readonly ExpandItemPlan[]
  /** As given, for the context URL, e.g. `accessPackageCatalog(),incompatibleGroups(id)`. */
  readonly text: string
}

/** Expansions nest this deep at most, so that no request grows without bound. */
const deepestExpand = 8

/** @see URL Conventions, "System Query Option $expand" */
export const expand: SystemQueryOption<readonly ExpandItem[], '$expand'> = {
  name: '$expand',
  appliesTo: ['collection', 'single', 'count'],
  parse: parseExpand,
  plan: (items, type, context) => {
    if (type.kind !== 'entityType') {
      throw badRequest(`$expand: ${type.qualifiedName} is not an entity type`, '$expand')
    }
    if (context.depth >= deepestExpand) {
      throw badRequest(`$expand: nests deeper than ${deepestExpand} levels`, '$expand')
    }
    const plans = new Map<NavigationProperty | string, ExpandItemPlan>()
    const named = new Set<NavigationProperty | string>()
    for (const item of items) {
      const isNamed = item.path.at(-1)?.name !== '*'
      for (const plan of planItem(item, type, context)) {
        const key = plan.navigation ?? plan.name
        if (isNamed && named.has(key)) {
          throw badRequest(`$expand: '${plan.name}' is given twice`, '$expand')
        }
        if (isNamed) named.add(key)
        if (isNamed || !plans.has(key)) plans.set(key, plan)
      }
    }
    const planned = [...plans.values()]
    return { items: planned, text: planned.map(contextText).join(',') }
  },
}

function* planItem(
  { path, suffix, options }: ExpandItem,
  type: EntityType,
  context: PlanContext,
): Iterable<ExpandItemPlan> {
  let onType = type
  for (const [index, { name, position }] of path.entries()) {
    const isLast = index === path.length - 1
    if (name === '*') {
      for (const navigation of onType.navigationProperties.values()) {
        yield planNavigation(navigation, { onType, suffix, options }, context)
      }
      return
    }
    const found = findNavigation(onType, name)
    if (found) {
      if (!isLast) throw notImplemented(`$expand of a path after '${name}' at ${position}`)
      yield planNavigation(found.navigation, { onType: found.onType, suffix, options }, context)
      return
    }
    if (name.startsWith('@')) throw notImplemented('$expand of annotations')
    if (name === '$value') throw notImplemented('media entities ($expand=$value)')
    if (name.includes('.')) {
      onType = castTo(name, position, onType, context)
      continue
    }
    if (!isLast && onType.properties.has(name)) {
      throw notImplemented(`$expand through the complex property '${name}'`)
    }
    if (!onType.isOpen || onType.properties.has(name))
      throw unknownNavigation(name, position, onType)
    if (!isLast) throw notImplemented(`$expand of a path after the dynamic property '${name}'`)
    const query = context.planNested([], onType, 'single', context)
    yield { name, navigation: undefined, onType, suffix, query }
    return
  }
  throw badRequest('$expand: expected a navigation property after the type', '$expand')
}

function planNavigation(
  navigation: NavigationProperty,
  {
    onType,
    suffix,
    options,
  }: Pick<ExpandItemPlan, 'onType' | 'suffix'> & Pick<ExpandItem, 'options'>,
  context: PlanContext,
): ExpandItemPlan {
  if (suffix === '$count' && !navigation.isCollection) {
    throw badRequest(`$expand: '${navigation.name}' is not a collection to count`, '$expand')
  }
  const addressed =
    suffix === '$count' ? 'count' : navigation.isCollection ? 'collection' : 'single'
  const query = context.planNested(options, navigation.type, addressed, {
    ...context,
    depth: context.depth + 1,
  })
  return { name: navigation.name, navigation, onType, suffix, query }
}

/** Navigation properties of derived types count, as services let them. */
function findNavigation(
  onType: EntityType,
  name: string,
): { readonly navigation: NavigationProperty; readonly onType: EntityType } | undefined {
  const navigation = onType.navigationProperties.get(name)
  if (navigation) return { navigation, onType }
  for (const derived of onType.derivedTypes) {
    const found = findNavigation(derived, name)
    if (found) return found
  }
  return undefined
}

function castTo(name: string, position: number, from: EntityType, { model }: PlanContext) {
  const type = findType(model, name)
  if (type?.kind === 'entityType' && (isDerivedFrom(type, from) || isDerivedFrom(from, type))) {
    return type
  }
  throw badRequest(
    `$expand: '${name}' at ${position} is not a type derived from ${from.qualifiedName}`,
    '$expand',
  )
}

function unknownNavigation(name: string, position: number, type: EntityType) {
  return badRequest(
    `$expand: '${name}' at ${position} is not a navigation property of ${type.qualifiedName}${didYouMean(name, type.navigationProperties.keys())}`,
    '$expand',
  )
}

function contextText({ name, suffix, query }: ExpandItemPlan): string {
  if (suffix) return `${name}/${suffix}`
  const inner = [query.$select?.text, query.$expand?.text].filter((text) => text)
  return `${name}(${inner.join(',')})`
}
