import {
  isUnmatched,
  type ContractViolation,
  type Exchange,
  type LeastPrivilege,
  type OperationCoverage,
} from '../journal/index.ts'
import type { Report } from './report.ts'

/** A violation and the exchange that it was found in. */
export interface ReportedViolation {
  readonly exchange: Exchange
  readonly violation: ContractViolation
}

/** What every format counts. */
export interface ReportSummary {
  readonly exchanges: number
  readonly errors: number
  readonly warnings: number
  /** Requests that no operation of the contract matched. */
  readonly unmatched: number
  readonly stepsPassed: number
  readonly stepsFailed: number
  readonly stepsSkipped: number
}

export function summarize(report: Report): ReportSummary {
  const violations = listViolations(report)
  const ofSeverity = (severity: ContractViolation['severity']): number =>
    violations.filter(({ violation }) => violation.severity === severity).length
  const steps = report.replays.flatMap((replay) => replay.steps)
  const ofOutcome = (outcome: (typeof steps)[number]['outcome']): number =>
    steps.filter((step) => step.outcome === outcome).length
  return {
    exchanges: report.exchanges.length,
    errors: ofSeverity('error'),
    warnings: ofSeverity('warning'),
    unmatched: report.exchanges.filter(isUnmatched).length,
    stepsPassed: ofOutcome('passed'),
    stepsFailed: ofOutcome('failed'),
    stepsSkipped: ofOutcome('skipped'),
  }
}

/** In the order of the exchanges. */
export function listViolations({
  exchanges,
}: Pick<Report, 'exchanges'>): readonly ReportedViolation[] {
  return exchanges.flatMap((exchange) =>
    exchange.violations.map((violation) => ({ exchange, violation })),
  )
}

/** An operation of the contract, and the exchanges that it matched. */
export interface ReportedOperation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly source: string
  readonly exchanges: readonly Exchange[]
}

/**
 * The operations of the contract in its order, whether or not they were exercised; without coverage,
 * those that were.
 */
export function listOperations({ coverage, exchanges }: Report): readonly ReportedOperation[] {
  const operations = new Map<string, ReportedOperation & { readonly exchanges: Exchange[] }>()
  const entryOf = (operation: Pick<OperationCoverage, 'name' | 'method' | 'path' | 'source'>) => {
    const { name, method, path, source } = operation
    const key = JSON.stringify([method, path, name])
    const entry = operations.get(key) ?? { name, method, path, source, exchanges: [] }
    operations.set(key, entry)
    return entry
  }
  for (const operation of coverage?.byOperation ?? []) entryOf(operation)
  for (const exchange of exchanges) {
    if (exchange.operation) entryOf(exchange.operation).exchanges.push(exchange)
  }
  return [...operations.values()]
}

/** One permission, or what is to be said where there is none. */
export interface PermissionRow {
  readonly kind: string
  readonly permission: string
  /** Names of the operations that it is about. */
  readonly operations: readonly string[]
}

export function listPermissions(permissions: LeastPrivilege): readonly PermissionRow[] {
  const { delegated, application, unknown, unsupported } = permissions
  const none: readonly PermissionRow[] = [
    { kind: 'delegated', permission: 'not supported', operations: unsupported?.delegated ?? [] },
    {
      kind: 'application',
      permission: 'not supported',
      operations: unsupported?.application ?? [],
    },
    { kind: 'either', permission: 'not documented', operations: unknown },
  ]
  return [
    ...delegated.map((needed) => ({ kind: 'delegated', ...needed })),
    ...application.map((needed) => ({ kind: 'application', ...needed })),
    ...none.filter(({ operations }) => operations.length > 0),
  ]
}

/** `api/accesspackage-post.md:47` in its parts; no line where it names none. */
export function readSource(source: string): { readonly file: string; readonly line?: number } {
  const [, file, line] = /^(.*):(\d+)$/.exec(source) ?? []
  return file === undefined ? { file: source } : { file, line: Number(line) }
}

/** What a violation says beside its message, each with its name; those that it has. */
export function listFacts({
  pointer,
  expected,
  actual,
  source,
  curl,
}: ContractViolation): readonly (readonly [name: string, fact: string])[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['at', pointer],
    ['expected', expected],
    ['found', actual],
    ['page', source],
    ['curl', curl],
  ]
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '')
}
