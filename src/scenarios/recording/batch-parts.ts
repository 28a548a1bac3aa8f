import { isJsonObject } from '../../model/index.ts'
import { pathOf } from './find-named-values.ts'
import { observeHeaders, type ObservedExchange, type ObservedHeaders } from './observed-exchange.ts'

/** The requests of a JSON batch with their responses, as if each had come alone. */
export function partsOf(exchange: ObservedExchange): readonly ObservedExchange[] {
  const { request, response } = exchange
  const requests = isJsonObject(request.body) ? request.body['requests'] : undefined
  const responses = isJsonObject(response.body) ? response.body['responses'] : undefined
  if (!pathOf(request.url).endsWith('/$batch')) return [exchange]
  if (!Array.isArray(requests) || !Array.isArray(responses)) return []
  return (requests as unknown[]).flatMap((part): readonly ObservedExchange[] => {
    if (!isJsonObject(part)) return []
    const answer = (responses as unknown[]).filter(isJsonObject).find(({ id }) => id === part['id'])
    const { method, url, body } = part
    if (!answer || typeof method !== 'string' || typeof url !== 'string') return []
    const path = url.startsWith('/') ? url : `/${url}`
    const status = Number(answer['status'])
    return [
      {
        time: exchange.time,
        duration: 0,
        request: { method: method.toUpperCase(), url: path, headers: {}, body },
        response: { status, headers: headersOf(answer['headers']), body: answer['body'] },
      },
    ]
  })
}

function headersOf(headers: unknown): ObservedHeaders {
  if (!isJsonObject(headers)) return {}
  const texts = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return observeHeaders(Object.fromEntries(texts))
}
