import { UsageError } from '../errors.ts'
import { count, didYouMean } from '../model/index.ts'
import type { CoverageThresholds } from './coverage.ts'
import type { Exchange } from './exchange.ts'
import { checkThresholds, findUncovered } from './find-uncovered.ts'
import { inventoryOf } from './inventory-of.ts'
import type { Journal, JournalledViolation } from './journal.ts'
import { measureCoverage } from './measure-coverage.ts'
import { violationRules } from './rules/index.ts'

export interface AssertContractOptions {
  /** True to fail on warnings too. */
  readonly warnings?: boolean | undefined
  /** Percent of the contract that the exchanges have to cover; a mere number is about operations. */
  readonly minCoverage?: CoverageThresholds | undefined
  /** Names of rules whose violations do not count. */
  readonly ignore?: readonly string[] | undefined
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
 * Checks that no exchange in the journal violates the contract, that the journal has them all, and that
 * they cover as much of the contract as is asked for.
 * @throws ContractViolationError listing every violation with its request and its page
 * @throws UsageError for options that mean nothing
 */
export function assertContract(journal: Journal, options: AssertContractOptions = {}): void {
  checkAssertOptions(options)
  const { minCoverage, warnings = false, ignore = [] } = options
  const found = journal.violations().filter(({ violation }) => !ignore.includes(violation.rule))
  const listed = found.filter(({ violation }) => warnings || violation.severity === 'error')
  const uncovered =
    minCoverage === undefined
      ? []
      : findUncovered(
          measureCoverage(inventoryOf(journal.contract), journal.exchanges),
          minCoverage,
        )
  // What is no longer in the journal was not checked: to pass would be to vouch for it.
  if (listed.length === 0 && journal.dropped === 0 && uncovered.length === 0) return
  const parts = [
    writeHeadline(listed, journal),
    ...writeExchanges(listed),
    ...uncovered,
    ...writeWarningsLeftOut(found.length - listed.length),
    ...writeWaysOut(listed),
    ...writeDropped(journal),
  ]
  throw new ContractViolationError(parts.join('\n\n'), listed)
}

const optionNames = ['warnings', 'minCoverage', 'ignore']

/** @throws UsageError for what is no option of `assertContract`, or has a value that it cannot have */
export function checkAssertOptions(options: AssertContractOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new UsageError(
      `assertContract: expected options, such as { warnings: true }, found ${JSON.stringify(options)}`,
    )
  }
  const stranger = Object.keys(options).find((name) => !optionNames.includes(name))
  if (stranger !== undefined) {
    throw new UsageError(
      `assertContract: expected ${optionNames.join(', ')}, found '${stranger}'${didYouMean(stranger, optionNames)}`,
    )
  }
  const { minCoverage, ignore } = options
  if (ignore !== undefined) checkRuleNames(ignore)
  if (minCoverage !== undefined) checkThresholds(minCoverage)
}

function checkRuleNames(ignore: readonly string[]): void {
  if (!Array.isArray(ignore)) {
    throw new UsageError(
      `assertContract: ignore: expected names of rules, as a list, found ${JSON.stringify(ignore)}`,
    )
  }
  const names = violationRules.map(({ name }) => name)
  const unknown = ignore.find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw new UsageError(
    `assertContract: ignore: expected names of rules, found '${unknown}'${didYouMean(unknown, names)}`,
  )
}

function writeHeadline(listed: readonly JournalledViolation[], journal: Journal): string {
  const total = count(journal.exchanges.length, 'exchange')
  const last = journal.dropped > 0 ? 'the last ' : ''
  if (listed.length === 0) return `no violation of the contract in ${last}${total}, but:`
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
  return [...byExchange].map(([exchange, lines]) =>
    [...lines, ...writeNearest(exchange), ...writeCommand(exchange)].join('\n'),
  )
}

function writeNearest({ nearest = [] }: Exchange): readonly string[] {
  return nearest.map(
    ({ method, path, source, difference }) =>
      `  nearest: ${method} ${path} (${source}): ${difference}`,
  )
}

/** The violations of one exchange have the same command. */
function writeCommand({ violations }: Exchange): readonly string[] {
  const curl = violations[0]?.curl
  return curl === undefined ? [] : [`  curl: ${curl}`]
}

function writeExchangeLine({ number, request, response, operation }: Exchange): string {
  const matched = operation ? `, ${operation.name}` : ''
  return `#${number} ${request.method} ${request.url} (${response.status}${matched})`
}

function writeWarningsLeftOut(left: number): readonly string[] {
  if (left === 0) return []
  return [`${count(left, 'warning')} not listed; { warnings: true } lists and fails on them too`]
}

/** A test may provoke a refusal to see what its code makes of it. */
function writeWaysOut(listed: readonly JournalledViolation[]): readonly string[] {
  const refused = listed.filter(({ exchange: { response } }) => isRefusal(response.status))
  if (refused.length === 0) return []
  const rules = [...new Set(refused.map(({ violation }) => `'${violation.rule}'`))].join(', ')
  return [
    `a test that is refused on purpose ends with service.journal.clear(), or gives { ignore: [${rules}] }`,
  ]
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500
}

function writeDropped({ dropped }: Journal): readonly string[] {
  if (dropped === 0) return []
  const were = dropped === 1 ? 'exchange was' : 'exchanges were'
  return [
    `the first ${dropped} ${were} not checked: the journal is full; reset or assert more often`,
  ]
}
