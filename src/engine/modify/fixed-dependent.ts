import type { NavigationProperty } from '../../model/index.ts'

/**
 * Whether the dependent properties of a navigation property may name an entity that is not there. CSDL
 * asks that those of a nullable one are nullable too. Services whose properties are never null, such as
 * SAP's, have it otherwise: an empty text, or a code that no list has, then leads to nothing.
 * @see CSDL, "Referential Constraint"
 */
export function mayLeadNowhere(navigation: NavigationProperty): boolean {
  return navigation.nullable && fixedDependent(navigation) !== undefined
}

/** A dependent property that may not be null. */
export function fixedDependent({
  referentialConstraints,
  declaringType,
}: NavigationProperty): string | undefined {
  return referentialConstraints
    .map(({ property }) => property)
    .find((name) => declaringType.properties.get(name)?.nullable === false)
}
