import { count } from '../model/index.ts'
import type { Coverage, LeastPrivilege, NeededPermission } from '../journal/index.ts'
import { groupViolations, type ViolationGroup } from './group-violations.ts'
import { printable } from './printable.ts'
import { writeProblem } from './replay-text.ts'
import { listFacts, summarize } from './report-facts.ts'
import type { Report } from './report.ts'

/** How a terminal shows what matters; functions that leave the text as it is where it shows nothing. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
}

const mostListed = 50

/**
 * The report for a terminal: violations, alike ones as one, then what was exercised in a few lines.
 * @param coverageGaps what thresholds ask for and was not covered
 */
export function writeFindings(
  report: Report,
  coverageGaps: readonly string[],
  paint: Paint,
): string {
  const groups = groupViolations(report)
  const blocks = [
    ...groups.slice(0, mostListed).map((group) => writeGroup(group, paint)),
    ...(groups.length > mostListed
      ? [`and ${count(groups.length - mostListed, 'more violation')}, which the report files list`]
      : []),
    ...report.replays.flatMap(({ steps }) =>
      steps.flatMap(({ problems }) =>
        problems.map(
          (problem) => `${paint.red('failed step')} ${printable(writeProblem(problem))}`,
        ),
      ),
    ),
    [
      ...report.incomplete.map((sentence) => `${paint.red('incomplete')} ${sentence}`),
      ...coverageGaps.map((sentence) => `${paint.red('coverage too low')} ${sentence}`),
      ...writeSummary(report, paint),
    ].join('\n'),
  ]
  return `${blocks.join('\n\n')}\n`
}

function writeGroup({ violation, exchanges }: ViolationGroup, paint: Paint): string {
  const { rule, severity, message } = violation
  const [first] = exchanges
  const { number, request, response, operation, nearest = [] } = first!
  const colour = severity === 'error' ? paint.red : paint.yellow
  const times = exchanges.length === 1 ? '' : paint.dim(` (${exchanges.length} times)`)
  const matched = operation ? `, ${operation.name}` : ''
  const facts = [
    ...listFacts(violation),
    ...(operation
      ? []
      : nearest.map(({ method, path, source, difference }) => {
          return ['nearest', `${method} ${path} (${source}): ${difference}`] as const
        })),
  ]
  return [
    `${colour(`${severity} ${rule}`)}: ${printable(message)}${times}`,
    `  #${number} ${request.method} ${printable(request.url)} (${response.status}${matched})`,
    ...facts.map(([name, fact]) => `  ${paint.dim(`${name}:`)} ${printLines(fact)}`),
  ].join('\n')
}

function printLines(text: string): string {
  return text.split('\n').map(printable).join('\n    ')
}

function writeSummary(report: Report, paint: Paint): readonly string[] {
  const { errors, warnings, unmatched, exchanges } = summarize(report)
  const found = [
    count(errors, 'violation'),
    count(warnings, 'warning'),
    ...(unmatched > 0 ? [`${count(unmatched, 'request')} of no operation`] : []),
  ].join(', ')
  const paintFound = errors > 0 ? paint.red : warnings > 0 ? paint.yellow : paint.green
  return [
    paint.bold(`${count(exchanges, 'exchange')}: ${paintFound(found)}`),
    ...(report.coverage ? [`coverage: ${writeShares(report.coverage)}`] : []),
    ...(report.permissions ? [`least privilege: ${writePermissions(report.permissions)}`] : []),
  ]
}

const kinds = ['operations', 'statuses', 'options', 'properties', 'relationships'] as const

function writeShares(coverage: Coverage): string {
  return kinds
    .filter((kind) => coverage[kind].total > 0)
    .map((kind) => {
      const { covered, total, percent } = coverage[kind]
      return `${kind} ${percent} % (${covered} of ${total})`
    })
    .join(', ')
}

function writePermissions({ delegated, application, unknown }: LeastPrivilege): string {
  const name = (needed: readonly NeededPermission[]): string =>
    needed.map(({ permission }) => permission).join(', ') || 'none'
  const left =
    unknown.length === 0 ? '' : `; not documented for ${count(unknown.length, 'operation')}`
  return `delegated ${name(delegated)}; application ${name(application)}${left}`
}
