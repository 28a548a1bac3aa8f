import {
  isDerivedFrom,
  type EntityType,
  type Model,
  type NavigationProperty,
} from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { typesWithin } from '../complex-links.ts'
import { complexValuesOf } from './complex-values.ts'
import { entitiesOf } from './find-referrals.ts'
import { isRequired } from './link-entities.ts'
import type { RequestContext } from '../request-context.ts'
import type { ValuePlace } from '../target.ts'

/** A complex value of an entity that refers to another one. */
export interface ComplexReferral {
  readonly entity: Entity
  /** Where the entity has the value. */
  readonly place: ValuePlace
  readonly navigation: NavigationProperty
  readonly target: Entity
}

/**
 * The complex values that cannot stay as they are when entities go: those whose dependent properties name one, and those
 * that may not be without. Other links of theirs end by themselves.
 */
export function* findComplexReferrals(
  targets: ReadonlySet<Entity>,
  context: RequestContext,
): Generator<ComplexReferral> {
  const holding = holdersIn(context.model)
  if (holding.size === 0) return
  const types = new Set([...targets].map(({ type }) => type))
  for (const [holder, navigations] of holding) {
    const leading = navigations.filter(({ type }) =>
      [...types].some((it) => isDerivedFrom(it, type)),
    )
    if (leading.length === 0) continue
    for (const entity of entitiesOf(holder, context)) {
      if (!targets.has(entity)) yield* referralsOf(entity, leading, targets, context)
    }
  }
}

function* referralsOf(
  entity: Entity,
  navigations: readonly NavigationProperty[],
  targets: ReadonlySet<Entity>,
  { store }: RequestContext,
): Generator<ComplexReferral> {
  for (const { value, type, place } of complexValuesOf(entity, entity.properties)) {
    for (const navigation of navigations) {
      if (type.navigationProperties.get(navigation.name) !== navigation) continue
      const target = store.followComplex(value, navigation) as Entity | null
      if (target && targets.has(target)) yield { entity, place, navigation, target }
    }
  }
}

const holders = new WeakMap<Model, ReadonlyMap<EntityType, readonly NavigationProperty[]>>()

/** The entity types whose complex values depend on other entities, each with the navigation properties by which they do. */
function holdersIn(model: Model): ReadonlyMap<EntityType, readonly NavigationProperty[]> {
  let found = holders.get(model)
  if (!found) {
    const types = [...model.types.values()].filter((type) => type.kind === 'entityType')
    const known = new Map(types.map((type) => [type, dependentNavigations(type)] as const))
    // What a base type has is found with all that derive from it.
    const isTop = ({ baseType }: EntityType) => !baseType || known.get(baseType)?.length === 0
    found = new Map([...known].filter(([type, { length }]) => length > 0 && isTop(type)))
    holders.set(model, found)
  }
  return found
}

function dependentNavigations(type: EntityType): readonly NavigationProperty[] {
  const derived = [type, ...allDerived(type)]
  const complex = derived.flatMap(({ properties }) =>
    [...properties.values()].flatMap((property) =>
      property.type.kind === 'complexType' ? [...typesWithin(property.type)] : [],
    ),
  )
  const navigations = complex.flatMap((each) => [...each.navigationProperties.values()])
  return [...new Set(navigations)].filter(
    (each) => isRequired(each) || (!each.isCollection && each.referentialConstraints.length > 0),
  )
}

function allDerived({ derivedTypes }: EntityType): readonly EntityType[] {
  return derivedTypes.flatMap((each) => [each, ...allDerived(each)])
}
