/*
 * CSDL XML, one function for each of its elements, in the order of the standard. What it makes of a
 * document is described in `csdl-document.ts`; what the names mean is found out later, with all
 * documents read.
 */
import { UsageError } from '../../errors.ts'
import type {
  AnnotationRecord,
  EntitySetDeclaration,
  EnumTypeDeclaration,
  Facets,
  KeyProperty,
  NavigationPropertyDeclaration,
  OperationDeclaration,
  OperationImportDeclaration,
  ParameterDeclaration,
  PropertyDeclaration,
  ReferenceDeclaration,
  ReturnTypeDeclaration,
  SingletonDeclaration,
  SourceLocation,
  StructuredTypeDeclaration,
  TermDeclaration,
  TypeDeclaration,
  TypeDefinitionDeclaration,
} from '../../model/index.ts'
import type { Diagnostic } from '../contract.ts'
import type {
  CsdlContainer,
  CsdlDocument,
  CsdlSchema,
  TargetedAnnotations,
} from '../csdl-document.ts'
import { createCsdlNames, type CsdlNames } from './csdl-names.ts'
import { keyMembers } from './key-members.ts'
import { onDeleteActions } from './on-delete-actions.ts'
import { parseXml, type XmlElement } from './parse-xml.ts'
import { readXmlAnnotations } from './read-csdl-annotation-xml.ts'
import { textMember } from './text-member.ts'

const edmx = 'http://docs.oasis-open.org/odata/ns/edmx'
const edm = 'http://docs.oasis-open.org/odata/ns/edm'

/**
 * Reads a CSDL XML document of OData 4.0 or 4.01.
 * @param file how the document is called in what is said about it
 * @throws UsageError where the text is not well-formed, or is no CSDL of OData 4
 * @see CSDL XML, "CSDL XML Document"
 */
export function readCsdlXml(file: string, text: string): CsdlDocument {
  const root = parseXml(file, text)
  checkRoot(file, root)
  const references = childrenOf(root, 'Reference', edmx)
  const schemas = (
    root.name === 'Schema'
      ? [root]
      : childrenOf(root, 'DataServices', edmx).flatMap(({ children }) => children)
  ).filter((element) => isSchema(file, element))
  const diagnostics: Diagnostic[] = []
  const reading: Reading = {
    file,
    names: createCsdlNames(readAliases(references, schemas)),
    report: (rule, message, { line }) =>
      void diagnostics.push({ rule, severity: 'error', message, source: { file, line } }),
  }
  if (schemas.length === 0) {
    reading.report('csdl-element', 'expected at least one Schema, found none', root)
  }
  return {
    file,
    format: 'xml',
    version: root.attributes['Version'] ?? '4.0',
    references: references.map((element) => readReference(element, reading)),
    schemas: schemas.map((element) => readSchema(element, reading)),
    diagnostics,
  }
}

interface Reading {
  readonly file: string
  readonly names: CsdlNames
  readonly report: (rule: string, message: string, element: XmlElement) => void
}

function checkRoot(file: string, root: XmlElement): void {
  const { name, namespace, attributes, line } = root
  const where = `${file}:${line}`
  if (namespace === edm && name === 'Schema') return
  if (name !== 'Edmx' || namespace !== edmx) {
    const isOld = namespace.startsWith('http://schemas.microsoft.com/ado/')
    const found = isOld ? `${name} of OData 3 or older (${namespace})` : `${name} (${namespace})`
    throw new UsageError(`${where}: expected Edmx in the namespace ${edmx}, found ${found}`)
  }
  const { Version: version } = attributes
  if (version !== '4.0' && version !== '4.01') {
    const found = version === undefined ? 'none' : `'${version}'`
    throw new UsageError(`${where}: expected Edmx with Version 4.0 or 4.01, found ${found}`)
  }
}

function isSchema(file: string, { name, namespace, line }: XmlElement): boolean {
  if (name !== 'Schema' || namespace === edm) return name === 'Schema'
  throw new UsageError(
    `${file}:${line}: expected Schema in the namespace ${edm}, found it in ${namespace || 'none'}`,
  )
}

function childrenOf(
  { children }: XmlElement,
  name: string,
  namespace: string = edm,
): readonly XmlElement[] {
  return children.filter((child) => child.name === name && child.namespace === namespace)
}

/** What an element may contain beside annotations; of expressions, and what is not listed, anything. */
const children: Readonly<Record<string, readonly string[]>> = {
  EntityType: ['Key', 'Property', 'NavigationProperty'],
  ComplexType: ['Property', 'NavigationProperty'],
  Key: ['PropertyRef'],
  Property: [],
  NavigationProperty: ['ReferentialConstraint', 'OnDelete'],
  EnumType: ['Member'],
  TypeDefinition: [],
  Action: ['Parameter', 'ReturnType'],
  Function: ['Parameter', 'ReturnType'],
  Term: [],
  EntityContainer: ['EntitySet', 'Singleton', 'ActionImport', 'FunctionImport'],
  EntitySet: ['NavigationPropertyBinding'],
  Singleton: ['NavigationPropertyBinding'],
  Annotations: [],
}

const atMostOnce: ReadonlySet<string> = new Set(['Key', 'OnDelete', 'ReturnType'])

/** Elements of CSDL's own namespace that stand where the standard has none. */
function checkChildren(element: XmlElement, reading: Reading): void {
  const allowed = children[element.name]
  const seen = new Set<string>()
  for (const child of element.children) {
    if (child.namespace !== edm) continue
    if (child.name === 'Annotation') {
      nameOf(child, reading, 'Term')
    } else if (allowed && !allowed.includes(child.name)) {
      const message = `${child.name} is no element of ${element.name}`
      reading.report('csdl-element', message, child)
    } else {
      if (seen.has(child.name) && atMostOnce.has(child.name)) {
        const message = `expected at most one ${child.name} in ${element.name}`
        reading.report('csdl-element', message, child)
      }
      seen.add(child.name)
      if (children[child.name]) checkChildren(child, reading)
    }
  }
}

function readAliases(
  references: readonly XmlElement[],
  schemas: readonly XmlElement[],
): ReadonlyMap<string, string> {
  const includes = references.flatMap((reference) => childrenOf(reference, 'Include', edmx))
  return new Map(
    [...includes, ...schemas].flatMap(({ attributes: { Alias: alias, Namespace: namespace } }) =>
      alias === undefined || namespace === undefined ? [] : [[alias, namespace] as const],
    ),
  )
}

function readReference(element: XmlElement, reading: Reading): ReferenceDeclaration {
  return {
    uri: nameOf(element, reading, 'Uri'),
    includes: childrenOf(element, 'Include', edmx).map((include) => ({
      namespace: nameOf(include, reading, 'Namespace'),
      ...textMember('alias', include.attributes['Alias']),
    })),
    includeAnnotations: childrenOf(element, 'IncludeAnnotations', edmx).map((include) => ({
      termNamespace: nameOf(include, reading, 'TermNamespace'),
      ...textMember('qualifier', include.attributes['Qualifier']),
      ...textMember('targetNamespace', include.attributes['TargetNamespace']),
    })),
    ...described(element, reading),
  }
}

function readSchema(element: XmlElement, reading: Reading): CsdlSchema {
  const { Namespace: namespace = '', Alias: alias } = element.attributes
  if (namespace === '') {
    reading.report('csdl-attribute', 'expected a Namespace for the schema, found none', element)
  }
  const types: TypeDeclaration[] = []
  const operations: OperationDeclaration[] = []
  const terms: TermDeclaration[] = []
  const containers: CsdlContainer[] = []
  const targetedAnnotations: TargetedAnnotations[] = []
  const read: Readonly<Record<string, (child: XmlElement) => void>> = {
    EntityType: (child) => types.push(readStructuredType('entityType', child, namespace, reading)),
    ComplexType: (child) =>
      types.push(readStructuredType('complexType', child, namespace, reading)),
    EnumType: (child) => types.push(readEnumType(child, namespace, reading)),
    TypeDefinition: (child) => types.push(readTypeDefinition(child, namespace, reading)),
    Action: (child) => operations.push(readOperation('action', child, namespace, reading)),
    Function: (child) => operations.push(readOperation('function', child, namespace, reading)),
    Term: (child) => terms.push(readTerm(child, namespace, reading)),
    EntityContainer: (child) => containers.push(readContainer(child, namespace, reading)),
    Annotations: (child) => targetedAnnotations.push(readTargetedAnnotations(child, reading)),
    Annotation: () => {},
  }
  for (const child of element.children) {
    if (child.namespace !== edm) continue
    const readChild = read[child.name]
    if (children[child.name]) checkChildren(child, reading)
    if (readChild) readChild(child)
    else reading.report('csdl-element', `${child.name} is no element of a Schema`, child)
  }
  return {
    namespace,
    ...textMember('alias', alias),
    ...described(element, reading),
    types,
    operations,
    terms,
    containers,
    targetedAnnotations,
  }
}

/** Where an element stands, and its annotations. */
function described(
  element: XmlElement,
  reading: Reading,
): { readonly source: SourceLocation; readonly annotations?: AnnotationRecord } {
  const annotations = readXmlAnnotations(element, reading)
  return {
    source: { file: reading.file, line: element.line },
    ...(annotations && { annotations }),
  }
}

/** The name of an element that must have one. */
function nameOf(element: XmlElement, reading: Reading, attribute = 'Name'): string {
  const name = element.attributes[attribute]
  if (name === undefined || name === '') {
    reading.report('csdl-attribute', `${element.name} lacks its ${attribute}`, element)
  }
  return name ?? ''
}

function flag(element: XmlElement, name: string, reading: Reading, absent = false): boolean {
  const text = element.attributes[name]
  if (text === undefined) return absent
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  reading.report('csdl-attribute', `${name}: expected true or false, found '${text}'`, element)
  // What `True` means is plain.
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : absent
}

function readStructuredType(
  kind: StructuredTypeDeclaration['kind'],
  element: XmlElement,
  namespace: string,
  reading: Reading,
): StructuredTypeDeclaration {
  const { BaseType: baseType } = element.attributes
  const key = childrenOf(element, 'Key')[0]
  return {
    kind,
    namespace,
    name: nameOf(element, reading),
    ...(baseType !== undefined && { baseType: reading.names.resolve(baseType) }),
    ...(flag(element, 'Abstract', reading) && { isAbstract: true }),
    ...(flag(element, 'OpenType', reading) && { isOpen: true }),
    ...(flag(element, 'HasStream', reading) && { hasStream: true }),
    ...(key && readKey(key, reading)),
    properties: childrenOf(element, 'Property').map((child) => readProperty(child, reading)),
    navigationProperties: childrenOf(element, 'NavigationProperty').map((child) =>
      readNavigationProperty(child, reading),
    ),
    ...described(element, reading),
  }
}

/** CSDL, "Key": a path into a complex or related value needs an alias. */
function readKey(
  element: XmlElement,
  reading: Reading,
): Pick<StructuredTypeDeclaration, 'key' | 'keyProperties'> {
  const properties = childrenOf(element, 'PropertyRef').map((child): KeyProperty => {
    const path = nameOf(child, reading)
    return { name: child.attributes['Alias'] ?? path, path: path.split('/') }
  })
  return keyMembers(properties)
}

function readProperty(element: XmlElement, reading: Reading): PropertyDeclaration {
  const { DefaultValue: defaultValue } = element.attributes
  return {
    name: nameOf(element, reading),
    ...reading.names.resolveType(nameOf(element, reading, 'Type')),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...(defaultValue !== undefined && { defaultValue }),
    ...described(element, reading),
  }
}

/** @see CSDL, "Type Facets" */
function readFacets(element: XmlElement, reading: Reading): Facets {
  const { MaxLength, Precision, Scale, SRID } = element.attributes
  const whole = (name: string, text: string): number | undefined => {
    if (/^\d+$/.test(text)) return Number(text)
    reading.report('csdl-facet', `${name}: expected a whole number, found '${text}'`, element)
    return undefined
  }
  const word = <Word extends string>(name: string, text: string, words: readonly Word[]) =>
    words.find((expected) => expected === text.toLowerCase()) ?? whole(name, text)
  return {
    ...(MaxLength !== undefined &&
      MaxLength.toLowerCase() !== 'max' && { maxLength: whole('MaxLength', MaxLength) }),
    ...(Precision !== undefined && { precision: whole('Precision', Precision) }),
    ...(Scale !== undefined && { scale: word('Scale', Scale, ['variable', 'floating']) }),
    ...(element.attributes['Unicode'] !== undefined && {
      unicode: flag(element, 'Unicode', reading, true),
    }),
    ...(SRID !== undefined && { srid: word('SRID', SRID, ['variable']) }),
  }
}

function readNavigationProperty(
  element: XmlElement,
  reading: Reading,
): NavigationPropertyDeclaration {
  const { Partner: partner } = element.attributes
  const type = reading.names.resolveType(nameOf(element, reading, 'Type'))
  const actionElement = childrenOf(element, 'OnDelete')[0]
  const action = actionElement?.attributes['Action']
  const actionAnnotations = actionElement && readXmlAnnotations(actionElement, reading)
  const onDelete = onDeleteActions.find((name) => name === action)
  const constraints = childrenOf(element, 'ReferentialConstraint').map((child) => {
    const annotations = readXmlAnnotations(child, reading)
    return {
      property: nameOf(child, reading, 'Property'),
      referencedProperty: nameOf(child, reading, 'ReferencedProperty'),
      ...(annotations && { annotations }),
    }
  })
  if (action !== undefined && !onDelete) {
    const expected = onDeleteActions.join(', ')
    reading.report('csdl-attribute', `OnDelete: expected ${expected}, found '${action}'`, element)
  }
  return {
    name: nameOf(element, reading),
    ...type,
    nullable: !type.isCollection && flag(element, 'Nullable', reading, true),
    containsTarget: flag(element, 'ContainsTarget', reading),
    ...(partner !== undefined && { partner: reading.names.resolve(partner) }),
    ...(constraints.length > 0 && { referentialConstraints: constraints }),
    ...(onDelete && { onDelete }),
    ...(actionAnnotations && { onDeleteAnnotations: actionAnnotations }),
    ...described(element, reading),
  }
}

function readEnumType(
  element: XmlElement,
  namespace: string,
  reading: Reading,
): EnumTypeDeclaration {
  const { UnderlyingType: underlyingType } = element.attributes
  let next = 0
  const members = childrenOf(element, 'Member').map((child) => {
    const { Value: text } = child.attributes
    if (text !== undefined && !/^[-+]?\d+$/.test(text.trim())) {
      reading.report('csdl-attribute', `Value: expected a whole number, found '${text}'`, child)
    } else if (text !== undefined) {
      next = Number(text)
      if (BigInt(next) !== BigInt(text.trim().replace('+', ''))) {
        reading.report('csdl-enum', `Value: ${text} is kept as ${BigInt(next)}, the nearest`, child)
      }
    }
    const annotations = readXmlAnnotations(child, reading)
    return {
      name: nameOf(child, reading),
      value: next++,
      ...(annotations && { annotations }),
    }
  })
  return {
    kind: 'enumType',
    namespace,
    name: nameOf(element, reading),
    isFlags: flag(element, 'IsFlags', reading),
    ...textMember('underlyingType', underlyingType),
    members,
    ...described(element, reading),
  }
}

function readTypeDefinition(
  element: XmlElement,
  namespace: string,
  reading: Reading,
): TypeDefinitionDeclaration {
  return {
    kind: 'typeDefinition',
    namespace,
    name: nameOf(element, reading),
    underlyingType: nameOf(element, reading, 'UnderlyingType'),
    ...readFacets(element, reading),
    ...described(element, reading),
  }
}

function readOperation(
  kind: OperationDeclaration['kind'],
  element: XmlElement,
  namespace: string,
  reading: Reading,
): OperationDeclaration {
  const all = childrenOf(element, 'Parameter').map((child) => readParameter(child, reading))
  const isBound = flag(element, 'IsBound', reading)
  const [binding] = isBound ? all : []
  if (isBound && !binding) {
    reading.report('csdl-operation', 'a bound operation needs a binding parameter', element)
  }
  const { EntitySetPath: entitySetPath } = element.attributes
  const returnType = childrenOf(element, 'ReturnType')[0]
  if (kind === 'function' && !returnType) {
    reading.report('csdl-operation', 'a function needs a ReturnType', element)
  }
  return {
    kind,
    namespace,
    name: nameOf(element, reading),
    ...(binding && {
      bindingType: { typeName: binding.typeName, isCollection: binding.isCollection },
      bindingParameterName: binding.name,
    }),
    parameters: binding ? all.slice(1) : all,
    ...(returnType && { returnType: readReturnType(returnType, reading) }),
    ...(flag(element, 'IsComposable', reading) && { isComposable: true }),
    ...(entitySetPath !== undefined && { entitySetPath: reading.names.resolve(entitySetPath) }),
    ...described(element, reading),
  }
}

function readParameter(element: XmlElement, reading: Reading): ParameterDeclaration {
  return {
    name: nameOf(element, reading),
    ...reading.names.resolveType(nameOf(element, reading, 'Type')),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...described(element, reading),
  }
}

function readReturnType(element: XmlElement, reading: Reading): ReturnTypeDeclaration {
  const annotations = readXmlAnnotations(element, reading)
  return {
    ...reading.names.resolveType(nameOf(element, reading, 'Type')),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...(annotations && { annotations }),
  }
}

function readTerm(element: XmlElement, namespace: string, reading: Reading): TermDeclaration {
  const { BaseTerm, AppliesTo, DefaultValue } = element.attributes
  return {
    namespace,
    name: nameOf(element, reading),
    ...reading.names.resolveType(element.attributes['Type'] ?? 'Edm.String'),
    nullable: flag(element, 'Nullable', reading, true),
    ...readFacets(element, reading),
    ...(BaseTerm !== undefined && { baseTerm: reading.names.resolve(BaseTerm) }),
    ...(AppliesTo !== undefined && { appliesTo: AppliesTo.trim().split(/\s+/) }),
    ...textMember('defaultValue', DefaultValue),
    ...described(element, reading),
  }
}

function readContainer(element: XmlElement, namespace: string, reading: Reading): CsdlContainer {
  const { Extends } = element.attributes
  return {
    namespace,
    name: nameOf(element, reading),
    ...(Extends !== undefined && { extends: reading.names.resolve(Extends) }),
    entitySets: childrenOf(element, 'EntitySet').map((child) => readEntitySet(child, reading)),
    singletons: childrenOf(element, 'Singleton').map((child) => readSingleton(child, reading)),
    operationImports: element.children.flatMap((child) =>
      child.namespace === edm && /^(Action|Function)Import$/.test(child.name)
        ? [readOperationImport(child, reading)]
        : [],
    ),
    ...described(element, reading),
  }
}

function readEntitySet(element: XmlElement, reading: Reading): EntitySetDeclaration {
  return {
    name: nameOf(element, reading),
    entityType: reading.names.resolve(nameOf(element, reading, 'EntityType')),
    ...readBindings(element, reading),
    ...(!flag(element, 'IncludeInServiceDocument', reading, true) && {
      includeInServiceDocument: false,
    }),
    ...described(element, reading),
  }
}

function readSingleton(element: XmlElement, reading: Reading): SingletonDeclaration {
  return {
    name: nameOf(element, reading),
    entityType: reading.names.resolve(nameOf(element, reading, 'Type')),
    ...(flag(element, 'Nullable', reading) && { nullable: true }),
    ...readBindings(element, reading),
    ...described(element, reading),
  }
}

function readBindings(
  element: XmlElement,
  reading: Reading,
): Pick<EntitySetDeclaration, 'navigationPropertyBindings'> {
  const bindings = new Map<string, string>()
  for (const child of childrenOf(element, 'NavigationPropertyBinding')) {
    const path = reading.names.resolve(nameOf(child, reading, 'Path'))
    const target = reading.names.resolve(nameOf(child, reading, 'Target'))
    const known = bindings.get(path)
    if (known === undefined) bindings.set(path, target)
    else {
      const message = `${element.attributes['Name'] ?? ''} binds ${path} to ${known} already`
      reading.report('csdl-binding-path', message, child)
    }
  }
  return bindings.size === 0 ? {} : { navigationPropertyBindings: Object.fromEntries(bindings) }
}

function readOperationImport(element: XmlElement, reading: Reading): OperationImportDeclaration {
  const { EntitySet: entitySet } = element.attributes
  const attribute = element.name === 'ActionImport' ? 'Action' : 'Function'
  return {
    name: nameOf(element, reading),
    kind: attribute === 'Action' ? 'action' : 'function',
    operation: reading.names.resolve(nameOf(element, reading, attribute)),
    ...(entitySet !== undefined && { entitySet: reading.names.resolve(entitySet) }),
    ...(flag(element, 'IncludeInServiceDocument', reading) && { includeInServiceDocument: true }),
    ...described(element, reading),
  }
}

function readTargetedAnnotations(element: XmlElement, reading: Reading): TargetedAnnotations {
  const { file, names } = reading
  return {
    target: names.resolve(nameOf(element, reading, 'Target')),
    annotations: readXmlAnnotations(element, reading, element.attributes['Qualifier']) ?? {},
    source: { file, line: element.line },
  }
}
