import { badRequest, ODataError } from '../../errors.ts'
import {
  isJsonEqual,
  type JsonValue,
  type NavigationProperty,
  type ReferentialConstraint,
} from '../../model/index.ts'
import { canonicalPath, principalConstraints, type Entity, type Store } from '../../store/index.ts'
import { isPartOfKey } from '../key-through-navigation.ts'
import { takePrincipalValues } from './keep-constraints.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Links two entities; where a referential constraint stands for the link, its dependent property is set.
 * What a single-valued end led to before is not linked any more.
 * @throws ODataError 400 for a containment, for what is linked elsewhere and must be, and for a target in
 *   another entity set than the navigation property leads to; 405 where the link is part of a key
 * @see Protocol, "Modifying Relationships between Entities"
 */
export function linkEntities(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
  context: RequestContext,
): void {
  const { store } = context
  if (navigation.containsTarget || navigation.partner?.containsTarget) {
    throw badRequest(
      `'${navigation.name}' is a containment: its entities can't be linked elsewhere`,
    )
  }
  if (isPartOfKey(owner.type, navigation)) refuseOther(owner, navigation, target, store)
  if (context.defer === undefined) giveUpOthers(owner, navigation, target, context)
  const held = heldByProperties(owner, navigation, target)
  if (!held) {
    if (context.defer === undefined) tie(owner, target, navigation, store)
    return store.link(owner, navigation, target)
  }
  const { dependent, principal, constraints, by } = held
  const values = constraints.map(({ property, referencedProperty }) => [
    property,
    principal.properties[referencedProperty] ?? principal.key,
  ])
  setDependent(dependent, Object.fromEntries(values) as Values, store)
  takePrincipalValues(dependent, by, context)
  if (context.defer === undefined && !store.isLinked(owner, navigation, target)) {
    throw badRequest(
      `'${navigation.name}' leads to another entity set than that of ${canonicalPath(target)}`,
      '/@odata.id',
    )
  }
}

/** @see Protocol, "Change the Reference in a Single-Valued Navigation Property": it "cannot be changed" where it is used in the key */
function refuseOther(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
  store: Store,
): void {
  const before = store.followSingle(owner, navigation)
  if (before && before !== target) throw partOfKey(navigation.name, owner)
}

function partOfKey(name: string, entity: Entity): ODataError {
  return new ODataError(
    405,
    'MethodNotAllowed',
    `'${name}' is part of the key of ${canonicalPath(entity)}: what it leads to cannot be changed`,
    { headers: { Allow: 'GET, HEAD' } },
  )
}

/** A single-valued end has one entity at a time; one that may not be without is not taken from its other. */
function giveUpOthers(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
  { store }: RequestContext,
): void {
  const { partner } = navigation
  if (!partner || store.isLinked(owner, navigation, target)) return
  if (!navigation.isCollection) {
    const before = store.followSingle(owner, navigation)
    if (before && !partner.isCollection) leave(before, partner, owner, store)
  }
  if (!partner.isCollection && !navigation.isCollection) {
    const other = store.followSingle(target, partner)
    if (other) leave(other, navigation, target, store)
  }
}

function leave(entity: Entity, by: NavigationProperty, target: Entity, store: Store): void {
  if (!by.nullable) {
    throw badRequest(
      `'${by.name}' of ${canonicalPath(entity)} is not nullable: it would be left without`,
    )
  }
  unlink(entity, by, target, store)
}

type Values = Readonly<Record<string, JsonValue>>

/** @see Protocol, "Change the Reference in a Single-Valued Navigation Property": a link that is part of a key cannot be changed */
function setDependent(dependent: Entity, values: Values, store: Store): void {
  const { type, properties } = dependent
  const changed = Object.keys(values).filter(
    (name) => !isJsonEqual(properties[name] ?? null, values[name]!),
  )
  if (changed.length === 0) return
  const part = changed.find((name) => type.key.includes(name))
  if (part !== undefined) throw partOfKey(part, dependent)
  store.update(dependent, { ...properties, ...values })
}

/** Dependent properties of constraints that do not tell the whole key follow the link. */
function tie(
  owner: Entity,
  target: Entity,
  { referentialConstraints, partner }: NavigationProperty,
  store: Store,
): void {
  const copy = (from: Entity, to: Entity, constraints: readonly ReferentialConstraint[]) => {
    if (constraints.length === 0) return
    const values = constraints.map(({ property, referencedProperty }) => [
      property,
      from.properties[referencedProperty] ?? null,
    ])
    setDependent(to, Object.fromEntries(values) as Values, store)
  }
  copy(target, owner, referentialConstraints)
  copy(owner, target, partner?.referentialConstraints ?? [])
}

/** Which end's properties stand for a link, where referential constraints say that they do. */
function heldByProperties(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
):
  | {
      readonly dependent: Entity
      readonly principal: Entity
      readonly constraints: readonly ReferentialConstraint[]
      readonly by: NavigationProperty
    }
  | undefined {
  const own = principalConstraints(navigation)
  if (own) return { dependent: owner, principal: target, constraints: own, by: navigation }
  const { partner } = navigation
  const partners = partner && principalConstraints(partner)
  return partners && { dependent: target, principal: owner, constraints: partners, by: partner }
}

/** Whether links are no more than what dependent properties, of one end or the other, say. */
export function isHeldByProperties(navigation: NavigationProperty): boolean {
  const { partner } = navigation
  return Boolean(principalConstraints(navigation) ?? (partner && principalConstraints(partner)))
}

/**
 * Takes a link away; the entities stay.
 * @throws ODataError 400 for a containment, and for a link that must be
 * @see Protocol, "Remove a Reference to an Entity": it "MUST NOT violate any integrity constraints"
 */
export function unlinkEntities(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
  { store }: RequestContext,
): void {
  const { partner } = navigation
  if (navigation.containsTarget || partner?.containsTarget) {
    throw badRequest(
      `'${navigation.name}' is a containment: its link can't be removed, delete the entity`,
    )
  }
  if (isRequired(navigation)) {
    throw badRequest(`'${navigation.name}' is not nullable: its link can be replaced, not removed`)
  }
  if (partner && isRequired(partner)) {
    throw badRequest(
      `'${partner.name}' of ${canonicalPath(target)} is not nullable: its link can be replaced, not removed`,
    )
  }
  unlink(owner, navigation, target, store)
}

export function isRequired({ isCollection, nullable }: NavigationProperty): boolean {
  return !isCollection && !nullable
}

function unlink(owner: Entity, navigation: NavigationProperty, target: Entity, store: Store): void {
  const held = heldByProperties(owner, navigation, target)
  if (!held) return store.unlink(owner, navigation, target)
  const { dependent, by, constraints } = held
  const names = ownProperties(dependent, by, constraints)
  const fixed = names.find((name) => dependent.type.properties.get(name)?.nullable === false)
  if (fixed !== undefined) {
    throw badRequest(
      `'${fixed}' of ${canonicalPath(dependent)} is not nullable: its link by '${by.name}' can't be removed`,
    )
  }
  const gone = [...names, ...copiedProperties(dependent, by, constraints)]
  setDependent(dependent, Object.fromEntries(gone.map((name) => [name, null])), store)
}

/** Dependent properties that only repeat what the principal says, where they may be null. */
function copiedProperties(
  { type }: Entity,
  by: NavigationProperty,
  key: readonly ReferentialConstraint[],
): readonly string[] {
  return by.referentialConstraints
    .filter((constraint) => !key.includes(constraint))
    .map(({ property }) => property)
    .filter((name) => type.properties.get(name)?.nullable === true)
}

/**
 * The dependent properties of constraints that "do not participate in other referential constraints"; all
 * of them where each one does.
 * @see CSDL, "On-Delete Action"
 */
export function ownProperties(
  { type }: Entity,
  by: NavigationProperty,
  constraints: readonly ReferentialConstraint[] = by.referentialConstraints,
): readonly string[] {
  const others = [...type.navigationProperties.values()].filter(
    (each) => each !== by && each.name !== by.name,
  )
  const shared = new Set(
    others.flatMap(({ referentialConstraints }) =>
      referentialConstraints.map(({ property }) => property),
    ),
  )
  const names = constraints.map(({ property }) => property)
  const own = names.filter((name) => !shared.has(name))
  return own.length > 0 ? own : names
}
