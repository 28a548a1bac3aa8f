import { isJsonObject } from '../../model/index.ts'
import { partsOf, type ExchangePart } from './batch-parts.ts'
import { isCreation, type NamedValues } from './find-named-values.ts'
import { isDeleted } from './is-deleted.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { pathOf } from './path-of.ts'
import { holds } from './refer.ts'

/** What was created under a key that the client brought, so that no answer gave it, and is left. */
export interface ChosenKey {
  /** Path of the collection. */
  readonly collection: string
  readonly value: string | number
  readonly exchange: number
}

export function findChosenKeys(
  exchanges: readonly ObservedExchange[],
  { captures }: NamedValues,
  root: string,
): readonly ChosenKey[] {
  const parts = exchanges.flatMap(partsOf)
  return exchanges.flatMap((exchange, index) =>
    partsOf(exchange).flatMap((part): readonly ChosenKey[] => {
      const collection = pathOf(part.request.url)
      const isCaptured = captures.some(
        (capture) =>
          capture.isCreated &&
          capture.exchange === index &&
          pathOf(capture.url) === collection &&
          // A link only repeats the key, and is not had from a service that refuses it.
          !String(capture.value).startsWith(root),
      )
      if (isCaptured || !isCreation(part)) return []
      const value = findKey(part, exchanges.slice(index))
      const isLeft = value !== undefined && !isDeleted(parts, `${collection}/${value}`, value)
      return isLeft ? [{ collection, value, exchange: index }] : []
    }),
  )
}

function isKey(name: string): boolean {
  return /^(?:id|key)$/i.test(name)
}

/** The member that is called a key, or else one by whose value the entity is addressed later. */
function findKey(
  { request, response }: ExchangePart,
  later: readonly ObservedExchange[],
): string | number | undefined {
  const { body } = request
  if (!isJsonObject(body) || Buffer.isBuffer(body)) return undefined
  const answered = isJsonObject(response.body) ? response.body : body
  const members = Object.entries(body).filter(
    (entry): entry is [string, string | number] =>
      (typeof entry[1] === 'string' || typeof entry[1] === 'number') &&
      answered[entry[0]] === entry[1],
  )
  const own = members.find(([name]) => isKey(name))
  if (own) return own[1]
  // The service has a key of its own.
  if (Object.keys(answered).some(isKey)) return undefined
  const urls = later.flatMap(partsOf).map((part) => pathOf(part.request.url))
  const collection = pathOf(request.url)
  return members.find(([, value]) =>
    urls.some(
      (url) =>
        url.startsWith(collection) &&
        holds(url.slice(collection.length), String(value).replaceAll("'", "''"), true),
    ),
  )?.[1]
}
