import type { Contract } from './contract/index.ts'
import { violationRules } from './journal/index.ts'
import type { ReplayOptions } from './scenarios/index.ts'
import { createJudge, type Judge } from './service/index.ts'

/** What the code that a scenario stands for did is its own business: it may be wrong on purpose. */
const rulesOfAnswers: ReadonlySet<string> = new Set(
  violationRules.filter(({ about }) => about === 'response').map(({ name }) => name),
)

/**
 * Holds each answer of a replay to a contract, whichever service gives it.
 * @param readContract asked when the first answer is there: fixtures that were given extend it
 */
export function judgeAnswers(
  readContract: () => Contract,
  { serviceRoot, token }: { readonly serviceRoot: string; readonly token?: string | undefined },
): NonNullable<ReplayOptions['judge']> {
  let judge: Judge | undefined
  return ({ request, response, time, duration }) => {
    judge ??= createJudge(readContract(), {
      serviceRoot,
      auth: token === undefined ? 'off' : 'report',
    })
    const url = serviceRoot.replace(/\/+$/, '') + request.url
    const exchange = judge.judge({ ...request, url }, response, { time, duration })
    return {
      exchange,
      violations: exchange.violations.filter(({ rule }) => rulesOfAnswers.has(rule)),
    }
  }
}
