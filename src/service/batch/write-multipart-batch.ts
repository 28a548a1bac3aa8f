import { createHash } from 'node:crypto'
import { writeHttpMessage } from '../write-http-message.ts'
import type { BatchFormat } from './batch-request.ts'
import type { AnsweredRequest, AnsweredUnit } from './run-batch.ts'

/**
 * A multipart batch response. Clients read it by its very spelling: names of part headers, the unquoted
 * boundary at the end of its line, exactly one empty line after each head.
 * @param requestFormat a change set has a part with parts of its own; the requests of a JSON batch have one part each
 * @see Protocol, "Multipart Batch Response"
 */
export function writeMultipartBatch(
  units: readonly AnsweredUnit[],
  requestFormat: BatchFormat,
): { readonly contentType: string; readonly body: Buffer } {
  const parts =
    requestFormat === 'application/json'
      ? units.flatMap(({ answers }) => answers.map(writePart))
      : units.flatMap(writeUnit)
  return join(parts, 'batchresponse')
}

function writeUnit({ unit, answers, failure }: AnsweredUnit): Buffer[] {
  if (unit.atomicityGroup === undefined) return answers.map(writePart)
  if (failure) return [writePart(failure)]
  const { contentType, body } = join(answers.map(writePart), 'changesetresponse')
  return [Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body])]
}

function writePart({ request: { id }, result: { response } }: AnsweredRequest): Buffer {
  const head = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(id === undefined ? [] : [`Content-ID: ${id.replace(/[\r\n]+/g, ' ')}`]),
  ]
  const message = writeHttpMessage(response)
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    Buffer.from(message as string),
  ])
}

/** The boundary is made of what it separates, so that it cannot occur in it and two runs are alike. */
function join(
  parts: readonly Buffer[],
  name: string,
): { readonly contentType: string; readonly body: Buffer } {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  const boundary = `${name}_${hash.digest('hex').slice(0, 32)}`
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n`),
    part,
    Buffer.from('\r\n'),
  ])
  return {
    contentType: `multipart/mixed; boundary=${boundary}`,
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  }
}
