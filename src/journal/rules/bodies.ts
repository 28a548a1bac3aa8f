import type { BodyProblem } from '../contract-reader.ts'
import { isJsonObject, parseJsonStrictly } from '../../model/index.ts'
import { findHeader, readResponseBody } from '../read-response-body.ts'
import { writeSource } from '../write-source.ts'
import { asFinding } from './noted.ts'
import type { ExchangeFacts, Finding, ViolationRule } from './rule.ts'

export const invalidRequestBody: ViolationRule = {
  name: 'invalid-request-body',
  severity: 'error',
  about: 'request',
  describes:
    'The body is no JSON, or not what the type or the parameters allow, each problem by its JSON pointer; a warning for a body that nothing reads.',
  find: (facts) => {
    const { record, address, operation } = facts
    if (address.problem || (address.kind !== 'resource' && address.kind !== 'batch')) return []
    if (record.method === 'DELETE') return findUnreadBody(facts)
    if (record.method === 'GET' || record.method === 'HEAD') return []
    return findProblems(facts).map((problem): Finding => {
      const source = address.findSource(problem.pointer) ?? operation?.requestBody?.source
      return {
        message: problem.message,
        pointer: problem.pointer,
        expected: problem.expected ?? expectedIn(problem.message),
        actual: problem.found ?? foundIn(problem.message),
        source: source ? writeSource(source) : operation && writeSource(operation.source),
      }
    })
  },
}

/** @see RFC 9110, "DELETE": content of such a request "has no generally defined semantics" */
function findUnreadBody({
  record: { requestBody, requestBytes },
}: ExchangeFacts): readonly Finding[] {
  const isEmpty = requestBytes === undefined ? requestBody === undefined : requestBytes === 0
  if (isEmpty || requestBody === '') return []
  const message = 'a DELETE has no body: what it holds is not read'
  return [{ severity: 'warning', message, pointer: '', expected: 'no body', actual: 'a body' }]
}

/**
 * What the answer itself says of the body, and of another service's exchanges what the contract says: the
 * double has judged the body by its state too, and what it took is right.
 */
function findProblems(facts: ExchangeFacts): readonly BodyProblem[] {
  const { record, address } = facts
  const told = findTold(facts)
  if (!record.isObserved && told.length === 0) return []
  const computed = [...findNoJson(facts), ...address.findBodyProblems()]
  const byPointer = new Map(computed.map((problem) => [problem.pointer, problem]))
  if (!record.isObserved)
    return told.map((problem) => ({ ...byPointer.get(problem.pointer), ...problem }))
  return [...computed, ...told.filter(({ pointer }) => !byPointer.has(pointer))]
}

/** The pointers into the body that an error response has (JSON Format, "Error Response"). */
function findTold({ record }: ExchangeFacts): readonly BodyProblem[] {
  if (record.status !== 400 || record.fault !== undefined) return []
  const { body } = readResponseBody(record)
  const error = isJsonObject(body) ? body['error'] : undefined
  if (!isJsonObject(error)) return []
  const details = Array.isArray(error['details']) ? (error['details'] as unknown[]) : []
  const told = details.flatMap(readDetail)
  return told.length > 0 ? told : readDetail(error)
}

function readDetail(detail: unknown): BodyProblem[] {
  if (!isJsonObject(detail)) return []
  const { target, message } = detail
  if (typeof target !== 'string' || typeof message !== 'string') return []
  return target === '' || target.startsWith('/') ? [{ pointer: target, message }] : []
}

function findNoJson({ record, address }: ExchangeFacts): readonly BodyProblem[] {
  const { requestBody, requestHeaders } = record
  if (typeof requestBody !== 'string' || requestBody === '' || address.isRaw) return []
  if (!/\bjson\b/i.test(findHeader(requestHeaders, 'content-type') ?? '')) return []
  try {
    parseJsonStrictly(requestBody)
    return []
  } catch (error) {
    const message = `the body is not JSON: ${(error as Error).message}`
    return [{ pointer: '', message, expected: 'JSON', found: 'other text' }]
  }
}

/** Messages say `expected …, found …`. */
function expectedIn(message: string): string | undefined {
  return /^expected (.*), found /s.exec(message)?.[1]
}

function foundIn(message: string): string | undefined {
  return /^expected .*, found (.*)$/s.exec(message)?.[1]
}

export const readOnlyProperty: ViolationRule = {
  name: 'read-only-property',
  severity: 'error',
  about: 'request',
  describes: 'The body gives a property that the service alone sets; the value is ignored.',
  find: (facts) => {
    const { record, address } = facts
    // Whether a value differs from what is there, the double alone knows.
    const found = record.isObserved
      ? address.findReadOnly().map(describeReadOnly)
      : record.violations.filter(({ rule }) => rule === 'read-only-property').map(asFinding)
    return found.map((finding): Finding => {
      const source = address.findSource(finding.pointer ?? '')
      if (source) return { ...finding, source: writeSource(source) }
      return finding.source === undefined && facts.operation
        ? { ...finding, source: writeSource(facts.operation.source) }
        : finding
    })
  },
}

function describeReadOnly(pointer: string): Finding {
  return {
    message: `'${pointer.slice(1)}' is set by the server; the value sent is ignored`,
    pointer,
    expected: 'absent',
    actual: 'given',
  }
}
