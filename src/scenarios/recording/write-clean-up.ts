import { partsOf } from './batch-parts.ts'
import type { ChosenKey } from './chosen-keys.ts'
import type { Capture, NamedValues } from './find-named-values.ts'
import { isDeleted } from './is-deleted.ts'
import { pathOf } from './path-of.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { refer, type NamedValue } from './refer.ts'

/** Deletes what was created and is still there, the last first; what is below goes with it. */
export function writeCleanUp(
  exchanges: readonly ObservedExchange[],
  named: NamedValues,
  { root, chosen, isDeletable }: CleanUpPlace,
): readonly string[] {
  const parts = exchanges.flatMap(partsOf)
  const known = [root, ...named.given, ...named.captures]
  const isWanted = (address: string, value: string | number): boolean =>
    !isDeleted(parts, address, value) && isDeletable?.(address) !== false
  const deletions = [
    ...deleteCaptured(exchanges, named, { root, chosen, known, isWanted }),
    ...chosen.flatMap(({ exchange, collection, value }) => {
      if (!isWanted(`${collection}/${value}`, value)) return []
      const text = typeof value === 'number' ? String(value) : encodeURIComponent(value)
      const key = keyText(value, text, exchanges)
      return [{ exchange, url: refer(`${collection}${key}`, known, 'url') }]
    }),
  ]
  return deletions.toSorted((a, b) => b.exchange - a.exchange).map(({ url }) => `DELETE ${url}`)
}

interface CleanUpPlace {
  readonly root: NamedValue
  readonly chosen: readonly ChosenKey[]
  readonly isDeletable: ((url: string) => boolean) | undefined
}

interface Deletion {
  readonly exchange: number
  readonly url: string
}

function deleteCaptured(
  exchanges: readonly ObservedExchange[],
  { captures }: NamedValues,
  {
    root,
    chosen,
    known,
    isWanted,
  }: {
    readonly root: NamedValue
    readonly chosen: readonly ChosenKey[]
    readonly known: readonly NamedValue[]
    readonly isWanted: (address: string, value: string | number) => boolean
  },
): readonly Deletion[] {
  const created = captures.filter(({ isCreated }) => isCreated)
  return created
    .flatMap((capture): readonly Deletion[] => {
      const { name, value, exchange } = capture
      const collection = pathOf(capture.url)
      const isBelowOwn = created.some((other) => other !== capture && isIn(collection, other))
      const isLink = String(value).startsWith(String(root.value))
      const isAction = !/^(?:\/[A-Za-z_]\w*(?:\([^/()]*\))?|\/[\w.~-]+)+$/.test(collection)
      const address = isLink
        ? String(value).slice(String(root.value).length)
        : `${collection}/${value}`
      const isChosen = chosen.some(
        (key) => isLink && key.exchange === exchange && key.collection === collection,
      )
      if (isBelowOwn || isAction || isChosen || !isWanted(address, value)) return []
      const url = isLink
        ? `\${${name}}`
        : `${refer(collection, known, 'url')}${keyText(value, `\${${name}}`, exchanges)}`
      return [{ exchange, url }]
    })
    .reverse()
}

/**
 * A key as the client writes this one, or else as it writes keys; a key that the service's own
 * `Location` has without quotes is no string, which quotes would make it.
 */
function keyText(
  value: string | number,
  text: string,
  exchanges: readonly ObservedExchange[],
): string {
  const parts = exchanges.flatMap(partsOf)
  const key = encodeURIComponent(value)
  const [bare, quoted, segment] = [`(${key})`, `('${key}')`, `/${key}`]
  const seen =
    [bare, quoted, segment].find((form) =>
      parts.some(({ request }) => hasKey(pathOf(request.url), form)),
    ) ?? [bare].find((form) => parts.some(({ response }) => hasKey(locationOf(response), form)))
  if (seen === segment) return `/${text}`
  if (typeof value === 'number' || seen === bare) return `(${text})`
  const isQuoted = seen ?? parts.some(({ request }) => quotedKey.test(pathOf(request.url)))
  return isQuoted ? `('${text.replaceAll("'", "''")}')` : `/${text}`
}

function locationOf({ headers }: ObservedExchange['response']): string {
  return headers['location'] ?? ''
}

const quotedKey = /\w\('(?:[^']|'')*'\)/

/** Whether a key stands so in a path, whole. */
function hasKey(path: string, form: string): boolean {
  return `${path}/`.includes(`${form}/`)
}

function isIn(collection: string, { value }: Capture): boolean {
  return collection.split(/[/()']/).includes(String(value))
}
