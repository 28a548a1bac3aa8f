import type { Exchange } from '../../journal/index.ts'
import { withoutPrefix } from '../recording/index.ts'

/** Something that a service did and its contract does not say; how often, and where it was first seen. */
export interface Drift {
  readonly rule: string
  /** The operation's name; method and path where the contract has none. */
  readonly operation: string
  /** JSON pointer with `*` for any index, a header or an option. */
  readonly pointer: string | undefined
  readonly message: string
  /** The page that would have to say it, as `accesspackage-post.md:47`. */
  readonly source: string | undefined
  readonly count: number
  /** Number of the first exchange, from 1. */
  readonly exchange: number
}

/** What the client, not the service, has to mend, whatever it was answered. */
const aboutClient: ReadonlySet<string> = new Set([
  'missing-authorization',
  'insufficient-permissions',
  'undocumented-permissions',
  'missing-header',
  'wrong-header',
  'hand-built-paging-url',
  'ignored-retry-after',
  'deprecated-use',
])

const aboutResponse: ReadonlySet<string> = new Set([
  'undocumented-status',
  'undocumented-content-type',
  'invalid-response',
])

/**
 * What a service answered that its contract does not say, and what it accepted that the contract does
 * not document; in the order of operations, each kind once.
 * @param root of the service, a URL
 */
export function findDrift(exchanges: readonly Exchange[], root: string): readonly Drift[] {
  const found = new Map<string, Drift>()
  for (const { number, request, response, operation, nearest, violations } of exchanges) {
    const isAccepted = response.status < 400
    for (const violation of violations) {
      const { rule, message, actual } = violation
      if (aboutClient.has(rule) || !(isAccepted || aboutResponse.has(rule))) continue
      if (`${message} ${actual ?? ''}`.includes('<redacted>')) continue
      const pointer = violation.pointer?.replace(/\/\d+(?=\/|$)/g, '/*')
      const path = withoutPrefix(request.url.split('?')[0]!, root)
      const place = operation?.name ?? `${request.method} ${path}`
      const key = JSON.stringify([rule, place, pointer, violation.expected])
      const known = found.get(key)
      found.set(key, {
        rule,
        operation: place,
        pointer,
        message,
        source: violation.source ?? operation?.source ?? nearest?.[0]?.source,
        exchange: known?.exchange ?? number,
        ...(known && { message: known.message }),
        count: (known?.count ?? 0) + 1,
      })
    }
  }
  return [...found.values()].sort((a, b) => (a.operation < b.operation ? -1 : Number(a !== b)))
}

/** A line for each, for people at a terminal. */
export function writeDriftLines(drift: readonly Drift[]): readonly string[] {
  return drift.map(({ operation, pointer, message, source, count }) => {
    const place = pointer === undefined || pointer === '' ? operation : `${operation}: ${pointer}`
    const times = count === 1 ? '' : ` (${count} times)`
    return `${place}: ${message}${times}${source === undefined ? '' : `, ${source}`}`
  })
}

export function writeDriftMarkdown(title: string, drift: readonly Drift[]): string {
  const heading = `# Drift of ${title}\n\n`
  if (drift.length === 0)
    return `${heading}The service did nothing that the contract does not say.\n`
  const operations = [...new Set(drift.map(({ operation }) => operation))]
  const sections = operations.map((operation) => {
    const rows = drift
      .filter((each) => each.operation === operation)
      .map(
        ({ rule, pointer, message, source, count }) =>
          `| ${rule} | ${code(pointer)} | ${cell(message)} | ${code(source)} | ${count} |`,
      )
    const table = ['| rule | where | what | page | times |', '| --- | --- | --- | --- | ---: |']
    return `## ${operation}\n\n${[...table, ...rows].join('\n')}\n`
  })
  return `${heading}What the service did and the contract does not say.\n\n` + sections.join('\n')
}

function code(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `\`${cell(text)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
