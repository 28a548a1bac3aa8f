import { count } from '../model/index.ts'
import { ContractViolationError, type AssertContractOptions } from '../journal/index.ts'
import type { TestedService } from './tested-service.ts'
import { type Paint, type Verdict } from './verdict.ts'

/** Whether no exchange violates the contract: what `assertContract` says, as a verdict. */
export function judgeContract(service: TestedService, options?: AssertContractOptions): Verdict {
  try {
    service.assertContract(options)
  } catch (error) {
    if (!(error instanceof ContractViolationError)) throw error
    return { pass: false, explain: (paint) => paintFacts(error.message, paint) }
  }
  const exchanges = count(service.journal.exchanges.length, 'exchange')
  return {
    pass: true,
    explain: (paint) =>
      `expected: ${paint.expected('a violation of the contract')}\nreceived: ${paint.received(`none, in ${exchanges}`)}`,
  }
}

/** Those lines of the message that say what was expected and found. */
function paintFacts(message: string, paint: Paint): string {
  return message
    .replace(
      /^(\s+expected: )(.*)$/gm,
      (_, name: string, fact: string) => name + paint.expected(fact),
    )
    .replace(/^(\s+found: )(.*)$/gm, (_, name: string, fact: string) => name + paint.received(fact))
}
