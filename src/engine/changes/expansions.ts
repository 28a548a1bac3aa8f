import { followComplex, withIt, type EvaluationContext } from '../../expression/index.ts'
import {
  isDerivedFrom,
  isJsonArray,
  isJsonObject,
  type EntityInstance,
  type JsonValue,
  type NavigationProperty,
} from '../../model/index.ts'
import type { ExpandItemPlan, ExpandPlan, QueryPlan } from '../../query/index.ts'

/** A navigation property that a query expands, of an entity or of a complex value within it. */
export interface Expansion {
  readonly item: ExpandItemPlan
  readonly navigation: NavigationProperty
  /** Names of the complex properties that lead to it; empty for the entity's own. */
  readonly within: readonly string[]
}

const known = new WeakMap<ExpandPlan, readonly Expansion[]>()
const none: readonly Expansion[] = []

/** What an `$expand` gives entities of; a count and a dynamic property give none. */
export function expansionsOf(expand: ExpandPlan | undefined): readonly Expansion[] {
  if (!expand) return none
  let expansions = known.get(expand)
  if (!expansions) known.set(expand, (expansions = listExpansions(expand, [])))
  return expansions
}

function listExpansions(expand: ExpandPlan, within: readonly string[]): readonly Expansion[] {
  const own = expand.items.flatMap((item) =>
    item.navigation && item.suffix !== '$count'
      ? [{ item, navigation: item.navigation, within }]
      : [],
  )
  const nested = [...expand.within].flatMap(([name, inner]) =>
    listExpansions(inner.expand, [...within, name]),
  )
  return [...own, ...nested]
}

/** The entities that an expansion leads to, before its options are applied. */
export function followExpansion(
  instance: EntityInstance,
  { item, navigation, within }: Expansion,
  evaluation: EvaluationContext,
): readonly EntityInstance[] {
  const related =
    within.length > 0
      ? valuesAt(instance.properties, within).flatMap((value) =>
          listOf(isJsonObject(value) ? followComplex(value, navigation, evaluation) : null),
        )
      : isDerivedFrom(instance.type, item.onType)
        ? listOf(evaluation.follow(instance.origin ?? instance, navigation))
        : []
  const { targetType } = item
  return targetType ? related.filter(({ type }) => isDerivedFrom(type, targetType)) : related
}

function valuesAt(value: JsonValue, names: readonly string[]): readonly JsonValue[] {
  if (isJsonArray(value)) return value.flatMap((item) => valuesAt(item, names))
  const [name, ...rest] = names
  if (name === undefined) return [value]
  return isJsonObject(value) && value[name] !== undefined ? valuesAt(value[name], rest) : []
}

function listOf(
  related: EntityInstance | null | undefined | readonly EntityInstance[],
): readonly EntityInstance[] {
  if (!related) return []
  return Array.isArray(related)
    ? (related as readonly EntityInstance[])
    : [related as EntityInstance]
}

/** What options nested in a query are evaluated with, for an instance that it leaves. */
export function evaluationWithin(
  instance: EntityInstance,
  { $expand, aliases }: QueryPlan,
  evaluation: EvaluationContext,
): EvaluationContext {
  const outer = $expand?.needsOuter ? withIt(evaluation, instance) : evaluation
  if (!aliases) return outer
  const variables = new Map(outer.variables)
  for (const { name, evaluate } of aliases) variables.set(name, evaluate(instance, outer))
  return { ...outer, variables }
}

/** What of a query shows the entity itself. */
export function withoutExpansions(query: QueryPlan): QueryPlan {
  if (!query.$expand) return query
  const { $expand: _expand, ...own } = query
  return own
}
