import type { Report } from './file-problems.ts'
import { headerTextExpected, isHeaderName, isHeaderText } from './header-syntax.ts'
import type { LocatedMember, LocatedValue } from './located-value.ts'
import { show, toJson } from './located-value.ts'
import { readBase64 } from './matchers.ts'
import { octetsOf } from './octets-of.ts'
import { readExpectation } from './read-expectation.ts'
import { readMembers, readObject, readText } from './read-members.ts'
import type { ScenarioStep, StepExpectation } from './scenario.ts'
import { findReferences } from './substitute.ts'

/** A step of `finally`: a request alone, or as any other. */
export function readCleanUp(value: LocatedValue, report: Report): ScenarioStep | undefined {
  if (value.kind !== 'scalar') return readStep(value, report)
  const request = readRequest(value, report)
  if (!request) return undefined
  // A step may have deleted it already, or have failed before it was there.
  const expect = { ...anySuccess(value.line), allowsMissing: true }
  return { line: value.line, ...request, headers: [], body: undefined, expect }
}

export function readStep(value: LocatedValue, report: Report): ScenarioStep | undefined {
  const { name, as, request, headers, body, expect } = readMembers(
    value,
    {
      what: 'a step',
      allowed: ['name', 'as', 'request', 'headers', 'body', 'expect'],
      required: [{ name: 'request', expected: "'request' in a step, e.g. GET /people" }],
    },
    report,
  )
  const read = request && readRequest(request.value, report)
  const step = {
    line: request?.line ?? value.line,
    ...(name && { name: readText(name.value, 'a text as name', report) }),
    ...(as && { as: readCallerName(as, headers, report) }),
    headers: readHeaders(headers, report).flatMap((header) => readHeader(header, report) ?? []),
    body: body && readBody(body.value, report),
    expect: expect
      ? readStepExpectation(expect, read?.method, report)
      : anySuccess(request?.line ?? value.line),
  }
  return read && { ...step, ...read }
}

function readCallerName(
  { value, line }: LocatedMember,
  headers: LocatedMember | undefined,
  report: Report,
): ScenarioStep['as'] {
  const written = headers?.value.kind === 'object' ? headers.value.members : []
  if (written.some(({ name }) => name.toLowerCase() === 'authorization')) {
    report(line, 'as: cannot be together with a header Authorization')
  }
  const caller = readText(value, 'the name of a caller', report)
  return caller === undefined ? undefined : { caller, line: value.line }
}

function anySuccess(line: number): StepExpectation {
  return { statuses: undefined, allowsMissing: false, line, headers: [], body: undefined }
}

function readRequest(
  value: LocatedValue,
  report: Report,
): Pick<ScenarioStep, 'request' | 'method' | 'url'> | undefined {
  const expected = `a method and a path, e.g. 'GET /people'`
  const request = readText(value, expected, report)?.trim()
  if (request === undefined) return undefined
  const [, method, url] = /^([A-Za-z]+)\s+((?:\/|\$\{)[^\r\n]*)$/.exec(request) ?? []
  if (method !== undefined && url !== undefined) {
    return { request, method: method.toUpperCase(), url }
  }
  report(value.line, `expected ${expected}, found ${show(request)}`)
  return undefined
}

/** Octets have to be such, where variables do not say them. */
function readBody(body: LocatedValue, report: Report): LocatedValue {
  const octets = octetsOf(body)
  const text = octets?.kind === 'scalar' ? octets.value : undefined
  const isWritten = typeof text === 'string' && findReferences(text).length > 0
  if (octets && !isWritten && (typeof text !== 'string' || !readBase64(text))) {
    report(octets.line, `$base64: expected octets in base64, found ${show(toJson(octets))}`)
  }
  return body
}

function readHeaders(headers: LocatedMember | undefined, report: Report): readonly LocatedMember[] {
  return (headers && readObject(headers.value, 'headers by name', report)?.members) ?? []
}

function readHeader(
  { name, line, value }: LocatedMember,
  report: Report,
): ScenarioStep['headers'][number] | undefined {
  if (value.kind !== 'scalar' || value.value === null) {
    report(value.line, `${name}: expected a text, found ${show(toJson(value))}`)
    return undefined
  }
  const text = String(asHeaderText(value).value)
  if (!isHeaderName(name)) {
    report(line, `expected the name of a header, found '${name}'`)
  } else if (!isHeaderText(text)) {
    report(value.line, `${name}: expected ${headerTextExpected}, found ${show(text)}`)
  }
  return { name, text, line: value.line }
}

/** Headers are texts: `OData-Version: 4.0` is the text `4.0`. */
function asHeaderText<T extends LocatedValue>(value: T): T | (T & { readonly value: string }) {
  if (value.kind !== 'scalar' || typeof value.value === 'string') return value
  return { ...value, value: value.written ?? show(value.value) }
}

function readStepExpectation(
  member: LocatedMember,
  method: string | undefined,
  report: Report,
): StepExpectation {
  const known = { what: 'expect', allowed: ['status', 'headers', 'body', 'within'] } as const
  const { status, headers, body, within } = readMembers(member.value, known, report)
  return {
    statuses: status && readStatuses(status, report),
    allowsMissing: false,
    line: status?.line ?? member.line,
    headers: readHeaders(headers, report).map(({ name, value }) => ({
      name: name.toLowerCase(),
      match: readExpectation(asHeaderText(value), report),
    })),
    body: body && readExpectation(body.value, report),
    ...(within && { within: readWithin(within, method, report) }),
  }
}

function readStatuses({ value, line }: LocatedMember, report: Report): readonly number[] {
  const items = value.kind === 'array' ? value.items : [value]
  if (items.length === 0) report(line, 'expected at least one status')
  return items.flatMap((item) => {
    const status = item.kind === 'scalar' ? item.value : undefined
    if (typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599) {
      return [status]
    }
    const found = show(toJson(item))
    report(item.line, `expected a status from 100 to 599, or a list of them, found ${found}`)
    return []
  })
}

const longestWithin = 10 * 60_000

/** @returns milliseconds */
function readWithin(
  { value, line }: LocatedMember,
  method: string | undefined,
  report: Report,
): number | undefined {
  // Sent again and again, so only what changes nothing (RFC 9110, "Safe Methods").
  if (method !== undefined && method !== 'GET' && method !== 'HEAD') {
    report(line, `within: expected a request with GET or HEAD, found ${method}`)
  }
  const text = value.kind === 'scalar' ? String(value.value) : ''
  const [, minutes, seconds] = /^PT(?=\d)(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text) ?? []
  const milliseconds = Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * 1000
  if (milliseconds > 0 && milliseconds <= longestWithin) return milliseconds
  report(
    value.line,
    `within: expected a duration of at most 10 minutes, such as PT10S, found ${show(toJson(value))}`,
  )
  return undefined
}
