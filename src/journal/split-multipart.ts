import { badRequest } from '../errors.ts'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const dash = 0x2d

/**
 * The contents of the body parts of a multipart message, without preamble and epilogue. The line break
 * before a delimiter belongs to the delimiter; lines may end in LF alone.
 * @param most parts at most
 * @param place for messages: `the batch`, `part 2`
 * @throws ODataError 400 without a first or a closing delimiter, or for too many parts
 * @see RFC 2046, "Multipart Media Type"
 */
export function splitMultipart(
  body: Buffer,
  { boundary, most }: { readonly boundary: string; readonly most: number },
  place: string,
): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`)
  const parts: Buffer[] = []
  let start: number | undefined
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== lineFeed) continue
    const line = readDelimiter(body, at + delimiter.length)
    if (!line) continue
    if (start !== undefined) parts.push(body.subarray(start, contentEnd(body, start, at)))
    if (line.isClosing) return parts
    if (parts.length === most) throw badRequest(`${place}: expected at most ${most} parts`)
    start = line.end
  }
  const expected = start === undefined ? `--${boundary}` : `--${boundary}--`
  throw badRequest(`${place}: expected a line '${expected.slice(0, 100)}', found none`)
}

/** What follows the boundary on its line; `undefined` when it is but the beginning of a longer one. */
function readDelimiter(
  body: Buffer,
  from: number,
): { readonly isClosing: boolean; readonly end: number } | undefined {
  const isClosing = body[from] === dash && body[from + 1] === dash
  let at = isClosing ? from + 2 : from
  while (body[at] === 0x20 || body[at] === 0x09) at++
  if (body[at] === carriageReturn && body[at + 1] === lineFeed) at++
  if (at < body.length && body[at] !== lineFeed) return undefined
  return { isClosing, end: at + 1 }
}

function contentEnd(body: Buffer, start: number, delimiter: number): number {
  const beforeFeed = delimiter - 1
  const end = body[beforeFeed - 1] === carriageReturn ? beforeFeed - 1 : beforeFeed
  return Math.max(start, end)
}

/** Header lines and what follows the empty line after them. */
export interface MessageHead {
  readonly lines: readonly string[]
  readonly rest: Buffer
}

/** Reads lines up to the first empty one, or to the end. Empty lines before the first are passed over when asked. */
export function readHead(content: Buffer, { skipsEmpty }: { skipsEmpty: boolean }): MessageHead {
  const lines: string[] = []
  let at = 0
  while (at < content.length) {
    const feed = content.indexOf(lineFeed, at)
    const next = feed < 0 ? content.length : feed + 1
    const line = content.toString('utf8', at, next).replace(/\r?\n?$/, '')
    at = next
    if (line !== '') lines.push(line)
    else if (lines.length > 0 || !skipsEmpty) break
  }
  return { lines, rest: content.subarray(at) }
}

/**
 * Headers by name in lower case; several of one name are joined by commas, folded lines unfolded.
 * @throws ODataError 400 for a line that is no header
 * @see RFC 9112, "Field Syntax"
 */
export function readHeaderLines(lines: readonly string[], place: string): Record<string, string> {
  const headers = new Map<string, string>()
  let last: string | undefined
  for (const line of lines) {
    if (/^[ \t]/.test(line) && last !== undefined) {
      headers.set(last, `${headers.get(last)} ${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw badRequest(`${place}: expected a header 'Name: value', found '${line.slice(0, 80)}'`)
    }
    last = name.toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = headers.get(last)
    headers.set(last, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(headers)
}
