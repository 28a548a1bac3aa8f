import type { Model } from '../model/index.ts'
import { parseResourcePath } from '../syntax/index.ts'
import { isResolvedByKeys, pathWithKeys } from './keyed-plan.ts'
import { RecentlyUsed } from './recently-used.ts'
import { resolveResourcePath, type ResolvedPath } from './resolve-resource-path.ts'
import { takeKeys } from './take-keys.ts'

const known = new WeakMap<Model, RecentlyUsed<ResolvedPath>>()

/**
 * What a path that stands alone addresses, such as that of an entity-id; paths that differ in keys alone
 * are resolved once.
 * @param rawPath after the service root, undecoded
 * @throws ODataSyntaxError, ODataError as `parseResourcePath` and `resolveResourcePath` do
 */
export function resolveAddress(rawPath: string, model: Model): ResolvedPath {
  const keyed = takeKeys(rawPath, model)
  if (!keyed) return resolveAnew(rawPath, model)
  let byShape = known.get(model)
  if (!byShape) known.set(model, (byShape = new RecentlyUsed()))
  const { shape, keys } = keyed
  const first = byShape.get(shape)
  if (first) return pathWithKeys(first, keys)
  const resolved = resolveAnew(rawPath, model)
  if (isResolvedByKeys(resolved, keyed)) byShape.set(shape, resolved)
  return resolved
}

function resolveAnew(rawPath: string, model: Model): ResolvedPath {
  return resolveResourcePath(parseResourcePath(rawPath).segments, model)
}
