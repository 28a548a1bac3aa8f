import { badRequest } from '../../errors.ts'
import {
  isJsonEqual,
  type EntityType,
  type JsonObject,
  type Model,
  type NavigationProperty,
} from '../../model/index.ts'
import { principalConstraints, type Entity } from '../../store/index.ts'
import { mayLeadNowhere } from './fixed-dependent.ts'
import { isDeclaredIn } from './is-upsertable.ts'
import { requireComplexPrincipals } from './keep-complex-constraints.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Holds what an update changed to the referential constraints: a dependent property has to lead to an
 * entity, and what is tied to other properties of the principal follows it.
 * @param before the properties that the entity had
 * @throws ODataError 400 for a principal that does not exist
 * @see Protocol, "Update an Entity"; CSDL, "Referential Constraint"
 */
export function keepConstraints(
  entity: Entity,
  before: JsonObject,
  context: RequestContext,
  pointer: string,
): void {
  if (!isDeclaredIn(context.model, entity.type)) return
  for (const navigation of entity.type.navigationProperties.values()) {
    requirePrincipal(entity, before, { navigation, pointer }, context)
    takePrincipalValues(entity, navigation, context)
  }
  for (const navigation of navigationsTo(entity.type, context.model)) {
    updateDependents(entity, before, navigation, context)
  }
  requireComplexPrincipals(entity, before, pointer, context)
}

/** "If the canonical collection does not contain such an entity, the upsert fails." */
function requirePrincipal(
  entity: Entity,
  before: JsonObject,
  { navigation, pointer }: { readonly navigation: NavigationProperty; readonly pointer: string },
  { store }: RequestContext,
): void {
  const { properties } = entity
  const constraints = principalConstraints(navigation) ?? []
  const changed = constraints.find(
    ({ property }) => !isJsonEqual(properties[property] ?? null, before[property] ?? null),
  )
  const isNull = constraints.some(({ property }) => (properties[property] ?? null) === null)
  if (!changed || isNull || mayLeadNowhere(navigation)) return
  if (store.followSingle(entity, navigation)) return
  const others = alternativesTo(navigation, entity.type)
  if (others.some((each) => store.followSingle(entity, each))) return
  const { property } = changed
  throw badRequest(
    `expected '${property}' to be the key of a ${navigation.type.qualifiedName}, found ${JSON.stringify(properties[property])}, which none has`,
    `${pointer}/${property}`,
  )
}

/** The navigation properties that have the same dependent properties: one value leads to one of several types. */
function alternativesTo(
  navigation: NavigationProperty,
  { navigationProperties }: EntityType,
): readonly NavigationProperty[] {
  if (!navigation.nullable) return []
  const dependents = dependentsText(navigation)
  return [...navigationProperties.values()].filter((each) => dependentsText(each) === dependents)
}

function dependentsText({ referentialConstraints }: NavigationProperty): string {
  return JSON.stringify(referentialConstraints.map(({ property }) => property).toSorted())
}

/** Dependent properties that are tied to no key have what the principal has. */
export function takePrincipalValues(
  entity: Entity,
  navigation: NavigationProperty,
  { store }: RequestContext,
): void {
  const { key } = navigation.type
  const tied = navigation.referentialConstraints.filter(
    ({ referencedProperty }) => !key.includes(referencedProperty),
  )
  const principal = tied.length > 0 ? store.followSingle(entity, navigation) : null
  if (!principal) return
  const values = tied.map(({ property, referencedProperty }) => [
    property,
    principal.properties[referencedProperty] ?? null,
  ])
  const properties = { ...entity.properties, ...Object.fromEntries(values) }
  if (!isJsonEqual(properties, entity.properties)) store.update(entity, properties)
}

function updateDependents(
  principal: Entity,
  before: JsonObject,
  navigation: NavigationProperty,
  context: RequestContext,
): void {
  const isChanged = navigation.referentialConstraints.some(
    ({ referencedProperty }) =>
      !isJsonEqual(
        principal.properties[referencedProperty] ?? null,
        before[referencedProperty] ?? null,
      ),
  )
  if (!isChanged) return
  for (const entity of dependentsOf(principal, navigation, context)) {
    takePrincipalValues(entity, navigation, context)
  }
}

function dependentsOf(
  principal: Entity,
  navigation: NavigationProperty,
  { store, model }: RequestContext,
): readonly Entity[] {
  const { partner } = navigation
  if (partner?.isCollection) return store.followCollection(principal, partner)
  if (partner) return [store.followSingle(principal, partner) ?? []].flat()
  const sets = [...model.container.entitySets.values()]
  return sets.flatMap((set) =>
    store
      .collection(set)
      .toArray()
      .filter(
        (entity) =>
          entity.type.navigationProperties.get(navigation.name) === navigation &&
          store.followSingle(entity, navigation) === principal,
      ),
  )
}

const leading = new WeakMap<EntityType, readonly NavigationProperty[]>()

/** Those by which dependent entities have copies of a type's properties that are no key. */
function navigationsTo(type: EntityType, { types }: Model): readonly NavigationProperty[] {
  let found = leading.get(type)
  if (!found) {
    found = [...types.values()].flatMap((each) =>
      each.kind === 'entityType' ? [...each.ownNavigationProperties.values()] : [],
    )
    found = found.filter(
      ({ isCollection, type: target, referentialConstraints }) =>
        !isCollection &&
        target.properties.size > 0 &&
        referentialConstraints.some(
          ({ referencedProperty }) =>
            !target.key.includes(referencedProperty) &&
            target.properties.get(referencedProperty) === type.properties.get(referencedProperty),
        ),
    )
    leading.set(type, found)
  }
  return found
}
