import type { ServiceResponse } from '../http-message.ts'
import { isJson, isText } from '../../journal/index.ts'
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
  const names = writeMember('id', id) + writeMember('atomicityGroup', atomicityGroup)
  const body = writeBody(response)
  return `{${names}"status":${status},"headers":${writeHeaders(headers, headerNames)}${
    body === undefined ? '' : `,"body":${body}`
  }}`
}

function writeMember(name: string, value: string | undefined): string {
  return value === undefined ? '' : `"${name}":${JSON.stringify(value)},`
}

function writeHeaders(
  headers: ServiceResponse['headers'],
  spelling: JsonBatchOptions['headerNames'],
): string {
  const texts = spelling === 'as-is' ? namesAsIs : namesInLowerCase
  let text = ''
  for (const name in headers) {
    text += `${text === '' ? '' : ','}${writeName(name, texts)}:${JSON.stringify(headers[name])}`
  }
  return `{${text}}`
}

const namesAsIs = new Map<string, string>()
const namesInLowerCase = new Map<string, string>()

/** The few names that there are come with every response. */
function writeName(name: string, texts: Map<string, string>): string {
  let text = texts.get(name)
  if (text === undefined) {
    if (texts.size > 100) texts.clear()
    text = JSON.stringify(texts === namesAsIs ? name : name.toLowerCase())
    texts.set(name, text)
  }
  return text
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
