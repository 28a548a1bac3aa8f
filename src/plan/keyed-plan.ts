import { keyTypeOf } from '../model/index.ts'
import type { PathStep } from './path-step.ts'
import type { RequestPlan } from './plan-request.ts'
import { withAddress } from './plan-tracking.ts'
import type { ResolvedPath } from './resolve-resource-path.ts'
import { kindsIn, type KeyedPath, type KeyKind } from './take-keys.ts'

/** Whether the keys of a path are those that were taken, so that it is resolved for others of their kinds too. */
export function isResolvedByKeys({ steps }: ResolvedPath, { shape, keys }: KeyedPath): boolean {
  const kinds = kindsIn(shape)
  let count = 0
  for (const step of steps) {
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
 * @param plan its path is one that `isResolvedByKeys` holds of
 */
export function withKeys(plan: RequestPlan, keys: readonly string[], rawPath: string): RequestPlan {
  const { path, query, optionNames, format, skiptoken, tracking } = plan
  const keyed = pathWithKeys(path, keys)
  return {
    path: keyed,
    query,
    optionNames,
    format,
    skiptoken,
    tracking,
    trackedUrl: () => withAddress(plan.trackedUrl(), keyed.steps, rawPath),
    id: plan.id,
    index: plan.index,
    repeatedQuery: plan.repeatedQuery,
    aliasQuery: plan.aliasQuery,
  }
}

/** The same path but for its keys. */
export function pathWithKeys(
  { steps, type, isCollection, signature, door }: ResolvedPath,
  keys: readonly string[],
): ResolvedPath {
  const keyed: PathStep[] = []
  let next = 0
  for (const step of steps) {
    if (step.kind !== 'key') keyed.push(step)
    else keyed.push({ kind: 'key', key: keys[next++]!, entityType: step.entityType })
  }
  return { steps: keyed, type, isCollection, signature, door }
}
