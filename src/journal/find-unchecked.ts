import type { ContractViolation } from './exchange.ts'
import type { ExchangeFacts } from './rules/rule.ts'

/** What of an exchange was not held to the contract, and why; one sentence each. */
export function findUnchecked(
  facts: ExchangeFacts,
  violations: readonly ContractViolation[],
): readonly string[] {
  const { fault } = facts.record
  const ofResponse =
    fault === undefined ? facts.response.unchecked : ['the response: a test ordered it, as a fault']
  return [...findUncheckedRequest(facts, violations), ...ofResponse]
}

function findUncheckedRequest(
  { operation, address, reader }: ExchangeFacts,
  violations: readonly ContractViolation[],
): readonly string[] {
  const { kind, problem, method } = address
  if (kind !== 'resource' || method === 'OPTIONS') return []
  if (problem && problem.status >= 500) return [`the URL: ${problem.message}`]
  if (operation || address.operation || reader.contract.operations.length === 0) return []
  if (violations.some(({ rule }) => rule === 'undocumented-operation')) return []
  return ['the request: no operation of the contract documents it, the model alone allows it']
}
