import { badRequest } from '../../errors.ts'
import {
  compilePredicate,
  findJoinConditions,
  type JoinConditions,
  type JoinSide,
} from '../../expression/index.ts'
import {
  isNumericTypeName,
  keyText,
  type EntityInstance,
  type EntitySet,
  type EntityType,
  type JsonValue,
} from '../../model/index.ts'
import { applyQuery, type QueryPlan } from '../../query/index.ts'
import type { Entity } from '../../store/index.ts'
import type { Target } from '../target.ts'
import type { Outcome } from '../outcome.ts'
import type { ReadOptions } from './read-instances.ts'
import { readPage } from './read-page.ts'
import type { RequestContext } from '../request-context.ts'

/** Combinations that one request looks at, at most. */
const mostCombinations = 250_000

type Crossjoin = Target & { readonly kind: 'crossjoin' }
type Combination = ReadonlyMap<string, Entity>

/**
 * Reads a cross join. Equalities between two sets in `$filter` are joined by value, and what is said
 * of one set alone narrows it before, so that only other conditions look at every combination.
 * @throws ODataError 400 when more combinations than `mostCombinations` would have to be looked at
 * @see URL Conventions, "Addressing the Cross Join of Entity Sets"
 */
export function readCrossjoin(
  target: Crossjoin,
  { query, page, last }: ReadOptions,
  context: RequestContext,
): Outcome {
  const { $filter, ...others } = query
  // $apply and $compute come before $filter, which then is about what they leave.
  const { $apply, $compute } = query
  const isFilterFirst = !$apply && !$compute
  const first = $apply ? $apply.leadingFilter : isFilterFirst ? $filter : undefined
  const filters = [...target.filters, ...(first ? [first] : [])]
  const rest = isFilterFirst ? others : query
  const limit = limitOf(rest, page, last)
  const conditions = filters.map(({ predicate }) => findJoinConditions(predicate))
  const items: EntityInstance[] = []
  const candidate = new Map<string, Entity>()
  const instance = instanceOf(target.type, candidate)
  const visit = () => {
    if (filters.every(({ matches }) => matches(instance, context))) {
      items.push(instanceOf(target.type, new Map(candidate)))
    }
    return items.length < limit
  }
  join(target, { conditions: mergeConditions(conditions), candidate, visit }, context)
  const instances = applyQuery(rest, { items }, context)
  if (last === 'count') return { kind: 'text', text: String(instances.items.length) }
  const { items: found, skiptoken } = readPage(instances, page)
  const rows = { query, count: instances.count, skiptoken }
  if ($apply) {
    const { type } = target
    return { kind: 'collection', type, items: found as readonly Entity[], via: undefined, ...rows }
  }
  const { entitySets } = target
  return { kind: 'crossjoin', entitySets, items: found as readonly EntityInstance[], ...rows }
}

/** How many combinations decide the answer: only paging asks for no more than its window. */
function limitOf(query: QueryPlan, page: ReadOptions['page'], last: string): number {
  const shaping: ReadonlySet<string> = new Set(['$skip', '$top', '$expand', '$select'])
  const isWindow = Object.keys(query).every((name) => shaping.has(name))
  if (!isWindow || last === 'count' || page.maxPageSize !== undefined || page.skiptoken) {
    return Infinity
  }
  return query.$top === undefined ? Infinity : (query.$skip ?? 0) + query.$top
}

function mergeConditions(conditions: readonly JoinConditions[]): JoinConditions {
  return {
    equalities: conditions.flatMap(({ equalities }) => equalities),
    ofOne: conditions.flatMap(({ ofOne }) => ofOne),
  }
}

/** An instance of the virtual type; its key is for paging, in the place of one of its own. */
function instanceOf(type: EntityType, combination: Combination): EntityInstance {
  return {
    type,
    properties: {},
    related: combination,
    get key() {
      return JSON.stringify([...combination.values()].map(({ key }) => key))
    },
  } as EntityInstance
}

interface Join {
  readonly conditions: JoinConditions
  /** Holds one combination after the other. */
  readonly candidate: Map<string, Entity>
  /** Looks at the combination; `false` ends the join. */
  readonly visit: () => boolean
}

function join(
  { entitySets, type }: Crossjoin,
  { conditions: { equalities, ofOne }, candidate, visit }: Join,
  context: RequestContext,
): void {
  let tried = 0
  const levels = entitySets.map((set, index) => {
    const before = new Set(entitySets.slice(0, index).map(({ name }) => name))
    const candidates = narrow(set, type, ofOne, context)
    const joins = equalities.flatMap(({ left, right }) => {
      if (left.navigation.name === set.name && before.has(right.navigation.name)) {
        return [{ own: left, other: right }]
      }
      if (right.navigation.name === set.name && before.has(left.navigation.name)) {
        return [{ own: right, other: left }]
      }
      return []
    })
    return { name: set.name, candidates, ...indexBy(joins, candidates) }
  })
  const combine = (index: number): boolean => {
    const level = levels[index]
    if (!level) return visit()
    for (const entity of level.find(candidate) ?? level.candidates) {
      if (++tried > mostCombinations) throw tooMany()
      candidate.set(level.name, entity)
      if (!combine(index + 1)) return false
    }
    return true
  }
  combine(0)
}

function tooMany() {
  return badRequest(
    `$crossjoin: more than ${mostCombinations} combinations would have to be looked at; join the entity sets by eq in $filter`,
  )
}

function narrow(
  set: EntitySet,
  type: EntityType,
  ofOne: JoinConditions['ofOne'],
  context: RequestContext,
): readonly Entity[] {
  const tests = ofOne
    .filter(({ navigation }) => navigation.name === set.name)
    .map(({ predicate }) => compilePredicate(predicate))
  const all = context.store.collection(set).toArray()
  if (tests.length === 0) return all
  return all.filter((entity) => {
    const instance = instanceOf(type, new Map([[set.name, entity]]))
    return tests.every((test) => test(instance, context))
  })
}

/** @returns what finds the candidates that the first equality leaves, given the entities before */
function indexBy(
  [first]: readonly { readonly own: JoinSide; readonly other: JoinSide }[],
  candidates: readonly Entity[],
): { readonly find: (combination: Combination) => readonly Entity[] | undefined } {
  if (!first) return { find: () => undefined }
  const { own, other } = first
  const index = new Map<string, Entity[]>()
  for (const entity of candidates) {
    const text = joinText(entity, own)
    const bucket = index.get(text)
    if (bucket) bucket.push(entity)
    else index.set(text, [entity])
  }
  return {
    find: (combination) =>
      index.get(joinText(combination.get(other.navigation.name)!, other)) ?? [],
  }
}

/** Equal values have equal texts; null equals null. What has equal texts is compared by the filter. */
function joinText({ properties }: Entity, { property: { name, type } }: JoinSide): string {
  const value: JsonValue = properties[name] ?? null
  if (value === null) return 'null'
  const typeName = type.kind === 'typeDefinition' ? type.underlyingType.name : type.qualifiedName
  if (isNumericTypeName(typeName)) return `=${Number(value)}`
  return `=${keyText(value, type) ?? JSON.stringify(value)}`
}
