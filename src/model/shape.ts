import type { ComplexType, EdmType, EntityType, NavigationProperty, Property } from './types.ts'

/** What `$compute` and `$apply` add to a type: dynamic properties whose types are known. */
export interface Additions {
  readonly properties?: readonly Property[]
  readonly navigationProperties?: readonly NavigationProperty[]
}

/**
 * A type with dynamic properties beside its declared ones, for binding and writing what `$compute`
 * and `$apply` give. It is `shapeOf` the declared type, and counts as that type everywhere else.
 * @see Data Aggregation, "Type, Structure and Context URL": instances keep the input type
 */
export function shapeType<Type extends EntityType | ComplexType>(
  type: Type,
  { properties = [], navigationProperties = [] }: Additions,
): Type {
  return {
    ...type,
    shapeOf: type.shapeOf ?? type,
    properties: new Map([...type.properties, ...properties.map(named)]),
    navigationProperties: new Map([
      ...type.navigationProperties,
      ...navigationProperties.map(named),
    ]),
  }
}

function named<Item extends { readonly name: string }>(item: Item): [string, Item] {
  return [item.name, item]
}

/** The type as the contract has it. */
export function declaredType<Type extends EntityType | ComplexType>(type: Type): Type {
  return (type.shapeOf ?? type) as Type
}

/** A dynamic property whose type is known, of a shape of `declaringType`. */
export function dynamicProperty(
  name: string,
  { type, isCollection }: { readonly type: EdmType; readonly isCollection: boolean },
  declaringType: EntityType | ComplexType,
): Property {
  return {
    kind: 'property',
    name,
    declaringType,
    type,
    isCollection,
    nullable: true,
    isComputed: true,
    isImmutable: false,
    isInferred: false,
  }
}

/** A dynamic navigation property, whose targets are given with the instance. */
export function dynamicNavigationProperty(
  name: string,
  given: Pick<NavigationProperty, 'type' | 'isCollection' | 'target' | 'selectList'>,
  declaringType: EntityType | ComplexType,
): NavigationProperty {
  return {
    kind: 'navigationProperty',
    name,
    declaringType,
    ...given,
    nullable: true,
    containsTarget: false,
    partner: undefined,
    transitiveOf: undefined,
    referentialConstraints: [],
    isReadOnly: true,
    isDoor: false,
    aliases: [],
  }
}

/** The additions of a shape, and declared properties that it gives another type; none for a declared type. */
export function additionsOf(type: EntityType | ComplexType): Required<Additions> {
  const declared = declaredType(type)
  return {
    properties: [...type.properties.values()].filter(
      (property) => declared.properties.get(property.name) !== property,
    ),
    navigationProperties: [...type.navigationProperties.values()].filter(
      ({ name }) => !declared.navigationProperties.has(name),
    ),
  }
}
