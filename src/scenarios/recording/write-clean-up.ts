import { escapeForRegExp } from '../escape-for-reg-exp.ts'
import { partsOf } from './batch-parts.ts'
import type { Capture, NamedValues } from './find-named-values.ts'
import { pathOf } from './path-of.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { refer, type NamedValue } from './refer.ts'

/** Deletes what was created and is still there, the last first; what is below goes with it. */
export function writeCleanUp(
  exchanges: readonly ObservedExchange[],
  { given, captures }: NamedValues,
  root: NamedValue,
  isDeletable: ((url: string) => boolean) | undefined,
): readonly string[] {
  const known = [root, ...given, ...captures]
  const parts = exchanges.flatMap(partsOf)
  return captures
    .filter(({ isCreated }) => isCreated)
    .flatMap((capture) => {
      const collection = pathOf(capture.url)
      const isBelowOwn = captures.some(
        (other) => other !== capture && other.isCreated && isIn(collection, other),
      )
      const isLink = String(capture.value).startsWith(String(root.value))
      const isAction = !/^(?:\/[A-Za-z_]\w*(?:\([^/()]*\))?|\/[\w.~-]+)+$/.test(collection)
      const address = isLink
        ? String(capture.value).slice(String(root.value).length)
        : `${collection}/${capture.value}`
      const isGone = parts.some(
        (later) =>
          later.request.method === 'DELETE' &&
          later.response.status < 300 &&
          isAddressOf(later.request.url, address, capture),
      )
      if (isBelowOwn || isAction || isGone || isDeletable?.(address) === false) return []
      const url = isLink
        ? `\${${capture.name}}`
        : `${refer(collection, known, 'url')}${keyText(capture, exchanges)}`
      return [`DELETE ${url}`]
    })
    .reverse()
}

/** A key as the client writes keys, in parentheses or as a segment. */
function keyText({ name, value }: Capture, exchanges: readonly ObservedExchange[]): string {
  if (typeof value === 'number') return `(\${${name}})`
  const isQuoted = exchanges.some(({ request }) => /\w\('[^']*'\)/.test(pathOf(request.url)))
  return isQuoted ? `('\${${name}}')` : `/\${${name}}`
}

function isIn(collection: string, { value }: Capture): boolean {
  return collection.split(/[/()']/).includes(String(value))
}

function isAddressOf(url: string, address: string, { value }: Capture): boolean {
  const path = pathOf(url)
  if (path === address) return true
  const tail = path.split('/').at(-1) ?? ''
  return tail === String(value) || RegExp(`\\('?${escapeForRegExp(String(value))}'?\\)$`).test(tail)
}
