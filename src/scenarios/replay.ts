import type { ContractViolation } from '../journal/index.ts'
import type { JsonObject, JsonValue } from '../model/index.ts'
import { show } from './located-value.ts'
import type {
  Match,
  Mismatch,
  Scenario,
  ScenarioStep,
  StepExpectation,
  Variables,
} from './scenario.ts'
import { baseVariable, substitute, substituteText, SubstitutionError } from './substitute.ts'

export interface ReplayRequest {
  readonly method: string
  /** Relative to the service root; begins with `/`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON, but a text as it is; `undefined` for none. */
  readonly body: JsonValue | undefined
}

export interface ReplayResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** Parsed JSON, the text of another body, or `undefined`. */
  readonly body: unknown
}

export type Transport = (request: ReplayRequest) => Promise<ReplayResponse>

export interface ReplayOptions {
  /** The service root URL, the value of `${base}`. */
  readonly baseUrl: string
  /** Puts the service into the state that `given.fixtures` describes; absent: they are skipped. */
  readonly applyFixtures?: (fixtures: JsonObject) => Promise<void>
  /** Sent as a bearer token by every step that has no `Authorization` of its own. */
  readonly token?: string | undefined
  /** Where an answer leaves the contract; only errors fail a step. Absent: no contract is known. */
  readonly findViolations?: (
    request: ReplayRequest,
    response: ReplayResponse,
  ) => readonly ContractViolation[]
}

export interface ReplayReport {
  readonly file: string
  readonly name: string
  readonly outcome: 'passed' | 'failed'
  readonly steps: readonly StepReport[]
}

export interface StepReport {
  readonly kind: 'given' | 'step' | 'finally'
  readonly line: number
  /** As sent, `POST /accessPackages`; as written when it was not sent. */
  readonly request: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped. */
  readonly reason?: string
  readonly problems: readonly ReplayProblem[]
}

export interface ReplayProblem {
  readonly file: string
  readonly line: number
  readonly subject: 'fixtures' | 'request' | 'status' | 'header' | 'body' | 'contract'
  /** JSON pointer into the body, '' for the whole; name of the header; otherwise ''. */
  readonly pointer: string
  readonly expected: string
  readonly found: string
}

/**
 * Replays a scenario. A step that fails ends the steps, the rest of which are skipped; `finally` is
 * sent in any case, each of its requests whatever became of the one before.
 */
export async function replay(
  scenario: Scenario,
  transport: Transport,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const { file, name } = scenario
  const variables: Variables = new Map([[baseVariable, baseUrl]])
  const context = { ...options, file, baseUrl, transport, variables }

  const steps = [...(await prepare(scenario, options.applyFixtures, variables))]
  const hasFailed = (): boolean => steps.some(({ outcome }) => outcome === 'failed')
  for (const step of scenario.steps) {
    steps.push(
      hasFailed()
        ? skip('step', step, 'what comes before it failed')
        : await send('step', step, context),
    )
  }
  for (const step of scenario.finally) steps.push(await send('finally', step, context))
  return { file, name, outcome: hasFailed() ? 'failed' : 'passed', steps }
}

interface StepContext extends ReplayOptions {
  readonly file: string
  readonly transport: Transport
  readonly variables: Variables
}

/** Gives the variables their values and the service its state; one report, or none for nothing. */
async function prepare(
  { file, fixtures, variables: declared }: Scenario,
  applyFixtures: ReplayOptions['applyFixtures'],
  variables: Variables,
): Promise<readonly StepReport[]> {
  const report = { kind: 'given', line: fixtures?.line ?? 1, request: 'fixtures' } as const
  try {
    for (const { name, value } of declared) variables.set(name, substitute(value, variables))
    if (!fixtures) return []
    if (!applyFixtures) {
      const reason = 'the service keeps its own state'
      return [{ ...report, outcome: 'skipped', reason, problems: [] }]
    }
    await applyFixtures(substitute(fixtures, variables) as JsonObject)
    return [{ ...report, outcome: 'passed', problems: [] }]
  } catch (error) {
    const place = { file, line: report.line, subject: 'fixtures', pointer: '' } as const
    const problem = { ...place, ...describe(error, 'fixtures that the service takes') }
    return [{ ...report, outcome: 'failed', problems: [problem] }]
  }
}

function skip(kind: 'step' | 'finally', step: ScenarioStep, reason: string): StepReport {
  return { kind, line: step.line, request: step.request, outcome: 'skipped', reason, problems: [] }
}

async function send(
  kind: 'step' | 'finally',
  step: ScenarioStep,
  context: StepContext,
): Promise<StepReport> {
  const { line } = step
  const place = { file: context.file, line, subject: 'request', pointer: '' } as const
  let request: ReplayRequest
  try {
    request = writeRequest(step, context)
  } catch (error) {
    // What no step captured was most likely not created either.
    if (kind === 'finally' && error instanceof SubstitutionError) {
      return skip(kind, step, error.message)
    }
    const problem = { ...place, ...describe(error, 'a request') }
    return { kind, line, request: step.request, outcome: 'failed', problems: [problem] }
  }
  const sent = { kind, line, request: `${request.method} ${request.url}` }
  try {
    const response = await context.transport(request)
    const problems = [
      ...findProblems(step.expect, response, context),
      ...findContractProblems(step, request, response, context),
    ]
    return { ...sent, outcome: problems.length === 0 ? 'passed' : 'failed', problems }
  } catch (error) {
    const problem = { ...place, ...describe(error, 'an answer') }
    return { ...sent, outcome: 'failed', problems: [problem] }
  }
}

/** Where, what was expected and what was found, of an error that ended a step. */
function describe(
  error: unknown,
  expected: string,
): Pick<ReplayProblem, 'expected' | 'found'> & { readonly line?: number } {
  if (error instanceof SubstitutionError) {
    return { line: error.line, expected: error.expected, found: error.found }
  }
  return { expected, found: messageOf(error) }
}

function messageOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: unknown }
  if (message === undefined) return String(error)
  // fetch says what happened in the cause of its error.
  return cause === undefined ? message : `${message}: ${messageOf(cause)}`
}

function writeRequest(
  step: ScenarioStep,
  { baseUrl, token, variables }: StepContext,
): ReplayRequest {
  const headers: Record<string, string> = {}
  for (const { name, text, line } of step.headers) {
    headers[name] = substituteText(text, line, variables)
  }
  const has = (name: string): boolean =>
    Object.keys(headers).some((header) => header.toLowerCase() === name)
  const body = step.body && substitute(step.body, variables)
  if (body !== undefined && !has('content-type')) headers['Content-Type'] = 'application/json'
  if (token !== undefined && !has('authorization')) headers['Authorization'] = `Bearer ${token}`
  return { method: step.method, url: writeUrl(step, baseUrl, variables), headers, body }
}

/** A captured link (`@odata.nextLink`, `Location`) is absolute; what is sent is relative to the root. */
function writeUrl({ url, line }: ScenarioStep, baseUrl: string, variables: Variables): string {
  const written = substituteText(url, line, variables)
  const isBelow = written.startsWith(baseUrl) && /^(?:[/?]|$)/.test(written.slice(baseUrl.length))
  const path = isBelow ? written.slice(baseUrl.length) : written
  if (path.startsWith('/')) return path
  if (isBelow) return `/${path}`
  throw new SubstitutionError(line, `a path, or a URL below ${baseUrl}`, show(written))
}

function findProblems(
  expect: StepExpectation,
  { status, headers, body }: ReplayResponse,
  { file, variables }: StepContext,
): readonly ReplayProblem[] {
  const { statuses, allowsMissing, line } = expect
  const isExpected = statuses
    ? statuses.includes(status)
    : status < 400 || (allowsMissing && status === 404)
  if (!isExpected) {
    // The rest would only repeat that this is another answer; its body says why.
    const expected = statuses ? statuses.join(' or ') : 'no error'
    const found = body === undefined ? `${status}` : `${status}: ${show(body)}`
    return [{ file, line, subject: 'status', pointer: '', expected, found }]
  }
  return [
    ...expect.headers.flatMap(({ name, match }) =>
      findMismatches(match, headerText(headers, name), `/${name}`, variables).map(
        (mismatch): ReplayProblem => ({ file, ...mismatch, subject: 'header', pointer: name }),
      ),
    ),
    ...(expect.body ? findMismatches(expect.body, body, '', variables) : []).map(
      (mismatch): ReplayProblem => ({ file, ...mismatch, subject: 'body' }),
    ),
  ]
}

function findContractProblems(
  { line }: ScenarioStep,
  request: ReplayRequest,
  response: ReplayResponse,
  { file, findViolations }: StepContext,
): readonly ReplayProblem[] {
  const violations = findViolations?.(request, response) ?? []
  return violations
    .filter(({ severity }) => severity === 'error')
    .map(({ message, pointer, expected, actual, source }) => ({
      file,
      line,
      subject: 'contract',
      pointer: pointer ?? '',
      expected: `${expected ?? message}${source === undefined ? '' : ` (${source})`}`,
      found: actual ?? message,
    }))
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

function headerText(headers: ReplayResponse['headers'], name: string): string | undefined {
  const key = Object.keys(headers).find((header) => header.toLowerCase() === name)
  const value = key === undefined ? undefined : headers[key]
  if (value === undefined) return undefined
  return typeof value === 'object' ? value.join(', ') : String(value)
}
