import type {
  ComplexType,
  EdmType,
  EntityContainer,
  EntitySet,
  EntityType,
  EnumType,
  Facets,
  Model,
  NavigationProperty,
  Operation,
  OperationImport,
  Parameter,
  Property,
  Singleton,
  TypeDefinition,
} from '../../model/index.ts'
import {
  bindingsOf,
  containerMembersOf,
  coreVocabulary,
  type CsdlSchema,
  isInServiceDocument,
  isNamed,
  needsInt64,
  ownKeyOf,
  ownNavigationPropertiesOf,
  ownPropertiesOf,
  partnerOf,
  returnTypeOf,
  schemasOf,
  typeText,
} from './csdl-schemas.ts'
import { writeXmlDocument, type XmlElement, xmlElement } from './xml-element.ts'

export type CsdlVersion = '4.0' | '4.01'

/**
 * The metadata document in XML, for `$metadata`.
 * @see CSDL XML, "CSDL XML Document"
 */
export function writeMetadataXml(model: Model, version: CsdlVersion = '4.01'): string {
  const { namespace, alias, url } = coreVocabulary
  return writeXmlDocument(
    xmlElement(
      'edmx:Edmx',
      { 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx', Version: version },
      [
        xmlElement('edmx:Reference', { Uri: `${url}.xml` }, [
          xmlElement('edmx:Include', { Namespace: namespace, Alias: alias }),
        ]),
        xmlElement('edmx:DataServices', {}, schemasOf(model).map(schemaElement)),
      ],
    ),
  )
}

function schemaElement({ namespace, types, operations, container }: CsdlSchema): XmlElement {
  return xmlElement(
    'Schema',
    { xmlns: 'http://docs.oasis-open.org/odata/ns/edm', Namespace: namespace },
    [
      ...types.map(typeElement),
      ...operations.map(operationElement),
      ...(container ? [containerElement(container)] : []),
    ],
  )
}

function typeElement(type: CsdlSchema['types'][number]): XmlElement {
  switch (type.kind) {
    case 'enumType':
      return enumTypeElement(type)
    case 'typeDefinition':
      return typeDefinitionElement(type)
    case 'complexType':
    case 'entityType':
      return structuredTypeElement(type)
  }
}

function enumTypeElement(type: EnumType): XmlElement {
  const members = [...type.members].map(([name, value]) => ({ name, value })).filter(isNamed)
  return xmlElement(
    'EnumType',
    {
      Name: type.name,
      UnderlyingType: needsInt64(type) ? 'Edm.Int64' : undefined,
      IsFlags: type.isFlags || undefined,
    },
    [
      ...members.map(({ name, value }) => xmlElement('Member', { Name: name, Value: value })),
      ...descriptionOf(type),
    ],
  )
}

function typeDefinitionElement(type: TypeDefinition): XmlElement {
  return xmlElement(
    'TypeDefinition',
    {
      Name: type.name,
      UnderlyingType: type.underlyingType.name,
      ...facetsOf(type, type.underlyingType),
    },
    descriptionOf(type),
  )
}

function structuredTypeElement(type: ComplexType | EntityType): XmlElement {
  const isEntityType = type.kind === 'entityType'
  const key = isEntityType ? ownKeyOf(type) : []
  return xmlElement(
    isEntityType ? 'EntityType' : 'ComplexType',
    {
      Name: type.name,
      BaseType: type.baseType?.qualifiedName,
      Abstract: type.isAbstract || undefined,
      OpenType: type.isOpen || undefined,
      HasStream: (isEntityType && type.hasStream) || undefined,
    },
    [
      ...(key.length === 0
        ? []
        : [
            xmlElement(
              'Key',
              {},
              key.map((name) => xmlElement('PropertyRef', { Name: name })),
            ),
          ]),
      ...ownPropertiesOf(type).map(propertyElement),
      ...ownNavigationPropertiesOf(type).map(navigationElement),
      ...descriptionOf(type),
    ],
  )
}

function propertyElement(property: Property): XmlElement {
  return xmlElement(
    'Property',
    {
      Name: property.name,
      Type: typeText(property),
      Nullable: nullableOf(property),
      ...facetsOf(property, property.type),
      DefaultValue: defaultValueOf(property),
    },
    [
      ...(property.isComputed ? [annotation('Computed')] : []),
      ...(property.isImmutable ? [annotation('Immutable')] : []),
      ...descriptionOf(property),
    ],
  )
}

function navigationElement(navigation: NavigationProperty): XmlElement {
  const { isCollection, nullable, containsTarget, referentialConstraints } = navigation
  return xmlElement(
    'NavigationProperty',
    {
      Name: navigation.name,
      Type: typeText(navigation),
      // Not allowed on collections.
      Nullable: isCollection || nullable ? undefined : false,
      Partner: partnerOf(navigation)?.name,
      ContainsTarget: containsTarget || undefined,
    },
    [
      ...referentialConstraints.map(({ property, referencedProperty }) =>
        xmlElement('ReferentialConstraint', {
          Property: property,
          ReferencedProperty: referencedProperty,
        }),
      ),
      ...descriptionOf(navigation),
    ],
  )
}

function operationElement(operation: Operation): XmlElement {
  const { kind, name, bindingType, parameters, isComposable } = operation
  const returnType = returnTypeOf(operation)
  return xmlElement(
    kind === 'action' ? 'Action' : 'Function',
    {
      Name: name,
      IsBound: bindingType ? true : undefined,
      IsComposable: (kind === 'function' && isComposable) || undefined,
    },
    [
      ...(bindingType
        ? [xmlElement('Parameter', { Name: 'bindingParameter', Type: typeText(bindingType) })]
        : []),
      ...parameters.filter(isNamed).map(parameterElement),
      ...(returnType
        ? [
            xmlElement('ReturnType', {
              Type: typeText(returnType),
              Nullable: nullableOf(returnType),
            }),
          ]
        : []),
      ...descriptionOf(operation),
    ],
  )
}

function parameterElement(parameter: Parameter): XmlElement {
  return xmlElement(
    'Parameter',
    {
      Name: parameter.name,
      Type: typeText(parameter),
      Nullable: nullableOf(parameter),
      ...facetsOf(parameter, parameter.type),
    },
    descriptionOf(parameter),
  )
}

function containerElement(container: EntityContainer): XmlElement {
  return xmlElement(
    'EntityContainer',
    { Name: container.name },
    containerMembersOf(container).map((member) => {
      switch (member.kind) {
        case 'entitySet':
        case 'singleton':
          return addressableElement(member)
        case 'operationImport':
          return importElement(member)
      }
    }),
  )
}

function addressableElement(member: EntitySet | Singleton): XmlElement {
  const { kind, name, entityType } = member
  const bindings = [...bindingsOf(entityType)].map(([path, target]) =>
    xmlElement('NavigationPropertyBinding', { Path: path, Target: target.name }),
  )
  const children = [...bindings, ...descriptionOf(member)]
  return kind === 'entitySet'
    ? xmlElement('EntitySet', { Name: name, EntityType: entityType.qualifiedName }, children)
    : xmlElement('Singleton', { Name: name, Type: entityType.qualifiedName }, children)
}

function importElement(member: OperationImport): XmlElement {
  const { name, operation, entitySet } = member
  const children = descriptionOf(member)
  if (operation.kind === 'action') {
    const attributes = { Name: name, Action: operation.qualifiedName, EntitySet: entitySet?.name }
    return xmlElement('ActionImport', attributes, children)
  }
  return xmlElement(
    'FunctionImport',
    {
      Name: name,
      Function: operation.qualifiedName,
      EntitySet: entitySet?.name,
      IncludeInServiceDocument: isInServiceDocument(member) || undefined,
    },
    children,
  )
}

/** A collection says whether its items may be null in any case, since there the absence says nothing. */
function nullableOf({
  isCollection,
  nullable,
}: {
  readonly isCollection: boolean
  readonly nullable: boolean
}): boolean | undefined {
  return isCollection || !nullable ? nullable : undefined
}

/** The absent scale of a decimal is unrestricted in the model, and 0 in XML (CSDL XML, "Scale"). */
function facetsOf(
  { maxLength, precision, scale }: Facets,
  type: EdmType,
): Record<string, string | number | undefined> {
  const absentScale = type.qualifiedName === 'Edm.Decimal' ? 'variable' : undefined
  return { MaxLength: maxLength, Precision: precision, Scale: scale ?? absentScale }
}

function defaultValueOf({ defaultValue }: Property): string | undefined {
  const isText = typeof defaultValue === 'string'
  const isPlain = typeof defaultValue === 'number' || typeof defaultValue === 'boolean'
  return isText || isPlain ? String(defaultValue) : undefined
}

function annotation(term: 'Computed' | 'Immutable'): XmlElement {
  return xmlElement('Annotation', { Term: `${coreVocabulary.alias}.${term}`, Bool: true })
}

function descriptionOf({
  description,
}: {
  readonly description?: string | undefined
}): XmlElement[] {
  if (description === undefined || description === '') return []
  const term = `${coreVocabulary.alias}.Description`
  return [xmlElement('Annotation', { Term: term, String: description })]
}
