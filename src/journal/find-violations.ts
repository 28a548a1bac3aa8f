import type { ContractViolation } from './exchange.ts'
import { violationRules } from './rules/index.ts'
import type { ExchangeFacts } from './rules/rule.ts'
import { writeSource } from './write-source.ts'

const tabled: ReadonlySet<string> = new Set(violationRules.map(({ name }) => name))

/** Where an exchange leaves the contract, in the order of the rules. */
export function findViolations(facts: ExchangeFacts): readonly ContractViolation[] {
  // A test ordered the answer: it says nothing of the service.
  const isOrdered = facts.record.fault !== undefined
  const rules = violationRules.filter(({ about }) => about === 'request' || !isOrdered)
  const found = rules.flatMap((rule) =>
    rule
      .find(facts)
      .map((finding) => asViolation(rule.name, { severity: rule.severity, ...finding }, facts)),
  )
  const others = facts.record.violations
    .filter(({ rule }) => !tabled.has(rule))
    .map((violation) => ({ ...violation, operation: violation.operation ?? nameOperation(facts) }))
  return [...others, ...found]
}

/**
 * Members in the order of the interface, those without a value left out. What no line of the contract says
 * by itself is a matter of the operation.
 */
function asViolation(
  rule: string,
  finding: Omit<ContractViolation, 'rule'>,
  facts: ExchangeFacts,
): ContractViolation {
  const {
    operation: matched,
    address: { allowed },
  } = facts
  const { severity, message, pointer, expected, actual } = finding
  const operation = finding.operation ?? nameOperation(facts)
  const source = finding.source ?? (matched ? writeSource(matched.source) : allowed?.source)
  return {
    rule,
    severity,
    message,
    operation,
    ...(pointer !== undefined && { pointer }),
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    ...(source !== undefined && { source }),
  }
}

/** Of a request that is none of the contract's, what it was: `GET /nowhere`. */
function nameOperation({ operation, address }: ExchangeFacts): string {
  const { allowed, method, path } = address
  return operation?.name ?? allowed?.name ?? `${method} /${path}`
}
