import type { Example, ExampleMessage } from './contract.ts'
import type { PageCodeBlock, PageDocument } from './page.ts'
import { parseLenientJson } from './sources/lenient-json.ts'
import { readHttpRequest, readHttpResponse } from './sources/read-http.ts'

type Request = NonNullable<Example['request']>
type Response = NonNullable<Example['response']>

/** An example with the annotations of its code blocks. */
export interface PageExample extends Example {
  readonly request: Request | undefined
  readonly response: Response | undefined
  readonly requestBlock: PageCodeBlock | undefined
  readonly responseBlock: PageCodeBlock | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** The requests of a page's examples with their responses: paired by name, else by their order. */
export function readExamples(page: PageDocument): PageExample[] {
  const examples: Mutable<PageExample>[] = []
  for (const block of page.codeBlocks) {
    if (!isExampleBlock(block)) continue
    const name = nameOf(block)
    const request = readRequest(block)
    if (request) {
      examples.push({
        name,
        request,
        response: undefined,
        requestBlock: block,
        responseBlock: undefined,
      })
      continue
    }
    const response = readResponse(block)
    if (response) {
      const waiting = examples.filter((example) => example.request && !example.response)
      const named =
        name === undefined ? undefined : waiting.find((example) => example.name === name)
      const example = named ?? waiting.at(-1)
      if (example) Object.assign(example, { response, responseBlock: block })
      else {
        examples.push({
          name,
          request: undefined,
          response,
          requestBlock: undefined,
          responseBlock: block,
        })
      }
      continue
    }
    completeBody(examples.at(-1), block)
  }
  return examples
}

function isExampleBlock(block: PageCodeBlock): boolean {
  if (block.tab !== undefined && block.tab !== 'http') return false
  const type = block.annotation?.value?.['blockType']
  if (type === 'request' || type === 'response' || type === 'example') return true
  if (type === 'resource') return false
  const isListOfPaths =
    /^http requests?\b/i.test(block.heading) ||
    block.parents.some((parent) => /^http requests?\b/i.test(parent))
  return !isListOfPaths
}

function nameOf(block: PageCodeBlock): string | undefined {
  const name = block.annotation?.value?.['name']
  return typeof name === 'string' ? name : undefined
}

function readRequest(block: PageCodeBlock): Request | undefined {
  const request = readHttpRequest(block)
  return request && { ...messageOf(block, request), method: request.method, url: request.url }
}

function readResponse(block: PageCodeBlock): Response | undefined {
  const response = readHttpResponse(block)
  return response && { ...messageOf(block, response), status: response.status }
}

function messageOf(
  block: PageCodeBlock,
  message: NonNullable<ReturnType<typeof readHttpRequest> | ReturnType<typeof readHttpResponse>>,
): ExampleMessage {
  const { file } = block.source
  return {
    headers: message.headers,
    body: message.bodyText === undefined ? undefined : parseLenientJson(message.bodyText),
    bodyText: message.bodyText,
    bodySource: message.bodyLine === undefined ? undefined : { file, line: message.bodyLine },
    source: { file, line: message.line },
  }
}

/** A JSON block on its own is the body that the message before it lacks. */
function completeBody(example: Mutable<PageExample> | undefined, block: PageCodeBlock): void {
  if (!example || !/^(json|)$/.test(block.language) || !/^\s*[[{]/.test(block.content)) return
  const body = {
    body: parseLenientJson(block.content),
    bodyText: block.content,
    bodySource: { ...block.source, line: block.source.line + 1 },
  }
  const { request, response } = example
  if (response) {
    if (response.bodyText === undefined && response.status !== 204) {
      example.response = { ...response, ...body }
    }
  } else if (request && request.bodyText === undefined && request.method !== 'GET') {
    example.request = { ...request, ...body }
  }
}
