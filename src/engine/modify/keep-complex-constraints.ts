import { badRequest } from '../../errors.ts'
import type { EntityType, JsonObject, NavigationProperty } from '../../model/index.ts'
import { principalConstraints, type Entity } from '../../store/index.ts'
import { typesWithin } from '../complex-links.ts'
import { complexValuesOf, type ComplexValue } from './complex-values.ts'
import { mayLeadNowhere } from './fixed-dependent.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Refuses dependent properties of complex values that lead to no entity, unless they were there before.
 * @param before the properties that the entity had
 * @throws ODataError 400
 * @see CSDL, "Referential Constraint"
 */
export function requireComplexPrincipals(
  entity: Entity,
  before: JsonObject,
  pointer: string,
  { store }: RequestContext,
): void {
  if (!mayDepend(entity.type)) return
  const known = new Set(dependencies(complexValuesOf(entity, before)).map(describe))
  for (const dependency of dependencies(complexValuesOf(entity, entity.properties))) {
    const { value, place, navigation, properties } = dependency
    if (known.has(describe(dependency)) || store.followComplex(value, navigation)) continue
    const [property = ''] = properties
    throw badRequest(
      `expected '${property}' to be the key of a ${navigation.type.qualifiedName}, found ${JSON.stringify(value[property])}, which none has`,
      [pointer, ...place, property].join('/'),
    )
  }
}

/** A complex value whose dependent properties name an entity. */
interface Dependency extends ComplexValue {
  readonly navigation: NavigationProperty
  /** The dependent properties. */
  readonly properties: readonly string[]
}

function dependencies(values: Iterable<ComplexValue>): readonly Dependency[] {
  return [...values].flatMap((each) =>
    [...each.type.navigationProperties.values()].flatMap((navigation) => {
      const properties = (principalConstraints(navigation) ?? []).map(({ property }) => property)
      const isNull = properties.some((name) => (each.value[name] ?? null) === null)
      if (properties.length === 0 || isNull || mayLeadNowhere(navigation)) return []
      return [{ ...each, navigation, properties }]
    }),
  )
}

function describe({ navigation, value, properties }: Dependency): string {
  const values = properties.map((name) => value[name])
  return JSON.stringify([navigation.declaringType.qualifiedName, navigation.name, values])
}

const depending = new WeakMap<EntityType, boolean>()

/** Whether complex values of a type may have dependent properties. */
function mayDepend(type: EntityType): boolean {
  let may = depending.get(type)
  if (may === undefined) {
    may = [...type.properties.values()].some(
      (property) =>
        property.type.kind === 'complexType' &&
        [...typesWithin(property.type)].some(({ navigationProperties }) =>
          [...navigationProperties.values()].some((each) => principalConstraints(each)),
        ),
    )
    depending.set(type, may)
  }
  return may
}
