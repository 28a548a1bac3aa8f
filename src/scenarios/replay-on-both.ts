import { applyGiven } from './apply-given.ts'
import { compareAnswers } from './compare-answers.ts'
import { Correspondence, type CorrespondingSide } from './correspondence.ts'
import { writeExactJson } from './located-value.ts'
import { reasonToSkip } from './replay.ts'
import type { ReplayProblem, ReplayReport, StepReport } from './replay-report.ts'
import { openSession, type ReplayOptions, type ReplaySession } from './replay-session.ts'
import type { Scenario, ScenarioStep } from './scenario.ts'
import { sendStep, skipStep, type SentStep } from './send-step.ts'
import type { ReplayRequest, Transport } from './transport.ts'

export interface ReplayTarget {
  readonly transport: Transport
  readonly options: ReplayOptions & { readonly target: string }
}

/**
 * Replays a scenario on two services in lock step, and compares each two answers. Where they differ,
 * the step of the second fails, and the steps go on; where one of them is not what the scenario
 * expects, both are ended.
 * @returns a report of each
 */
export async function replayOnBoth(
  scenario: Scenario,
  targets: readonly [ReplayTarget, ReplayTarget],
): Promise<readonly [ReplayReport, ReplayReport]> {
  const { signal } = targets[0].options
  const [left, right] = [openSide(scenario, targets[0]), openSide(scenario, targets[1])]
  const correspondence = new Correspondence(left, right)
  await Promise.all([left, right].map(async (side) => side.steps.push(...(await applyGiven(side)))))
  let reason = reasonToSkip([...left.steps, ...right.steps], signal)
  const sendBoth = async (kind: 'step' | 'finally', step: ScenarioStep): Promise<void> => {
    const [one, other] = await Promise.all([
      sendStep(kind, step, left),
      sendStep(kind, step, right),
    ])
    reason ??= reasonToSkip([one.report, other.report], signal)
    keepRequest(left, one.request)
    keepRequest(right, other.request)
    left.steps.push(one.report)
    right.steps.push(withDifferences(step, one, other, { left, right, correspondence }))
  }
  for (const step of scenario.steps) {
    reason ??= reasonToSkip([], signal)
    if (reason === undefined) await sendBoth('step', step)
    else for (const side of [left, right]) side.steps.push(skipStep('step', step, reason))
  }
  for (const step of scenario.finally) await sendBoth('finally', step)
  return [reportOf(left, signal), reportOf(right, signal)]
}

interface Side extends ReplaySession, CorrespondingSide {
  readonly target: string
  readonly steps: StepReport[]
}

function openSide(scenario: Scenario, { transport, options }: ReplayTarget): Side {
  const session = openSession(scenario, transport, options)
  return { ...session, target: options.target, steps: [], sent: [] }
}

function keepRequest({ sent }: CorrespondingSide, request: ReplayRequest | undefined): void {
  if (!request) return
  const { url, body } = request
  const isText = body !== undefined && !(body instanceof Uint8Array)
  sent.push(isText ? `${decodeUrl(url)} ${writeExactJson(body)}` : decodeUrl(url))
}

function decodeUrl(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

function withDifferences(
  { line }: ScenarioStep,
  { response: expected, request }: SentStep,
  { response: found, report }: SentStep,
  { left, right, correspondence }: { left: Side; right: Side; correspondence: Correspondence },
): StepReport {
  if (!expected || !found) return report
  const url = decodeUrl(request?.url ?? '')
  const differences = compareAnswers(expected, found, { correspondence, url }).map(
    (difference): ReplayProblem => ({
      file: left.scenario.file,
      line,
      ...difference,
      expected: `${difference.expected} as of ${left.target}`,
      found: `${difference.found} as of ${right.target}`,
    }),
  )
  if (differences.length === 0) return report
  return { ...report, outcome: 'failed', problems: [...report.problems, ...differences] }
}

function reportOf(
  { scenario: { file, name }, target, steps }: Side,
  signal: AbortSignal | undefined,
): ReplayReport {
  const hasPassed = reasonToSkip(steps, signal) === undefined
  return { file, name, target, outcome: hasPassed ? 'passed' : 'failed', steps }
}
