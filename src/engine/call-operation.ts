import { methodNotAllowed, notImplemented } from '../errors.ts'
import {
  isDerivedFrom,
  keyOfEntity,
  primitiveTypes,
  type EdmType,
  type EntitySet,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Operation,
} from '../model/index.ts'
import type { PathStep, RequestPlan } from '../plan/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import type { Entity } from '../store/index.ts'
import { callsOfEach } from './call-each.ts'
import { findDocumentedAnswer } from './documented-answer.ts'
import type { Target } from './target.ts'
import { judgeParameters } from './judge-parameters.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import type { ReadOptions } from './read-instances.ts'
import { readTarget } from './read-target.ts'
import type { RequestContext } from './request-context.ts'

/**
 * What a function answers: what fixtures give for the call, or for a function on a collection that
 * returns the collection, the collection.
 * @returns `undefined` when neither is there
 */
export function findAnswer(call: Call, context: RequestContext): Target | undefined {
  const { operation, callText } = call
  refuseAction(operation)
  const calls = callsOfEach(call)
  if (calls) return answersOf(calls, call, context)
  const answer = context.callAnswers.get(callText)
  if (answer !== undefined) return targetOf(answer, call, context)
  const { returnType } = operation
  const { boundTo } = call
  const isSame =
    boundTo?.kind === 'collection' && returnType?.isCollection && returnType.type === boundTo.type
  return isSame ? boundTo : undefined
}

/** "The response is a collection with members that are instances of the result type." */
function answersOf(calls: readonly Call[], call: Call, context: RequestContext): Target {
  const { operation, entitySet } = call
  const answered = { ...answeredBy(operation), isCollection: true }
  const isObject = answered.type?.kind === 'entityType' || answered.type?.kind === 'complexType'
  const answers = calls.map(({ callText }) => {
    const answer = context.callAnswers.get(callText) ?? refuseCall(operation, callText)
    return isObject ? (answer as JsonObject) : unwrapped(answer)
  })
  return targetOfAnswer(answers, answered, entitySet, context)
}

/** As `findAnswer`, or else what the function's page shows. */
export function readCall(call: Call, options: CallOptions, context: RequestContext): Outcome {
  const answered = findAnswer(call, context)
  if (answered) return readTarget(answered, options, context)
  const { operation, callText } = call
  return readDocumented(answeredBy(operation), options, context) ?? refuseCall(operation, callText)
}

type Call = Target & { readonly kind: 'call' }
type CallOptions = ReadOptions & { readonly format: string | undefined }

function refuseAction({ kind, name }: Operation): void {
  if (kind === 'function') return
  throw methodNotAllowed(`${name} is an action: use POST`, 'POST')
}

function refuseCall({ qualifiedName }: Operation, callText: string): never {
  throw notImplemented(`the answer of ${qualifiedName} (give it as a fixture named '${callText}')`)
}

/** What an answer from outside the store is the answer of. */
interface Answered {
  readonly name: string
  readonly type: EdmType | undefined
  readonly isCollection: boolean
}

function answeredBy({ name, returnType }: Operation): Answered {
  return { name, type: returnType?.type, isCollection: returnType?.isCollection ?? false }
}

function readDocumented(
  answered: Answered,
  options: CallOptions,
  context: RequestContext,
): Outcome | undefined {
  const answer = findDocumentedAnswer(answered.type, context.operation, options.format)
  if (answer?.kind !== 'value') return answer
  return readTarget(targetOfAnswer(answer.value, answered, undefined, context), options, context)
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
  context: RequestContext,
): boolean {
  const isEnd = ({ kind }: PathStep) => kind === 'count' || kind === 'value' || kind === 'ref'
  return steps.some(
    (step, index) =>
      step.kind === 'operation' &&
      !steps.slice(index + 1).every(isEnd) &&
      !context.callAnswers.has(step.callText) &&
      !returnsItsCollection(step.operation),
  )
}

function returnsItsCollection({ kind, bindingType, returnType }: Operation): boolean {
  if (kind !== 'function' || !bindingType?.isCollection || !returnType?.isCollection) return false
  return bindingType.type === returnType.type
}

function targetOf(
  answer: readonly JsonObject[] | JsonValue,
  { operation, entitySet }: Call,
  context: RequestContext,
): Target {
  return targetOfAnswer(answer, answeredBy(operation), entitySet, context)
}

function targetOfAnswer(
  answer: readonly JsonObject[] | JsonValue,
  { name, type, isCollection }: Answered,
  entitySet: EntitySet | undefined,
  context: RequestContext,
): Target {
  const isEntity = type?.kind === 'entityType'
  const isObject = isEntity || type?.kind === 'complexType'
  const value = isObject && !isCollection ? answer : unwrapped(answer)
  if (isEntity && Array.isArray(value)) {
    const items = value.map((body) => answerEntity(type, body as JsonObject, entitySet, context))
    return { kind: 'collection', type, items, collection: undefined, via: undefined }
  }
  if (isEntity && typeof value === 'object' && value !== null) {
    const entity = answerEntity(type, value as JsonObject, entitySet, context)
    return { kind: 'entity', entity, via: undefined }
  }
  return {
    kind: 'value',
    owner: undefined,
    value: value as JsonValue,
    property: undefined,
    name,
    type: type ?? primitiveTypes['Edm.Untyped'],
    isCollection: Array.isArray(value),
  }
}

/** Fixtures are objects or arrays: a primitive value stands in one as in a response, `{ "value": 5 }`; a collection may. */
function unwrapped(answer: readonly JsonObject[] | JsonValue): JsonValue {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return answer as JsonValue
  }
  const names = Object.keys(answer).filter((name) => !name.includes('@'))
  return names.length === 1 && names[0] === 'value'
    ? (answer as JsonObject)['value']!
    : (answer as JsonObject)
}

/** The stored entity of that key where there is one, so that it has its links; else one that is nowhere stored. */
function answerEntity(
  declared: EntityType,
  body: JsonObject,
  entitySet: EntitySet | undefined,
  { model, store }: RequestContext,
): Entity {
  const type = findInstanceType(declared, body) as EntityType
  const key = keyOfEntity(type, body)
  const sets = [
    ...(entitySet ? [entitySet] : []),
    ...[...model.container.entitySets.values()].filter((set) =>
      isDerivedFrom(type, set.entityType),
    ),
  ]
  for (const set of key === undefined ? [] : sets) {
    const stored = store.collection(set).get(key!)
    if (stored) return stored
  }
  return {
    type,
    properties: body,
    key: key ?? '',
    collection: undefined,
    parent: undefined,
    containment: undefined,
    singleton: undefined,
    links: new Map(),
    contained: undefined,
    text: undefined,
    etag: undefined,
    etagLinks: 0,
  }
}

export function invoke(
  target: Call,
  { method, plan, page, body }: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const { operation, callText } = target
  if (operation.kind === 'function') {
    throw methodNotAllowed(`${operation.name} is a function: use GET`, 'GET')
  }
  if (method !== 'POST') refuseAction(operation)
  judgeParameters(body, operation, context)
  const options = { query: plan.query, page, last: '', format: plan.format }
  const answer = context.callAnswers.get(callText)
  if (answer !== undefined) return readTarget(targetOf(answer, target, context), options, context)
  const documented = readDocumented(answeredBy(operation), options, context)
  if (documented) return documented
  const calls = operation.returnType && callsOfEach(target)
  if (calls) return readTarget(answersOf(calls, target, context), options, context)
  if (operation.returnType) return refuseCall(operation, callText)
  return { kind: 'nothing' }
}
