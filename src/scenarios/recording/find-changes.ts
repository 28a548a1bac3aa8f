import { partsOf } from './batch-parts.ts'
import { pathOf } from './path-of.ts'
import { isObjectBody } from './json-body.ts'
import type { ObservedExchange } from './observed-exchange.ts'

/**
 * Properties and links of what was there before that the requests change, as `id/name`: the second
 * time, a service that keeps its state no longer has what the first answers showed.
 */
export function findChanges(exchanges: readonly ObservedExchange[]): ReadonlySet<string> {
  const changes = new Set<string>()
  for (const { request } of exchanges.flatMap(partsOf)) {
    if (request.method === 'GET' || request.method === 'HEAD') continue
    const segments = pathOf(request.url)
      .split('/')
      .flatMap((segment) => segment.split(/\('?|'?\)/))
      .filter((segment) => segment !== '')
    for (const [index, segment] of segments.entries()) {
      changes.add(`${segment}/${segments[index + 1] ?? ''}`)
    }
    const last = segments.at(-1)
    if (!isObjectBody(request.body)) continue
    for (const name of Object.keys(request.body)) changes.add(`${last}/${name}`)
  }
  return changes
}
