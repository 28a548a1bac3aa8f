import { isJsonEqual } from '../../model/index.ts'
import { pathOf } from './path-of.ts'
import type { ObservedExchange } from './observed-exchange.ts'

/** What a scenario has no form for is left out, and said. */
export function chooseExchanges(
  exchanges: readonly ObservedExchange[],
  notes: string[],
): readonly ObservedExchange[] {
  return exchanges.filter(({ request, response }, index) => {
    const shown = `${request.method} ${pathOf(request.url)}`
    if (request.method === 'OPTIONS') return false
    if (![429, 503, 504].includes(response.status)) return true
    const isRepeated = exchanges
      .slice(index + 1)
      .some(
        (later) =>
          later.request.method === request.method &&
          later.request.url === request.url &&
          isJsonEqual(later.request.body, request.body),
      )
    if (isRepeated)
      notes.push(`${shown} answered ${response.status} is left out: it was sent again`)
    return !isRepeated
  })
}
