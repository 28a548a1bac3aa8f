import { count } from '../model/index.ts'
import type { Coverage, LeastPrivilege } from '../journal/index.ts'
import type { ReplayReport } from '../scenarios/index.ts'
import { groupViolations, type ViolationGroup } from './group-violations.ts'
import { printable } from './printable.ts'
import { tellProblem, writeLine } from './replay-text.ts'
import { listFacts, listPermissions, summarize } from './report-facts.ts'
import type { Report, ReportFormat } from './report.ts'

/**
 * For job summaries: what fails first, the rest folded.
 * @see GitHub Flavored Markdown Spec, "Tables (extension)" and "HTML blocks"
 */
export const markdownFormat: ReportFormat = { name: 'markdown', extension: 'md', render }

/** GitHub Docs, "Job summaries": at most 1 MiB a step, or nothing is shown. */
const largest = 1_000_000
const isFull = 'the summary would be longer than 1 MB'

/** What is listed one below the other: it may be cut after any item. */
interface Section {
  readonly head: string
  readonly items: readonly string[]
  readonly foot: string
  /** What an item is, for saying how many were left out. */
  readonly noun: string
}

function render(report: Report): string {
  const sections = [
    verdict(report),
    ...(report.coverage ? [coverageTable(report.coverage)] : []),
    violationSection(report),
    ...report.replays.map(replaySection),
    ...(report.coverage ? [operationSection(report.coverage), typeSection(report.coverage)] : []),
    ...(report.permissions ? [permissionSection(report.permissions)] : []),
  ]
  return writeWithin(
    largest,
    sections.filter(({ head, items }) => head !== '' || items.length > 0),
  )
}

function writeWithin(limit: number, sections: readonly Section[]): string {
  const parts: string[] = []
  let left = limit
  const add = (text: string): void => {
    parts.push(text)
    left -= Buffer.byteLength(text)
  }
  for (const { head, items, foot, noun } of sections) {
    // Room for the foot and for the line that says what was left out.
    const reserve = Buffer.byteLength(foot) + 200
    if (left < Buffer.byteLength(head) + reserve) {
      parts.push(`\n${count(Math.max(items.length, 1), `more ${noun}`)} left out: ${isFull}.\n`)
      break
    }
    add(head)
    let written = 0
    for (const item of items) {
      if (left < Buffer.byteLength(item) + reserve) break
      add(item)
      written++
    }
    add(foot)
    if (written < items.length) {
      add(`\n${count(items.length - written, `more ${noun}`)} left out: ${isFull}.\n`)
    }
  }
  return parts.join('')
}

function verdict(report: Report): Section {
  const { exchanges, errors, warnings, unmatched, stepsFailed } = summarize(report)
  const isBad = errors > 0 || stepsFailed > 0 || report.incomplete.length > 0
  const mark = isBad ? '❌' : warnings > 0 ? '⚠️' : '✅'
  const facts = [
    count(exchanges, 'exchange'),
    count(errors, 'violation'),
    count(warnings, 'warning'),
    ...(unmatched > 0 ? [`${count(unmatched, 'request')} of no operation`] : []),
    ...(report.replays.length > 0 ? [writeReplays(report)] : []),
  ]
  return {
    head: `## ${mark} Contract\n\n${facts.join(', ')}\n`,
    items: report.incomplete.map((sentence) => `\n> ⚠️ Incomplete: ${plain(sentence)}\n`),
    foot: '',
    noun: 'incomplete journal',
  }
}

function writeReplays(report: Report): string {
  const { stepsPassed, stepsFailed, stepsSkipped } = summarize(report)
  const scenarios = count(report.replays.length, 'scenario')
  return `${scenarios}: ${stepsPassed} passed, ${stepsFailed} failed, ${stepsSkipped} skipped`
}

const kinds = ['operations', 'statuses', 'options', 'properties', 'relationships'] as const

function coverageTable(coverage: Coverage): Section {
  return {
    head: '\n| coverage | | |\n| :--- | ---: | ---: |\n',
    items: kinds
      .filter((kind) => coverage[kind].total > 0)
      .map((kind) => {
        const { covered, total, percent } = coverage[kind]
        return `| ${kind} | ${covered} of ${total} | ${percent} % |\n`
      }),
    foot: '',
    noun: 'kind',
  }
}

function violationSection(report: Report): Section {
  const groups = groupViolations(report)
  return {
    head: groups.length === 0 ? '' : '\n### Violations\n',
    items: groups.map(writeGroup),
    foot: '',
    noun: 'violation',
  }
}

function writeGroup({ violation, exchanges }: ViolationGroup): string {
  const { severity, rule, message } = violation
  const [{ number, request, response, operation, nearest = [] }] = exchanges as [
    ViolationGroup['exchanges'][number],
  ]
  const mark = severity === 'error' ? '❌' : '⚠️'
  const times = exchanges.length === 1 ? '' : ` (${exchanges.length} times)`
  const rows = [
    ['request', `#${number} ${request.method} ${request.url} (${response.status})`] as const,
    ...(operation ? [['operation', operation.name] as const] : []),
    ...listFacts(violation),
    ...(operation
      ? []
      : nearest.map(
          ({ method, path, difference }) =>
            ['nearest', `${method} ${path}: ${difference}`] as const,
        )),
  ]
  return `
<details><summary>${mark} ${codeInSummary(rule)}: ${plain(message)}${times}</summary>

| | |
| :--- | :--- |
${rows.map(([name, fact]) => `| ${name} | ${code(fact)} |\n`).join('')}
</details>
`
}

function replaySection({ name, file, target, outcome, steps }: ReplayReport): Section {
  const marks = { passed: '✅', failed: '❌', skipped: '➖' } as const
  return {
    head: `\n<details${outcome === 'failed' ? ' open' : ''}><summary>${marks[outcome]} ${plain(name)} (${codeInSummary(file)}${target === undefined ? '' : ` on ${codeInSummary(target)}`})</summary>\n\n| | line | step | |\n| :--- | ---: | :--- | :--- |\n`,
    items: steps.map((step) => {
      const problems = step.problems.map(
        (problem) => `${code(writeLine(problem))}: ${plain(tellProblem(problem))}`,
      )
      const told = step.reason === undefined ? problems : [plain(step.reason)]
      return `| ${marks[step.outcome]} | ${step.line} | ${code(step.request)} | ${told.join('<br>')} |\n`
    }),
    foot: '\n</details>\n',
    noun: 'step',
  }
}

function operationSection({ byOperation }: Coverage): Section {
  const covered = byOperation.filter(({ exchanges }) => exchanges > 0).length
  const items = (of: (typeof byOperation)[number]['statuses']): string =>
    of.map((item) => `${item.exchanges > 0 ? '✅' : '➖'}&nbsp;${code(item.name)}`).join(' ')
  return {
    head: `\n<details><summary>Operations: ${covered} of ${byOperation.length}</summary>\n\n| | operation | exchanges | statuses | options |\n| :--- | :--- | ---: | :--- | :--- |\n`,
    items: byOperation.map(
      ({ method, path, exchanges, violations, statuses, options }) =>
        `| ${exchanges === 0 ? '➖' : violations > 0 ? '❌' : '✅'} | ${code(`${method} ${path}`)} | ${exchanges} | ${items(statuses)} | ${items(options)} |\n`,
    ),
    foot: '\n</details>\n',
    noun: 'operation',
  }
}

function typeSection({ byType }: Coverage): Section {
  const missing = byType.flatMap(({ name, properties, relationships }) => {
    const left = [...properties, ...relationships].filter(
      ({ exchanges, isDocumented }) => isDocumented && exchanges === 0,
    )
    return left.length === 0
      ? []
      : [`| ${code(name)} | ${left.map((item) => code(item.name)).join(' ')} |\n`]
  })
  return {
    head:
      missing.length === 0
        ? ''
        : '\n<details><summary>Properties and relationships not exercised</summary>\n\n| type | |\n| :--- | :--- |\n',
    items: missing,
    foot: missing.length === 0 ? '' : '\n</details>\n',
    noun: 'type',
  }
}

function permissionSection(permissions: LeastPrivilege): Section {
  const rows = listPermissions(permissions).map(
    ({ kind, permission, operations }) =>
      `| ${kind} | ${code(permission)} | ${operations.map(plain).join(', ')} |\n`,
  )
  return {
    head:
      rows.length === 0
        ? ''
        : '\n<details><summary>Least privilege</summary>\n\n| kind | permission | needed by |\n| :--- | :--- | :--- |\n',
    items: rows,
    foot: rows.length === 0 ? '' : '\n</details>\n',
    noun: 'permission',
  }
}

/** Text that is only text, on one line: characters that mean something are references. */
function plain(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).replace(
    /[^\p{L}\p{N} ,;()/='".:%?+-]|:(?! |$)|(?<=www)\./giu,
    (character) => `&#${character.codePointAt(0)};`,
  )
}

/** @see GitHub Flavored Markdown Spec, "Code spans", and "Tables (extension)": a pipe has a backslash there too */
function code(text: string): string {
  const content = printable(text.replace(/\s+/g, ' ')).replaceAll('|', '\\|')
  const runs = content.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1)
  const space = /^`|`$/.test(content) ? ' ' : ''
  return content === '' ? '' : `${fence}${space}${content}${space}${fence}`
}

/** Within `<summary>`, where there is no Markdown. */
function codeInSummary(text: string): string {
  return `<code>${plain(text)}</code>`
}
