import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { headerText, negotiateVersion } from './negotiate.ts'

/** Any is taken: there is no session to protect, but clients do not write before they have one. */
const csrfToken = 'understudy'

/** A response with what it has whatever answered it: its version, and the token that was fetched. */
export function completeResponse(
  response: ServiceResponse,
  request: ServiceRequest,
): ServiceResponse {
  const { headers, url } = request
  const isFetch = headerText(headers, 'x-csrf-token')?.trim().toLowerCase() === 'fetch'
  // What does not say its version by itself is the same in 4.0 and 4.01 but for the header.
  const isNewer = negotiateVersion(headers) !== '4.0' && !/^\/*\$(metadata|async)\b/.test(url)
  if (!isFetch && !isNewer) return response
  return {
    ...response,
    headers: {
      ...response.headers,
      ...(isNewer && { 'OData-Version': '4.01' }),
      ...(isFetch && { 'X-CSRF-Token': csrfToken }),
    },
  }
}

/** RFC 9110, "HEAD": the headers are those of the answer to GET. */
export function withoutBody({ status, headers, body, delivery }: ServiceResponse): ServiceResponse {
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return { status, headers: { ...headers, ...length }, body: undefined, delivery }
}
