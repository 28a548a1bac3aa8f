import { createRequire } from 'node:module'
import type * as zlib from 'node:zlib'
import { badRequest, ODataError } from '../errors.ts'
import type { ServiceRequest } from './http-message.ts'
import { headerText } from './negotiate.ts'

/** Bytes of a request body at most, as it comes and as it is decoded. */
export const largestBody = 32 * 1024 * 1024

/** Few bodies are encoded, and the module would cost every start. */
const load = () => createRequire(import.meta.url)('node:zlib') as typeof zlib

type Decode = (body: Buffer, options: zlib.ZlibOptions) => Buffer

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', (body, options) => load().gunzipSync(body, options)],
  ['x-gzip', (body, options) => load().gunzipSync(body, options)],
  ['deflate', (body, options) => load().inflateSync(body, options)],
  ['br', (body, options) => load().brotliDecompressSync(body, options)],
  ['identity', (body) => body],
])

/**
 * A request with the body as it was before `Content-Encoding`.
 * @throws ODataError 415 for an unknown encoding, 400 for a body that is none of it, 413 for one that is too large
 * @see Protocol, "Header Content-Encoding"; RFC 9110, "Content-Encoding"
 */
export function decodeBody(request: ServiceRequest, largest = largestBody): ServiceRequest {
  const encoding = headerText(request.headers, 'content-encoding')
  if (encoding === undefined || request.body === undefined) return request
  const applied = encoding.split(',').map((name) => name.trim().toLowerCase())
  let { body } = request
  for (const name of applied.reverse()) body = decode(body, name, largest)
  return { ...request, body }
}

function decode(body: Buffer, name: string, maxOutputLength: number): Buffer {
  const decoder = decoders.get(name)
  if (!decoder) {
    const known = [...decoders.keys()].filter((each) => !each.startsWith('x-')).join(', ')
    throw new ODataError(
      415,
      'UnsupportedMediaType',
      `expected a Content-Encoding among ${known}, found '${name}'`,
      { target: 'Content-Encoding', headers: { 'Accept-Encoding': known } },
    )
  }
  try {
    return decoder(body, { maxOutputLength })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw badRequest(`the body is not ${name}`, 'Content-Encoding')
    }
    const message = `expected a body of at most ${maxOutputLength} bytes`
    throw new ODataError(413, 'PayloadTooLarge', message)
  }
}
