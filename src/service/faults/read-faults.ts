import { UsageError } from '../../errors.ts'
import { didYouMean, isJsonObject } from '../../model/index.ts'
import type { Service } from '../service.ts'
import { findPatternProblem } from './check-fault-pattern.ts'
import { readFaultPattern, type FaultPattern } from './fault-pattern.ts'
import type { Fault } from './fault.ts'

/** A fault that is well formed, and the requests it is about. */
export interface ReadFault {
  readonly fault: Fault & { readonly on: string }
  readonly pattern: FaultPattern
}

/** One thing that is wrong with a list of faults. */
export interface FaultProblem {
  /** JSON pointer into the list. */
  readonly pointer: string
  readonly message: string
}

/** Faults that cannot be, all that is wrong with them. */
export class FaultError extends UsageError {
  readonly problems: readonly FaultProblem[]

  constructor(problems: readonly FaultProblem[]) {
    const lines = problems.map(({ pointer, message }) => `faults${pointer}: ${message}`)
    super(lines.join('\n'))
    this.name = 'FaultError'
    this.problems = problems
  }
}

/**
 * @throws FaultError with every problem: unknown members, values of another kind, members that say
 *   nothing together, and patterns that no request of the contract can match
 */
export function readFaults(
  faults: unknown,
  service: Pick<Service, 'world' | 'basePath'>,
): readonly ReadFault[] {
  if (!Array.isArray(faults)) {
    throw new FaultError([
      { pointer: '', message: `expected an array of faults, found ${show(faults)}` },
    ])
  }
  const problems: FaultProblem[] = []
  const read = (faults as unknown[]).map((fault, index) => {
    const found: FaultProblem[] = []
    const result = readFault(fault, service, (name, message) => {
      found.push({ pointer: name === '' ? `/${index}` : `/${index}/${name}`, message })
    })
    problems.push(...found)
    return result
  })
  if (problems.length > 0) throw new FaultError(problems)
  return read as readonly ReadFault[]
}

type Report = (member: string, message: string) => void

function readFault(
  fault: unknown,
  service: Pick<Service, 'world' | 'basePath'>,
  report: Report,
): ReadFault | undefined {
  if (!isJsonObject(fault)) {
    report('', `expected an object, found ${show(fault)}`)
    return undefined
  }
  for (const [name, value] of Object.entries(fault)) {
    const member = members[name]
    if (!member) {
      const near = didYouMean(name, Object.keys(members))
      report(name, `'${name}' is not a member of a fault${near}`)
    } else if (value !== undefined && !member.isGood(value)) {
      report(name, `expected ${member.expected}, found ${show(value)}`)
    }
  }
  checkTogether(fault, report)
  const on = typeof fault['on'] === 'string' ? fault['on'] : '* /**'
  const pattern = readFaultPattern(on, service.world.model)
  if (!pattern) {
    report(
      'on',
      `expected a method or *, and a path, such as PATCH /accessPackages/*, found ${show(on)}`,
    )
    return undefined
  }
  const problem = findPatternProblem(pattern, service)
  if (problem !== undefined) report('on', problem)
  const { calls: _calls, hits: _hits, ...given } = fault
  return { fault: { ...given, on: pattern.text }, pattern }
}

/** What a member of a fault may be. */
interface Member {
  readonly expected: string
  readonly isGood: (value: unknown) => boolean
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1
const isText = (value: unknown): boolean => typeof value === 'string'
const isYesOrNo = (value: unknown): boolean => typeof value === 'boolean'

/** Longer than what any client waits; Node's timers take no more than 2^31 milliseconds. */
const mostLatency = 600_000

const isLatency = (value: unknown): value is number =>
  isNumber(value) && value >= 0 && value <= mostLatency

const count: Member = { expected: 'a whole number from 1', isGood: isCount }
const orNone: Member = {
  expected: 'a whole number from 0',
  isGood: (value) => value === 0 || isCount(value),
}
const text: Member = { expected: 'a string', isGood: isText }
const yesOrNo: Member = { expected: 'true or false', isGood: isYesOrNo }

const members: Readonly<Record<string, Member>> = {
  on: text,
  times: count,
  nth: {
    expected: 'a whole number from 1, or an array of them',
    isGood: (value) =>
      isCount(value) || (Array.isArray(value) && value.length > 0 && value.every(isCount)),
  },
  after: orNone,
  every: count,
  probability: {
    expected: 'a number from 0 to 1',
    isGood: (value) => isNumber(value) && value >= 0 && value <= 1,
  },
  seed: { expected: 'a whole number', isGood: Number.isSafeInteger },
  status: {
    expected: 'a status from 200 to 599',
    isGood: (value) => isCount(value) && (value as number) >= 200 && (value as number) <= 599,
  },
  code: text,
  message: text,
  body: { expected: 'JSON, or a string', isGood: () => true },
  headers: {
    expected:
      'an object of header names and strings that a header may have, without Content-Length, Trailer and Transfer-Encoding',
    isGood: (value) =>
      isJsonObject(value) &&
      Object.entries(value).every(
        ([name, of]) =>
          /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
          !framing.has(name.toLowerCase()) &&
          typeof of === 'string' &&
          /^[\t\x20-\x7e\x80-\xff]*$/.test(of),
      ),
  },
  retryAfter: {
    expected: 'whole seconds, or an HTTP date such as Wed, 21 Oct 2026 07:28:00 GMT',
    isGood: (value) =>
      typeof value === 'string' ? isRetryAfter(value) : value === 0 || isCount(value),
  },
  latency: {
    expected: `milliseconds up to ${mostLatency}, or { min, max }`,
    isGood: (value) => isLatency(value) || isRange(value),
  },
  reset: yesOrNo,
  truncate: orNone,
  carriedOut: yesOrNo,
  preset: { expected: "'graph-throttling'", isGood: (value) => value === 'graph-throttling' },
  limit: count,
  window: { expected: 'seconds', isGood: (value) => isNumber(value) && value > 0 },
  // As the list gives them, so that what is listed can be set again; they are counted anew.
  calls: orNone,
  hits: orNone,
}

/** @see RFC 9110, "Retry-After" */
function isRetryAfter(text: string): boolean {
  return /^\d+$/.test(text) || new Date(text).toUTCString() === text
}

function isRange(value: unknown): boolean {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return false
  const { min, max } = value
  return isLatency(min) && isLatency(max) && min <= max
}

/** What says where a message ends; `truncate` breaks one off. */
const framing: ReadonlySet<string> = new Set(['content-length', 'trailer', 'transfer-encoding'])

const effects = ['status', 'latency', 'reset', 'truncate', 'headers', 'preset']

/** Members that mean nothing without another, or against it. */
const demands: readonly (readonly [member: string, oneOf: readonly string[]])[] = [
  ['code', ['status']],
  ['message', ['status']],
  ['body', ['status']],
  ['retryAfter', ['status']],
  ['carriedOut', ['status', 'reset']],
  ['seed', ['probability', 'latency']],
  ['limit', ['preset']],
  ['window', ['limit']],
]

const contradictions: readonly (readonly [string, string])[] = [
  ['reset', 'status'],
  ['reset', 'truncate'],
  ['reset', 'headers'],
  ['nth', 'every'],
  ['nth', 'probability'],
  ['body', 'code'],
  ['body', 'message'],
]

function checkTogether(fault: Readonly<Record<string, unknown>>, report: Report): void {
  const has = (name: string): boolean => fault[name] !== undefined && fault[name] !== false
  if (!effects.some(has)) report('', `expected one of ${effects.join(', ')}`)
  for (const [member, others] of demands) {
    if (has(member) && !others.some(has))
      report(member, `expected ${others.join(' or ')} beside it`)
  }
  for (const [member, other] of contradictions) {
    if (has(member) && has(other)) report(member, `cannot be together with ${other}`)
  }
  const strangers = ['on', 'preset', 'limit', 'window', 'calls', 'hits']
  const beside = Object.keys(fault).find((name) => has(name) && !strangers.includes(name))
  if (has('preset') && beside !== undefined) report(beside, 'cannot be together with preset')
  const { status } = fault
  if ((status === 204 || status === 304) && has('body')) {
    report('body', `expected none beside the status ${status}, which has no body`)
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const written = JSON.stringify(value)
  return written.length > 80 ? `${written.slice(0, 80)}…` : written
}
