import type { ContractViolation, Exchange } from '../journal/index.ts'
import { listViolations } from './report-facts.ts'
import type { Report } from './report.ts'

/** A violation and the exchanges that it was found in, alike. */
export interface ViolationGroup {
  /** As in the first of them. */
  readonly violation: ContractViolation
  readonly exchanges: readonly Exchange[]
}

/** Violations that say the same, as one; errors first, then in the order of the exchanges. */
export function groupViolations(report: Pick<Report, 'exchanges'>): readonly ViolationGroup[] {
  const groups = new Map<string, { violation: ContractViolation; exchanges: Exchange[] }>()
  for (const { exchange, violation } of listViolations(report)) {
    const { rule, message, pointer, expected, actual, source, operation } = violation
    const address = exchange.operation ? '' : exchange.request.url.split('?')[0]
    const key = JSON.stringify([
      rule,
      message,
      pointer,
      expected,
      actual,
      source,
      operation,
      address,
    ])
    const group = groups.get(key)
    if (!group) groups.set(key, { violation, exchanges: [exchange] })
    else if (group.exchanges.at(-1) !== exchange) group.exchanges.push(exchange)
  }
  const rank = ({ violation }: ViolationGroup): number => (violation.severity === 'error' ? 0 : 1)
  return [...groups.values()].sort((a, b) => rank(a) - rank(b))
}
