import { createHash } from 'node:crypto'
import { writeHttpMessage } from '../write-http-message.ts'
import type { BatchFormat } from './batch-request.ts'
import type { AnsweredRequest, AnsweredUnit } from './run-batch.ts'

/** What is written, in pieces; octets only where an answer has them. */
type Pieces = readonly (string | Buffer)[]

interface Multipart {
  readonly contentType: string
  readonly pieces: Pieces
}

/**
 * A multipart batch response. Clients read it by its very spelling: names of part headers, the unquoted
 * boundary at the end of its line, exactly one empty line after each head.
 * @param requestFormat a change set has a part with parts of its own; the requests of a JSON batch have one part each
 * @see Protocol, "Multipart Batch Response"
 */
export function writeMultipartBatch(
  units: readonly AnsweredUnit[],
  requestFormat: BatchFormat,
): { readonly contentType: string; readonly body: string | Buffer } {
  const parts =
    requestFormat === 'application/json'
      ? units.flatMap(({ answers }) => answers.map(writePart))
      : units.flatMap(writeUnit)
  const { contentType, pieces } = join(parts, 'batchresponse')
  const isText = pieces.every((piece) => typeof piece === 'string')
  return {
    contentType,
    body: isText
      ? pieces.join('')
      : Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))),
  }
}

function writeUnit({ unit, answers, failure }: AnsweredUnit): Pieces[] {
  if (unit.atomicityGroup === undefined) return answers.map(writePart)
  if (failure) return [writePart(failure)]
  const { contentType, pieces } = join(answers.map(writePart), 'changesetresponse')
  return [[`Content-Type: ${contentType}\r\n\r\n`, ...pieces]]
}

function writePart({ request: { id }, result: { response } }: AnsweredRequest): Pieces {
  const head = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(id === undefined ? [] : [`Content-ID: ${id.replace(/[\r\n]+/g, ' ')}`]),
  ]
  return [`${head.join('\r\n')}\r\n\r\n`, writeHttpMessage(response)]
}

/** The boundary is made of what it separates, so that it cannot occur in it and two runs are alike. */
function join(parts: readonly Pieces[], name: string): Multipart {
  const hash = createHash('sha256')
  for (const part of parts) for (const piece of part) hash.update(piece)
  const boundary = `${name}_${hash.digest('hex').slice(0, 32)}`
  const pieces = parts.flatMap((part) => [`--${boundary}\r\n`, ...part, '\r\n'])
  return {
    contentType: `multipart/mixed; boundary=${boundary}`,
    pieces: [...pieces, `--${boundary}--\r\n`],
  }
}
