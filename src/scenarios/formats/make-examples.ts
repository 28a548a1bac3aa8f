import { isJsonObject, type JsonValue } from '../../model/index.ts'
import {
  observeHeaders,
  type ObservedExchange,
  type ObservedTraffic,
  type StepDocument,
} from '../recording/index.ts'
import { isMultipartBatch, writeMultipartRequests } from '../multipart-batch.ts'
import type { FormatContents, Say } from './exchange-format.ts'
import {
  exampleOf,
  fillIn,
  fillInText,
  findLinks,
  giveExamples,
  type ExampleContext,
} from './example-values.ts'

type ScenarioContents = Extract<FormatContents, { kind: 'scenario' }>

/** Steps are a second apart, from a fixed time on: a conversion gives the same file every time. */
const firstTime = Date.parse('2026-01-01T00:00:00Z')

/** Exchanges in which each step is answered as it expects. */
export function makeExamples(
  { document, placeOf }: ScenarioContents,
  root: string,
  say: Say,
): ObservedTraffic {
  const values = giveExamples(document, root)
  const links = findLinks(document.steps)
  const exchanges = document.steps.map((step, index): ObservedExchange => {
    const context = {
      values,
      links,
      say: (message: string) => say(`${placeOf(index)}: ${message}`),
    }
    const request = exampleRequest(step, root, values)
    return {
      time: new Date(firstTime + index * 1000).toISOString(),
      duration: 0,
      request,
      response: exampleResponse(step.expect ?? {}, request.method, context),
    }
  })
  return { root, exchanges }
}

function exampleRequest(
  step: StepDocument,
  root: string,
  values: ExampleContext['values'],
): ObservedExchange['request'] {
  const [, method = 'GET', written = '/'] = /^(\S+)\s+(.*)$/s.exec(step.request.trim()) ?? []
  const url = fillInText(written, values)
  const body =
    step.body === undefined ? undefined : (octetsOf(step.body) ?? fillIn(step.body, values))
  const headers = Object.entries(step.headers ?? {}).map(
    ([name, text]) => [name, fillInText(String(text), values)] as const,
  )
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const batch = isMultipartBatch(type, body) ? writeMultipartRequests(body) : undefined
  return {
    method: method.toUpperCase(),
    url: url.startsWith(root) ? url.slice(root.length) : url,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...observeHeaders(Object.fromEntries(headers)),
      ...(batch && { 'content-type': batch.contentType }),
    },
    body: batch?.body ?? body,
  }
}

function exampleResponse(
  { status, headers = {}, body: expected }: NonNullable<StepDocument['expect']>,
  method: string,
  context: ExampleContext,
): ObservedExchange['response'] {
  if (expected !== undefined && hasMatcher(expected)) {
    context.say('what the answer may be is lost: one example of it stands for all')
  }
  if (Array.isArray(status)) context.say(`of the statuses ${status.join(', ')} the first is taken`)
  const isEmpty = expected !== undefined && JSON.stringify(expected) === '{"$empty":true}'
  const body = expected === undefined || isEmpty ? undefined : exampleOf(expected, '', context)
  const answered = Object.entries(headers).map(
    ([name, value]) => [name, String(exampleOf(value, name, context) as string)] as const,
  )
  return {
    status: statusOf(status, method, body),
    headers: {
      ...(body !== undefined && {
        'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
      }),
      ...observeHeaders(Object.fromEntries(answered)),
    },
    body,
  }
}

/** The octets of `{ $base64: … }`. */
export function octetsOf(body: JsonValue): Buffer | undefined {
  const text = isJsonObject(body) ? body['$base64'] : undefined
  return typeof text === 'string' ? Buffer.from(text, 'base64') : undefined
}

function hasMatcher(expected: unknown): boolean {
  return /"\$(?!capture|empty|only)[a-z]+":/.test(JSON.stringify(expected))
}

function statusOf(status: unknown, method: string, body: unknown): number {
  const first: unknown = Array.isArray(status) ? status[0] : status
  if (typeof first === 'number') return first
  if (body === undefined && method !== 'GET') return 204
  return 200
}
