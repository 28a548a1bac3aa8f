import { isMultipartBatch } from '../multipart-batch.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { refer, type NamedValue } from './refer.ts'

/** Headers that say what is asked; those of the connection, the client and its login are left out. */
const plainHeader =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|via|forwarded|x-forwarded-.*|x-real-ip|content-length|content-encoding|accept-encoding|accept-language|accept-charset|user-agent|origin|referer|cookie|date|cache-control|pragma|dnt|priority|expect|sec-.*|sdkversion|x-ms-.*|(?:x-)?client-request-id|return-client-request-id|(?:x-)?request-id|(?:x-)?correlation-id|traceparent|tracestate|baggage|content-md5|client-flow)$/

/** The headers of a request that belong to what is asked, as people spell them. */
export function writeRequestHeaders(
  { headers, body }: ObservedExchange['request'],
  known: readonly NamedValue[],
): Record<string, string> {
  const kept = Object.entries(headers).filter(([name, value]) => {
    if (plainHeader.test(name)) return false
    if (name === 'accept')
      return !/^(?:\*\/\*|application\/json(?:, ?(?:text\/plain|\*\/\*))*)$/.test(value)
    if (name !== 'content-type') return true
    return body !== undefined && !/^application\/json(?:; ?charset=utf-8)?$/i.test(value)
  })
  return Object.fromEntries(
    kept.map(([name, value]) => [
      canonicalName(name),
      // The boundary is that of the text that is written then.
      isMultipartBatch(value, body) ? 'multipart/mixed' : refer(value, known, 'other'),
    ]),
  )
}

function canonicalName(name: string): string {
  const spelled = ['OData-Version', 'OData-MaxVersion', 'OData-Isolation', 'ConsistencyLevel']
  return (
    spelled.find((each) => each.toLowerCase() === name) ??
    name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase())
  )
}
