import type { BodyProblem } from '../contract-reader.ts'
import { isJsonObject, parseJsonStrictly } from '../../model/index.ts'
import { findHeader, readResponseBody } from '../read-response-body.ts'
import { writeSource } from '../write-source.ts'
import { readExpectation } from './read-expectation.ts'
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
      const told = readExpectation(problem.message)
      return {
        message: problem.message,
        pointer: problem.pointer,
        expected: problem.expected ?? told.expected ?? 'a body that the contract allows',
        actual: problem.found ?? told.actual ?? 'another body',
        source: source && writeSource(source),
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
    return told.map((problem) => {
      const same = byPointer.get(problem.pointer)
      return same?.message === problem.message ? same : problem
    })
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
  const text = Buffer.isBuffer(requestBody) ? requestBody.toString('utf8') : requestBody
  if (typeof text !== 'string' || text === '' || address.isRaw) return []
  if (!/\bjson\b/i.test(findHeader(requestHeaders, 'content-type') ?? '')) return []
  try {
    parseJsonStrictly(text)
    return []
  } catch (error) {
    const message = `the body is not JSON: ${(error as Error).message}`
    return [{ pointer: '', message, expected: 'JSON', found: 'other text' }]
  }
}
