import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const decoders: Readonly<
  Record<string, (body: Buffer, options: { maxOutputLength: number }) => Buffer>
> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  identity: (body) => body,
}

/**
 * A body as it was before `Content-Encoding` (RFC 9110).
 * @returns `undefined` for an encoding that is not known, and for a body that is not in it
 */
export function decodeContent(
  body: Buffer,
  encoding: string | undefined,
  maxOutputLength: number,
): Buffer | undefined {
  const applied = (encoding ?? 'identity').split(',').map((name) => name.trim().toLowerCase())
  let decoded = body
  for (const name of applied.reverse()) {
    const decoder = decoders[name]
    if (!decoder) return undefined
    try {
      decoded = decoder(decoded, { maxOutputLength })
    } catch {
      return undefined
    }
  }
  return decoded
}
