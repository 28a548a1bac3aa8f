import { methodNotAllowed } from '../errors.ts'
import type { JsonObject } from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import { linkComplexValue } from './modify/link-complex-value.ts'
import { linkEntities, unlinkEntities } from './modify/link-entities.ts'
import type { RequestContext } from './request-context.ts'
import type { Via } from './target.ts'
import { withValueAt } from './value-place.ts'

/** The links of a navigation property of an entity, or of a complex value. */
export interface Links {
  all(): readonly Entity[]
  add(target: Entity): void
  remove(target: Entity): void
  /** Gives them an order; takes them all. */
  order(targets: readonly Entity[]): void
}

export function linksOf(via: Via, context: RequestContext): Links {
  return via.holder ? linksOfComplex(via, context) : linksOfEntity(via, context)
}

function linksOfEntity({ owner, navigation }: Via, context: RequestContext): Links {
  const { store } = context
  return {
    all: () =>
      navigation.isCollection
        ? [...store.followCollection(owner, navigation)]
        : [store.followSingle(owner, navigation) ?? []].flat(),
    add: (target) => linkEntities(owner, navigation, target, context),
    remove: (target) => unlinkEntities(owner, navigation, target, context),
    order: (targets) => store.orderLinks(owner, navigation, targets),
  }
}

/**
 * The links of a navigation property that a complex type declares. A complex value is never changed in
 * place: each change makes it anew, so that it can be taken back.
 * @see CSDL, "Navigation Property"
 */
function linksOfComplex(via: Via, context: RequestContext): Links {
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
    order: replace,
  }
}
