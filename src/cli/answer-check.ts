import { readContract } from '../contract/index.ts'
import { violationRules, type ContractViolation } from '../journal/index.ts'
import type { ReplayRequest, ReplayResponse } from '../scenarios/index.ts'
import { createJudge } from '../service/index.ts'

const aboutResponses: ReadonlySet<string> = new Set(
  violationRules.filter(({ about }) => about === 'response').map(({ name }) => name),
)

/**
 * Holds the answers of any service to a contract, as the double's own journal would.
 * @param resourcePaths paths that fixtures are named after
 */
export function createAnswerCheck(
  contractPath: string,
  resourcePaths: readonly string[],
): (request: ReplayRequest, response: ReplayResponse) => readonly ContractViolation[] {
  const judge = createJudge(readContract([contractPath], { resourcePaths }), { serviceRoot: '' })
  return (request, response) =>
    judge.judge(request, response).violations.filter(({ rule }) => aboutResponses.has(rule))
}
