import { leavesOf } from '../recording/index.ts'

interface AbsoluteExchange {
  /** Absolute. */
  readonly url: string
  readonly body?: unknown
}

/**
 * The service root of exchanges: as an answer's context URL says it, else the version that URLs begin
 * with (`/v1.0`, `/beta`, `/odata`), else the host's root.
 * @returns without a slash at the end; `undefined` where no URL is absolute
 */
export function findRoot(exchanges: readonly AbsoluteExchange[]): string | undefined {
  for (const { body } of exchanges) {
    for (const { name, value } of leavesOf(Buffer.isBuffer(body) ? undefined : body)) {
      if (!/@(?:odata\.)?context$/.test(name) || typeof value !== 'string') continue
      const root = /^(https?:\/\/[^#?]*?)\/\$metadata(?:[#?]|$)/.exec(value)?.[1]
      if (root !== undefined && exchanges.some(({ url }) => isBelow(url, root))) return root
    }
  }
  const first = exchanges.find(({ url }) => /^https?:\/\//.test(url))?.url
  if (first === undefined) return undefined
  const { origin, pathname } = new URL(first)
  const version = /^\/(?:beta|v\d[\w.]*|odata(?:\/v\d[\w.]*)?|api(?:\/v\d[\w.]*)?)(?=\/|$)/i.exec(
    pathname,
  )
  return origin + (version?.[0] ?? '')
}

export function isBelow(url: string, root: string): boolean {
  return url.startsWith(root) && /^(?:[/?#]|$)/.test(url.slice(root.length))
}
