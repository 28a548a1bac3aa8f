import { UsageError } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import type { Journal, JournalledViolation } from './journal.ts'

export interface AssertContractOptions {
  /** True to fail on warnings too. */
  readonly warnings?: boolean | undefined
  /** Percent of the contract that the exchanges have to cover. */
  readonly minCoverage?: number | undefined
}

/** The contract was violated; the message lists every violation. */
export class ContractViolationError extends Error {
  readonly violations: readonly JournalledViolation[]

  constructor(message: string, violations: readonly JournalledViolation[]) {
    super(message)
    this.name = 'ContractViolationError'
    this.violations = violations
  }
}

/**
 * Checks that no exchange in the journal violates the contract, and that the journal has them all.
 * @throws ContractViolationError listing every violation with its request and its page
 * @throws UsageError for `minCoverage`, which is not supported yet
 */
export function assertContract(journal: Journal, options: AssertContractOptions = {}): void {
  if (options.minCoverage !== undefined) {
    throw new UsageError('assertContract: minCoverage is not supported yet')
  }
  const found = journal.violations()
  const listed = found.filter(
    ({ violation }) => options.warnings === true || violation.severity === 'error',
  )
  // What is no longer in the journal was not checked: to pass would be to vouch for it.
  if (listed.length === 0 && journal.dropped === 0) return
  const parts = [
    writeHeadline(listed, journal),
    ...writeExchanges(listed),
    ...writeWarningsLeftOut(found.length - listed.length),
    ...writeDropped(journal),
  ]
  throw new ContractViolationError(parts.join('\n\n'), listed)
}

function writeHeadline(listed: readonly JournalledViolation[], journal: Journal): string {
  const total = count(journal.exchanges.length, 'exchange')
  if (listed.length === 0) return `no violation of the contract in the last ${total}, but:`
  const violated = new Set(listed.map(({ exchange }) => exchange)).size
  return `${count(listed.length, 'violation')} of the contract, in ${violated} of ${total}`
}

function writeExchanges(listed: readonly JournalledViolation[]): readonly string[] {
  const byExchange = new Map<Exchange, string[]>()
  for (const { exchange, violation } of listed) {
    const lines = byExchange.get(exchange) ?? [writeExchangeLine(exchange)]
    byExchange.set(exchange, lines)
    lines.push(`  ${violation.severity} ${violation.rule}: ${violation.message}`)
    const facts: readonly [name: string, fact: string | undefined][] = [
      ['at', violation.pointer],
      ['expected', violation.expected],
      ['found', violation.actual],
      ['page', violation.source],
    ]
    for (const [name, fact] of facts) {
      if (fact !== undefined && fact !== '') lines.push(`    ${name}: ${fact}`)
    }
  }
  return [...byExchange.values()].map((lines) => lines.join('\n'))
}

function writeExchangeLine({ number, request, response, operation }: Exchange): string {
  const matched = operation ? `, ${operation.name}` : ''
  return `#${number} ${request.method} ${request.url} (${response.status}${matched})`
}

function writeWarningsLeftOut(left: number): readonly string[] {
  if (left === 0) return []
  return [`${count(left, 'warning')} not listed; { warnings: true } lists and fails on them too`]
}

function writeDropped({ dropped }: Journal): readonly string[] {
  if (dropped === 0) return []
  const were = dropped === 1 ? 'exchange was' : 'exchanges were'
  return [
    `the first ${dropped} ${were} not checked: the journal is full; reset or assert more often`,
  ]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
