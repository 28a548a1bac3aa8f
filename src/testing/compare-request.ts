import { compileResourcePattern, expressionOf, type Exchange } from '../journal/index.ts'
import { parseJson, type Model } from '../model/index.ts'
import { describeValue } from './describe-value.ts'
import { decide, findBodyDifferences } from './find-body-differences.ts'
import { readOptions, type RequestExpectation } from './request-expectation.ts'
import type { Difference } from './verdict.ts'

/** Where the requests were sent to. */
export interface RequestScope {
  readonly model: Model
  /** Pathname of the service root, without a sandbox and without a slash at its end. */
  readonly basePath: string
}

export interface ComparedRequest {
  readonly exchange: Exchange
  /** Path and query below the service root, as sent. */
  readonly target: string
  /** None when it is a request as expected. */
  readonly differences: readonly Difference[]
  /** The higher, the less it has of what is expected. */
  readonly distance: number
}

export function compareRequest(
  exchange: Exchange,
  expectation: RequestExpectation,
  { model, basePath }: RequestScope,
): ComparedRequest {
  const { method, url, headers, body } = exchange.request
  const target = belowServiceRoot(url, basePath)
  const [path, query = ''] = splitOnce(target, '?')
  const strayed = compileResourcePattern(expectation.path, model).countStrayed(path)
  const ofMethod: readonly Difference[] = ['*', method].includes(expectation.method)
    ? []
    : [{ subject: 'method', expected: expectation.method, received: method }]
  const ofPath: readonly Difference[] =
    strayed === 0 ? [] : [{ subject: 'path', expected: expectation.path, received: path }]
  const ofQuery = compareOptions(expectation.options, readOptions(query))
  const ofHeaders = expectation.headers.flatMap(([name, value]) =>
    compareHeader(name, value, headers[name]),
  )
  const ofBody =
    expectation.body === undefined ? [] : findBodyDifferences(expectation.body, readBody(body))
  return {
    exchange,
    target,
    differences: [...ofMethod, ...ofPath, ...ofQuery, ...ofHeaders, ...ofBody],
    distance:
      ofMethod.length * 4 +
      strayed * 3 +
      ofQuery.length * 2 +
      ofHeaders.length +
      Math.min(ofBody.length, 3),
  }
}

/** A request that was refused before its body was needed has it as text. */
function readBody(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return parseJson(body)
  } catch {
    return body
  }
}

/** A sandbox's requests have its name before the service root. */
function belowServiceRoot(url: string, basePath: string): string {
  const path = url.replace(/^\/~[^/]+/, '')
  return path.startsWith(basePath) ? path.slice(basePath.length) || '/' : path
}

function splitOnce(text: string, mark: string): readonly [string, string?] {
  const index = text.indexOf(mark)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

function compareOptions(
  expected: readonly string[] | undefined,
  received: readonly string[],
): readonly Difference[] {
  if (expected === undefined) return []
  const write = (options: readonly string[]) =>
    options.length === 0 ? 'no query option' : options.join('&')
  const isSame =
    expected.length === received.length &&
    expected.every((option) => received.some((found) => matchesOption(option, found))) &&
    received.every((found) => expected.some((option) => matchesOption(option, found)))
  return isSame ? [] : [{ subject: 'query', expected: write(expected), received: write(received) }]
}

/** 4.01 lets the `$` of a name be left out. */
function matchesOption(expected: string, received: string): boolean {
  const pattern = new RegExp(`^${expressionOf(expected.replace(/^\$/, ''), '.')}$`, 's')
  return pattern.test(received.replace(/^\$/, ''))
}

function compareHeader(
  name: string,
  expected: unknown,
  received: string | readonly string[] | undefined,
): readonly Difference[] {
  const found = typeof received === 'object' ? received.join(', ') : received
  if (decide(expected, found) ?? expected === found) return []
  return [
    {
      subject: `header ${name}`,
      expected: describeValue(expected),
      received: describeValue(found),
    },
  ]
}
