import type { EdmType, EntityType } from '../model/index.ts'
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

/** What a collection of entities is called in a context URL: its entity set, its containing path, or its type. */
export function collectionContext(
  type: EntityType,
  items: readonly Entity[],
  via:
    | {
        readonly owner: Entity
        readonly navigation: { readonly name: string; readonly containsTarget: boolean }
      }
    | undefined,
): string {
  if (via?.navigation.containsTarget) return `${canonicalPath(via.owner)}/${via.navigation.name}`
  const set = items[0]?.collection?.entitySet
  return set?.name ?? `Collection(${type.qualifiedName})`
}

/** As `collectionContext`, for one entity. */
export function entityContext(entity: Entity): string {
  const { singleton, parent, containment, collection } = entity
  if (singleton) return singleton.name
  if (parent && containment) return `${canonicalPath(parent)}/${containment.name}`
  return collection?.entitySet?.name ?? entity.type.qualifiedName
}

/** As `collectionContext`, for a value that is no entity's property. */
export function valueContext(type: EdmType, isCollection: boolean): string {
  return isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
}
