import type {
  Annotations,
  ComplexType,
  EdmType,
  EntitySet,
  EntityType,
  EnumType,
  Facets,
  JsonValue,
  Model,
  NavigationProperty,
  Operation,
  OperationImport,
  Parameter,
  Property,
  Reference,
  Singleton,
  Term,
  TypeDefinition,
} from '../../model/index.ts'
import { annotationElements } from './annotation-xml.ts'
import {
  bindingsOf,
  containerMembersOf,
  type CsdlSchema,
  isInServiceDocument,
  isNamed,
  keyAlias,
  ownKeyOf,
  ownNavigationPropertiesOf,
  ownPropertiesOf,
  partnerOf,
  returnTypeOf,
  schemasOf,
  typeText,
  underlyingTypeOf,
} from './csdl-schemas.ts'
import {
  annotationsOf,
  createVocabularies,
  propertyAnnotations,
  referenceUri,
  type VocabularyReference,
} from './vocabularies.ts'
import { writeXmlDocument, type XmlElement, xmlElement } from './xml-element.ts'

export type CsdlVersion = '4.0' | '4.01'

/**
 * The metadata document in XML, for `$metadata`.
 * @see CSDL XML, "CSDL XML Document"
 */
export function writeMetadataXml(model: Model, version: CsdlVersion = '4.01'): string {
  const vocabularies = createVocabularies(model)
  const annotate: Annotate = (annotations) =>
    annotationElements(annotations, { model, vocabularies })
  const schemas = schemasOf(model).map((schema) => schemaElement(schema, annotate))
  const references = vocabularies.references().map((each) => referenceElement(each, annotate))
  return writeXmlDocument(
    xmlElement(
      'edmx:Edmx',
      { 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx', Version: version },
      [...references, xmlElement('edmx:DataServices', {}, schemas)],
    ),
  )
}

/** The `Annotation` elements of an element's annotations. */
type Annotate = (annotations: Iterable<readonly [string, JsonValue]>) => readonly XmlElement[]

/** What the elements of a schema are written with. */
interface Writing {
  readonly isDeclared: boolean
  readonly annotate: Annotate
}

function referenceElement(
  reference: Reference | VocabularyReference,
  annotate: Annotate,
): XmlElement {
  if ('url' in reference) {
    const { url, namespace, alias } = reference
    return xmlElement('edmx:Reference', { Uri: `${url}.xml` }, [
      xmlElement('edmx:Include', { Namespace: namespace, Alias: alias }),
    ])
  }
  const { uri, includes, includeAnnotations } = reference
  return xmlElement('edmx:Reference', { Uri: referenceUri(uri, 'xml') }, [
    ...includes.map(({ namespace, alias }) =>
      xmlElement('edmx:Include', { Namespace: namespace, Alias: alias }),
    ),
    ...includeAnnotations.map(({ termNamespace, qualifier, targetNamespace }) =>
      xmlElement('edmx:IncludeAnnotations', {
        TermNamespace: termNamespace,
        Qualifier: qualifier,
        TargetNamespace: targetNamespace,
      }),
    ),
    ...annotate(annotationsOf(reference)).map((annotation) => ({
      ...annotation,
      attributes: { xmlns: edm, ...annotation.attributes },
    })),
  ])
}

const edm = 'http://docs.oasis-open.org/odata/ns/edm'

function schemaElement(schema: CsdlSchema, annotate: Annotate): XmlElement {
  const { namespace, alias, types, operations, terms, container, isDeclared } = schema
  const writing = { isDeclared, annotate }
  return xmlElement('Schema', { xmlns: edm, Namespace: namespace, Alias: alias }, [
    ...types.map((type) => typeElement(type, writing)),
    ...operations.map((operation) => operationElement(operation, writing)),
    ...terms.map((term) => termElement(term, writing)),
    ...(container ? [containerElement(container, writing)] : []),
    ...[...schema.targetedAnnotations].map(([target, annotations]: [string, Annotations]) =>
      xmlElement('Annotations', { Target: target }, annotate(annotations)),
    ),
    ...annotate(annotationsOf(schema)),
  ])
}

function typeElement(type: CsdlSchema['types'][number], writing: Writing): XmlElement {
  switch (type.kind) {
    case 'enumType':
      return enumTypeElement(type, writing)
    case 'typeDefinition':
      return typeDefinitionElement(type, writing)
    case 'complexType':
    case 'entityType':
      return structuredTypeElement(type, writing)
  }
}

function enumTypeElement(type: EnumType, { annotate }: Writing): XmlElement {
  const members = [...type.members].map(([name, value]) => ({ name, value })).filter(isNamed)
  return xmlElement(
    'EnumType',
    {
      Name: type.name,
      UnderlyingType: underlyingTypeOf(type),
      IsFlags: type.isFlags || undefined,
    },
    [
      ...members.map(({ name, value }) =>
        xmlElement(
          'Member',
          // Every digit: `String` rounds beyond 2^53.
          { Name: name, Value: String(BigInt(value)) },
          annotate(type.memberAnnotations?.get(name) ?? []),
        ),
      ),
      ...annotate(annotationsOf(type)),
    ],
  )
}

function typeDefinitionElement(type: TypeDefinition, { annotate }: Writing): XmlElement {
  return xmlElement(
    'TypeDefinition',
    {
      Name: type.name,
      UnderlyingType: type.underlyingType.name,
      ...facetsOf(type, type.underlyingType),
    },
    annotate(annotationsOf(type)),
  )
}

function structuredTypeElement(type: ComplexType | EntityType, writing: Writing): XmlElement {
  const isEntityType = type.kind === 'entityType'
  const key = isEntityType ? ownKeyOf(type) : []
  const references = key.map((property) =>
    xmlElement('PropertyRef', { Name: property.path.join('/'), Alias: keyAlias(property) }),
  )
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
      ...(references.length === 0 ? [] : [xmlElement('Key', {}, references)]),
      ...ownPropertiesOf(type).map((property) => propertyElement(property, writing)),
      ...ownNavigationPropertiesOf(type).map((each) => navigationElement(each, writing)),
      ...writing.annotate(annotationsOf(type)),
    ],
  )
}

function propertyElement(property: Property, { annotate }: Writing): XmlElement {
  return xmlElement(
    'Property',
    {
      Name: property.name,
      Type: typeText(property),
      Nullable: nullableOf(property),
      ...facetsOf(property, property.type),
      DefaultValue: defaultValueOf(property),
    },
    annotate(propertyAnnotations(property)),
  )
}

function navigationElement(
  navigation: NavigationProperty,
  { isDeclared, annotate }: Writing,
): XmlElement {
  const { isCollection, containsTarget, referentialConstraints, onDelete } = navigation
  const { declaredNullable = navigation.nullable } = navigation
  const { onDeleteAnnotations = [] } = navigation
  return xmlElement(
    'NavigationProperty',
    {
      Name: navigation.name,
      Type: typeText(navigation),
      // Not allowed on collections.
      Nullable: isCollection || declaredNullable ? undefined : false,
      Partner: partnerOf(navigation, isDeclared),
      ContainsTarget: containsTarget || undefined,
    },
    [
      ...referentialConstraints.map(({ property, referencedProperty, annotations = [] }) =>
        xmlElement(
          'ReferentialConstraint',
          { Property: property, ReferencedProperty: referencedProperty },
          annotate(annotations),
        ),
      ),
      ...(onDelete === undefined
        ? []
        : [xmlElement('OnDelete', { Action: onDelete }, annotate(onDeleteAnnotations))]),
      ...annotate(annotationsOf(navigation)),
    ],
  )
}

function operationElement(operation: Operation, writing: Writing): XmlElement {
  const { kind, name, bindingType, bindingParameterName = 'bindingParameter' } = operation
  const returnType = returnTypeOf(operation)
  return xmlElement(
    kind === 'action' ? 'Action' : 'Function',
    {
      Name: name,
      IsBound: bindingType ? true : undefined,
      IsComposable: (kind === 'function' && operation.isComposable) || undefined,
      EntitySetPath: operation.entitySetPath,
    },
    [
      ...(bindingType
        ? [xmlElement('Parameter', { Name: bindingParameterName, Type: typeText(bindingType) })]
        : []),
      ...operation.parameters.filter(isNamed).map((each) => parameterElement(each, writing)),
      ...(returnType ? [returnTypeElement(returnType, writing)] : []),
      ...writing.annotate(annotationsOf(operation)),
    ],
  )
}

function returnTypeElement(
  returnType: NonNullable<Operation['returnType']>,
  { annotate }: Writing,
): XmlElement {
  return xmlElement(
    'ReturnType',
    {
      Type: typeText(returnType),
      Nullable: nullableOf(returnType),
      ...facetsOf(returnType, returnType.type),
    },
    annotate(annotationsOf(returnType)),
  )
}

function parameterElement(parameter: Parameter, { annotate }: Writing): XmlElement {
  return xmlElement(
    'Parameter',
    {
      Name: parameter.name,
      Type: typeText(parameter),
      Nullable: nullableOf(parameter),
      ...facetsOf(parameter, parameter.type),
    },
    annotate(annotationsOf(parameter)),
  )
}

/** @see CSDL XML, "Term" */
function termElement(term: Term, { annotate }: Writing): XmlElement {
  return xmlElement(
    'Term',
    {
      Name: term.name,
      Type: typeText(term),
      Nullable: nullableOf(term),
      ...facetsOf(term, term.type),
      BaseTerm: term.baseTerm,
      DefaultValue: defaultValueOf(term),
      AppliesTo: term.appliesTo?.join(' '),
    },
    annotate(annotationsOf(term)),
  )
}

function containerElement(
  container: NonNullable<CsdlSchema['container']>,
  writing: Writing,
): XmlElement {
  return xmlElement('EntityContainer', { Name: container.name }, [
    ...containerMembersOf(container).map((member) => {
      switch (member.kind) {
        case 'entitySet':
        case 'singleton':
          return addressableElement(member, writing)
        case 'operationImport':
          return importElement(member, writing)
      }
    }),
    ...writing.annotate(annotationsOf(container)),
  ])
}

function addressableElement(
  member: EntitySet | Singleton,
  { isDeclared, annotate }: Writing,
): XmlElement {
  const { name, entityType } = member
  const bindings = [...bindingsOf(member, isDeclared)].map(([path, target]) =>
    xmlElement('NavigationPropertyBinding', { Path: path, Target: target }),
  )
  const children = [...bindings, ...annotate(annotationsOf(member))]
  if (member.kind === 'singleton') {
    const attributes = {
      Name: name,
      Type: entityType.qualifiedName,
      Nullable: member.nullable || undefined,
    }
    return xmlElement('Singleton', attributes, children)
  }
  return xmlElement(
    'EntitySet',
    {
      Name: name,
      EntityType: entityType.qualifiedName,
      IncludeInServiceDocument: isInServiceDocument(member, isDeclared) ? undefined : false,
    },
    children,
  )
}

function importElement(member: OperationImport, { isDeclared, annotate }: Writing): XmlElement {
  const { name, operation, entitySet } = member
  const children = annotate(annotationsOf(member))
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
      IncludeInServiceDocument: isInServiceDocument(member, isDeclared) || undefined,
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
  { maxLength, precision, scale, unicode, srid }: Facets,
  type: EdmType,
): Record<string, string | number | boolean | undefined> {
  const absentScale = type.qualifiedName === 'Edm.Decimal' ? 'variable' : undefined
  return {
    MaxLength: maxLength,
    Precision: precision,
    Scale: scale ?? absentScale,
    Unicode: unicode === false ? false : undefined,
    SRID: srid,
  }
}

function defaultValueOf({ defaultValue }: { readonly defaultValue?: unknown }): string | undefined {
  const isText = typeof defaultValue === 'string'
  const isPlain = typeof defaultValue === 'number' || typeof defaultValue === 'boolean'
  return isText || isPlain ? String(defaultValue) : undefined
}
