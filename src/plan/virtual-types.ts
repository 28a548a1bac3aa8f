import type { EntitySet, EntityType, NavigationProperty } from '../model/index.ts'

const bare = {
  kind: 'entityType',
  namespace: 'Edm',
  isImplied: false,
  ownProperties: new Map(),
  ownNavigationProperties: new Map(),
  properties: new Map(),
  navigationProperties: new Map(),
  baseType: undefined,
  derivedTypes: [],
  key: [],
  keyProperties: [],
  alternateKeys: [],
  keySubstitutes: [],
  hasStream: false,
  showsETag: false,
} as const

/**
 * What `$all` is a collection of: the abstract type of every entity. Its instances have properties
 * that only their own types know, so that names count as those of dynamic ones.
 * @see CSDL, "Built-In Abstract Types"; URL Conventions, "Addressing All Entities in a Service"
 */
export const anyEntityType: EntityType = {
  ...bare,
  name: 'EntityType',
  qualifiedName: 'Edm.EntityType',
  isAbstract: true,
  isOpen: true,
}

/**
 * The virtual type of a cross join: a non-nullable single-valued navigation property for each set.
 * @see URL Conventions, "Addressing the Cross Join of Entity Sets"
 */
export function crossjoinType(entitySets: readonly EntitySet[]): EntityType {
  const navigationProperties = new Map<string, NavigationProperty>()
  const type: EntityType = {
    ...bare,
    name: 'ComplexType',
    qualifiedName: 'Edm.ComplexType',
    isAbstract: false,
    isOpen: false,
    ownNavigationProperties: navigationProperties,
    navigationProperties,
  }
  for (const target of entitySets) {
    navigationProperties.set(target.name, {
      kind: 'navigationProperty',
      name: target.name,
      declaringType: type,
      type: target.entityType,
      isCollection: false,
      nullable: false,
      containsTarget: false,
      partner: undefined,
      transitiveOf: undefined,
      referentialConstraints: [],
      isReadOnly: false,
      target,
      isDoor: false,
      aliases: [],
    })
  }
  return type
}
