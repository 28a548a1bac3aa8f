import { show } from './located-value.ts'
import type { ReplayProblem } from './replay-report.ts'
import { findHeader } from '../journal/index.ts'
import type { Match, Mismatch, StepExpectation, Variables } from './scenario.ts'
import { SubstitutionError } from './substitute.ts'
import type { ReplayResponse } from './transport.ts'

export function isExpectedStatus(
  { statuses, allowsMissing }: StepExpectation,
  status: number,
): boolean {
  if (statuses) return statuses.includes(status)
  return status < 400 || (allowsMissing && status === 404)
}

/** Where an answer is not what the step expects; what it captures goes into the variables. */
export function checkAnswer(
  expect: StepExpectation,
  { status, headers, body }: ReplayResponse,
  { file, variables }: { readonly file: string; readonly variables: Variables },
): readonly ReplayProblem[] {
  if (!isExpectedStatus(expect, status)) {
    // The rest would only repeat that this is another answer; its body says why.
    const expected = expect.statuses ? expect.statuses.join(' or ') : 'no error'
    const found = body === undefined ? `${status}` : `${status}: ${show(body)}`
    return [{ file, line: expect.line, subject: 'status', pointer: '', expected, found }]
  }
  return [
    ...expect.headers.flatMap(({ name, match }) =>
      findMismatches(match, findHeader(headers, name), `/${name}`, variables).map(
        (mismatch): ReplayProblem => ({ file, ...mismatch, subject: 'header', pointer: name }),
      ),
    ),
    ...(expect.body ? findMismatches(expect.body, body, '', variables) : []).map(
      (mismatch): ReplayProblem => ({ file, ...mismatch, subject: 'body' }),
    ),
  ]
}

function findMismatches(
  match: Match,
  found: unknown,
  pointer: string,
  variables: Variables,
): readonly Mismatch[] {
  try {
    return match(found, pointer, variables)
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error
    return [{ line: error.line, pointer, expected: error.expected, found: error.found }]
  }
}
