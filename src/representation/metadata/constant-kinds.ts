import type { EdmType, Model } from '../../model/index.ts'

/*
 * CSDL XML writes a path, a date or an enumeration member differently from a string, and CSDL JSON, whose
 * form values have in the model, does not: there the term's type tells. So does this table for
 * the standard vocabularies, whose documents no contract includes; names of members are used by their types alike.
 */

/** The attribute or element of a constant expression, with the enumeration of an `EnumMember`. */
export interface ConstantKind {
  readonly name: string
  readonly enumType?: string
}

const propertyPath: ConstantKind = { name: 'PropertyPath' }
const navigationPropertyPath: ConstantKind = { name: 'NavigationPropertyPath' }
const enumMember = (enumType: string): ConstantKind => ({ name: 'EnumMember', enumType })

const standardKinds: Readonly<Record<string, ConstantKind>> = {
  // Vocabulary Core.
  OptimisticConcurrency: propertyPath,
  Name: propertyPath,
  Permissions: enumMember('Org.OData.Core.V1.Permission'),
  // Vocabulary Capabilities.
  ConformanceLevel: enumMember('Org.OData.Capabilities.V1.ConformanceLevelType'),
  IsolationSupported: enumMember('Org.OData.Capabilities.V1.IsolationLevel'),
  Navigability: enumMember('Org.OData.Capabilities.V1.NavigationType'),
  UnsupportedExpressions: enumMember('Org.OData.Capabilities.V1.SearchExpressions'),
  UpdateMethod: enumMember('Org.OData.Capabilities.V1.HttpMethod'),
  AscendingOnlyProperties: propertyPath,
  DescendingOnlyProperties: propertyPath,
  FilterableProperties: propertyPath,
  NonCountableProperties: propertyPath,
  NonFilterableProperties: propertyPath,
  NonInsertableProperties: propertyPath,
  NonSortableProperties: propertyPath,
  NonUpdatableProperties: propertyPath,
  RequiredProperties: propertyPath,
  NavigationProperty: navigationPropertyPath,
  NonCountableNavigationProperties: navigationPropertyPath,
  NonDeletableNavigationProperties: navigationPropertyPath,
  NonExpandableProperties: navigationPropertyPath,
  NonInsertableNavigationProperties: navigationPropertyPath,
  NonUpdatableNavigationProperties: navigationPropertyPath,
}

/** Terms of the standard vocabularies whose members `standardKinds` is about. */
const standardTerm = /^(?:Org\.OData\.(?:Core|Capabilities)|OData\.Community\.Keys)\.V1\.([^#]*)/
const membersNamed =
  /^(?:(?:Org\.OData\.Core|OData\.Community\.Keys)\.V1\.AlternateKeys|Org\.OData\.Capabilities\.V1\.)/

/** Edm types that have a constant expression of their own. */
const edmKinds: ReadonlySet<string> = new Set([
  'AnnotationPath',
  'Binary',
  'Date',
  'DateTimeOffset',
  'Duration',
  'Guid',
  'ModelElementPath',
  'NavigationPropertyPath',
  'PropertyPath',
  'TimeOfDay',
])

/** How a value of a term, or of a member of its record, is written. */
export interface ExpectedValue {
  readonly kind: ConstantKind | undefined
  readonly memberOf: (name: string) => ExpectedValue
}

export function expectedOf(term: string, { terms }: Model): ExpectedValue {
  const declared = terms.get(term.replace(/#.*$/, ''))
  if (declared) return ofType(declared.type)
  const name = standardTerm.exec(term)?.[1]
  const ofMember = (member: string): ExpectedValue => ({
    kind: standardKinds[member],
    memberOf: ofMember,
  })
  const kind = name === undefined ? undefined : standardKinds[name]
  return { kind, memberOf: membersNamed.test(term) ? ofMember : () => anything }
}

const anything: ExpectedValue = { kind: undefined, memberOf: () => anything }

function ofType(type: EdmType): ExpectedValue {
  switch (type.kind) {
    case 'primitiveType': {
      const name = type.name.slice('Edm.'.length)
      return edmKinds.has(name) ? { ...anything, kind: { name } } : anything
    }
    case 'typeDefinition':
      return ofType(type.underlyingType)
    case 'enumType':
      return { ...anything, kind: enumMember(type.qualifiedName) }
    case 'complexType':
    case 'entityType':
      return {
        kind: undefined,
        memberOf: (name) => {
          const member = type.properties.get(name)
          return member ? ofType(member.type) : anything
        },
      }
  }
}
