import { methodNotAllowed, notImplemented } from '../errors.ts'
import type { JsonObject } from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import { createEntity } from './create-entity.ts'
import { linkComplexValue } from './link-complex-value.ts'
import type { Links } from './modify-reference.ts'
import type { RequestContext } from './request-context.ts'
import type { Via } from './target.ts'
import { withValueAt } from './value-place.ts'

/**
 * The links of a navigation property that a complex type declares. A complex value is never changed in
 * place: each change makes it anew, so that it can be taken back.
 * @see CSDL, "Navigation Property"
 */
export function linksOfComplex(via: Via, context: RequestContext): Links {
  const { owner, navigation, holderPlace } = via
  const { store } = context
  let holder = via.holder!
  if (!holderPlace) {
    throw methodNotAllowed(`'${navigation.name}' is no part of what is stored`, 'GET, HEAD')
  }
  const replace = (targets: readonly Entity[]) => {
    const next: JsonObject = { ...holder }
    store.inheritComplexLinks(next, holder)
    linkComplexValue(next, navigation, targets, context)
    store.update(owner, withValueAt(owner.properties, holderPlace, next, store) as JsonObject)
    holder = next
  }
  const all = () => [store.followComplex(holder, navigation) ?? []].flat() as readonly Entity[]
  return {
    all,
    add: (target) => {
      const others = navigation.isCollection ? all() : []
      if (!others.includes(target)) replace([...others, target])
    },
    remove: (target) => replace(all().filter((each) => each !== target)),
  }
}

/** Creates an entity where the navigation property of a complex value leads to, and links it. */
export function createOfComplex(via: Via, body: JsonObject, context: RequestContext): Entity {
  const { navigation, target } = via
  if (target?.kind !== 'entitySet') {
    throw notImplemented(
      `creating entities through '${navigation.name}', which leads to no entity set,`,
    )
  }
  const collection = context.store.collection(target)
  const entity = createEntity(navigation.type, body, { collection }, 'client', context)
  linksOfComplex(via, context).add(entity)
  return entity
}
