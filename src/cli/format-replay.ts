import type { createColors } from 'picocolors'
import { writeProblem } from '../reports/index.ts'
import type { ReplayReport, StepReport } from '../scenarios/index.ts'

/** What became of each step, and what failed beneath it. */
export function formatReplay(
  report: ReplayReport,
  colors: ReturnType<typeof createColors>,
): string {
  const { file, name, target, steps } = report
  const on = target === undefined ? '' : ` on ${target}`
  const place = colors.dim(`(${file})${on}`)
  return [
    `${colors.bold(name)} ${place}`,
    ...steps.flatMap((step) => formatStep(step, colors)),
  ].join('\n')
}

function formatStep(step: StepReport, colors: ReturnType<typeof createColors>): readonly string[] {
  const { kind, name, request, outcome, reason, attempts = 1, problems } = step
  const mark = {
    passed: colors.green('✓'),
    failed: colors.red('✗'),
    skipped: colors.dim('-'),
  }[outcome]
  const label = kind === 'step' ? request : `${kind}: ${request}`
  const notes = [
    ...(name === undefined ? [] : [`: ${name}`]),
    ...(reason === undefined ? [] : [` (skipped: ${reason})`]),
    ...(attempts > 1 ? [` (${attempts} attempts)`] : []),
  ]
  return [
    `  ${mark} ${label}${colors.dim(notes.join(''))}`,
    ...problems.map((problem) => `      ${colors.red(writeProblem(problem))}`),
  ]
}

/** `2 scenarios: 1 passed, 1 failed; 5 steps: …`. */
export function formatSummary(reports: readonly ReplayReport[]): string {
  const steps = reports.flatMap((report) => report.steps)
  return `\n${count('scenario', reports)}; ${count('step', steps)}`
}

function count(
  noun: string,
  items: readonly { readonly outcome: StepReport['outcome'] }[],
): string {
  const outcomes = (['passed', 'failed', 'skipped'] as const).flatMap((outcome) => {
    const number = items.filter((item) => item.outcome === outcome).length
    return number === 0 ? [] : [`${number} ${outcome}`]
  })
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}: ${outcomes.join(', ')}`
}
