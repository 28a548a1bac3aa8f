import { notImplemented, ODataError } from '../errors.ts'
import {
  primitiveTypes,
  type EdmType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Operation,
} from '../model/index.ts'
import type { PathStep, RequestPlan } from '../plan/index.ts'
import type { Entity } from '../store/index.ts'
import { findDocumentedAnswer } from './documented-answer.ts'
import type { Target } from './find-target.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import { readCollection, readValue, type ReadOptions } from './read-instances.ts'
import type { RequestContext } from './request-context.ts'

/**
 * What a function answers: what fixtures give for the call, or for a function on a collection that
 * returns the collection, the collection; else what its page shows.
 */
export function readCall(
  target: Target & { readonly kind: 'call' },
  options: ReadOptions & { readonly format: string | undefined },
  context: RequestContext,
): Outcome {
  const { operation, callText, boundTo } = target
  if (operation.kind === 'action') {
    throw new ODataError(405, 'MethodNotAllowed', `${operation.name} is an action: use POST`, {
      headers: { Allow: 'POST' },
    })
  }
  const answer = context.callAnswers.get(callText)
  const { returnType } = operation
  if (answer !== undefined) return readAnswer(answer, answeredBy(operation), options, context)
  if (
    boundTo?.kind === 'collection' &&
    returnType?.isCollection &&
    returnType.type === boundTo.type
  ) {
    return readCollection(boundTo, options, context)
  }
  return readDocumented(answeredBy(operation), options, context) ?? refuseCall(operation, callText)
}

function refuseCall({ qualifiedName }: Operation, callText: string): never {
  throw notImplemented(`the answer of ${qualifiedName} (give it as a fixture named '${callText}')`)
}

/** What an answer from outside the store is the answer of. */
interface Answered {
  readonly name: string
  readonly type: EdmType | undefined
}

function answeredBy({ name, returnType }: Operation): Answered {
  return { name, type: returnType?.type }
}

function readDocumented(
  answered: Answered,
  options: ReadOptions & { readonly format: string | undefined },
  context: RequestContext,
): Outcome | undefined {
  const answer = findDocumentedAnswer(answered.type, context.operation, options.format)
  if (answer?.kind !== 'value') return answer
  return readAnswer(answer.value, answered, options, context)
}

/** The state has no place for what a call answers: a path that goes on is answered by its page. */
export function answerBehindCall(
  { plan, page }: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const { query, format, path } = plan
  const options = { query, page, last: '', format }
  const answered = { name: path.signature.replace(/^.*\//, ''), type: path.type }
  const documented = readDocumented(answered, options, context)
  if (!documented) throw notImplemented('a path after an operation')
  return documented
}

export function leadsBehindCall({ path: { steps } }: RequestPlan): boolean {
  const call = steps.findIndex(({ kind }) => kind === 'operation')
  const isSuffix = ({ kind }: PathStep) => kind === 'count' || kind === 'value' || kind === 'ref'
  return call >= 0 && !steps.slice(call + 1).every(isSuffix)
}

function readAnswer(
  answer: readonly JsonObject[] | JsonValue,
  { name, type }: Answered,
  { query, page, last }: ReadOptions,
  context: RequestContext,
): Outcome {
  const isCollection = Array.isArray(answer)
  if (isCollection && type?.kind === 'entityType') {
    const items = answer.map((properties) => answerEntity(type, properties as JsonObject, context))
    const target = {
      kind: 'collection',
      type,
      items,
      collection: undefined,
      via: undefined,
    } as const
    return readCollection(target, { query, page, last }, context)
  }
  if (type?.kind === 'entityType' && typeof answer === 'object' && answer !== null) {
    const entity = answerEntity(type, answer as JsonObject, context)
    return { kind: 'entity', entity, query, isNew: false }
  }
  const value = answer as JsonValue
  const shape = { name, type: type ?? primitiveTypes['Edm.Untyped'], isCollection }
  return readValue({ owner: undefined, value, ...shape }, { query, last, page }, context)
}

/** The stored entity of that key where there is one, so that it has its links; else one that is nowhere stored. */
function answerEntity(type: EntityType, body: JsonObject, context: RequestContext): Entity {
  const key = body[type.key[0] ?? 'id']
  for (const set of context.model.container.entitySets.values()) {
    if (set.entityType !== type || typeof key !== 'string') continue
    const stored = context.store.collection(set).get(key)
    if (stored) return stored
  }
  return {
    type,
    properties: body,
    key: typeof key === 'string' ? key : '',
    collection: undefined,
    parent: undefined,
    containment: undefined,
    singleton: undefined,
    links: new Map(),
    contained: new Map(),
    text: undefined,
    etag: undefined,
  }
}

export function invoke(
  target: Target & { readonly kind: 'call' },
  { plan, page }: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const { operation, callText } = target
  if (operation.kind === 'function') {
    throw new ODataError(405, 'MethodNotAllowed', `${operation.name} is a function: use GET`, {
      headers: { Allow: 'GET' },
    })
  }
  const options = { query: plan.query, page, last: '', format: plan.format }
  const answer = context.callAnswers.get(callText)
  if (answer !== undefined) return readAnswer(answer, answeredBy(operation), options, context)
  const documented = readDocumented(answeredBy(operation), options, context)
  if (documented) return documented
  if (operation.returnType) return refuseCall(operation, callText)
  return { kind: 'nothing' }
}
