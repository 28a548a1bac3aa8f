import { count } from '../model/index.ts'
import { writeWorkflowCommand, type WorkflowCommand } from '../contract/lint/workflow-command.ts'
import { groupViolations, type ViolationGroup } from './group-violations.ts'
import { listFacts, readSource } from './report-facts.ts'
import { printable, printableLines } from './printable.ts'
import type { Report, ReportFormat } from './report.ts'

/**
 * Annotations of GitHub Actions, at the lines of the contract and of scenarios.
 * @see GitHub Docs, "Workflow commands"
 */
export const githubFormat: ReportFormat = { name: 'github', extension: '', render }

/** GitHub shows no more of a kind in one step, and says nothing of the rest. */
const mostShown = 10

function render(report: Report): string {
  const annotations = [
    ...report.incomplete.map(annotateIncomplete),
    ...groupViolations(report).map((group) => annotateViolation(group, report)),
    ...report.replays
      .flatMap(({ steps }) => steps.flatMap(({ problems }) => problems))
      .map(({ file, line, subject, pointer, expected, found }): WorkflowCommand => ({
        command: 'error',
        file,
        line,
        title: pointer === '' ? subject : `${subject} ${pointer}`,
        message: `expected ${expected}, found ${found}`,
      })),
  ]
  const shown = (['error', 'warning'] as const).map((command) => {
    const ofKind = annotations.filter((annotation) => annotation.command === command)
    return { command, list: ofKind.slice(0, mostShown), left: ofKind.length - mostShown }
  })
  const left = shown.flatMap((kind) =>
    kind.left > 0 ? [count(kind.left, `more ${kind.command}`)] : [],
  )
  const rest: readonly WorkflowCommand[] =
    left.length === 0
      ? []
      : [
          {
            command: 'notice',
            title: 'not shown',
            message: `${left.join(' and ')}; see the report`,
          },
        ]
  return [...shown.flatMap(({ list }) => list), ...rest]
    .map((annotation) => `${writeWorkflowCommand(asShown(annotation))}\n`)
    .join('')
}

/** The log that it stands in is a terminal's, with colours. */
function asShown(annotation: WorkflowCommand): WorkflowCommand {
  const { title, message } = annotation
  return { ...annotation, title: printable(title), message: printableLines(message) }
}

function annotateIncomplete(message: string): WorkflowCommand {
  return { command: 'error', title: 'incomplete journal', message }
}

function annotateViolation(
  { violation, exchanges }: ViolationGroup,
  { sources }: Report,
): WorkflowCommand {
  const { severity, rule, message, source } = violation
  const [{ request, response }] = exchanges as [ViolationGroup['exchanges'][number]]
  const times = exchanges.length === 1 ? '' : ` (${exchanges.length} times)`
  const place = source === undefined ? undefined : (sources?.get(source) ?? readSource(source))
  return {
    command: severity,
    file: place?.file,
    line: place?.line,
    title: rule,
    message: [
      `${message}${times}`,
      `${request.method} ${request.url} (${response.status})`,
      ...listFacts(violation).map(([name, fact]) => `${name}: ${fact}`),
    ].join('\n'),
  }
}
