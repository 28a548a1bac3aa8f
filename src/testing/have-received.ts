import { count } from '../model/index.ts'
import type { Exchange } from '../journal/index.ts'
import { compareRequest, type ComparedRequest } from './compare-request.ts'
import { describeValue } from './describe-value.ts'
import { readRequestExpectation, type RequestExpectation } from './request-expectation.ts'
import type { TestedService } from './tested-service.ts'
import { writeDifference, type Paint, type Verdict } from './verdict.ts'

const mostNearest = 3
const mostListed = 10
/** Beyond it a request has too little of what is expected to be meant. */
const nearDistance = 8

/**
 * Whether the service received a request: by method and path below the service root, and where they are
 * given, query options as a set, the body as a subset, headers, and how often.
 * @throws UsageError when the expectation cannot be read
 */
export function judgeReceived(
  service: TestedService,
  request: unknown,
  { body, details }: { readonly body: unknown; readonly details: unknown },
): Verdict {
  const expectation = readRequestExpectation(request, body, details)
  const scope = { model: service.contract.model, basePath: basePathOf(service.url) }
  const compared = service.journal.exchanges.map((exchange) =>
    compareRequest(exchange, expectation, scope),
  )
  const matching = compared.filter(({ differences }) => differences.length === 0)
  const { times } = expectation
  const pass = times === undefined ? matching.length > 0 : matching.length === times
  return {
    pass,
    explain: (paint) =>
      [
        `expected: ${paint.expected(writeExpectation(expectation, pass))}`,
        `received: ${writeReceived(compared, matching, paint)}`,
        ...(pass || times !== undefined
          ? matching.map((each) => writeRequest(each, paint)).slice(0, mostListed)
          : []),
        ...(pass || matching.length > 0 ? [] : writeNearest(compared, paint)),
      ].join('\n'),
  }
}

/** Without a sandbox's name, which stands before it. */
function basePathOf(url: string): string {
  return new URL(url, 'http://service').pathname.replace(/^\/~[^/]+/, '').replace(/\/+$/, '')
}

function writeExpectation({ text, body, headers, times }: RequestExpectation, isNot: boolean) {
  const parts = [
    ...headers.map(([name, value]) => `${name}: ${describeValue(value)}`),
    ...(body === undefined ? [] : [`a body like ${describeValue(body)}`]),
  ]
  const often = times === undefined ? '' : `${times} × `
  const request = parts.length === 0 ? text : `${text} with ${parts.join(', ')}`
  return `${isNot ? (times === undefined ? 'no ' : 'not ') : ''}${often}${request}`
}

function writeReceived(
  compared: readonly ComparedRequest[],
  matching: readonly ComparedRequest[],
  paint: Paint,
): string {
  if (compared.length === 0) return paint.received('no request at all')
  const all = count(compared.length, 'request')
  return matching.length === 0
    ? `${paint.received(all)}, none as expected`
    : `${paint.received(`${matching.length} ×`)}, of ${all}`
}

function writeNearest(compared: readonly ComparedRequest[], paint: Paint): readonly string[] {
  const byDistance = compared.toSorted((a, b) => a.distance - b.distance)
  const near = byDistance
    .filter(({ distance }) => distance <= nearDistance)
    .slice(0, mostNearest)
    .map(({ differences, ...request }) =>
      [
        writeRequest(request, paint),
        ...differences.map((difference) => writeDifference(difference, paint)),
      ].join('\n'),
    )
  if (near.length > 0) return ['', 'nearest:', ...near, ...writeMore(compared.length - near.length)]
  const listed = compared.slice(0, mostListed).map((each) => writeRequest(each, paint))
  return [...listed, ...writeMore(compared.length - listed.length)]
}

function writeMore(left: number): readonly string[] {
  return left > 0 ? [`and ${count(left, 'other request')}`] : []
}

function writeRequest(
  { exchange, target }: { readonly exchange: Exchange; readonly target: string },
  paint: Paint,
): string {
  const { number, request, response } = exchange
  return `#${number} ${request.method} ${target} ${paint.dim(`(${response.status})`)}`
}
