import { badRequest, notFound, notImplemented, ODataError } from '../errors.ts'
import {
  primitiveTypes,
  type EdmType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
  type Operation,
} from '../model/index.ts'
import type { PathStep, RequestPlan } from '../plan/index.ts'
import { applyQuery, takeWindow, type Instances, type QueryPlan } from '../query/index.ts'
import type { Entity, EntityCollection } from '../store/index.ts'
import { createEntity, createRelated, linkEntities, unlinkEntities } from './create-entity.ts'
import { findDocumentedAnswer } from './documented-answer.ts'
import { findTarget, type Target, type Via } from './find-target.ts'
import { judgeBody } from './judge-body.ts'
import { readPage, type PageRequest } from './read-page.ts'
import { resolveReference } from './reference.ts'
import type { RequestContext } from './request-context.ts'
import { updateEntity } from './update-entity.ts'

/** What a request comes to; `representation/` makes it a response. */
export type Outcome =
  | {
      readonly kind: 'entity'
      readonly entity: Entity
      readonly query: QueryPlan
      readonly isNew: boolean
    }
  | {
      readonly kind: 'collection'
      readonly type: EntityType
      readonly items: readonly Entity[]
      readonly query: QueryPlan
      readonly via: Via | undefined
      readonly count: number | undefined
      /** `$skiptoken` of the next page; `undefined` on the last. */
      readonly skiptoken: string | undefined
    }
  | {
      readonly kind: 'references'
      readonly items: readonly Entity[]
      readonly isCollection: boolean
      readonly count: number | undefined
      readonly skiptoken: string | undefined
    }
  | {
      readonly kind: 'value'
      readonly owner: Entity | undefined
      readonly name: string
      readonly value: JsonValue
      readonly type: EdmType
      readonly isCollection: boolean
      readonly query: QueryPlan
      readonly count: number | undefined
    }
  /** `$count` and `$value`: text on its own. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing'; readonly entity?: Entity | undefined }
  | { readonly kind: 'redirect'; readonly location: string }

export interface ExecutedRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly plan: RequestPlan
  /** Parsed JSON; `undefined` for none. */
  readonly body: unknown
  readonly page: PageRequest
}

/**
 * Carries out a plan on the store. Modifications happen in one transaction: all of it or nothing.
 * @throws ODataError as the Protocol says for the operation
 */
export function execute(request: ExecutedRequest, context: RequestContext): Outcome {
  if (leadsBehindCall(request.plan)) return answerBehindCall(request, context)
  if (request.method === 'GET') return read(request, context)
  const mark = context.store.mark()
  try {
    const outcome = modify(request, context)
    context.store.commit(mark)
    return outcome
  } catch (error) {
    context.store.rollback(mark)
    throw error
  }
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

function read({ plan, page }: ExecutedRequest, context: RequestContext): Outcome {
  const { path, query } = plan
  const target = findTarget(path, context.store)
  const last = path.steps.at(-1)!.kind
  switch (target.kind) {
    case 'collection':
      return readCollection(target, { query, page, last }, context)
    case 'entity':
      if (last === 'ref') return single([target.entity])
      return { kind: 'entity', entity: target.entity, query, isNew: false }
    case 'noEntity':
      // Protocol, "Requesting Related Entities": 204 for a single-valued one that relates to nothing.
      if (target.via) return { kind: 'nothing' }
      throw notFound(`there is no ${target.type.qualifiedName} here`)
    case 'value':
      return readValue(target, { query, last }, context)
    case 'call':
      return readCall(target, { query, page, last, format: plan.format }, context)
  }
}

function single(items: readonly Entity[]): Outcome {
  return { kind: 'references', items, isCollection: false, count: undefined, skiptoken: undefined }
}

interface ReadOptions {
  readonly query: QueryPlan
  readonly page: PageRequest
  readonly last: string
}

function readCollection(
  { type, items, collection, via }: Target & { readonly kind: 'collection' },
  { query, page, last }: ReadOptions,
  context: RequestContext,
): Outcome {
  const instances = applyQuery(query, { items, source: collection }, context)
  if (last === 'count') return { kind: 'text', text: String(instances.items.length) }
  const window = readPage(instances, page)
  const found = window.items as readonly Entity[]
  const rest = { count: instances.count, skiptoken: window.skiptoken }
  if (last === 'ref') return { kind: 'references', items: found, isCollection: true, ...rest }
  return { kind: 'collection', type, items: found, query, via, ...rest }
}

type Value = Pick<
  Outcome & { readonly kind: 'value' },
  'owner' | 'name' | 'type' | 'isCollection'
> & {
  readonly value: JsonValue
}

function readValue(
  { owner, name, value, type, isCollection }: Value,
  { query, last }: Omit<ReadOptions, 'page'>,
  context: RequestContext,
): Outcome {
  if (Array.isArray(value) && isCollection) {
    const instances: Instances = applyQuery(query, { items: value }, context)
    if (last === 'count') return { kind: 'text', text: String(instances.items.length) }
    const items = takeWindow(instances, instances.skip ?? 0, instances.top ?? Infinity)
    const { count } = instances
    return {
      kind: 'value',
      owner,
      name,
      value: items as JsonValue,
      type,
      isCollection,
      query,
      count,
    }
  }
  if (value === null) return { kind: 'nothing' }
  if (last === 'value') {
    if (typeof value === 'object') {
      throw badRequest(`$value: '${name}' is not a primitive value`, '$value')
    }
    return { kind: 'text', text: String(value) }
  }
  return { kind: 'value', owner, name, value, type, isCollection, query, count: undefined }
}

/**
 * What a function answers: what fixtures give for the call, or for a function on a collection that
 * returns the collection, the collection; else what its page shows.
 */
function readCall(
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
function answerBehindCall({ plan, page }: ExecutedRequest, context: RequestContext): Outcome {
  const { query, format, path } = plan
  const options = { query, page, last: '', format }
  const answered = { name: path.signature.replace(/^.*\//, ''), type: path.type }
  const documented = readDocumented(answered, options, context)
  if (!documented) throw notImplemented('a path after an operation')
  return documented
}

function leadsBehindCall({ path: { steps } }: RequestPlan): boolean {
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
  return readValue({ owner: undefined, value, ...shape }, { query, last }, context)
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

// ── Modifying ───────────────────────────────────────────────────────────────────────────────────

function modify(request: ExecutedRequest, context: RequestContext): Outcome {
  const { method, plan } = request
  const target = findTarget(plan.path, context.store)
  const last = plan.path.steps.at(-1)!.kind
  if (last === 'ref') return modifyReference(request, target, context)
  if (target.kind === 'call') return invoke(target, request, context)
  if (last === 'count' || last === 'value' || target.kind === 'value') {
    throw notImplemented(`${method} of a property`)
  }
  switch (method) {
    case 'POST':
      return create(request, target, context)
    case 'PATCH':
    case 'PUT': {
      if (target.kind !== 'entity') throw notFound(`${method} addresses no entity here`)
      const { entity } = target
      updateEntity(entity, judgeBody(request.body, entity.type, 'update', context), method, context)
      return { kind: 'entity', entity, query: plan.query, isNew: false }
    }
    case 'DELETE': {
      if (target.kind !== 'entity') throw notFound('DELETE addresses no entity here')
      if (target.entity.singleton) throw badRequest('a singleton cannot be deleted')
      context.store.remove(target.entity)
      return { kind: 'nothing' }
    }
    case 'GET':
      return read(request, context)
  }
}

function create({ body, plan }: ExecutedRequest, target: Target, context: RequestContext): Outcome {
  if (target.kind !== 'collection') throw badRequest('POST addresses no collection here')
  const { type, collection, via } = target
  if (via && type !== via.navigation.type) {
    throw notImplemented('POST to a collection behind a type cast')
  }
  const judged = judgeBody(body, type, 'create', context)
  const entity = via
    ? createRelated(via.owner, via.navigation, judged, 'client', context)
    : createEntity(type, judged, { collection: ownCollection(collection) }, 'client', context)
  return { kind: 'entity', entity, query: plan.query, isNew: true }
}

function ownCollection(collection: EntityCollection | undefined): EntityCollection {
  if (!collection) throw notImplemented('POST to a collection behind a type cast')
  return collection
}

function invoke(
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

// ── References ──────────────────────────────────────────────────────────────────────────────────

/** @see Protocol, "Modifying Relationships between Entities" */
function modifyReference(
  { method, plan, body }: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  const via = 'via' in target ? target.via : undefined
  if (!via) throw badRequest('$ref applies to a navigation property here')
  const { owner, navigation } = via
  if (method === 'POST') {
    if (target.kind !== 'collection') {
      throw badRequest(`POST adds to a collection; use PUT for '${navigation.name}'`)
    }
    addReference(owner, navigation, body, context)
  } else if (method === 'PUT') {
    if (navigation.isCollection) throw badRequest(`use POST to add to '${navigation.name}'`)
    linkEntities(owner, navigation, referenceOf(body, navigation, context), context)
  } else if (method === 'DELETE') {
    removeReference(target, via, plan.id, context)
  } else {
    throw notImplemented(`${method} of $ref`)
  }
  return { kind: 'nothing' }
}

function referenceOf(
  body: unknown,
  navigation: NavigationProperty,
  context: RequestContext,
): Entity {
  const { '@odata.id': id, '@id': shortId } = asObject(body)
  return resolveReference(id ?? shortId, navigation, context, '/@odata.id')
}

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>
  }
  const found = body === undefined ? 'none' : JSON.stringify(body)
  throw badRequest(
    `expected a JSON object with @odata.id as the body, found ${found.slice(0, 80)}`,
    '/@odata.id',
  )
}

/**
 * Adds a link; one that is there already stays one. Where the operation's page documents an entity as
 * the body, that is taken too: with an `id` it names the entity, without it a new one is created.
 */
function addReference(
  owner: Entity,
  navigation: NavigationProperty,
  body: unknown,
  context: RequestContext,
): void {
  const members = asObject(body)
  if (!isRepresentation(members, navigation, context) || !navigation.target) {
    return linkEntities(owner, navigation, referenceOf(body, navigation, context), context)
  }
  context.report({
    rule: 'reference-without-odata-id',
    severity: 'warning',
    message: 'the body is an entity instead of a reference; the page documents it, so it is taken',
    pointer: '/@odata.id',
    expected: '@odata.id',
    actual: 'a representation',
  })
  const { id } = members
  if (id === undefined) {
    const judged = judgeBody(body, navigation.type, 'create', context)
    createRelated(owner, navigation, judged, 'client', context)
    return
  }
  const target =
    typeof id === 'string' ? context.store.collection(navigation.target).get(id) : undefined
  if (!target)
    throw notFound(`no ${navigation.type.qualifiedName} with the id ${JSON.stringify(id)}`)
  linkEntities(owner, navigation, target, context)
}

/** Whether a body is an entity where the page documents one, by its text and by its examples. */
function isRepresentation(
  members: Readonly<Record<string, unknown>>,
  { type }: NavigationProperty,
  { operation }: RequestContext,
): boolean {
  const names = Object.keys(members)
  if (names.some(isReferenceName) || names.every((name) => name.startsWith('@'))) return false
  if (operation?.requestBody?.shape?.typeName !== type.qualifiedName) return false
  return !operation.examples.some(({ request }) => {
    const shown = request?.body
    return typeof shown === 'object' && shown !== null && Object.keys(shown).some(isReferenceName)
  })
}

function isReferenceName(name: string): boolean {
  return name === '@odata.id' || name === '@id'
}

function removeReference(
  target: Target,
  { owner, navigation }: Via,
  id: string | undefined,
  context: RequestContext,
): void {
  if (target.kind === 'entity') {
    if (id !== undefined) throw badRequest('$id applies to a collection of references', '$id')
    return unlinkEntities(owner, navigation, target.entity, context)
  }
  if (target.kind === 'noEntity') throw notFound(`'${navigation.name}' has no link to remove`)
  if (id === undefined) {
    throw badRequest(
      `expected the entity to remove from '${navigation.name}', as its key before /$ref or in $id`,
      '$id',
    )
  }
  const entity = resolveReference(id, navigation, context, '$id')
  if (!context.store.isLinked(owner, navigation, entity)) {
    throw notFound(`'${id}' is not linked by '${navigation.name}'`)
  }
  unlinkEntities(owner, navigation, entity, context)
}
