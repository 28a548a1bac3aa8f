/*
 * CSDL JSON, one function for each kind of its elements, in the order of the standard. What it makes
 * of a document is described in `csdl-document.ts`, and is what the same document in XML gives.
 */
import { UsageError } from '../../errors.ts'
import {
  isJsonObject,
  type AnnotationRecord,
  type EntitySetDeclaration,
  type EnumTypeDeclaration,
  type Facets,
  type JsonObject,
  type JsonValue,
  type KeyProperty,
  type NavigationPropertyDeclaration,
  type OperationDeclaration,
  type OperationImportDeclaration,
  type ParameterDeclaration,
  type PropertyDeclaration,
  type ReferenceDeclaration,
  type ReferentialConstraintDeclaration,
  type ReturnTypeDeclaration,
  type SingletonDeclaration,
  type SourceLocation,
  type StructuredTypeDeclaration,
  type TermDeclaration,
  type TypeDeclaration,
  type TypeDefinitionDeclaration,
  type TypeName,
} from '../../model/index.ts'
import type { Diagnostic } from '../contract.ts'
import type {
  CsdlContainer,
  CsdlDocument,
  CsdlSchema,
  TargetedAnnotations,
} from '../csdl-document.ts'
import { createCsdlNames, type CsdlNames } from './csdl-names.ts'
import { findMemberProblems } from './csdl-json-members.ts'
import { keyMembers } from './key-members.ts'
import { onDeleteActions } from './on-delete-actions.ts'
import { parseLocatedJson, type LocatedJson } from './parse-located-json.ts'
import { readJsonAnnotations } from './read-csdl-annotation-json.ts'
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

interface Reading {
  readonly file: string
  readonly names: CsdlNames
  readonly lineOf: LocatedJson['lineOf']
  readonly report: (rule: string, message: string, line: number) => void
}

/** A member whose value is an object, and the object that it stands in. */
interface Member {
  readonly name: string
  readonly value: JsonObject
  readonly parent: JsonObject
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** A name; what is none is empty, which nothing declares. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function arrayOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}

function objectMembers(parent: JsonObject): readonly Member[] {
  return Object.entries(parent).flatMap(([name, value]) =>
    isJsonObject(value) ? [{ name, value, parent }] : [],
  )
}

/** Members that are elements of the model: their names are identifiers. */
function elementsOf(parent: JsonObject): readonly Member[] {
  return objectMembers(parent).filter(({ name }) => !/^\$|@/.test(name))
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

/** Where an element stands, and its annotations. */
function described(
  { name, value, parent }: Member,
  reading: Reading,
): { readonly source: SourceLocation; readonly annotations?: AnnotationRecord } {
  const { file, names, lineOf } = reading
  checkMembers(value, reading)
  const annotations = readJsonAnnotations(value, names)
  return { source: { file, line: lineOf(parent, name) }, ...(annotations && { annotations }) }
}

function checkMembers(element: JsonObject, reading: Reading): void {
  for (const { member, message } of findMemberProblems(element)) {
    reading.report('csdl-attribute', message, reading.lineOf(element, member))
  }
}

/** Schemas, properties and the children of a container are objects. */
function checkElements(parent: JsonObject, reading: Reading): void {
  for (const [name, value] of Object.entries(parent)) {
    if (/^\$|@/.test(name) || isJsonObject(value)) continue
    const message = `${name}: expected an object, found ${JSON.stringify(value).slice(0, 80)}`
    reading.report('csdl-element', message, reading.lineOf(parent, name))
  }
}

/** `$Type` and `$Collection`; without, the type is Edm.String. */
function readType(value: JsonObject, { names }: Reading): TypeName {
  const { $Type: type = 'Edm.String' } = value
  return {
    typeName: names.resolve(typeof type === 'string' ? type : ''),
    isCollection: value['$Collection'] === true,
  }
}

/** @see CSDL, "Type Facets" */
function readFacets({ name, value, parent }: Member, reading: Reading): Facets {
  const whole = (facet: string, words: readonly string[] = []): JsonValue | undefined => {
    const found = value[facet]
    const isWhole = typeof found === 'number' && Number.isInteger(found) && found >= 0
    if (found === undefined || isWhole) return found
    if (typeof found === 'string' && words.includes(found)) return found
    const message = `${facet}: expected a whole number, found ${JSON.stringify(found)}`
    reading.report('csdl-facet', message, reading.lineOf(parent, name))
    return undefined
  }
  const facets = {
    maxLength: whole('$MaxLength'),
    precision: whole('$Precision'),
    scale: whole('$Scale', ['variable', 'floating']),
    unicode: typeof value['$Unicode'] === 'boolean' ? value['$Unicode'] : undefined,
    srid: whole('$SRID', ['variable']),
  }
  return Object.fromEntries(Object.entries(facets).filter(([, facet]) => facet !== undefined))
}

function readStructuredType(
  kind: StructuredTypeDeclaration['kind'],
  member: Member,
  namespace: string,
  reading: Reading,
): StructuredTypeDeclaration {
  const { name, value } = member
  const { $BaseType: baseType, $Key: key } = value
  const members = elementsOf(value)
  checkElements(value, reading)
  const isNavigation = (one: Member) => one.value['$Kind'] === 'NavigationProperty'
  return {
    kind,
    namespace,
    name,
    ...(typeof baseType === 'string' && { baseType: reading.names.resolve(baseType) }),
    ...(value['$Abstract'] === true && { isAbstract: true }),
    ...(value['$OpenType'] === true && { isOpen: true }),
    ...(value['$HasStream'] === true && { hasStream: true }),
    ...(Array.isArray(key) &&
      keyMembers(arrayOf(key).flatMap((item) => readKeyProperties(item, value, reading)))),
    properties: members
      .filter((one) => !isNavigation(one))
      .map((one) => readProperty(one, reading)),
    navigationProperties: members
      .filter(isNavigation)
      .map((one) => readNavigationProperty(one, reading)),
    ...described(member, reading),
  }
}

/** CSDL JSON, "Key": a name, or an object of an alias and its path. */
function readKeyProperties(
  item: JsonValue,
  type: JsonObject,
  { lineOf, report }: Reading,
): readonly KeyProperty[] {
  if (typeof item === 'string') return [{ name: item, path: item.split('/') }]
  const aliases = Object.entries(objectOf(item))
  const paths = aliases.flatMap(([name, path]): KeyProperty[] =>
    typeof path === 'string' ? [{ name, path: path.split('/') }] : [],
  )
  if (aliases.length !== 1 || paths.length !== 1) {
    const found = JSON.stringify(item).slice(0, 80)
    const message = `$Key: expected a name, or an object of an alias and its path, found ${found}`
    report('csdl-key', message, lineOf(type, '$Key'))
  }
  return paths
}

function readProperty(member: Member, reading: Reading): PropertyDeclaration {
  const { name, value } = member
  const { $DefaultValue: defaultValue } = value
  return {
    name,
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets(member, reading),
    ...(defaultValue !== undefined && { defaultValue }),
    ...described(member, reading),
  }
}

function readNavigationProperty(member: Member, reading: Reading): NavigationPropertyDeclaration {
  const { name, value } = member
  const { $Partner: partner, $ReferentialConstraint: constraints, $OnDelete: action } = value
  const onDelete = onDeleteActions.find((one) => one === action)
  if (action !== undefined && !onDelete) {
    const message = `$OnDelete: expected ${onDeleteActions.join(', ')}, found ${JSON.stringify(action)}`
    reading.report('csdl-attribute', message, reading.lineOf(value, '$OnDelete'))
  }
  const type = readType(value, reading)
  const actionAnnotations = readJsonAnnotations(value, reading.names, '$OnDelete')
  return {
    name,
    ...type,
    nullable: !type.isCollection && value['$Nullable'] === true,
    containsTarget: value['$ContainsTarget'] === true,
    ...(typeof partner === 'string' && { partner: reading.names.resolve(partner) }),
    ...(isJsonObject(constraints) && {
      referentialConstraints: readConstraints(constraints, reading),
    }),
    ...(onDelete && { onDelete }),
    ...(actionAnnotations && { onDeleteAnnotations: actionAnnotations }),
    ...described(member, reading),
  }
}

function readConstraints(
  constraints: JsonObject,
  { names }: Reading,
): readonly ReferentialConstraintDeclaration[] {
  return Object.entries(constraints).flatMap(([property, referenced]) => {
    if (property.includes('@')) return []
    const annotations = readJsonAnnotations(constraints, names, property)
    return [
      { property, referencedProperty: textOf(referenced), ...(annotations && { annotations }) },
    ]
  })
}

function readEnumType(member: Member, namespace: string, reading: Reading): EnumTypeDeclaration {
  const { name, value } = member
  const members = Object.entries(value).flatMap(([memberName, number]) => {
    if (/^\$|@/.test(memberName)) return []
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      const message = `${memberName}: expected a whole number, found ${JSON.stringify(number)}`
      reading.report('csdl-attribute', message, reading.lineOf(value, memberName))
      return []
    }
    if (!Number.isSafeInteger(number)) {
      const message = `${memberName}: a number beyond 2^53 may not be exact, here it is ${BigInt(number)}`
      reading.report('csdl-enum', message, reading.lineOf(value, memberName))
    }
    const annotations = readJsonAnnotations(value, reading.names, memberName)
    return [{ name: memberName, value: number, ...(annotations && { annotations }) }]
  })
  return {
    kind: 'enumType',
    namespace,
    name,
    isFlags: value['$IsFlags'] === true,
    ...textMember('underlyingType', value['$UnderlyingType']),
    members,
    ...described(member, reading),
  }
}

function readTypeDefinition(
  member: Member,
  namespace: string,
  reading: Reading,
): TypeDefinitionDeclaration {
  const { name, value } = member
  return {
    kind: 'typeDefinition',
    namespace,
    name,
    underlyingType: textOf(value['$UnderlyingType']),
    ...readFacets(member, reading),
    ...described(member, reading),
  }
}

function readOperation(
  kind: OperationDeclaration['kind'],
  member: Member,
  namespace: string,
  reading: Reading,
): OperationDeclaration {
  const { name, value } = member
  const { $EntitySetPath: entitySetPath, $ReturnType: returnType } = value
  const line = reading.lineOf(value)
  const all = arrayOf(value['$Parameter'])
    .filter(isJsonObject)
    .map((parameter) => readParameter(parameter, reading))
  const isBound = value['$IsBound'] === true
  const [binding] = isBound ? all : []
  if (isBound && !binding) {
    reading.report('csdl-operation', 'a bound operation needs a binding parameter', line)
  }
  if (kind === 'function' && !isJsonObject(returnType)) {
    reading.report('csdl-operation', 'a function needs a $ReturnType', line)
  }
  return {
    kind,
    namespace,
    name,
    ...(binding && {
      bindingType: { typeName: binding.typeName, isCollection: binding.isCollection },
      bindingParameterName: binding.name,
    }),
    parameters: binding ? all.slice(1) : all,
    ...(isJsonObject(returnType) && { returnType: readReturnType(returnType, member, reading) }),
    ...(value['$IsComposable'] === true && { isComposable: true }),
    ...(typeof entitySetPath === 'string' && {
      entitySetPath: reading.names.resolve(entitySetPath),
    }),
    ...described(member, reading),
    source: { file: reading.file, line },
  }
}

function readParameter(value: JsonObject, reading: Reading): ParameterDeclaration {
  const { $Name: name } = value
  const line = reading.lineOf(value)
  if (typeof name !== 'string') reading.report('csdl-attribute', 'a parameter lacks $Name', line)
  checkMembers(value, reading)
  const annotations = readJsonAnnotations(value, reading.names)
  return {
    name: typeof name === 'string' ? name : '',
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets({ name: '', value, parent: value }, reading),
    source: { file: reading.file, line },
    ...(annotations && { annotations }),
  }
}

function readReturnType(
  value: JsonObject,
  { name, parent }: Member,
  reading: Reading,
): ReturnTypeDeclaration {
  checkMembers(value, reading)
  const annotations = readJsonAnnotations(value, reading.names)
  return {
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets({ name, value, parent }, reading),
    ...(annotations && { annotations }),
  }
}

function readTerm(member: Member, namespace: string, reading: Reading): TermDeclaration {
  const { name, value } = member
  const { $BaseTerm: baseTerm, $AppliesTo: appliesTo, $DefaultValue: defaultValue } = value
  return {
    namespace,
    name,
    ...readType(value, reading),
    nullable: value['$Nullable'] === true,
    ...readFacets(member, reading),
    ...(typeof baseTerm === 'string' && { baseTerm: reading.names.resolve(baseTerm) }),
    ...(appliesTo !== undefined && { appliesTo: arrayOf(appliesTo).map(textOf) }),
    ...(defaultValue !== undefined && { defaultValue }),
    ...described(member, reading),
  }
}

function readContainer(member: Member, namespace: string, reading: Reading): CsdlContainer {
  const { name, value } = member
  const { $Extends: base } = value
  const elements = elementsOf(value)
  checkElements(value, reading)
  const isImport = (one: Member) =>
    one.value['$Action'] !== undefined || one.value['$Function'] !== undefined
  const isSet = (one: Member) => one.value['$Collection'] === true
  const others = elements.filter((one) => !isImport(one))
  return {
    namespace,
    name,
    ...(typeof base === 'string' && { extends: reading.names.resolve(base) }),
    entitySets: others.filter(isSet).map((one) => readEntitySet(one, reading)),
    singletons: others.filter((one) => !isSet(one)).map((one) => readSingleton(one, reading)),
    operationImports: elements.filter(isImport).map((one) => readOperationImport(one, reading)),
    ...described(member, reading),
  }
}

function readEntitySet(member: Member, reading: Reading): EntitySetDeclaration {
  return {
    ...readSingleton(member, reading),
    ...(member.value['$IncludeInServiceDocument'] === false && { includeInServiceDocument: false }),
  }
}

function readSingleton(member: Member, reading: Reading): SingletonDeclaration {
  const { name, value } = member
  const bindings = Object.entries(objectOf(value['$NavigationPropertyBinding'])).flatMap(
    ([path, target]) =>
      typeof target === 'string'
        ? [[reading.names.resolve(path), reading.names.resolve(target)] as const]
        : [],
  )
  return {
    name,
    entityType: readType(value, reading).typeName,
    ...(value['$Collection'] !== true && value['$Nullable'] === true && { nullable: true }),
    ...(bindings.length > 0 && { navigationPropertyBindings: Object.fromEntries(bindings) }),
    ...described(member, reading),
  }
}

function readOperationImport(member: Member, reading: Reading): OperationImportDeclaration {
  const { name, value } = member
  const { $EntitySet: entitySet } = value
  return {
    name,
    kind: value['$Action'] === undefined ? 'function' : 'action',
    operation: reading.names.resolve(textOf(value['$Action'] ?? value['$Function'])),
    ...(typeof entitySet === 'string' && { entitySet: reading.names.resolve(entitySet) }),
    ...(value['$IncludeInServiceDocument'] === true && { includeInServiceDocument: true }),
    ...described(member, reading),
  }
}

function readTargetedAnnotations(member: Member, reading: Reading): TargetedAnnotations {
  const { annotations = {}, source } = described(member, reading)
  return { target: reading.names.resolve(member.name), annotations, source }
}
