import { methodNotAllowed, notImplemented } from '../../errors.ts'
import type { JsonObject } from '../../model/index.ts'
import type { PathStep } from '../../plan/index.ts'
import type { Entity, EntityCollection } from '../../store/index.ts'
import { createOfComplex } from './create-of-complex.ts'
import { createEntity, createRelated } from './create-entity.ts'
import { expandDeepInsert } from '../read/expand-deep-insert.ts'
import { judgeBody } from '../judge/judge-body.ts'
import { linksOf } from '../links.ts'
import { positionOf } from './ordered-collections.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import type { Target } from '../target.ts'

type CollectionTarget = Target & { readonly kind: 'collection' }

/**
 * Creates an entity in the collection that a path addresses, and links it where the path leads there by a
 * navigation property.
 * @throws ODataError 405 where the path addresses no collection, 400 and 409 as `createEntity`
 * @see Protocol, "Create an Entity"
 */
export function createMember(
  { body, plan }: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  requireCollection(target)
  const { type, via } = target
  const { steps } = plan.path
  const addressed = steps.findLast(({ kind }) => kind !== 'typeCast')?.kind
  if (addressed === 'all' || addressed === 'filter') {
    throw methodNotAllowed('POST addresses a part of a collection here', 'GET')
  }
  const putInPlace = placeIn(target, plan.index, context)
  const judged = withType(judgeBody(body, type, 'create', context, via?.navigation), target)
  const entity = via?.holder
    ? createOfComplex(via, judged, context)
    : via
      ? createRelated(via, judged, { origin: 'client' }, context)
      : createEntity(
          type,
          judged,
          { place: { collection: setOf(target, steps, context) }, origin: 'client' },
          context,
        )
  putInPlace?.(entity)
  const query = expandDeepInsert(plan.query, type, judged, context)
  return { kind: 'entity', entity, query, isNew: true }
}

/** @throws ODataError 405 where POST addresses an entity */
export function requireCollection(target: Target): asserts target is CollectionTarget {
  if (target.kind === 'collection') return
  throw methodNotAllowed('POST addresses no collection here', 'GET, PATCH, PUT, DELETE')
}

/**
 * Where an insert goes.
 * @returns puts the new entity there; `undefined` where it may stay the last
 * @see Protocol, "Positional Inserts"
 */
function placeIn(
  target: CollectionTarget,
  index: number | undefined,
  context: RequestContext,
): ((entity: Entity) => void) | undefined {
  if (index === undefined) return undefined
  const { items, via } = target
  const position = positionOf(index, items.length)
  const [before, after] = [items.slice(0, position), items.slice(position)]
  return (entity) => {
    const all = [...before, entity, ...after]
    if (via) linksOf(via, context).order(all)
    else context.store.orderMembers(all)
  }
}

/** A type cast in the path tells the type that the body need not. */
export function withType(body: JsonObject, { type, via }: CollectionTarget): JsonObject {
  if (!via || type === via.navigation.type || '@odata.type' in body || '@type' in body) return body
  return { ...body, '@odata.type': `#${type.qualifiedName}` }
}

/** @throws ODataError 501 for what an operation returns */
export function setOf(
  { collection }: CollectionTarget,
  [first, ...others]: readonly PathStep[],
  { store }: RequestContext,
): EntityCollection {
  if (collection) return collection
  if (first?.kind === 'entitySet' && others.every(({ kind }) => kind === 'typeCast')) {
    return store.collection(first.entitySet)
  }
  throw notImplemented('POST to what an operation returns')
}
