import { STATUS_CODES } from 'node:http'
import type { ServiceResponse } from './http-message.ts'

/**
 * A response as the text of an HTTP/1.1 message, for media of the type `application/http`.
 * @see RFC 9112, "Message Format"
 */
export function writeHttpMessage({ status, headers, body }: ServiceResponse): string | Buffer {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...length,
  ]
  const head = `${lines.join('\r\n')}\r\n\r\n`
  return Buffer.isBuffer(body) ? Buffer.concat([Buffer.from(head), body]) : head + (body ?? '')
}
