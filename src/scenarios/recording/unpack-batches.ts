import { isJsonObject, type JsonObject } from '../../model/index.ts'
import { readMultipartExchange } from '../multipart-batch.ts'
import { isBatch } from './batch-parts.ts'
import { withoutPrefix, type ObservedExchange, type ObservedTraffic } from './observed-exchange.ts'

/** The traffic with its multipart batches in the form of JSON ones, whose parts can be looked into. */
export function unpackBatches<Traffic extends ObservedTraffic>(traffic: Traffic): Traffic {
  const { root, exchanges } = traffic
  return { ...traffic, exchanges: exchanges.map((exchange) => unpackBatch(exchange, root)) }
}

function unpackBatch(exchange: ObservedExchange, root: string): ObservedExchange {
  const { request, response } = exchange
  if (!isBatch(request)) return exchange
  const batch = readMultipartExchange(request, response)
  if (!batch) return exchange
  const { asked, answered } = batch
  // One without the other could not be replayed as it was; an error of the whole is no multipart message.
  if (!answered && response.status < 400) return exchange
  const requests = asked.requests.map((part) => belowRoot(part, root))
  return {
    ...exchange,
    request: { ...request, body: { requests } },
    response: answered ? { ...response, body: answered } : response,
  }
}

/** URLs of the service itself, absolute ones and paths of its host, begin at its root. */
function belowRoot(request: JsonObject, root: string): JsonObject {
  const { url, headers, ...rest } = request
  if (typeof url !== 'string') return request
  const rootPath = root.replace(/^[a-z]+:\/\/[^/]*/i, '')
  const isOfHost = url.startsWith('/')
  const below = withoutPrefix(url, isOfHost ? rootPath : root)
  const { host: _, ...others } = headers !== undefined && isJsonObject(headers) ? headers : {}
  const { body, ...start } = rest
  return {
    ...start,
    url: below,
    ...(Object.keys(others).length > 0 && { headers: others }),
    ...(body !== undefined && { body }),
  }
}
