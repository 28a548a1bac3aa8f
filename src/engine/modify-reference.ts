import { badRequest, notFound, notImplemented } from '../errors.ts'
import type { NavigationProperty } from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import { createRelated } from './create-entity.ts'
import { linkEntities, unlinkEntities } from './link-entities.ts'
import type { Target, Via } from './target.ts'
import { judgeBody } from './judge-body.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import { resolveReference } from './reference.ts'
import type { RequestContext } from './request-context.ts'

/** @see Protocol, "Modifying Relationships between Entities" */
export function modifyReference(
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
