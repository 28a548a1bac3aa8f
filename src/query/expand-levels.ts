import { badRequest } from '../errors.ts'
import {
  isDerivedFrom,
  type EntityType,
  type NavigationProperty,
  type StructuredType,
} from '../model/index.ts'
import type { QueryOption } from '../syntax/index.ts'
import {
  contextTexts,
  emptyExpandPlan,
  type ExpandItemPlan,
  type ExpandPlan,
  type Planned,
} from './expand-plan.ts'
import type { Levels } from './levels.ts'
import { writeOptionText } from './option-text.ts'
import type { QueryPlan } from './system-query-option.ts'

/** Protocol, "Expand Option $levels": the related type is the same as, or can be cast to, the source type. */
export function checkCyclic(
  { navigation, onType }: { navigation: NavigationProperty; onType: StructuredType },
  type: EntityType,
): void {
  if (isDerivedFrom(type, onType) || isDerivedFrom(onType, type)) return
  throw badRequest(
    `$levels: '${navigation.name}' of ${onType.qualifiedName} does not lead back to its own type, found ${type.qualifiedName}`,
    '$levels',
  )
}

/** "All provided expand options except `$levels` are applied at each level of the hierarchy." */
export function expandLevels(
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
  const expansion = query.$expand ?? emptyExpandPlan
  return { ...query, $expand: { ...expansion, items: [...expansion.items, item] } }
}

/** @param known plans by type and level, since the same types come again at each */
export function planStar(
  type: StructuredType,
  suffix: ExpandItemPlan['suffix'],
  levels: Levels,
  known = new Map<string, ExpandPlan>(),
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
  const plan = { ...emptyExpandPlan, items }
  known.set(key, plan)
  for (const { item } of planStar(type, suffix, levels, known)) items.push(item)
  return plan
}
