/*
 * CSDL JSON, the document and its schemas; types, operations and containers have files beside. What it makes
 * of a document is described in `csdl-document.ts`, and is what the same document in XML gives.
 */
import { UsageError } from '../../errors.ts'
import {
  isJsonObject,
  type JsonValue,
  type OperationDeclaration,
  type ReferenceDeclaration,
  type TermDeclaration,
  type TypeDeclaration,
} from '../../model/index.ts'
import type { Diagnostic } from '../contract.ts'
import type {
  CsdlContainer,
  CsdlDocument,
  CsdlSchema,
  TargetedAnnotations,
} from '../csdl-document.ts'
import {
  arrayOf,
  checkElements,
  described,
  elementsOf,
  objectMembers,
  objectOf,
  textOf,
  type Member,
  type Reading,
} from './csdl-json-element.ts'
import { createCsdlNames } from './csdl-names.ts'
import { parseLocatedJson } from './parse-located-json.ts'
import { readContainer } from './read-csdl-json-container.ts'
import { readOperation, readTerm } from './read-csdl-json-operations.ts'
import { readEnumType, readStructuredType, readTypeDefinition } from './read-csdl-json-types.ts'
import { textMember } from './text-member.ts'

/**
 * Reads a CSDL JSON document of OData 4.01.
 * @param file how the document is called in what is said about it
 * @throws UsageError where the text is no JSON, or no CSDL of OData 4
 * @see CSDL JSON, "CSDL JSON Document"
 */
export function readCsdlJson(file: string, text: string): CsdlDocument {
  const located = parseLocatedJson(file, text)
  const root = located.value
  if (!isJsonObject(root)) throw new UsageError(`${file}:1: expected a JSON object`)
  const version = root['$Version']
  if (version !== '4.0' && version !== '4.01') {
    const found = version === undefined ? 'none' : JSON.stringify(version)
    const line = located.lineOf(root, '$Version')
    throw new UsageError(`${file}:${line}: expected $Version "4.0" or "4.01", found ${found}`)
  }
  const references = objectMembers(objectOf(root['$Reference']))
  const schemas = elementsOf(root)
  const diagnostics: Diagnostic[] = []
  const names = createCsdlNames(readAliases(references, schemas))
  const report: Reading['report'] = (rule, message, line) =>
    void diagnostics.push({ rule, severity: 'error', message, source: { file, line } })
  for (const { name, line } of located.duplicates) {
    report('duplicate-name', `${name} is already a member of its object`, line)
  }
  const reading: Reading = { file, names, lineOf: located.lineOf, report }
  checkElements(root, reading)
  if (schemas.length === 0 && references.length === 0) {
    report('csdl-element', 'expected at least one schema, found none', 1)
  }
  const container = root['$EntityContainer']
  return {
    file,
    format: 'json',
    version,
    ...(typeof container === 'string' && { entityContainer: names.resolve(container) }),
    references: references.map((member) => readReference(member, reading)),
    schemas: schemas.map((member) => readSchema(member, reading)),
    diagnostics,
  }
}

function readAliases(
  references: readonly Member[],
  schemas: readonly Member[],
): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  const add = (alias: JsonValue | undefined, namespace: JsonValue | undefined) => {
    if (typeof alias === 'string' && typeof namespace === 'string') aliases.set(alias, namespace)
  }
  for (const { value } of references) {
    for (const include of arrayOf(value['$Include']).filter(isJsonObject)) {
      add(include['$Alias'], include['$Namespace'])
    }
  }
  for (const { name, value } of schemas) add(value['$Alias'], name)
  return aliases
}

function readReference({ name, value, parent }: Member, reading: Reading): ReferenceDeclaration {
  return {
    uri: name,
    includes: arrayOf(value['$Include'])
      .filter(isJsonObject)
      .map((include) => ({
        namespace: textOf(include['$Namespace']),
        ...textMember('alias', include['$Alias']),
      })),
    includeAnnotations: arrayOf(value['$IncludeAnnotations'])
      .filter(isJsonObject)
      .map((include) => ({
        termNamespace: textOf(include['$TermNamespace']),
        ...textMember('qualifier', include['$Qualifier']),
        ...textMember('targetNamespace', include['$TargetNamespace']),
      })),
    ...described({ name, value, parent }, reading),
  }
}

function readSchema(schema: Member, reading: Reading): CsdlSchema {
  const { name: namespace, value } = schema
  const types: TypeDeclaration[] = []
  const operations: OperationDeclaration[] = []
  const terms: TermDeclaration[] = []
  const containers: CsdlContainer[] = []
  const read: Readonly<Record<string, (member: Member) => void>> = {
    EntityType: (member) =>
      types.push(readStructuredType('entityType', member, namespace, reading)),
    ComplexType: (member) =>
      types.push(readStructuredType('complexType', member, namespace, reading)),
    EnumType: (member) => types.push(readEnumType(member, namespace, reading)),
    TypeDefinition: (member) => types.push(readTypeDefinition(member, namespace, reading)),
    Term: (member) => terms.push(readTerm(member, namespace, reading)),
    EntityContainer: (member) => containers.push(readContainer(member, namespace, reading)),
    Action: (member) => operations.push(readOperation('action', member, namespace, reading)),
    Function: (member) => operations.push(readOperation('function', member, namespace, reading)),
  }
  for (const [name, element] of Object.entries(value)) {
    if (/^\$|@/.test(name)) continue
    // Overloads of an operation stand in an array.
    const all = Array.isArray(element) ? (element as readonly JsonValue[]) : [element]
    for (const one of all) {
      const kind = objectOf(one)['$Kind']
      const readElement = typeof kind === 'string' ? read[kind] : undefined
      if (isJsonObject(one) && readElement) readElement({ name, value: one, parent: value })
      else {
        const message = `${name}: expected an element with one of the kinds ${Object.keys(read).join(', ')}`
        reading.report('csdl-element', message, reading.lineOf(value, name))
      }
    }
  }
  return {
    namespace,
    ...textMember('alias', value['$Alias']),
    ...described(schema, reading),
    types,
    operations,
    terms,
    containers,
    targetedAnnotations: objectMembers(objectOf(value['$Annotations'])).map((member) =>
      readTargetedAnnotations(member, reading),
    ),
  }
}

function readTargetedAnnotations(member: Member, reading: Reading): TargetedAnnotations {
  const { annotations = {}, source } = described(member, reading)
  return { target: reading.names.resolve(member.name), annotations, source }
}
