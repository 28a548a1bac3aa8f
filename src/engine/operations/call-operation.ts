import { methodNotAllowed, notImplemented } from '../../errors.ts'
import type { JsonObject, JsonValue, Operation } from '../../model/index.ts'
import { writeCallText, type PathStep, type RequestPlan } from '../../plan/index.ts'
import { callsOfEach } from './call-each.ts'
import { findDocumentedAnswer } from './documented-answer.ts'
import { judgeParameters } from './judge-parameters.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import type { ReadOptions } from '../read/read-instances.ts'
import { readTarget } from '../read/read-target.ts'
import type { RequestContext } from '../request-context.ts'
import { stepsToEntity } from '../steps-to-entity.ts'
import type { Target } from '../target.ts'
import {
  answeredBy,
  isObjectType,
  targetOfAnswer,
  unwrapped,
  type Answer,
  type Answered,
} from './target-of-answer.ts'

type Call = Target & { readonly kind: 'call' }
type CallOptions = ReadOptions & { readonly format: string | undefined }

/**
 * What a function answers: what a user's module or a fixture says, or for a function on a collection
 * that returns the collection, the collection.
 * @returns `undefined` when none is there
 * @throws ODataError 405 for an action
 */
export function findAnswer(call: Call, context: RequestContext): Target | undefined {
  const { operation, boundTo } = call
  refuseAction(operation)
  const answered = findGivenTarget(call, Object.fromEntries(call.parameters), context)
  if (answered) return answered
  return boundTo?.kind === 'collection' && returnsItsCollection(operation) ? boundTo : undefined
}

/** As `findAnswer`, or else what the function's page shows. */
export function readCall(call: Call, options: CallOptions, context: RequestContext): Outcome {
  refuseAction(call.operation)
  const responses = readResponses(call, Object.fromEntries(call.parameters), options, context)
  if (responses) return responses
  const answered = findAnswer(call, context)
  if (answered) return readTarget(answered, options, context)
  const { operation, entitySet } = call
  return (
    readDocumented(answeredBy(operation, entitySet), options, context) ?? refuseCall(call, context)
  )
}

function refuseAction({ kind, name }: Operation): void {
  if (kind === 'function') return
  throw methodNotAllowed(`${name} is an action: use POST`, 'POST')
}

/** @throws ODataError 501 that says how the answer can be given */
export function refuseCall({ operation, callText }: Call, { model }: RequestContext): never {
  const { qualifiedName, name } = operation
  const imports = [...model.container.operationImports.values()]
  const imported = imports.find(({ operations }) => operations.includes(operation))
  const path = (imported?.name ?? name) + callText.slice(name.length)
  const fixture = operation.bindingType ? callText : path
  throw notImplemented(`the answer of ${qualifiedName} (give it as a fixture named '${fixture}')`)
}

/** What is answered by others than the state and the pages; of a call behind `$each`, by each. */
function findGivenTarget(
  call: Call,
  parameters: JsonObject,
  context: RequestContext,
): Target | undefined {
  const answered = answeredBy(call.operation, call.entitySet)
  const given = findGiven(call, parameters, context)
  if (given) return targetOfAnswer(given, answered, context)
  const calls = callsOfEach(call)
  if (!calls) return undefined
  const answers = calls.map(
    (each) => findGiven(each, parameters, context) ?? refuseCall(each, context),
  )
  return targetOfAnswer(
    joinAnswers(answers, answered),
    { ...answered, isCollection: true, isOfEach: true },
    context,
  )
}

/**
 * Of an operation behind `$each` that returns a collection, the response of each member.
 * @see JSON Format, "Collection of Operation Responses"
 */
function readResponses(
  call: Call,
  parameters: JsonObject,
  options: CallOptions,
  context: RequestContext,
): Outcome | undefined {
  const { operation, entitySet } = call
  const { returnType } = operation
  const calls = returnType?.isCollection ? callsOfEach(call) : undefined
  if (!returnType || !calls) return undefined
  const { $select: _, $expand: __, aliases: ___, ...choosing } = options.query
  const [name] = Object.entries(choosing).flatMap(([option, plan]) =>
    plan === undefined ? [] : [option],
  )
  if (name !== undefined) throw notImplemented(`${name} of a collection of collections`)
  const answered = answeredBy(operation, entitySet)
  const members = calls.map((each) => {
    const answer = findGiven(each, parameters, context) ?? refuseCall(each, context)
    return readTarget(targetOfAnswer(answer, answered, context), options, context)
  })
  return { kind: 'responses', type: returnType.type, members }
}

/** "The response is a collection with members that are instances of the result type." */
function joinAnswers(answers: readonly Answer[], { type }: Answered): Answer {
  const values = answers.map(({ value }) => (isObjectType(type) ? value : unwrapped(value)))
  return { value: values as JsonValue, entityOf: answers[0]?.entityOf }
}

/** What a user's module answers, or else the fixture of the call. */
function findGiven(
  call: Call,
  parameters: JsonObject,
  context: RequestContext,
): Answer | undefined {
  // Behind `$each` a module is asked for each member.
  const hooked = callsOfEach(call) ? undefined : context.hooks?.call(call, parameters, context)
  if (hooked) return hooked
  const value = findFixture(call, context)
  return value === undefined ? undefined : { value }
}

/** By the text of the call, or by that of the call on the entity where it lives. */
function findFixture(
  { callText, boundTo, operation, parameters }: Call,
  { callAnswers }: RequestContext,
): readonly JsonObject[] | JsonValue | undefined {
  const answer = callAnswers.get(callText)
  if (answer !== undefined || callAnswers.size === 0 || boundTo?.kind !== 'entity') return answer
  const steps = stepsToEntity(boundTo.entity)
  if (steps.length === 0) return undefined
  return callAnswers.get(writeCallText(steps, operation, parameters))
}

function readDocumented(
  answered: Answered,
  options: CallOptions,
  context: RequestContext,
): Outcome | undefined {
  const answer = findDocumentedAnswer(answered.type, context.operation, options.format)
  if (answer?.kind !== 'value') return answer
  return readTarget(targetOfAnswer(answer, answered, context), options, context)
}

/** For what no fixture answers, a path that goes on is answered by its page. */
export function answerBehindCall(
  { plan, page }: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const { query, format, path } = plan
  const options = { query, page, last: '', format }
  const answered = {
    name: path.signature.replace(/^.*\//, ''),
    type: path.type,
    isCollection: path.isCollection,
  }
  const documented = readDocumented(answered, options, context)
  if (!documented) throw notImplemented('a path after an operation')
  return documented
}

/** Whether a path goes on after a call that only its page may answer. */
export function leadsBehindUnanswered(
  { path: { steps } }: RequestPlan,
  { callAnswers, hooks, operation: documented }: RequestContext,
): boolean {
  if (!documented) return false
  const isEnd = ({ kind }: PathStep) => kind === 'count' || kind === 'value' || kind === 'ref'
  return steps.some(
    (step, index) =>
      step.kind === 'operation' &&
      !steps.slice(index + 1).every(isEnd) &&
      !callAnswers.has(step.callText) &&
      !hooks?.answers(step.operation) &&
      !returnsItsCollection(step.operation),
  )
}

function returnsItsCollection({ kind, bindingType, returnType }: Operation): boolean {
  if (kind !== 'function' || !bindingType?.isCollection || !returnType?.isCollection) return false
  return bindingType.type === returnType.type
}

/**
 * Carries out an action.
 * @throws ODataError 405 for a function and for other methods, 400 for its parameters, 501 for an answer that nothing gives
 * @see Protocol, "Invoking an Action"
 */
export function invoke(
  call: Call,
  { method, plan, body }: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const { operation, entitySet } = call
  if (operation.kind === 'function') {
    throw methodNotAllowed(`${operation.name} is a function: use GET`, 'GET, HEAD, OPTIONS')
  }
  if (method !== 'POST') refuseAction(operation)
  const parameters = judgeParameters(body, operation, context)
  // A next link is followed by GET, which no action takes.
  const page = { maxPageSize: undefined, skiptoken: undefined }
  const options = { query: plan.query, page, last: '', format: plan.format }
  const responses = readResponses(call, parameters, options, context)
  if (responses) return responses
  const given = findInvoked(call, parameters, context)
  if (given === 'nothing') return { kind: 'nothing' }
  if (given) return asCreated(readTarget(given, options, context), context)
  const documented = readDocumented(answeredBy(operation, entitySet), options, context)
  if (documented) return documented
  return operation.returnType ? refuseCall(call, context) : { kind: 'nothing' }
}

/** An action without a result is carried out by the user's module, if there is one. */
function findInvoked(
  call: Call,
  parameters: JsonObject,
  context: RequestContext,
): Target | 'nothing' | undefined {
  const { operation } = call
  if (operation.returnType) return findInvokedTarget(call, parameters, context)
  const calls = callsOfEach(call) ?? [call]
  const answers = calls.map((each) => context.hooks?.call(each, parameters, context))
  return answers.some((answer) => answer) ? 'nothing' : undefined
}

/** Where the action's own page shows its answer, that stands for what no fixture gives each member. */
function findInvokedTarget(
  call: Call,
  parameters: JsonObject,
  context: RequestContext,
): Target | undefined {
  const isGivenForAll = !callsOfEach(call) || !context.operation
  if (isGivenForAll || context.hooks?.answers(call.operation)) {
    return findGivenTarget(call, parameters, context)
  }
  const given = findGiven(call, parameters, context)
  return given && targetOfAnswer(given, answeredBy(call.operation, call.entitySet), context)
}

/** "Actions that create and return a single entity follow the rules for entity creation and return a `Location` header." */
function asCreated(outcome: Outcome, { hooks }: RequestContext): Outcome {
  if (outcome.kind !== 'entity' || !hooks?.hasCreated(outcome.entity)) return outcome
  return { ...outcome, isNew: true }
}
