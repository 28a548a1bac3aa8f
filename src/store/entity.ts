import type {
  EntityInstance,
  EntityType,
  JsonObject,
  NavigationProperty,
  Singleton,
} from '../model/index.ts'
import type { EntityCollection } from './entity-collection.ts'
import type { Lanes } from './hash.ts'
import type { LinkEnd } from './link-end.ts'
import type { LinkSet } from './link-set.ts'

/**
 * A stored entity: its identity stays, its `properties` are replaced by each update and never changed
 * in place. Only the store writes to it.
 */
export interface Entity extends EntityInstance {
  /** Changed by an update to another derived type alone. */
  type: EntityType
  properties: JsonObject
  /** Key text within `collection`; '' for a singleton. */
  readonly key: string
  /** Where it lives; `undefined` for a singleton or a single-valued contained entity. */
  readonly collection: EntityCollection | undefined
  /** The entity that contains it, and by which navigation property. */
  readonly parent: Entity | undefined
  readonly containment: NavigationProperty | undefined
  /** The singleton that it is. */
  readonly singleton: Singleton | undefined
  /** Links by end; an end with no link may be absent. The store makes it with the first. */
  links: ReadonlyMap<LinkEnd, LinkSet>
  /** Contained collections by the containing end; made with the first, for most entities have none. */
  contained: Map<LinkEnd, EntityCollection> | undefined
  /** Serialised members, kept by representations; the store drops it when properties change. */
  text: string | undefined
  /** Dropped when properties or links change. */
  etag: string | undefined
  /** What the properties add to `etag`; kept like `text`. */
  contentHash: Lanes | undefined
  /** What the links add to `etag`; dropped when one changes. */
  linkHash: Lanes | undefined
  /** Of the canonical path, which never changes; kept for the tags of what is linked to it. */
  pathHash: number | undefined
}

/** Where an entity lives: an entity set, contained by another entity, or as a singleton. */
export type Place =
  | { readonly collection: EntityCollection; readonly key: string }
  | {
      readonly parent: Entity
      readonly containment: NavigationProperty
      /** Absent for a single-valued navigation property. */
      readonly collection?: EntityCollection
      readonly key: string
    }
  | { readonly singleton: Singleton }
  /** Nowhere: what an operation answers, which is not stored. */
  | { readonly key: string; readonly collection: undefined }

/** Of every entity that was never linked. */
const noLinks: ReadonlyMap<LinkEnd, LinkSet> = new Map()

/** What an entity is linked to at one end, to be changed. */
export function linksAt(entity: Entity, end: LinkEnd, make: () => LinkSet): LinkSet {
  const known = entity.links.get(end)
  if (known) return known
  const links = make()
  if (entity.links === noLinks) entity.links = new Map([[end, links]])
  else (entity.links as Map<LinkEnd, LinkSet>).set(end, links)
  return links
}

export function newEntity(type: EntityType, properties: JsonObject, place: Place): Entity {
  return {
    type,
    properties,
    key: 'key' in place ? place.key : '',
    collection: 'collection' in place ? place.collection : undefined,
    parent: 'parent' in place ? place.parent : undefined,
    containment: 'containment' in place ? place.containment : undefined,
    singleton: 'singleton' in place ? place.singleton : undefined,
    links: noLinks,
    contained: undefined,
    text: undefined,
    etag: undefined,
    contentHash: undefined,
    linkHash: undefined,
    pathHash: undefined,
  }
}
