/*
 * CSDL XML, the document and its schemas; types, operations and containers have files beside. What it makes of a
 * document is described in `csdl-document.ts`; what the names mean is found out later, with all
 * documents read.
 */
import { UsageError } from '../../errors.ts'
import type {
  OperationDeclaration,
  ReferenceDeclaration,
  TermDeclaration,
  TypeDeclaration,
} from '../../model/index.ts'
import type { Diagnostic } from '../contract.ts'
import type {
  CsdlContainer,
  CsdlDocument,
  CsdlSchema,
  TargetedAnnotations,
} from '../csdl-document.ts'
import { createCsdlNames } from './csdl-names.ts'
import {
  checkChildren,
  childElements,
  childrenOf,
  described,
  edm,
  edmx,
  nameOf,
  type Reading,
} from './csdl-xml-element.ts'
import { parseXml, type XmlElement } from './parse-xml.ts'
import { readXmlAnnotations } from './read-csdl-annotation-xml.ts'
import { readContainer } from './read-csdl-xml-container.ts'
import { readOperation, readTerm } from './read-csdl-xml-operations.ts'
import { readEnumType, readStructuredType, readTypeDefinition } from './read-csdl-xml-types.ts'
import { textMember } from './text-member.ts'

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
    if (childElements[child.name]) checkChildren(child, reading)
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

function readTargetedAnnotations(element: XmlElement, reading: Reading): TargetedAnnotations {
  const { file, names } = reading
  return {
    target: names.resolve(nameOf(element, reading, 'Target')),
    annotations: readXmlAnnotations(element, reading, element.attributes['Qualifier']) ?? {},
    source: { file, line: element.line },
  }
}
