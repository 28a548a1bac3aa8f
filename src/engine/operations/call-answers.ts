import { ODataError } from '../../errors.ts'
import type { EdmType, JsonObject, Model } from '../../model/index.ts'
import { resolveResourcePath } from '../../plan/index.ts'
import { isFunctionCallPath, type FixtureDocument } from '../../store/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../../syntax/index.ts'
import { withExactMember, withExactNumbers } from '../judge/exact-numbers.ts'
import type { FixtureProblem } from '../fixtures/seed-fixtures.ts'

/** Answers that fixtures give for calls, by the text of the call, which is the same through every door. */
export interface CallAnswers {
  readonly answers: ReadonlyMap<string, readonly JsonObject[] | JsonObject>
  readonly problems: readonly FixtureProblem[]
}

/** Reads the fixtures that are named as calls, each held to the operations of the model. */
export function readCallAnswers(fixtures: FixtureDocument, model: Model): CallAnswers {
  const answers = new Map<string, readonly JsonObject[] | JsonObject>()
  const problems: FixtureProblem[] = []
  for (const [resourcePath, answer] of Object.entries(fixtures)) {
    if (!isFunctionCallPath(resourcePath)) continue
    const call = findCall(resourcePath, model)
    if (call.text !== undefined) answers.set(call.text, withExactAnswer(answer, call.type))
    else problems.push({ resourcePath, index: undefined, id: undefined, pointer: '', ...call })
  }
  return { answers, problems }
}

/** A value that is no object stands in the member `value`. */
function withExactAnswer(
  answer: readonly JsonObject[] | JsonObject,
  type: EdmType | undefined,
): readonly JsonObject[] | JsonObject {
  if (!type) return answer
  if (type.kind === 'complexType' || type.kind === 'entityType' || !('value' in answer)) {
    return withExactNumbers(answer, type)
  }
  return { ...answer, value: withExactMember(answer, 'value', type) }
}

function findCall(
  resourcePath: string,
  model: Model,
):
  | { readonly text: string; readonly type: EdmType | undefined }
  | { readonly text?: undefined; readonly message: string } {
  try {
    const { segments } = parseResourcePath(resourcePath)
    const last = resolveResourcePath(segments, model).steps.at(-1)
    if (last?.kind === 'operation')
      return { text: last.callText, type: last.operation.returnType?.type }
    return { message: 'expected the call of an operation' }
  } catch (error) {
    if (error instanceof ODataError || error instanceof ODataSyntaxError) {
      return { message: error.message }
    }
    throw error
  }
}
