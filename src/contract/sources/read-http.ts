import type { HttpMethod } from '../contract.ts'
import type { PageCodeBlock } from '../page.ts'

/** A request line as documented; `url` as written, without the HTTP version, on one line. */
export interface RequestLine {
  readonly method: HttpMethod
  readonly url: string
  /** Line of the page. */
  readonly line: number
}

interface HttpMessage {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Without blank lines before and after; `undefined` when there is none. */
  readonly bodyText: string | undefined
  /** Line of the page where the body begins. */
  readonly bodyLine: number | undefined
  /** Line of the page with the request line or status line. */
  readonly line: number
}

export interface HttpRequest extends HttpMessage, RequestLine {}

export interface HttpResponse extends HttpMessage {
  readonly status: number
  /** What follows the status code, e.g. `No Content`. */
  readonly reason: string
}

type Block = Pick<PageCodeBlock, 'content' | 'source'>

const requestLine = /^\s*(GET|POST|PATCH|PUT|DELETE|HEAD|OPTIONS)\s+(\S.*?)(?:\s+HTTP\/[\d.]+)?\s*$/
const statusLine = /^\s*HTTP(?:\/[\d.]+)?\s+(\d{3})(?!\d)[\s,]*(.*?)\s*$/i
const header = /^\s*([A-Za-z][\w-]*)\s*:(?!\/\/)\s*(.*?)\s*$/

/** The request message of a code block, or `undefined` when it holds none. */
export function readHttpRequest(block: Block): HttpRequest | undefined {
  const lines = block.content.split('\n')
  const start = lines.findIndex((line) => line.trim() !== '')
  const first = readRequestLine(lines, start, block)
  if (!first) return undefined
  const message = readMessage(lines, start, first.end, block)
  const isListOfRequests =
    message.bodyText !== undefined && requestLine.test(message.bodyText.split('\n')[0]!)
  return {
    ...message,
    ...(isListOfRequests && { bodyText: undefined, bodyLine: undefined }),
    ...first.request,
  }
}

/** The response message of a code block, or `undefined` when it holds none. */
export function readHttpResponse(block: Block): HttpResponse | undefined {
  const lines = block.content.split('\n')
  const start = lines.findIndex((line) => line.trim() !== '')
  const status = statusLine.exec(lines[start] ?? '')
  if (!status) return undefined
  return {
    ...readMessage(lines, start, start + 1, block),
    status: Number(status[1]),
    reason: status[2]!,
  }
}

/** Every request line of a code block, such as the list of paths under "HTTP request". */
export function readRequestLines(block: Block): readonly RequestLine[] {
  const lines = block.content.split('\n')
  const requests: RequestLine[] = []
  for (let index = 0; index < lines.length; index++) {
    const found = readRequestLine(lines, index, block)
    if (!found) continue
    requests.push(found.request)
    index = found.end - 1
  }
  return requests
}

/** The request line at an index with the lines that its URL runs on to; `end` is the index after them. */
function readRequestLine(
  lines: readonly string[],
  index: number,
  block: Block,
): { readonly request: RequestLine; readonly end: number } | undefined {
  const match = requestLine.exec(lines[index] ?? '')
  if (!match) return undefined
  let url = match[2]!
  let end = index + 1
  for (; end < lines.length && continuesUrl(url, lines[end]!); end++) {
    const text = lines[end]!.trim().replace(/\s+HTTP\/[\d.]+$/, '')
    url += /[?&/,=(]$/.test(url) || /^[?&/,)]/.test(text) ? text : ` ${text}`
  }
  return {
    request: { method: match[1] as HttpMethod, url, line: lineOf(block, index) },
    end,
  }
}

function continuesUrl(url: string, line: string): boolean {
  if (line.trim() === '' || header.test(line) || requestLine.test(line)) return false
  return /^\s*[?&]/.test(line) || /^\s+[^\s{[<]/.test(line) || /[?&]$/.test(url)
}

/** Headers and body between the first line and the end of a block. */
function readMessage(
  lines: readonly string[],
  start: number,
  headersStart: number,
  block: Block,
): HttpMessage {
  const headers: { name: string; value: string }[] = []
  let index = headersStart
  for (; index < lines.length; index++) {
    const line = lines[index]!
    // A blank line before any header is a slip: the headers still follow.
    if (line.trim() === '') {
      if (headers.length > 0) break
      continue
    }
    const match = header.exec(line)
    if (!match) break
    headers.push({ name: match[1]!, value: match[2]! })
  }
  while (index < lines.length && lines[index]!.trim() === '') index++
  const bodyText = lines.slice(index).join('\n').trimEnd()
  const hasBody = bodyText !== ''
  return {
    headers,
    bodyText: hasBody ? bodyText : undefined,
    bodyLine: hasBody ? lineOf(block, index) : undefined,
    line: lineOf(block, start),
  }
}

/** Content starts on the line after the fence. */
function lineOf(block: Block, index: number): number {
  return block.source.line + 1 + index
}
