import type { OutcomeOf } from '../engine/index.ts'
import {
  isDerivedFrom,
  type EdmType,
  type EntityInstance,
  type EntitySet,
  type EntityType,
} from '../model/index.ts'
import { namesExpansions, selectListOf, type QueryPlan } from '../query/index.ts'
import { canonicalPath, containedPath, throughDoor, type Entity } from '../store/index.ts'
import type { WriteOptions } from './write-options.ts'

/**
 * The fragment of a context URL.
 * @see Protocol, "Context URL"
 */
export function contextFragment(
  base: string,
  query: QueryPlan,
  { version, namesAllExpansions }: Pick<WriteOptions, 'version' | 'namesAllExpansions'>,
): string {
  const namesAll = version === '4.01' || namesAllExpansions
  const { $expand } = query
  const expanded = namesAll ? $expand?.text : $expand?.selectiveText
  const items = [selectListOf(query), namesExpansions(query) ? '' : expanded].filter((text) => text)
  return items.length > 0 ? `${base}(${items.join(',')})` : base
}

export function contextUrl({ serviceRoot, door }: WriteOptions, fragment: string): string {
  return `${serviceRoot}/$metadata#${throughDoor(fragment, door)}`
}

/**
 * What a collection of entities is called in a context URL: its entity set or its containing path,
 * and the type that it was cast to; or only its type.
 * @param entitySet what the path addresses
 */
export function collectionContext(
  { type, items, via }: Pick<OutcomeOf<'collection'>, 'type' | 'items' | 'via'>,
  entitySet: EntitySet | undefined,
): string {
  if (via?.navigation.containsTarget) {
    const path = containedPath(via.owner, via.navigation)
    return withCast(path, via.navigation.type, type)
  }
  const addressed = via ? via.target : entitySet
  const fits = addressed?.kind === 'entitySet' && isDerivedFrom(type, addressed.entityType)
  const set = fits ? addressed : isAnyEntity(type) ? undefined : commonSet(items)
  return set ? withCast(set.name, set.entityType, type) : `Collection(${type.qualifiedName})`
}

/** Protocol, "`$all` Response": the built-in abstract type, also where one set alone answers. */
export function isAnyEntity({ qualifiedName }: EdmType): boolean {
  return qualifiedName === 'Edm.EntityType'
}

/** The entity set that all of them are in. */
function commonSet([first, ...others]: readonly Entity[]): EntitySet | undefined {
  const set = first?.collection?.entitySet
  return others.every(({ collection }) => collection?.entitySet === set) ? set : undefined
}

/** @see Protocol, "Collection of Derived Entities", "Derived Entity" */
function withCast(name: string, declared: EntityType, type: EdmType | undefined): string {
  const cast = type?.kind === 'entityType' ? (type.shapeOf ?? type) : undefined
  if (!cast || cast === declared) return name
  return isDerivedFrom(cast as EntityType, declared) ? `${name}/${cast.qualifiedName}` : name
}

/**
 * As `collectionContext`, for one entity; what is nowhere stored is called by its type.
 * @param type what the path addresses, by a type cast where it has one
 */
export function entityContext(
  instance: EntityInstance,
  {
    query,
    type,
    entitySet,
  }: {
    readonly query: QueryPlan
    readonly type: EdmType | undefined
    /** Where entities live that an operation returns. */
    readonly entitySet?: EntitySet | undefined
  },
  options: WriteOptions,
): string {
  const entity = (instance.origin ?? instance) as Partial<Entity>
  const { singleton, parent, containment, collection } = entity
  if (singleton) {
    return contextFragment(withCast(singleton.name, singleton.entityType, type), query, options)
  }
  if (parent && containment) {
    const path = containedPath(parent, containment)
    const fragment = contextFragment(withCast(path, containment.type, type), query, options)
    return containment.isCollection ? `${fragment}/$entity` : fragment
  }
  const isOfSet = entitySet && isDerivedFrom(instance.type, entitySet.entityType)
  const set = collection?.entitySet ?? (isOfSet ? entitySet : undefined)
  if (!set) return contextFragment(instance.type.qualifiedName, query, options)
  const name = withCast(set.name, set.entityType, type)
  return `${contextFragment(name, query, options)}/$entity`
}

/**
 * As `collectionContext`, for a property of an entity: "the path MUST include cast segments for
 * properties defined on types derived from the expected type".
 * @param path from the entity, e.g. `Address/City`
 */
export function propertyContext(owner: Entity, path: string): string {
  const { collection, containment, singleton, type } = owner
  const expected = collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
  const property = type.properties.get(path.split('/')[0]!)
  const isOfDerived = property && !expected.properties.has(property.name)
  const cast = isOfDerived ? `${property.declaringType.qualifiedName}/` : ''
  return `${canonicalPath(owner)}/${cast}${path}`
}

/** As `collectionContext`, for a value that is no entity's property. */
export function valueContext(type: EdmType, isCollection: boolean): string {
  return isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
}
