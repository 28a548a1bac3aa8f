import { badRequest, methodNotAllowed, notFound } from '../../errors.ts'
import {
  isJsonArray,
  isJsonObject,
  type JsonValue,
  type NavigationProperty,
} from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { createRelated } from './create-entity.ts'
import { isDeclaredIn } from './is-upsertable.ts'
import { judgeBody } from '../judge/judge-body.ts'
import { linksOf, type Links } from '../links.ts'
import { isOrdered, positionOf } from './ordered-collections.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'
import type { Target, Via } from '../target.ts'

/** @see Protocol, "Modifying Relationships between Entities" */
export function modifyReference(
  request: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  const via = 'via' in target ? target.via : undefined
  if (!via) throw methodNotAllowed('$ref applies to a navigation property here', 'GET, HEAD')
  refuseSubset(request, target)
  const { navigation, owner } = via
  const links = linksOf(via, context)
  const isOne = target.kind === 'entity' && navigation.isCollection
  switch (request.method) {
    case 'POST':
      if (target.kind !== 'collection') {
        throw methodNotAllowed(
          `POST adds to a collection; use PUT for '${navigation.name}'`,
          isOne ? 'GET, HEAD, DELETE' : 'GET, HEAD, PUT, PATCH, DELETE',
        )
      }
      insertReference(links, via, request, context)
      break
    case 'PUT':
    case 'PATCH':
      if (isOne) {
        throw methodNotAllowed(`use POST to add to '${navigation.name}'`, 'GET, HEAD, DELETE')
      }
      if (!navigation.isCollection) links.add(referenceOf(request.body, navigation, context))
      else if (request.method === 'PUT') replaceReferences(links, navigation, request.body, context)
      else
        throw methodNotAllowed(
          `use PUT to replace '${navigation.name}'`,
          'GET, HEAD, POST, PUT, DELETE',
        )
      break
    case 'DELETE':
      removeReferences(links, target, via, request, context)
      break
    case 'GET':
      throw new Error('a reference is read by readTarget')
  }
  return { kind: 'nothing', entity: owner }
}

/** A subset has no references of its own: those of the whole are changed. */
function refuseSubset({ plan, method }: ExecutedRequest, target: Target): void {
  const isFiltered = plan.path.steps.some(({ kind }) => kind === 'filter')
  const isCast = plan.path.steps.at(-2)?.kind === 'typeCast'
  if (target.kind !== 'collection' || (!isFiltered && !(isCast && method !== 'POST'))) return
  throw methodNotAllowed(`${method} of the references of a part of a collection`, 'GET, HEAD')
}

function referenceOf(
  body: unknown,
  navigation: NavigationProperty,
  context: RequestContext,
  pointer = '',
): Entity {
  const { '@odata.id': id, '@id': shortId } = asObject(body, pointer)
  const isShort = id === undefined && shortId !== undefined
  const target = `${pointer}/${isShort ? '@id' : '@odata.id'}`
  return resolveReference(id ?? shortId, navigation, context, target)
}

function asObject(body: unknown, pointer = ''): Readonly<Record<string, unknown>> {
  if (isJsonObject(body)) return body
  const found = body === undefined ? 'none' : JSON.stringify(body)
  throw badRequest(
    `expected a JSON object with @odata.id as the body, found ${found.slice(0, 80)}`,
    `${pointer}/@odata.id`,
  )
}

/** @see Protocol, "Add a Reference to a Collection-Valued Navigation Property", "Positional Inserts" */
function insertReference(
  links: Links,
  via: Via,
  { body, plan: { index } }: ExecutedRequest,
  context: RequestContext,
): void {
  if (index === undefined) return addReference(links, via, body, context)
  const before = links.all()
  const position = positionOf(index, before.length)
  addReference(links, via, body, context)
  const added = links.all().filter((each) => !before.includes(each))
  links.order(before.toSpliced(position, 0, ...added))
}

/**
 * Adds a link; one that is there already stays one. Where the operation's page documents an entity as
 * the body, that is taken too: with an `id` it names the entity, without it a new one is created.
 */
function addReference(
  links: Links,
  { owner, navigation }: Via,
  body: unknown,
  context: RequestContext,
): void {
  const members = asObject(body)
  if (!isRepresentation(members, navigation, context) || !navigation.target) {
    return links.add(referenceOf(body, navigation, context))
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
    const judged = judgeBody(body, navigation.type, 'create', context, navigation)
    createRelated({ owner, navigation }, judged, { origin: 'client' }, context)
    return
  }
  const target =
    typeof id === 'string' ? context.store.collection(navigation.target).get(id) : undefined
  if (!target)
    throw notFound(`no ${navigation.type.qualifiedName} with the id ${JSON.stringify(id)}`)
  links.add(target)
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

/**
 * "The request body MUST contain a collection of entity references in the same format as returned by a
 * GET request."
 * @see Protocol, "Replace all References in a Collection-Valued Navigation Property"
 */
function replaceReferences(
  links: Links,
  navigation: NavigationProperty,
  body: unknown,
  context: RequestContext,
): void {
  const value = isJsonObject(body) ? (body['value'] ?? null) : null
  if (!isJsonArray(value)) {
    const found = body === undefined ? 'none' : JSON.stringify(body)
    throw badRequest(
      `expected a JSON object with the references of '${navigation.name}' in 'value' as the body, found ${found.slice(0, 80)}`,
      '/value',
    )
  }
  const targets = value.map((reference: JsonValue, index) =>
    referenceOf(reference, navigation, context, `/value/${index}`),
  )
  for (const before of links.all()) if (!targets.includes(before)) links.remove(before)
  for (const target of targets) links.add(target)
  if (isOrdered(navigation)) links.order([...new Set(targets)])
}

function removeReferences(
  links: Links,
  target: Target,
  { navigation }: Via,
  { plan: { id }, payloadVersion }: ExecutedRequest,
  context: RequestContext,
): void {
  if (target.kind === 'entity' || target.kind === 'noEntity') {
    if (id !== undefined) throw badRequest('$id applies to a collection of references', '$id')
    if (target.kind === 'entity') return links.remove(target.entity)
    throw notFound(`'${navigation.name}' has no link to remove`)
  }
  if (id !== undefined) {
    const entity = resolveReference(id, navigation, context, '$id')
    if (links.all().includes(entity)) return links.remove(entity)
    throw notFound(`'${id}' is not linked by '${navigation.name}'`)
  }
  // Of all references at once 4.0 does not speak, nor do pages: who names no version there may have forgotten which.
  const { declaringType } = navigation
  const version = payloadVersion ?? (isDeclaredIn(context.model, declaringType) ? '4.01' : '4.0')
  if (version === '4.01') return links.all().forEach((each) => links.remove(each))
  throw badRequest(
    `expected the entity to remove from '${navigation.name}', as its key before /$ref or in $id (or OData-Version 4.01, to remove all)`,
    '$id',
  )
}
