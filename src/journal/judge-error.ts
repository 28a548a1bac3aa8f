import { isJsonObject } from '../model/index.ts'
import type { JudgedResponse } from './judge-response.ts'
import { isJsonMediaType, readResponseBody } from './read-response-body.ts'
import type { ExchangeFacts, Finding } from './rules/rule.ts'

/**
 * Holds the body of an error to the form that the protocol gives all of them; no page lists them. What
 * a test ordered is what it wants.
 * @see JSON Format, "Error Response"
 */
export function judgeError({ record }: ExchangeFacts): JudgedResponse {
  if (record.method === 'HEAD' || record.fault !== undefined) return nothing
  const { isJson, body } = readResponseBody(record)
  if (body === undefined) return nothing
  if (!isJson && !isJsonMediaType(record.responseHeaders)) {
    return { findings: [], unchecked: ['the response body: an error that is not in JSON'] }
  }
  const error = isJsonObject(body) ? body['error'] : undefined
  if (!isJsonObject(error)) return found('', "an object with the member 'error'", 'another body')
  const missing = ['code', 'message'].find((name) => typeof error[name] !== 'string')
  if (missing === undefined) return nothing
  const actual = missing in error ? 'no string' : 'no such member'
  return found(`/error/${missing}`, 'a string', actual)
}

const nothing: JudgedResponse = { findings: [], unchecked: [] }

function found(pointer: string, expected: string, actual: string): JudgedResponse {
  const message = "the body of an error is an object 'error' with 'code' and 'message'"
  const finding: Finding = { message, pointer, expected, actual }
  return { findings: [finding], unchecked: [] }
}
