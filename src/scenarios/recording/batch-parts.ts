import { isJsonArray, isJsonObject, type JsonObject } from '../../model/index.ts'
import { pathOf } from './path-of.ts'
import { isObjectBody } from './json-body.ts'
import { observeHeaders, type ObservedExchange, type ObservedHeaders } from './observed-exchange.ts'

/** A request with its answer, alone or as one of a batch. */
export interface ExchangePart extends ObservedExchange {
  /** Of the answer in the body of a batch, as a JSON pointer; absent when it came alone. */
  readonly answerPointer?: string
  /** Of the request in the batch. */
  readonly id?: string
}

/**
 * The requests of a batch with their responses, as if each had come alone; those of a change set that
 * failed as one have none.
 * @see JSON Format, "Batch Requests and Responses"
 */
export function partsOf(exchange: ObservedExchange): readonly ExchangePart[] {
  const { request, response } = exchange
  if (!isBatch(request)) return [exchange]
  const requests = objectsOf(request.body, 'requests')
  const answers = objectsOf(response.body, 'responses')
  const asked = findAsked(requests, answers)
  return answers.flatMap((answer, index): readonly ExchangePart[] => {
    const part = asked[index]
    if (typeof part?.['method'] !== 'string' || typeof part['url'] !== 'string') return []
    return [
      {
        time: exchange.time,
        duration: exchange.duration,
        request: {
          method: part['method'].toUpperCase(),
          url: urlOf(part['url'], request.url),
          headers: headersOf(part),
          body: part['body'],
        },
        response: {
          status: Number(answer['status']),
          headers: headersOf(answer),
          body: answer['body'],
        },
        answerPointer: `/responses/${index}`,
        ...(typeof part['id'] === 'string' && { id: part['id'] }),
      },
    ]
  })
}

/** For each answer its request: that of its id, and where a multipart batch has none, in their order. */
function findAsked(
  requests: readonly JsonObject[],
  answers: readonly JsonObject[],
): readonly (JsonObject | undefined)[] {
  const rest = requests.filter(({ id }) => id === undefined)
  return answers.map(({ id, atomicityGroup: group }) => {
    if (id !== undefined) return requests.find((request) => request['id'] === id)
    if (group === undefined) return rest.shift()
    const members = requests.filter((request) => request['atomicityGroup'] === group)
    const isFailed =
      answers.filter((answer) => answer['atomicityGroup'] === group).length < members.length
    const isNext = rest[0]?.['atomicityGroup'] === group
    const first = isNext ? rest.shift() : undefined
    while (isFailed && rest[0]?.['atomicityGroup'] === group) rest.shift()
    return isFailed ? undefined : first
  })
}

export function isBatch({ url }: ObservedExchange['request']): boolean {
  return pathOf(url).endsWith('/$batch')
}

/** Relative to the service root, or to the batch, or an absolute path from the host's root. */
function urlOf(url: string, batchUrl: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return url
  return url.startsWith('/') ? url : `${pathOf(batchUrl).replace(/[^/]*$/, '')}${url}`
}

function objectsOf(body: unknown, name: string): readonly JsonObject[] {
  const list = isObjectBody(body) ? body[name] : undefined
  return list !== undefined && isJsonArray(list) ? list.filter((item) => isJsonObject(item)) : []
}

/** A body without a type is JSON. */
function headersOf({ headers, body }: JsonObject): ObservedHeaders {
  const texts = Object.entries(
    headers !== undefined && isJsonObject(headers) ? headers : {},
  ).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const implied = body === undefined ? {} : { 'content-type': 'application/json' }
  return { ...implied, ...observeHeaders(Object.fromEntries(texts)) }
}

/**
 * The parts with the addresses that `$1/parts` stands for: of the entity that the request of this id made,
 * or else of what it addressed; those that no part tells stay as they are.
 * @see Protocol, "Referencing New Entities"
 */
export function resolveReferences(parts: readonly ExchangePart[]): readonly ExchangePart[] {
  const resolved: ExchangePart[] = []
  for (const part of parts) {
    const [, id, rest = ''] = /^(?:[^$?]*\/)?\$([^/?$]+)(.*)$/s.exec(part.request.url) ?? []
    const referred = id === undefined ? undefined : resolved.find((other) => other.id === id)
    const address = referred && addressOf(referred)
    const url = address === undefined ? part.request.url : address + rest
    resolved.push({ ...part, request: { ...part.request, url } })
  }
  return resolved
}

function addressOf({ request, response }: ExchangePart): string | undefined {
  if (request.method !== 'POST') return pathOf(request.url)
  const location = response.headers['location']
  return location !== undefined && URL.canParse(location) ? location : undefined
}
