import type { Exchange } from '../../journal/index.ts'

/** Which exchanges the page shows, as its query says. */
export interface ExchangeFilter {
  /** One alone. */
  readonly number: number | undefined
  /** Upper case; '' for all. */
  readonly method: string
  /** First digit of the status; '' for all. */
  readonly status: string
  /** Part of the URL or of the operation's name, in either case. */
  readonly text: string
  readonly isViolating: boolean
}

/** What the query does not say, or says in a way that cannot be, filters nothing. */
export function readExchangeFilter(query: string): ExchangeFilter {
  const options = new URLSearchParams(query)
  const number = Number(options.get('exchange') ?? NaN)
  return {
    number: Number.isSafeInteger(number) && number > 0 ? number : undefined,
    method: (options.get('method') ?? '').toUpperCase(),
    status: /^[1-5]/.exec(options.get('status') ?? '')?.[0] ?? '',
    text: options.get('text') ?? '',
    isViolating: options.has('violations'),
  }
}

export function isFiltering({
  number,
  method,
  status,
  text,
  isViolating,
}: ExchangeFilter): boolean {
  return number !== undefined || isViolating || `${method}${status}${text}` !== ''
}

export function filterExchanges(
  exchanges: readonly Exchange[],
  { number, method, status, text, isViolating }: ExchangeFilter,
): readonly Exchange[] {
  if (number !== undefined) return exchanges.filter((exchange) => exchange.number === number)
  const wanted = text.toLowerCase()
  return exchanges.filter(
    ({ request, response, operation, violations }) =>
      (method === '' || request.method === method) &&
      (status === '' || String(response.status).startsWith(status)) &&
      (!isViolating || violations.length > 0) &&
      (wanted === '' ||
        request.url.toLowerCase().includes(wanted) ||
        (operation?.name.toLowerCase().includes(wanted) ?? false)),
  )
}
