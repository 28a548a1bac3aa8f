import { applyGiven } from './apply-given.ts'
import type { ReplayReport, StepReport } from './replay-report.ts'
import { openSession, type ReplayOptions } from './replay-session.ts'
import type { Scenario } from './scenario.ts'
import { sendStep, skipStep } from './send-step.ts'
import type { Transport } from './transport.ts'

/**
 * Replays a scenario. A step that fails ends the steps, the rest of which are skipped; `finally` is
 * sent in any case, each of its requests whatever became of the one before.
 */
export async function replay(
  scenario: Scenario,
  transport: Transport,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const { file, name } = scenario
  const { signal, target } = options
  const session = openSession(scenario, transport, options)
  const steps: StepReport[] = [...(await applyGiven(session))]
  for (const step of scenario.steps) {
    const reason = reasonToSkip(steps, signal)
    if (reason !== undefined) steps.push(skipStep('step', step, reason))
    else steps.push((await sendStep('step', step, session)).report)
  }
  for (const step of scenario.finally) {
    steps.push((await sendStep('finally', step, session)).report)
  }
  const hasPassed = reasonToSkip(steps, signal) === undefined
  return {
    file,
    name,
    ...(target !== undefined && { target }),
    outcome: hasPassed ? 'passed' : 'failed',
    steps,
  }
}

export function reasonToSkip(
  steps: readonly StepReport[],
  signal: AbortSignal | undefined,
): string | undefined {
  if (steps.some(({ outcome }) => outcome === 'failed')) return 'what comes before it failed'
  return signal?.aborted ? 'the replay was interrupted' : undefined
}
