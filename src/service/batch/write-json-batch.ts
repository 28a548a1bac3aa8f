import type { ServiceResponse } from '../http-message.ts'
import { isJson, isText } from './media-type.ts'
import type { AnsweredRequest, AnsweredUnit } from './run-batch.ts'

export interface JsonBatchOptions {
  /** The standard's lower case, or the usual spelling that Graph's clients look for. */
  readonly headerNames: 'lower-case' | 'as-is'
  /** A change set that failed has one answer (Protocol, "Multipart Batch Response"). */
  readonly joinsFailures: boolean
}

/** @see JSON Format, "Batch Response" */
export function writeJsonBatch(units: readonly AnsweredUnit[], options: JsonBatchOptions): string {
  const responses = units.flatMap(({ unit: { atomicityGroup }, answers, failure }) => {
    const given = failure && options.joinsFailures ? [failure] : answers
    return given.map((answer) => writeResponse(answer, atomicityGroup, options))
  })
  return `{"responses":[${responses.join(',')}]}`
}

function writeResponse(
  { request: { id }, result: { response } }: AnsweredRequest,
  atomicityGroup: string | undefined,
  { headerNames }: JsonBatchOptions,
): string {
  const { status, headers } = response
  const text = JSON.stringify({
    id,
    atomicityGroup,
    status,
    headers: headerNames === 'as-is' ? headers : inLowerCase(headers),
  })
  const body = writeBody(response)
  return body === undefined ? text : `${text.slice(0, -1)},"body":${body}}`
}

function inLowerCase(headers: ServiceResponse['headers']): Readonly<Record<string, string>> {
  const lowered: Record<string, string> = {}
  for (const name in headers) lowered[name.toLowerCase()] = headers[name]!
  return lowered
}

/** What the body is within the batch: JSON as it is, `text/*` as a string, anything else in base64url. */
function writeBody({ headers, body }: ServiceResponse): string | undefined {
  if (body === undefined) return undefined
  const contentType = headers['Content-Type'] ?? ''
  if (isJson(contentType) && (typeof body === 'string' || isJsonText(body.toString()))) {
    return body.toString()
  }
  if (isText(contentType)) return JSON.stringify(body.toString())
  return JSON.stringify(Buffer.from(body as string).toString('base64url'))
}

/** A media stream may be called JSON and be none. */
function isJsonText(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
