import { count } from '../model/index.ts'
import { XMLBuilder } from 'fast-xml-parser'
import { isUnmatched, type ContractViolation, type Exchange } from '../journal/index.ts'
import type { ReplayReport, StepReport } from '../scenarios/index.ts'
import { groupViolations, type ViolationGroup } from './group-violations.ts'
import { writeProblem } from './replay-text.ts'
import { listFacts, listOperations, readSource, type ReportedOperation } from './report-facts.ts'
import type { Report, ReportFormat } from './report.ts'

/**
 * One case an operation of the contract, skipped where nothing exercised it, and one suite a
 * scenario with one case a step.
 * @see Testmo, "JUnit XML file format": there is no standard; what most readers take, in the order
 * of the schema of Jenkins' xUnit plug-in, one result a case
 */
export const junitFormat: ReportFormat = { name: 'junit', extension: 'xml', render }

interface TestCase {
  readonly name: string
  readonly classname: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  /** Milliseconds. */
  readonly duration?: number | undefined
  readonly result?: TestResult | undefined
  readonly output?: string | undefined
}

interface TestResult {
  readonly kind: 'skipped' | 'failure' | 'error'
  readonly type?: string
  readonly message: string
  readonly text?: string
}

interface TestSuite {
  readonly name: string
  readonly file?: string
  readonly timestamp?: string | undefined
  readonly properties: readonly (readonly [name: string, value: string])[]
  readonly cases: readonly TestCase[]
}

function render(report: Report): string {
  const suites = [...contractSuites(report), ...report.replays.map(replaySuite)]
  const cases = suites.flatMap((suite) => suite.cases)
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'odata-understudy',
      ...countResults(cases),
      testsuite: suites.map(writeSuite),
    },
  }
  const builder = new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
    format: true,
  })
  return builder.build(document)
}

function contractSuites(report: Report): readonly TestSuite[] {
  const { contract, coverage, exchanges, incomplete } = report
  const cases = [
    ...listOperations(report).map((operation) => operationCase(operation, report)),
    ...unmatchedCases(exchanges),
    ...incompleteCases(incomplete),
  ]
  if (cases.length === 0 && contract === undefined) return []
  const shares = coverage ? coverageProperties(coverage) : []
  return [
    {
      name: 'contract',
      timestamp: exchanges[0]?.time,
      properties: [
        ...(contract ? [['contract', contract.hash] as const] : []),
        ['exchanges', String(exchanges.length)],
        ...shares,
      ],
      cases,
    },
  ]
}

function coverageProperties(coverage: NonNullable<Report['coverage']>) {
  const kinds = ['operations', 'statuses', 'options', 'properties', 'relationships'] as const
  return kinds.map((kind) => [`coverage.${kind}`, `${coverage[kind].percent}`] as const)
}

function operationCase(operation: ReportedOperation, report: Report): TestCase {
  const { name, method, path, source, exchanges } = operation
  const { file, line } = report.sources?.get(source) ?? readSource(source)
  return {
    name: `${method} ${path}`,
    classname: baseNameOf(file),
    file,
    line,
    duration: sumOf(exchanges),
    ...(exchanges.length === 0
      ? { result: { kind: 'skipped', message: `${name} is not covered` } }
      : judge(exchanges)),
  }
}

/** Requests outside every operation that violate the contract, one case an address. */
function unmatchedCases(exchanges: readonly Exchange[]): readonly TestCase[] {
  const byAddress = new Map<string, Exchange[]>()
  for (const exchange of exchanges) {
    if (exchange.operation || !(isUnmatched(exchange) || exchange.violations.length > 0)) continue
    const { method, url } = exchange.request
    const name = `${method} ${url.split('?')[0]}`
    byAddress.set(name, [...(byAddress.get(name) ?? []), exchange])
  }
  return [...byAddress].map(([name, found]) => ({
    name,
    classname: 'unmatched',
    duration: sumOf(found),
    ...judge(found),
  }))
}

/** What is not in the journal was not checked: a reader must not take the rest for all. */
function incompleteCases(incomplete: readonly string[]): readonly TestCase[] {
  if (incomplete.length === 0) return []
  const result: TestResult = {
    kind: 'error',
    type: 'incomplete-journal',
    message: incomplete[0]!,
    text: incomplete.join('\n'),
  }
  return [{ name: 'the journal is complete', classname: 'journal', result }]
}

/** Errors fail a case; warnings are its output. */
function judge(exchanges: readonly Exchange[]): Pick<TestCase, 'result' | 'output'> {
  const groups = groupViolations({ exchanges })
  const errors = groups.filter(({ violation }) => violation.severity === 'error')
  const warnings = groups.filter(({ violation }) => violation.severity === 'warning')
  const [first] = errors
  return {
    ...(first && { result: failure(errors, first.violation) }),
    ...(warnings.length > 0 && { output: warnings.map(writeGroup).join('\n\n') }),
  }
}

function failure(
  groups: readonly ViolationGroup[],
  { rule, message }: ContractViolation,
): TestResult {
  const total = groups.reduce((sum, { exchanges }) => sum + exchanges.length, 0)
  return {
    kind: 'failure',
    type: rule,
    message: total === 1 ? message : `${count(total, 'violation')}: ${message}`,
    text: groups.map(writeGroup).join('\n\n'),
  }
}

function writeGroup({ violation, exchanges }: ViolationGroup): string {
  const { number, request, response } = exchanges[0]!
  const times = exchanges.length === 1 ? '' : `, ${exchanges.length} times`
  return [
    `#${number} ${request.method} ${request.url} (${response.status}${times})`,
    `${violation.severity} ${violation.rule}: ${violation.message}`,
    ...listFacts(violation).map(([name, fact]) => `  ${name}: ${fact}`),
  ].join('\n')
}

function sumOf(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((sum, { duration }) => sum + duration, 0)
}

function replaySuite({ file, name, target, steps }: ReplayReport): TestSuite {
  const suffix = target === undefined ? '' : ` (${target})`
  const place = { file, classname: `${baseNameOf(file)}${suffix}` }
  const cases = steps.map((step, index) => stepCase(step, index, place))
  return { name: `${name}${suffix}`, file, properties: [], cases }
}

/** Numbered, since steps may be alike and readers tell cases by their names. */
function stepCase(
  step: StepReport,
  index: number,
  place: Pick<TestCase, 'file' | 'classname'>,
): TestCase {
  const label = step.kind === 'step' ? step.request : `${step.kind}: ${step.request}`
  const name = step.name === undefined ? label : `${step.name} (${label})`
  return {
    ...place,
    name: `${index + 1}. ${name}`,
    line: step.line,
    duration: step.duration,
    result: stepResult(step),
  }
}

function stepResult({ outcome, reason, problems }: StepReport): TestResult | undefined {
  switch (outcome) {
    case 'passed':
      return undefined
    case 'skipped':
      return { kind: 'skipped', message: reason ?? 'skipped' }
    case 'failed': {
      const lines = problems.map(writeProblem)
      const [first] = problems
      return {
        kind: 'failure',
        ...(first && { type: first.subject }),
        message: lines[0] ?? 'failed',
        text: lines.join('\n'),
      }
    }
  }
}

function writeSuite({ name, file, timestamp, properties, cases }: TestSuite) {
  return {
    ...attributes({ name, ...countResults(cases), skipped: countOf(cases, 'skipped') }),
    ...attributes({ file, timestamp: timestamp?.replace(/\.\d+Z$|Z$/, '') }),
    ...(properties.length > 0 && {
      properties: { property: properties.map(([key, value]) => attributes({ name: key, value })) },
    }),
    testcase: cases.map(writeCase),
  }
}

function writeCase({ name, classname, file, line, duration, result, output }: TestCase) {
  return {
    ...attributes({ name, classname, file, line, time: writeSeconds(duration ?? 0) }),
    ...(result && { [result.kind]: writeResult(result) }),
    ...(output !== undefined && { 'system-out': writeText(output) }),
  }
}

function writeResult({ type, message, text }: TestResult) {
  return {
    ...attributes({ type, message: message.replace(/\s+/g, ' ') }),
    ...(text !== undefined && { '#text': writeText(text) }),
  }
}

function countResults(cases: readonly TestCase[]) {
  const seconds = writeSeconds(cases.reduce((sum, { duration }) => sum + (duration ?? 0), 0))
  return {
    '@tests': cases.length,
    '@failures': countOf(cases, 'failure'),
    '@errors': countOf(cases, 'error'),
    '@time': seconds,
  }
}

function countOf(cases: readonly TestCase[], kind: TestResult['kind']): number {
  return cases.filter(({ result }) => result?.kind === kind).length
}

function writeSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

/** `api/accesspackage-post.md` is `accesspackage-post`. */
function baseNameOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '')
}

function attributes(
  values: Readonly<Record<string, string | number | undefined>>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined) return []
      const key = name.startsWith('@') ? name : `@${name}`
      return [[key, typeof value === 'string' ? writeText(value) : value]]
    }),
  )
}

/** XML 1.0, "Characters": what may not stand in a document, not even as a reference. */
function writeText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
