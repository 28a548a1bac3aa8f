import { badRequest, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  type EdmType,
  type EntityType,
  type NavigationProperty,
  type StructuredType,
} from '../model/index.ts'
import { parseExpand, type ExpandItem, type QueryOption } from '../syntax/index.ts'
import { isLevels, readLevels, type Levels } from './levels.ts'
import { namesOuter, writeOptionText } from './option-text.ts'
import { namesExpansions, selectListOf } from './select-list.ts'
import type { PlanContext, QueryPlan, SystemQueryOption } from './system-query-option.ts'

/** One navigation property to expand. */
export interface ExpandItemPlan {
  readonly name: string
  /** `undefined` for a dynamic property of an open type, whose stored value is given as it is. */
  readonly navigation: NavigationProperty | undefined
  /** Only instances of this type have it: its declaring type, or that of a type cast before it. */
  readonly onType: StructuredType
  /** Of a type cast after it: related entities of other types are left out. */
  readonly targetType: EntityType | undefined
  /** `/$ref` and `/$count` after the navigation property. */
  readonly suffix: '$ref' | '$count' | undefined
  readonly query: QueryPlan
  /** Whether `query` changes which instances there are, or what they hold. */
  readonly isApplied: boolean
  /** The options of `query` as a URL has them, for the next link of what is expanded; '' for none. */
  readonly queryText: string
  /** `$levels=max`: an entity that stands around itself is given as a reference. */
  readonly isUnbounded: boolean
}

export interface ExpandPlan {
  readonly items: readonly ExpandItemPlan[]
  /** What is expanded within complex properties, by name. */
  readonly within: ReadonlyMap<string, ExpandWithin>
  /** For the context URL, e.g. `Orders(),Friends+(Name)`: every expansion is named there. */
  readonly text: string
  /** As `text`, naming only what has a `$select` or `$expand` of its own (4.0). */
  readonly selectiveText: string
  /** Whether nested options look at the instance that they are nested in (`$it`). */
  readonly needsOuter: boolean
}

export interface ExpandWithin {
  /** Only instances of this type have the complex property. */
  readonly onType: StructuredType
  readonly expand: ExpandPlan
}

/** Expansions nest this deep at most, so that no request grows without bound. */
const deepestExpand = 8

/** @see URL Conventions, "System Query Option $expand" */
export const expand: SystemQueryOption<readonly ExpandItem[], '$expand'> = {
  name: '$expand',
  appliesTo: ['collection', 'single', 'count'],
  parse: parseExpand,
  plan: (items, type, context) => {
    if (!isStructured(type)) {
      throw badRequest(`$expand: ${type.qualifiedName} is not a structured type`, '$expand')
    }
    if (context.depth >= deepestExpand) {
      throw badRequest(`$expand: nests deeper than ${deepestExpand} levels`, '$expand')
    }
    const planned: Expansions = { items: new Map(), within: new Map() }
    for (const item of items) addItem(item, type, planned, context)
    return finish(planned, '', context)
  },
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

interface Expansions {
  readonly items: Map<NavigationProperty | string, Planned>
  readonly within: Map<string, { readonly onType: StructuredType; readonly expansions: Expansions }>
}

interface Planned {
  readonly item: ExpandItemPlan
  readonly isNamed: boolean
  readonly texts: ContextTexts
}

type PathName = ExpandItem['path'][number]

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
    if (name === '$value') throw notImplemented('media entities ($expand=$value)')
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
    if (found?.kind === 'stream') throw notImplemented(`$expand of the stream property '${name}'`)
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
  const expansions: Expansions = { items: new Map(), within: new Map() }
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

type Found = { readonly name: string; readonly onType: StructuredType } & (
  | { readonly kind: 'navigation'; readonly member: NavigationProperty }
  | { readonly kind: 'complex'; readonly type: StructuredType }
  | { readonly kind: 'stream' | 'other' }
)

/** Where the contract's kind allows it, members of derived types count. */
function findMember(name: string, onType: StructuredType, context: PlanContext): Found | undefined {
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

function castTo(
  { name, position }: PathName,
  from: StructuredType,
  { model }: PlanContext,
): StructuredType {
  const type = findType(model, name)
  if (isStructured(type) && (isDerivedFrom(type, from) || isDerivedFrom(from, type))) return type
  throw badRequest(
    `$expand: '${name}' at ${position} is not a type derived from ${from.qualifiedName}`,
    '$expand',
  )
}

/** The type cast that may follow a navigation property; options of what is related come in parentheses. */
function castAfter(
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

function isStructured(type: EdmType | undefined): type is StructuredType {
  return type?.kind === 'entityType' || type?.kind === 'complexType'
}

function unknownNavigation({ name, position }: PathName, type: StructuredType) {
  return badRequest(
    `$expand: '${name}' at ${position} is not a navigation property of ${type.qualifiedName}${didYouMean(name, type.navigationProperties.keys())}`,
    '$expand',
  )
}

// ── Items ───────────────────────────────────────────────────────────────────────────────────────

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
    isUnbounded: false,
  }
  const isRecursive = levels !== undefined && levels !== 1
  const texts = contextTexts(path, suffix, query, isRecursive)
  if (!isRecursive) return { item, isNamed: true, texts }
  checkCyclic(target, type)
  return { item: expandLevels(item, levels, others), isNamed: true, texts }
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

/** `$select` and `$expand` shape the representation alone. */
function appliesTo(query: QueryPlan): boolean {
  return Object.keys(query).some((name) => name !== '$select' && name !== '$expand')
}

// ── $levels ─────────────────────────────────────────────────────────────────────────────────────

/** Protocol, "Expand Option $levels": the related type is the same as, or can be cast to, the source type. */
function checkCyclic({ navigation, onType }: ExpandTarget, type: EntityType): void {
  if (isDerivedFrom(type, onType) || isDerivedFrom(onType, type)) return
  throw badRequest(
    `$levels: '${navigation.name}' of ${onType.qualifiedName} does not lead back to its own type, found ${type.qualifiedName}`,
    '$levels',
  )
}

/** "All provided expand options except `$levels` are applied at each level of the hierarchy." */
function expandLevels(
  item: ExpandItemPlan,
  levels: Levels,
  options: readonly QueryOption[],
): ExpandItemPlan {
  const { name, navigation } = item
  if (item.query.$expand?.items.some((nested) => nested.navigation === navigation)) {
    throw badRequest(`$expand: '${name}' is given twice, by $levels and within it`, '$expand')
  }
  const path = item.targetType ? `${name}/${item.targetType.qualifiedName}` : name
  const others = options.filter((it) => !/^\$?expand$/i.test(it.name))
  const expanded = options.find((it) => /^\$?expand$/i.test(it.name))?.value
  const queryText = (below: Levels) => {
    if (below !== 'max' && below < 1) return item.queryText
    const inner = [...options.map(({ name: of, value }) => `${of}=${value}`), `$levels=${below}`]
    const value = `${expanded === undefined ? '' : `${expanded},`}${path}(${inner.join(';')})`
    return [...others, { name: '$expand', value }].map(writeOptionText).join('&')
  }
  if (levels === 'max') {
    const endless = { ...item, isUnbounded: true, queryText: queryText('max') }
    endless.query = withItem(item.query, endless)
    return endless
  }
  let level = item
  for (let below = 1; below < levels; below++) {
    level = { ...item, query: withItem(item.query, level), queryText: queryText(below) }
  }
  return level
}

function withItem(query: QueryPlan, item: ExpandItemPlan): QueryPlan {
  const expansion = query.$expand ?? {
    items: [],
    within: new Map(),
    text: '',
    selectiveText: '',
    needsOuter: false,
  }
  return { ...query, $expand: { ...expansion, items: [...expansion.items, item] } }
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
  for (const planned of planStar(type, suffix, levels, new Map())) {
    const key = planned.item.navigation!
    if (!items.has(key)) items.set(key, planned)
  }
}

/** @param known plans by type and level, since the same types come again at each */
function planStar(
  type: StructuredType,
  suffix: ExpandItemPlan['suffix'],
  levels: Levels,
  known: Map<string, ExpandPlan>,
): Planned[] {
  return [...type.navigationProperties.values()].map((navigation) => {
    const isRecursive = levels !== 1
    const below = levels === 'max' ? levels : levels - 1
    const item = {
      name: navigation.name,
      navigation,
      onType: type,
      targetType: undefined,
      suffix,
      isApplied: false,
      query: isRecursive ? { $expand: planStarBelow(navigation.type, suffix, below, known) } : {},
      queryText: isRecursive
        ? writeOptionText({ name: '$expand', value: `*($levels=${below})` })
        : '',
      isUnbounded: levels === 'max',
    }
    const texts = contextTexts(navigation.name, suffix, {}, isRecursive)
    return { item, isNamed: false, texts }
  })
}

function planStarBelow(
  type: EntityType,
  suffix: ExpandItemPlan['suffix'],
  levels: Levels,
  known: Map<string, ExpandPlan>,
): ExpandPlan {
  const key = `${levels} ${type.qualifiedName}`
  const before = known.get(key)
  if (before) return before
  const items: ExpandItemPlan[] = []
  const plan = {
    items,
    within: new Map<string, ExpandWithin>(),
    text: '',
    selectiveText: '',
    needsOuter: false,
  }
  known.set(key, plan)
  for (const { item } of planStar(type, suffix, levels, known)) items.push(item)
  return plan
}

// ── Context URLs ────────────────────────────────────────────────────────────────────────────────

interface ContextTexts {
  readonly all: string | undefined
  readonly selective: string | undefined
}

/**
 * References and counts are not represented in the context URL.
 * @see Protocol, "Collection of Expanded Entities"
 */
function contextTexts(
  path: string,
  suffix: ExpandItemPlan['suffix'],
  query: QueryPlan,
  isRecursive: boolean,
): ContextTexts {
  const { $select, $expand } = query
  if (suffix) return { all: undefined, selective: undefined }
  const name = isRecursive ? `${path}+` : path
  const list = (texts: readonly (string | undefined)[]) => texts.filter((text) => text).join(',')
  const own = selectListOf(query)
  const isNamed = namesExpansions(query)
  const selective = list([own, isNamed ? '' : $expand?.selectiveText])
  return {
    all: `${name}(${list([own, isNamed ? '' : $expand?.text])})`,
    selective: $select || selective !== '' ? `${name}(${selective})` : undefined,
  }
}

function finish({ items, within }: Expansions, prefix: string, context: PlanContext): ExpandPlan {
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
      planned.some(({ item }) => namesOuter(item.queryText)) ||
      plans.some(({ needsOuter }) => needsOuter),
  }
}
