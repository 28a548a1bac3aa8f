import { checkAnswer, isExpectedStatus } from './check-answer.ts'
import { describeFault } from './describe-fault.ts'
import { findToken } from './find-token.ts'
import type { JudgedAnswer, ReplaySession } from './replay-session.ts'
import { readMultipartExchange } from './multipart-batch.ts'
import type { ReplayProblem, StepReport } from './replay-report.ts'
import { sendWithRetries } from './retries.ts'
import type { ScenarioStep } from './scenario.ts'
import { SubstitutionError } from './substitute.ts'
import type { ReplayRequest, ReplayResponse } from './transport.ts'
import { writeRequest } from './write-request.ts'

export interface SentStep {
  readonly report: StepReport
  /** Absent where none came. */
  readonly response?: ReplayResponse
  readonly request?: ReplayRequest
}

type SentKind = 'step' | 'finally'

export function skipStep(kind: SentKind, step: ScenarioStep, reason: string): StepReport {
  return { ...placeOf(kind, step), outcome: 'skipped', reason, problems: [] }
}

function placeOf(kind: SentKind, { line, name, request }: ScenarioStep) {
  return { kind, line, ...(name !== undefined && { name }), request }
}

export async function sendStep(
  kind: SentKind,
  step: ScenarioStep,
  session: ReplaySession,
): Promise<SentStep> {
  const { file } = session.scenario
  const place = placeOf(kind, step)
  const problem = { file, line: step.line, subject: 'request', pointer: '' } as const
  let written: ReturnType<typeof writeRequest>
  try {
    const { baseUrl, variables } = session
    written = writeRequest(step, { baseUrl, variables, token: findToken(step, session) })
  } catch (error) {
    // What no step captured was most likely not created either.
    if (kind === 'finally' && error instanceof SubstitutionError) {
      return { report: skipStep(kind, step, error.message) }
    }
    const problems = [{ ...problem, ...describeFault(error, 'a request') }]
    return { report: { ...place, outcome: 'failed', problems } }
  }
  const { request, shown } = written
  const started = session.now()
  try {
    const retries = kind === 'finally' ? session.cleanUpRetries : session.retries
    const met = await meetExpectation(step, request, { ...session, retries })
    const { response, attempts, exchange, problems } = met
    const outcome = problems.length === 0 ? 'passed' : 'failed'
    const duration = session.now() - started
    const report = { ...place, request: shown, outcome, attempts, duration, problems } as const
    return { report: { ...report, ...(exchange && { exchange }) }, response, request }
  } catch (error) {
    const problems = [{ ...problem, ...describeFault(error, 'an answer') }]
    return { report: { ...place, request: shown, outcome: 'failed', problems }, request }
  }
}

interface Met {
  readonly response: ReplayResponse
  readonly exchange: JudgedAnswer['exchange'] | undefined
  readonly attempts: number
  readonly problems: readonly ReplayProblem[]
}

const firstPause = 250
const longestPause = 5_000

/** Sends a request until its answer is the expected one, or the time for that is over. */
async function meetExpectation(
  step: ScenarioStep,
  request: ReplayRequest,
  session: ReplaySession,
): Promise<Met> {
  const { expect } = step
  const deadline = session.now() + (expect.within ?? 0)
  let attempts = 0
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    const answer = await sendAndCheck(step, request, session)
    attempts += answer.attempts
    const left = deadline - session.now()
    if (answer.problems.length === 0 || left <= 0) {
      for (const [name, value] of answer.captured) session.variables.set(name, value)
      return { ...answer, attempts }
    }
    await session.retries.wait(Math.min(pause, left))
  }
}

async function sendAndCheck(step: ScenarioStep, written: ReplayRequest, session: ReplaySession) {
  const { expect } = step
  const { file } = session.scenario
  const isExpected = (status: number): boolean => isExpectedStatus(expect, status)
  const time = session.now()
  const first = await sendWithRetries(written, isExpected, session.retries)
  const request = toAnyVersion(step, written, first.response)
  const last =
    request === written ? undefined : await sendWithRetries(request, isExpected, session.retries)
  const { response: received, note } = last ?? first
  const response = unpackAnswer(step, request, received)
  const attempts = first.attempts + (last?.attempts ?? 0)
  const duration = session.now() - time
  // An attempt that is repeated has captured nothing.
  const captured = new Map(session.variables)
  const judged = session.options.judge?.({ request, response: received, time, duration })
  const problems = [
    ...checkAnswer(expect, response, { file, variables: captured }).map((problem) =>
      problem.subject === 'status' && note !== undefined
        ? { ...problem, found: `${problem.found}, ${note}` }
        : problem,
    ),
    ...contractProblems(file, step.line, judged),
  ]
  return { response, attempts, captured, problems, exchange: judged?.exchange }
}

/** Of a batch that the scenario has in the form of JSON, the answer in this form too. */
function unpackAnswer(
  { body }: ScenarioStep,
  request: ReplayRequest,
  response: ReplayResponse,
): ReplayResponse {
  if (body?.kind !== 'object' || typeof request.body !== 'string') return response
  const answered = readMultipartExchange(request, response)?.answered
  return answered ? { ...response, body: answered } : response
}

/**
 * A request alone as clean-up is about what is there, whichever its version.
 * @see RFC 6585, "428 Precondition Required"
 */
function toAnyVersion(
  { expect }: ScenarioStep,
  request: ReplayRequest,
  { status }: ReplayResponse,
): ReplayRequest {
  if (!expect.allowsMissing || status !== 428) return request
  return { ...request, headers: { ...request.headers, 'If-Match': '*' } }
}

function contractProblems(
  file: string,
  line: number,
  judged: JudgedAnswer | undefined,
): readonly ReplayProblem[] {
  const errors = judged?.violations.filter(({ severity }) => severity === 'error') ?? []
  return errors.map(({ message, pointer, expected, actual, source }) => ({
    file,
    line,
    subject: 'contract',
    pointer: pointer ?? '',
    expected: `${expected ?? message}${source === undefined ? '' : ` (${source})`}`,
    found: actual ?? message,
  }))
}
