import { ODataError } from '../errors.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { headerText } from './negotiate.ts'

/**
 * A response of octets, or the part of it that `Range` asks for, as downloads that are taken up again do.
 * Several ranges, and what is none in bytes, are passed over, which the clause allows.
 * @throws ODataError 416 for a range that begins behind the end
 * @see RFC 9110, "Range Requests"
 */
export function respondWithOctets(
  { status, headers }: Pick<ServiceResponse, 'status' | 'headers'>,
  content: Buffer,
  request: ServiceRequest,
): ServiceResponse {
  const whole = { status, headers: { ...headers, 'Accept-Ranges': 'bytes' }, body: content }
  const range = headerText(request.headers, 'range')
  if (status !== 200 || request.method !== 'GET' || range === undefined) return whole
  if (!isCurrent(headerText(request.headers, 'if-range'), headers['ETag'])) return whole
  const { length } = content
  const part = readRange(range, length)
  if (!part) return whole
  const [first, last] = part
  if (first > last) {
    throw new ODataError(
      416,
      'RangeNotSatisfiable',
      `Range: expected a part of ${length} octets, found ${range.slice(0, 100)}`,
      { target: 'Range', headers: { 'Content-Range': `bytes */${length}` } },
    )
  }
  return {
    status: 206,
    headers: { ...whole.headers, 'Content-Range': `bytes ${first}-${last}/${length}` },
    body: content.subarray(first, last + 1),
  }
}

/** `If-Range` compares strongly; the time of a change is not known. */
function isCurrent(ifRange: string | undefined, etag: string | undefined): boolean {
  return ifRange === undefined || (etag?.startsWith('"') === true && ifRange.trim() === etag)
}

/** First and last position; the first behind the last for a range that nothing is in, `undefined` for no range. */
function readRange(range: string, length: number): readonly [number, number] | undefined {
  const [, from = '', to = ''] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(range) ?? []
  if (from === '' && to === '') return undefined
  const end = length - 1
  if (from === '') return Number(to) === 0 ? [length, end] : [Math.max(0, length - Number(to)), end]
  if (to !== '' && Number(to) < Number(from)) return undefined
  return [Number(from), to === '' ? end : Math.min(Number(to), end)]
}
