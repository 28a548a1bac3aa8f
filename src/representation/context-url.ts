import type { Outcome } from '../engine/index.ts'
import { isDerivedFrom, type EdmType, type EntitySet, type EntityType } from '../model/index.ts'
import type { QueryPlan } from '../query/index.ts'
import { canonicalPath, type Entity } from '../store/index.ts'
import type { WriteOptions } from './write-options.ts'

/**
 * The fragment of a context URL.
 * @see Protocol, "Context URL"
 */
export function contextFragment(base: string, { $select, $expand }: QueryPlan): string {
  const items = [$select?.all ? undefined : $select?.text, $expand?.text].filter((text) => text)
  return items.length > 0 ? `${base}(${items.join(',')})` : base
}

export function contextUrl({ serviceRoot }: WriteOptions, fragment: string): string {
  return `${serviceRoot}/$metadata#${fragment}`
}

/**
 * What a collection of entities is called in a context URL: its entity set or its containing path,
 * and the type that it was cast to; or only its type.
 * @param entitySet what the path addresses
 */
export function collectionContext(
  { type, items, via }: Outcome & { readonly kind: 'collection' },
  entitySet: EntitySet | undefined,
): string {
  if (via?.navigation.containsTarget) {
    const path = `${canonicalPath(via.owner)}/${via.navigation.name}`
    return withCast(path, via.navigation.type, type)
  }
  const addressed = via ? via.navigation.target : entitySet
  const fits = addressed && isDerivedFrom(type, addressed.entityType)
  const set = fits ? addressed : items[0]?.collection?.entitySet
  return set ? withCast(set.name, set.entityType, type) : `Collection(${type.qualifiedName})`
}

/** @see Protocol, "Collection of Derived Entities" */
function withCast(name: string, declared: EntityType, type: EntityType): string {
  const isCast = type !== declared && isDerivedFrom(type, declared)
  return isCast ? `${name}/${type.qualifiedName}` : name
}

/** As `collectionContext`, for one entity; what is nowhere stored is called by its type. */
export function entityContext(entity: Entity, query: QueryPlan): string {
  const { singleton, parent, containment, collection, type } = entity
  if (singleton) return contextFragment(singleton.name, query)
  if (parent && containment) {
    const fragment = contextFragment(`${canonicalPath(parent)}/${containment.name}`, query)
    return containment.isCollection ? `${fragment}/$entity` : fragment
  }
  const set = collection?.entitySet
  if (!set) return contextFragment(type.qualifiedName, query)
  return `${contextFragment(set.name, query)}/$entity`
}

/** As `collectionContext`, for a value that is no entity's property. */
export function valueContext(type: EdmType, isCollection: boolean): string {
  return isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
}
