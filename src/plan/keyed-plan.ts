import { keyTypeOf } from '../model/index.ts'
import type { PathStep } from './path-step.ts'
import type { RequestPlan } from './plan-request.ts'
import { withAddress } from './plan-tracking.ts'
import { kindsIn, type KeyedPath, type KeyKind } from './take-keys.ts'

/** Whether the keys of a plan are those that were taken, so that it is the plan for others of their kinds too. */
export function isPlannedByKeys({ path }: RequestPlan, { shape, keys }: KeyedPath): boolean {
  const kinds = kindsIn(shape)
  let count = 0
  for (const step of path.steps) {
    if (!plainKinds.has(step.kind)) return false
    if (step.kind !== 'key') continue
    const kind = kinds[count]
    if (kind === undefined || step.key !== keys[count] || !isPlainKey(step, kind)) return false
    count++
  }
  return count === keys.length
}

/** Steps whose segments are names of the contract, and keys. */
const plainKinds: ReadonlySet<PathStep['kind']> = new Set([
  'entitySet',
  'singleton',
  'key',
  'navigation',
  'property',
  'typeCast',
  'each',
  'count',
  'value',
  'ref',
])

function isPlainKey(
  { entityType, parts, alternate }: PathStep & { readonly kind: 'key' },
  kind: KeyKind,
): boolean {
  const [only, ...others] = entityType.keyProperties
  if (!only || others.length > 0 || parts || alternate) return false
  return typesOfKind[kind].has(keyTypeOf(entityType, only).qualifiedName)
}

/** Types that every text of the kind is a value of, kept as it stands. */
const typesOfKind: { readonly [Kind in KeyKind]: ReadonlySet<string> } = {
  text: new Set(['Edm.String']),
  whole: new Set(['Edm.String', 'Edm.Int32', 'Edm.Int64']),
  guid: new Set(['Edm.String', 'Edm.Guid']),
}

/**
 * The plan of a URL that differs in its keys alone.
 * @param plan one that `isPlannedByKeys` holds of
 */
export function withKeys(plan: RequestPlan, keys: readonly string[], rawPath: string): RequestPlan {
  const { path, query, optionNames, format, skiptoken, tracking } = plan
  const { type, isCollection, signature, door } = path
  const steps = stepsWithKeys(path.steps, keys)
  return {
    path: { steps, type, isCollection, signature, door },
    query,
    optionNames,
    format,
    skiptoken,
    tracking,
    trackedUrl: () => withAddress(plan.trackedUrl(), steps, rawPath),
    id: plan.id,
    index: plan.index,
    repeatedQuery: plan.repeatedQuery,
    aliasQuery: plan.aliasQuery,
  }
}

function stepsWithKeys(steps: readonly PathStep[], keys: readonly string[]): readonly PathStep[] {
  const replaced: PathStep[] = []
  let next = 0
  for (const step of steps) {
    if (step.kind !== 'key') replaced.push(step)
    else replaced.push({ kind: 'key', key: keys[next++]!, entityType: step.entityType })
  }
  return replaced
}
