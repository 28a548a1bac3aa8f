import { isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import type { ExchangePart } from './batch-parts.ts'
import { pointerTo } from './json-leaves.ts'
import { refer } from './refer.ts'
import { writeExpectation, type ExpectationContext } from './write-expectation.ts'

/** What a scenario expects of the answers in a JSON batch: each as if it had come alone, in any order. */
export function writeBatchExpectation(
  parts: readonly ExchangePart[],
  body: JsonObject,
  context: ExpectationContext,
): JsonValue {
  const answers = body['responses'] as readonly JsonObject[]
  const expected = answers.flatMap((answer, index): readonly JsonValue[] => {
    const answerPointer = `/responses/${index}`
    const part = parts.find((each) => each.answerPointer === answerPointer)
    const { id, status, atomicityGroup } = answer
    if (!part) return atomicityGroup === undefined ? [] : [{ status: status! }]
    const { response } = part
    const headers = expectHeaders(answer, answerPointer, context)
    const inner = writeExpectation(response, context, `${answerPointer}/body`)
    const isMissing = response.body === undefined || isEmptyMatcher(inner)
    return [
      {
        ...(id !== undefined && {
          id: typeof id === 'string' ? refer(id, context.known, 'other') : id,
        }),
        status: response.status,
        ...(headers && { headers }),
        ...(inner !== undefined && !isMissing && { body: inner }),
      },
    ]
  })
  return { responses: { $only: expected } }
}

/** Those that later requests use. */
function expectHeaders(
  answer: JsonObject,
  answerPointer: string,
  { captures }: ExpectationContext,
): JsonObject | undefined {
  if (!isJsonObject(answer['headers'])) return undefined
  const captured = Object.keys(answer['headers']).flatMap((name) => {
    const capture = captures.get(pointerTo(`${answerPointer}/headers`, name.toLowerCase()))
    return capture ? [[name, { $capture: capture.name }] as const] : []
  })
  return captured.length === 0 ? undefined : Object.fromEntries(captured)
}

/** Only a whole body can be expected to be none. */
function isEmptyMatcher(expected: JsonValue | undefined): boolean {
  return isJsonObject(expected) && '$empty' in expected
}
