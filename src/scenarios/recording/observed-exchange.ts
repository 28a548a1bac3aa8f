import type { Exchange } from '../../journal/index.ts'

/** A request and its answer as they passed, whichever service answered. */
export interface ObservedExchange {
  /** ISO 8601. */
  readonly time: string
  /** Milliseconds. */
  readonly duration: number
  readonly request: {
    readonly method: string
    /** Relative to the service root, undecoded; begins with `/`, or is empty for the root itself. */
    readonly url: string
    readonly headers: ObservedHeaders
    readonly body: ObservedBody
  }
  readonly response: {
    readonly status: number
    readonly headers: ObservedHeaders
    readonly body: ObservedBody
  }
  /** JSON pointers into the answer's body where it leaves the contract. */
  readonly undocumented?: readonly string[]
}

/** Names in lower case; several values of one name are joined as HTTP joins them. */
export type ObservedHeaders = Readonly<Record<string, string>>

/** Parsed JSON, the text of another body, octets, or nothing. */
export type ObservedBody = unknown

/** What passed between clients and one service. */
export interface ObservedTraffic {
  /** URL of the service root, without a slash at the end. */
  readonly root: string
  readonly exchanges: readonly ObservedExchange[]
}

/** Headers by their names in lower case. */
export function observeHeaders(
  headers: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): ObservedHeaders {
  const observed: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    observed[name.toLowerCase()] = typeof value === 'object' ? value.join(', ') : String(value)
  }
  return observed
}

/** Exchanges of a journal, whose URLs begin with the base path. */
export function observeJournal(
  exchanges: readonly Exchange[],
  { root, basePath }: { readonly root: string; readonly basePath: string },
): ObservedTraffic {
  return {
    root,
    exchanges: exchanges.map(({ time, duration, request, response, violations }) => ({
      time,
      duration,
      request: {
        method: request.method,
        url: withoutPrefix(request.url, basePath),
        headers: observeHeaders(request.headers),
        body: request.body,
      },
      response: {
        status: response.status,
        headers: observeHeaders(response.headers),
        body: response.body,
      },
      undocumented: violations
        .filter(({ rule }) => rule === 'invalid-response')
        .flatMap(({ pointer }) => pointer ?? []),
    })),
  }
}

/** What follows a root in a URL; the URL itself where it stands elsewhere. */
export function withoutPrefix(url: string, prefix: string): string {
  const isBelow = url.startsWith(prefix) && /^(?:[/?]|$)/.test(url.slice(prefix.length))
  return isBelow ? url.slice(prefix.length) : url
}
