import { notImplemented } from '../../errors.ts'
import type { JsonObject } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { createEntity } from './create-entity.ts'
import { linksOf } from '../links.ts'
import type { RequestContext } from '../request-context.ts'
import type { Via } from '../target.ts'

/** Creates an entity where the navigation property of a complex value leads to, and links it. */
export function createOfComplex(via: Via, body: JsonObject, context: RequestContext): Entity {
  const { navigation, target } = via
  if (target?.kind !== 'entitySet') {
    throw notImplemented(
      `creating entities through '${navigation.name}', which leads to no entity set,`,
    )
  }
  const collection = context.store.collection(target)
  const entity = createEntity(
    navigation.type,
    body,
    { place: { collection }, origin: 'client' },
    context,
  )
  linksOf(via, context).add(entity)
  return entity
}
