import { ODataError } from '../../errors.ts'
import { isJsonObject, type JsonValue, type Operation } from '../../model/index.ts'
import { resolveResourcePath } from '../../plan/index.ts'
import { isFunctionCallPath, type FixtureDocument } from '../../store/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../../syntax/index.ts'
import { withExactMember, withExactNumbers } from '../judge/exact-numbers.ts'
import type { FixtureProblem } from '../fixtures/seed-fixtures.ts'
import type { RequestContext } from '../request-context.ts'
import { findResultProblems, isDeclaredByCsdl } from './judge-parameters.ts'
import { isObjectType, isStream, unwrapped } from './target-of-answer.ts'

/** Answers that fixtures give for calls, by the text of the call, which is the same through every door. */
export interface CallAnswers {
  readonly answers: ReadonlyMap<string, JsonValue>
  readonly problems: readonly FixtureProblem[]
}

type Context = Pick<RequestContext, 'model' | 'validators'>

/** Reads the fixtures that are named as calls, each held to the operations of the model. */
export function readCallAnswers(fixtures: FixtureDocument, context: Context): CallAnswers {
  const answers = new Map<string, JsonValue>()
  const problems: FixtureProblem[] = []
  for (const [resourcePath, answer] of Object.entries(fixtures)) {
    if (!isFunctionCallPath(resourcePath)) continue
    const place = { resourcePath, index: undefined, id: undefined }
    const call = findCall(resourcePath, context)
    if ('message' in call) {
      problems.push({ ...place, pointer: '', ...call })
      continue
    }
    answers.set(call.text, withExactAnswer(answer, call.operation))
    for (const { pointer, message } of findAnswerProblems(answer, call.operation, context)) {
      problems.push({ ...place, pointer, message })
    }
  }
  return { answers, problems }
}

/** A value that is no object stands in the member `value`, or for itself. */
function withExactAnswer(answer: JsonValue, { returnType }: Operation): JsonValue {
  if (!returnType || returnType.type.qualifiedName === 'Edm.Untyped') return answer
  const { type } = returnType
  if (isObjectType(type) || !isJsonObject(answer) || !('value' in answer)) {
    return withExactNumbers(answer, type)
  }
  return { ...answer, value: withExactMember(answer, 'value', type) }
}

/** Pages say of an answer what an example shows, which is not all that it may be. */
function findAnswerProblems(
  answer: JsonValue,
  operation: Operation,
  context: Context,
): ReturnType<typeof findResultProblems> {
  const { returnType } = operation
  if (!returnType || isStream(returnType.type) || !isDeclaredByCsdl(operation, context)) return []
  const isWhole = isObjectType(returnType.type) && !returnType.isCollection
  const value = isWhole ? answer : unwrapped(answer)
  return findResultProblems(withExactNumbers(value, returnType.type), operation, context)
}

function findCall(
  resourcePath: string,
  { model }: Context,
): { readonly text: string; readonly operation: Operation } | { readonly message: string } {
  try {
    const { segments } = parseResourcePath(resourcePath)
    const last = resolveResourcePath(segments, model).steps.at(-1)
    if (last?.kind === 'operation') return { text: last.callText, operation: last.operation }
    return { message: 'expected the call of an operation' }
  } catch (error) {
    if (error instanceof ODataError || error instanceof ODataSyntaxError) {
      return { message: error.message }
    }
    throw error
  }
}
