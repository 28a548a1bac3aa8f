import type { EvaluationContext } from '../../expression/index.ts'
import type { EntityInstance } from '../../model/index.ts'
import { applyQuery, deepestLevels, type QueryPlan, type SelectPlan } from '../../query/index.ts'
import type { Entity, RecordedEntity, RecordedResult } from '../../store/index.ts'
import { evaluationWithin, expansionsOf, followExpansion, type Expansion } from './expansions.ts'

/** A result, with what is expanded in it, as changes are told from it later. */
export interface Recorded {
  readonly result: RecordedResult
  /** Entities in it, at every depth. */
  readonly size: number
}

/** As many as one answer may expand. */
const mostRecorded = 200_000

interface Recorder {
  readonly evaluation: EvaluationContext
  readonly budget: { left: number }
  /** The entities around, by `$levels=max`: one that stands around itself leads no further. */
  readonly ancestors: readonly Entity[]
}

/**
 * Records what a query leaves of instances, whatever its paging and order.
 * @returns `undefined` where what is left are no entities, or too many of them
 */
export function recordResult(
  items: readonly EntityInstance[],
  query: QueryPlan,
  evaluation: EvaluationContext,
): Recorded | undefined {
  const { items: left } = applyQuery(withoutPaging(query), { items }, evaluation)
  // Those of the result itself are not what a budget is for: they are there.
  const budget = { left: mostRecorded + left.length }
  const result = record(left as readonly EntityInstance[], query, {
    evaluation,
    budget,
    ancestors: [],
  })
  if (!result || budget.left < 0) return undefined
  return { result, size: mostRecorded + left.length - budget.left }
}

const undecisive: ReadonlySet<string> = new Set(['$count', '$orderby', '$skip', '$top'])
const unpaged = new WeakMap<QueryPlan, QueryPlan>()

function withoutPaging(query: QueryPlan): QueryPlan {
  let plan = unpaged.get(query)
  if (!plan) {
    const deciding = Object.entries(query).filter(([name]) => !undecisive.has(name))
    unpaged.set(query, (plan = Object.fromEntries(deciding) as QueryPlan))
  }
  return plan
}

function record(
  instances: readonly EntityInstance[],
  query: QueryPlan,
  recorder: Recorder,
): RecordedResult | undefined {
  const members = new Map<Entity, RecordedEntity>()
  const expansions = expansionsOf(query.$expand)
  for (const instance of instances) {
    const entity = instance.origin ?? instance
    if (!('links' in entity)) return undefined
    const stored = entity as Entity
    if (members.has(stored)) continue
    if (--recorder.budget.left < 0) return undefined
    const { properties } = instance
    if (expansions.length === 0 || standsWithinItself(stored, recorder)) {
      members.set(stored, { entity: stored, properties })
      continue
    }
    const related = recordRelated(instance, query, expansions, recorder)
    members.set(stored, { entity: stored, properties, related })
  }
  return { members, selected: selectedIn(query) }
}

/** One that is too deep leads no further either, as it is written. */
function standsWithinItself(entity: Entity, { ancestors }: Recorder): boolean {
  return ancestors.length > deepestLevels || ancestors.includes(entity)
}

function recordRelated(
  instance: EntityInstance,
  query: QueryPlan,
  expansions: readonly Expansion[],
  recorder: Recorder,
): ReadonlyMap<object, RecordedResult> {
  const evaluation = evaluationWithin(instance, query, recorder.evaluation)
  const related = new Map<object, RecordedResult>()
  for (const expansion of expansions) {
    const { item } = expansion
    const { isApplied, isUnbounded } = item
    const followed = followExpansion(instance, expansion, evaluation)
    const { items } = isApplied
      ? applyQuery(withoutPaging(item.query), { items: followed }, evaluation)
      : { items: followed }
    const ancestors = isUnbounded ? [...recorder.ancestors, storedOf(instance)] : []
    const inner = { ...recorder, evaluation, ancestors }
    related.set(item, recordMembers(items as readonly EntityInstance[], expansion, inner))
  }
  return related
}

/** References have nothing that could change. */
function recordMembers(
  items: readonly EntityInstance[],
  { item: { suffix, query } }: Expansion,
  recorder: Recorder,
): RecordedResult {
  if (suffix !== '$ref') return record(items, query, recorder) ?? noMembers
  return { ...(record(items, {}, recorder) ?? noMembers), selected: new Set() }
}

const noMembers: RecordedResult = { members: new Map(), selected: undefined }

function storedOf(instance: EntityInstance): Entity {
  return (instance.origin ?? instance) as Entity
}

const selections = new WeakMap<SelectPlan, ReadonlySet<string>>()

function selectedIn({ $select }: QueryPlan): ReadonlySet<string> | undefined {
  if (!$select || $select.all) return undefined
  let names = selections.get($select)
  if (!names) selections.set($select, (names = new Set($select.properties.keys())))
  return names
}
