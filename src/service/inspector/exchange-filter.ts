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
  /** Those with lower numbers alone. */
  readonly before: number | undefined
}

/** What the query does not say, or says in a way that cannot be, filters nothing. */
export function readExchangeFilter(query: string): ExchangeFilter {
  const options = new URLSearchParams(query)
  return {
    number: readNumber(options.get('exchange')),
    before: readNumber(options.get('before')),
    method: (options.get('method') ?? '').toUpperCase(),
    status: /^[1-5]/.exec(options.get('status') ?? '')?.[0] ?? '',
    text: options.get('text') ?? '',
    isViolating: options.has('violations'),
  }
}

function readNumber(text: string | null): number | undefined {
  const number = Number(text ?? NaN)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
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

export function isShown(
  { request, response, operation, violations }: Exchange,
  { method, status, text, isViolating }: ExchangeFilter,
): boolean {
  const wanted = text.toLowerCase()
  return (
    (method === '' || request.method === method) &&
    (status === '' || String(response.status).startsWith(status)) &&
    (!isViolating || violations.length > 0) &&
    (wanted === '' ||
      request.url.toLowerCase().includes(wanted) ||
      (operation?.name.toLowerCase().includes(wanted) ?? false))
  )
}

/** The query of the same filter, from another exchange on downwards. */
export function writeFilterBelow(
  { method, status, text, isViolating }: ExchangeFilter,
  below: number,
): string {
  const query = new URLSearchParams({
    ...(method !== '' && { method }),
    ...(status !== '' && { status: `${status}xx` }),
    ...(text !== '' && { text }),
    ...(isViolating && { violations: 'on' }),
    before: String(below),
  })
  return `?${query.toString()}`
}
