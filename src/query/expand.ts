import { badRequest, notImplemented } from '../errors.ts'
import {
  isStructuredType,
  type EntityType,
  type NavigationProperty,
  type StructuredType,
} from '../model/index.ts'
import { parseExpand, type ExpandItem } from '../syntax/index.ts'
import { checkCyclic, expandLevels, planStar } from './expand-levels.ts'
import { castAfter, castTo, findMember, unknownNavigation, type Found } from './expand-members.ts'
import {
  contextTexts,
  type ExpandedStream,
  type ExpandItemPlan,
  type ExpandPlan,
  type ExpandWithin,
  type Planned,
} from './expand-plan.ts'
import { isLevels, readLevels } from './levels.ts'
import { namesOuter, writeOptionText } from './option-text.ts'
import type { PlanContext, QueryPlan, SystemQueryOption } from './system-query-option.ts'

/** Expansions nest this deep at most, so that no request grows without bound. */
export const deepestExpand = 8

/** @see URL Conventions, "System Query Option $expand" */
export const expand: SystemQueryOption<readonly ExpandItem[], '$expand'> = {
  name: '$expand',
  appliesTo: ['collection', 'single', 'count'],
  parse: parseExpand,
  plan: (items, type, context) => {
    if (!isStructuredType(type)) {
      throw badRequest(`$expand: ${type.qualifiedName} is not a structured type`, '$expand')
    }
    if (context.depth >= deepestExpand) {
      throw badRequest(`$expand: nests deeper than ${deepestExpand} levels`, '$expand')
    }
    const planned: Expansions = { streams: [], items: new Map(), within: new Map() }
    for (const item of items) addItem(item, type, planned, context)
    return finish(planned, '', context)
  },
}

/**
 * A stream is given in place; it takes no options.
 * @see URL Conventions, "System Query Option $expand"
 */
function addStream(
  { name, onType }: ExpandedStream,
  item: ExpandItem,
  { streams }: Expansions,
): void {
  if (name === '$value' && !mayBeMedia(onType)) {
    throw badRequest(
      `$expand: ${onType.qualifiedName} is no media entity, $value does not apply`,
      '$expand',
    )
  }
  const [option] = item.options
  const unfit = item.suffix ?? option?.name
  if (unfit !== undefined) {
    throw badRequest(`$expand: ${unfit} does not apply to the stream '${name}'`, '$expand')
  }
  if (streams.some((it) => it.name === name && it.onType === onType)) {
    throw badRequest(`$expand: '${name}' is given twice`, '$expand')
  }
  streams.push({ name, onType })
}

function mayBeMedia(type: StructuredType): boolean {
  if (type.kind !== 'entityType') return false
  return type.hasStream || type.derivedTypes.some(mayBeMedia)
}

interface Expansions {
  readonly streams: ExpandedStream[]
  readonly items: Map<NavigationProperty | string, Planned>
  readonly within: Map<string, { readonly onType: StructuredType; readonly expansions: Expansions }>
}

function addItem(
  item: ExpandItem,
  type: StructuredType,
  expansions: Expansions,
  context: PlanContext,
): void {
  let onType = type
  let into = expansions
  let cast = ''
  for (const [index, segment] of item.path.entries()) {
    const { name } = segment
    const isLast = index === item.path.length - 1
    if (name === '*') return addStar(item, onType, into)
    if (name.startsWith('@')) throw notImplemented('$expand of annotations')
    if (name === '$value') return addStream({ name, onType }, item, into)
    if (name.includes('.')) {
      onType = castTo(segment, onType, context)
      cast = `${onType.qualifiedName}/`
      continue
    }
    const found = findMember(name, onType, context)
    if (found?.kind === 'navigation') {
      const { member: navigation } = found
      const targetType = castAfter(item, index + 1, navigation, context)
      const target = { navigation, onType: found.onType, targetType, item }
      const prefix = found.onType === onType ? cast : `${found.onType.qualifiedName}/`
      return addNamed(planNavigation(target, prefix, context), into)
    }
    if (found?.kind === 'complex' && !isLast) {
      into = enter(found, into)
      onType = found.type
      cast = ''
      continue
    }
    if (found?.kind === 'stream' && isLast) return addStream(found, item, into)
    if (found || !onType.isOpen) throw unknownNavigation(segment, onType)
    if (!isLast) throw notImplemented(`$expand of a path after the dynamic property '${name}'`)
    return addNamed(planDynamic(name, onType, item.suffix), into)
  }
  throw badRequest('$expand: expected a navigation property after the type', '$expand')
}

function enter(
  { name, onType }: Found & { readonly kind: 'complex' },
  { within }: Expansions,
): Expansions {
  const known = within.get(name)
  if (known) return known.expansions
  const expansions: Expansions = { streams: [], items: new Map(), within: new Map() }
  within.set(name, { onType, expansions })
  return expansions
}

/** "A path MUST NOT appear in more than one expand item." */
function addNamed(planned: Planned, { items }: Expansions): void {
  const { name, navigation } = planned.item
  const key = navigation ?? name
  if (items.get(key)?.isNamed) throw badRequest(`$expand: '${name}' is given twice`, '$expand')
  items.set(key, planned)
}

interface ExpandTarget {
  readonly navigation: NavigationProperty
  readonly onType: StructuredType
  readonly targetType: EntityType | undefined
  readonly item: Pick<ExpandItem, 'path' | 'suffix' | 'options'>
}

function planNavigation(target: ExpandTarget, prefix: string, context: PlanContext): Planned {
  const { navigation, onType, targetType } = target
  const { suffix, options } = target.item
  const { name, isCollection } = navigation
  if (suffix === '$count' && !isCollection) {
    throw badRequest(`$expand: '${name}' is not a collection to count`, '$expand')
  }
  const levels = readLevels(options)
  const others = levels === undefined ? options : options.filter((it) => !isLevels(it))
  const type = targetType ?? navigation.type
  const addressed = suffix === '$count' ? 'count' : isCollection ? 'collection' : 'single'
  const query = context.planNested(others, type, addressed, {
    ...context,
    depth: context.depth + 1,
  })
  const queryText = others.map(writeOptionText).join('&')
  const path = prefix + (targetType ? `${name}/${targetType.qualifiedName}` : name)
  const item = {
    name,
    navigation,
    onType,
    targetType,
    suffix,
    query,
    isApplied: appliesTo(query),
    queryText,
    readsOuter: namesOuter(queryText) || readsAliases(query, context),
    isUnbounded: false,
  }
  const isRecursive = levels !== undefined && levels !== 1
  const texts = contextTexts(path, suffix, query, isRecursive)
  if (!isRecursive) return { item, isNamed: true, texts }
  checkCyclic(target, type)
  return { item: expandLevels(item, levels, others), isNamed: true, texts }
}

/** What an alias stands for may be another instance than the one that a next link addresses. */
function readsAliases({ aliases }: QueryPlan, { variables }: PlanContext): boolean {
  return (
    aliases !== undefined || [...(variables?.keys() ?? [])].some((name) => name.startsWith('@'))
  )
}

function planDynamic(
  name: string,
  onType: StructuredType,
  suffix: ExpandItemPlan['suffix'],
): Planned {
  const item = {
    name,
    navigation: undefined,
    onType,
    targetType: undefined,
    suffix,
    query: {},
    isApplied: false,
    queryText: '',
    isUnbounded: false,
  }
  return { item, isNamed: true, texts: contextTexts(name, suffix, {}, false) }
}

const shaping: ReadonlySet<string> = new Set(['$select', '$expand', 'aliases'])

/** `$select` and `$expand` shape the representation alone. */
function appliesTo(query: QueryPlan): boolean {
  return Object.keys(query).some((name) => !shaping.has(name))
}

/** Explicitly named navigation properties take precedence over the star. */
function addStar(
  { suffix, options }: ExpandItem,
  type: StructuredType,
  { items }: Expansions,
): void {
  const levels = readLevels(options) ?? 1
  const [other] = options.filter((it) => !isLevels(it))
  if (other) throw badRequest(`$expand: ${other.name} does not apply to *`, '$expand')
  for (const planned of planStar(type, suffix, levels)) {
    const key = planned.item.navigation!
    const known = items.get(key)
    if (!known) items.set(key, planned)
    else if (!known.isNamed && known.item.onType === type) {
      throw badRequest("$expand: '*' is given twice", '$expand')
    }
  }
}

function finish(
  { streams, items, within }: Expansions,
  prefix: string,
  context: PlanContext,
): ExpandPlan {
  const planned = [...items.values()]
  const inner = new Map<string, ExpandWithin>()
  for (const [name, { onType, expansions }] of within) {
    inner.set(name, { onType, expand: finish(expansions, `${prefix}${name}/`, context) })
  }
  const join = (own: readonly (string | undefined)[], below: readonly string[]) =>
    [...own.map((text) => text && prefix + text), ...below].filter((text) => text).join(',')
  const plans = [...inner.values()].map(({ expand: plan }) => plan)
  return {
    items: planned.map(({ item }) => item),
    ...(streams.length > 0 ? { streams } : {}),
    within: inner,
    text: join(
      planned.map(({ texts }) => texts.all),
      plans.map(({ text }) => text),
    ),
    selectiveText: join(
      planned.map(({ texts }) => texts.selective),
      plans.map(({ selectiveText }) => selectiveText),
    ),
    needsOuter:
      context.aliases.size > 0 ||
      planned.some(({ item }) => item.readsOuter === true) ||
      plans.some(({ needsOuter }) => needsOuter),
  }
}
