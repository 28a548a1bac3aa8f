import { isJsonObject } from '../../model/index.ts'
import { pathOf } from './find-named-values.ts'
import type { ObservedExchange } from './observed-exchange.ts'

/**
 * Properties and links of what was there before that the requests change, as `id/name`: the second
 * time, a service that keeps its state no longer has what the first answers showed.
 */
export function findChanges(exchanges: readonly ObservedExchange[]): ReadonlySet<string> {
  const changes = new Set<string>()
  for (const { request } of exchanges) {
    if (request.method === 'GET' || request.method === 'HEAD') continue
    const segments = pathOf(request.url)
      .split('/')
      .flatMap((segment) => segment.split(/\('?|'?\)/))
      .filter((segment) => segment !== '')
    for (const [index, segment] of segments.entries()) {
      changes.add(`${segment}/${segments[index + 1] ?? ''}`)
    }
    const last = segments.at(-1)
    if (!isJsonObject(request.body) || Buffer.isBuffer(request.body)) continue
    for (const name of Object.keys(request.body)) changes.add(`${last}/${name}`)
  }
  return changes
}
