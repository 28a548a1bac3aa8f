import { isJsonObject, type EdmPrimitiveName, type SourceLocation } from '../model/index.ts'
import {
  derivesFrom,
  findNavigation,
  findProperty,
  type OperationDraft,
  type PropertyDraft,
  rootOf,
  type StructuredDraft,
  type TypeDraft,
  type TypeReferenceDraft,
} from './compile-drafts.ts'
import type { PageExample } from './compile-examples.ts'
import type { OperationPage } from './compile-page-operations.ts'
import { parseDocumentedPath, readDocumentedUrl } from './compile-paths.ts'
import type { TypePage } from './compile-structured-types.ts'
import { findPrimitive } from './compile-type-mentions.ts'
import { findStructured, findTypeByName, implyType, type TypeTable } from './compile-type-table.ts'
import { parseLenientJson } from './sources/lenient-json.ts'

interface Inference {
  readonly table: TypeTable
  /** In a response, a name that differs in case from a known one is a slip; in a request it has to be accepted. */
  readonly isRequest: boolean
  /** The JSON representation of a page names types of properties; an example those of its instances. */
  readonly isExample: boolean
  readonly source: SourceLocation
}

export function newProperty(
  name: string,
  type: { readonly type: EdmPrimitiveName | TypeDraft; readonly isCollection: boolean },
  source: SourceLocation | undefined,
): PropertyDraft {
  return {
    name,
    ...type,
    isReadOnly: false,
    isGivenOnCreate: false,
    isImmutable: false,
    isInferred: true,
    defaultValue: undefined,
    description: undefined,
    source,
  }
}

/** Adds the properties that only the JSON representation of a resource page shows. */
export function inferFromRepresentations(table: TypeTable, typePages: readonly TypePage[]): void {
  for (const { page, type } of typePages) {
    for (const block of page.codeBlocks) {
      const annotation = block.annotation?.value
      const isRepresentation =
        annotation?.['blockType'] === 'resource' || /^json representation$/i.test(block.heading)
      if (!isRepresentation || !/^\s*\{/.test(block.content)) continue
      const annotated = annotation?.['@odata.type']
      const shown =
        typeof annotated === 'string' ? (findStructured(table, annotated) ?? type) : type
      inferFrom(parseLenientJson(block.content), shown, {
        table,
        isRequest: false,
        isExample: false,
        source: block.source,
      })
    }
  }
}

/** Adds the properties that only examples show; what a create example supplies may be given on create. */
export function inferFromExamples(table: TypeTable, pages: readonly OperationPage[]): void {
  for (const { drafts, examples } of pages) {
    for (const example of examples) {
      const draft = drafts.find(({ operation }) => isOf(example, operation)) ?? drafts[0]
      if (draft) inferFromExample(table, draft, example)
    }
  }
}

function isOf(example: PageExample, operation: OperationDraft['operation']): boolean {
  return operation.examples.some(({ request, response }) =>
    example.request ? request === example.request : response === example.response,
  )
}

function inferFromExample(
  table: TypeTable,
  draft: OperationDraft,
  { request, response }: PageExample,
): void {
  const requestType = structuredOf(
    draft.requestType ?? (draft.createsEntity ? draft.responseType : undefined),
  )
  if (request && requestType && !draft.isOperation && isJsonObject(request.body)) {
    const isReference = Object.keys(request.body).some((name) => name === '@odata.id')
    if (!isReference) {
      const source = request.bodySource ?? request.source
      inferFrom(request.body, requestType, { table, isRequest: true, isExample: true, source })
      if (draft.createsEntity) admitOnCreate(table, request.body, requestType)
    }
  }
  const declared = structuredOf(draft.responseType)
  const responseType = declared && castIn(table, request, declared)
  if (!response || !responseType || response.status >= 300 || !isJsonObject(response.body)) return
  const source = response.bodySource ?? response.source
  const context = { table, isRequest: false, isExample: true, source }
  const { value } = response.body
  const isWrapped =
    typeof value === 'object' && value !== null && !findProperty(responseType, 'value')
  for (const entity of isWrapped ? [value].flat() : [response.body])
    inferFrom(entity, responseType, context)
}

/** The type that the request casts what it reads to, else the declared one. */
function castIn(
  table: TypeTable,
  request: PageExample['request'],
  declared: StructuredDraft,
): StructuredDraft {
  const path = request && readDocumentedUrl(request.url)
  const last = path && parseDocumentedPath(path.text).findLast(({ kind }) => kind !== 'system')
  const cast = last?.kind === 'cast' ? findStructured(table, last.name) : undefined
  return cast && derivesFrom(cast, declared) ? cast : declared
}

function structuredOf(reference: TypeReferenceDraft | undefined): StructuredDraft | undefined {
  const type = reference?.type
  return typeof type === 'object' && type.kind === 'structured' ? type : undefined
}

/** Read-only properties that a create example supplies are set once: such as the catalog of a package. */
function admitOnCreate(
  table: TypeTable,
  body: Readonly<Record<string, unknown>>,
  declared: StructuredDraft,
): void {
  const type = typeOfValue(table, body, declared)
  for (const name of Object.keys(body)) {
    const property = findProperty(type, name)
    if (property && !property.isInferred) property.isGivenOnCreate = true
  }
}

function typeOfValue(
  table: TypeTable,
  value: Readonly<Record<string, unknown>>,
  declared: StructuredDraft,
): StructuredDraft {
  const name = value['@odata.type']
  const named = typeof name === 'string' ? findStructured(table, name.replace(/^#/, '')) : undefined
  return named && (!named.isImplied || derivesFrom(named, declared)) ? named : declared
}

/**
 * A type that no page describes and an instance has, derives from the type that is expected there. It
 * stays open: an example shows some of its properties.
 * @see JSON Format, "Control Information: type"
 */
function deriveNamedType(table: TypeTable, name: unknown, declared: StructuredDraft): void {
  if (typeof name !== 'string' || !/^#?[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(name)) return
  const qualified = name.replace(/^#/, '')
  const known = findTypeByName(table, qualified)
  if (/^edm\./i.test(qualified) || (known && (known.kind === 'enum' || !known.isImplied))) return
  const isNew = known === undefined
  const type = known ?? implyType(table, qualified)
  if (type === declared || type.base || rootOf(declared) === type) return
  if (!isNew && type.isEntity !== declared.isEntity) return
  type.isEntity = declared.isEntity
  type.isKeyed = declared.isKeyed
  type.base = declared
}

function inferFrom(value: unknown, declared: StructuredDraft, context: Inference): void {
  if (!isJsonObject(value)) return
  if (context.isExample) deriveNamedType(context.table, value['@odata.type'], declared)
  const type = typeOfValue(context.table, value, declared)
  for (const [name, member] of Object.entries(value)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) continue
    const navigation = findNavigation(type, name)
    const known = findProperty(type, name)
    const inner = navigation?.type ?? (typeof known?.type === 'object' ? known.type : undefined)
    if (inner?.kind === 'structured') {
      for (const item of Array.isArray(member) ? member : [member]) inferFrom(item, inner, context)
    }
    if (navigation) continue
    if (known) {
      if (known.isInferred) widen(known, member, context.table)
      continue
    }
    if (!context.isRequest && hasNameInOtherCase(type, name)) continue
    type.properties.set(name, newProperty(name, typeOf(member, context.table), context.source))
  }
}

function hasNameInOtherCase(type: StructuredDraft, name: string): boolean {
  const wanted = name.toLowerCase()
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    for (const key of [...current.properties.keys(), ...current.navigations.keys()]) {
      if (key.toLowerCase() === wanted) return true
    }
  }
  return false
}

type ValueType = Pick<PropertyDraft, 'type' | 'isCollection'>

/** Another example of an inferred property has to fit it too. */
function widen(known: PropertyDraft, value: unknown, table: TypeTable): void {
  const other = typeOf(value, table)
  if (value === null || (Array.isArray(value) && value.length === 0 && known.isCollection)) return
  if (
    known.type === 'Edm.Untyped' &&
    known.defaultValue === undefined &&
    !known.isCollection &&
    other.isCollection
  ) {
    known.isCollection = true
    known.type = other.type
    return
  }
  known.type = commonType(known, other)
  known.isCollection = known.isCollection && other.isCollection
}

const wider: readonly EdmPrimitiveName[] = ['Edm.Int32', 'Edm.Int64', 'Edm.Double']

function commonType(a: ValueType, b: ValueType): PropertyDraft['type'] {
  if (a.type === b.type) return a.isCollection === b.isCollection ? a.type : 'Edm.Untyped'
  if (typeof a.type === 'object' || typeof b.type === 'object') return 'Edm.Untyped'
  const [left, right] = [wider.indexOf(a.type), wider.indexOf(b.type)]
  if (left >= 0 && right >= 0) return wider[Math.max(left, right)]!
  const texts = new Set([
    'Edm.String',
    'Edm.DateTimeOffset',
    'Edm.Date',
    'Edm.Duration',
    'Edm.Guid',
  ])
  return texts.has(a.type) && texts.has(b.type) ? 'Edm.String' : 'Edm.Untyped'
}

/** The type of an example value. Placeholders such as `"String (timestamp)"` are types themselves. */
function typeOf(value: unknown, table: TypeTable): ValueType {
  if (Array.isArray(value)) {
    const [first, ...others] = value.map((item: unknown) => typeOf(item, table))
    if (!first || first.isCollection)
      return { type: 'Edm.Untyped', isCollection: first === undefined }
    const type = others.reduce(
      (common: ValueType, item) => ({ type: commonType(common, item), isCollection: false }),
      first,
    )
    return { type: type.type, isCollection: true }
  }
  return { type: singleTypeOf(value, table), isCollection: false }
}

function singleTypeOf(value: unknown, table: TypeTable): PropertyDraft['type'] {
  if (typeof value === 'boolean') return 'Edm.Boolean'
  if (typeof value === 'string') return typeOfText(value, table)
  if (isJsonObject(value)) return typeOfObject(value, table)
  if (typeof value !== 'number') return 'Edm.Untyped'
  if (!Number.isInteger(value)) return 'Edm.Double'
  return Math.abs(value) < 2 ** 31 ? 'Edm.Int32' : 'Edm.Int64'
}

function typeOfObject(
  value: Readonly<Record<string, unknown>>,
  table: TypeTable,
): PropertyDraft['type'] {
  const name = value['@odata.type']
  const type = typeof name === 'string' ? findStructured(table, name.replace(/^#/, '')) : undefined
  return type && !type.isEntity ? type : 'Edm.Untyped'
}

function typeOfText(text: string, table: TypeTable): PropertyDraft['type'] {
  const typeName = /^@odata\.type: *#?([\w.]+)$/.exec(text)?.[1]
  if (typeName !== undefined) {
    const type = findStructured(table, typeName)
    return type && !type.isEntity ? type : 'Edm.Untyped'
  }
  if (/^(string )?\(?timestamp\)?$/i.test(text)) return 'Edm.DateTimeOffset'
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text))
    return 'Edm.DateTimeOffset'
  return /^[A-Za-z]\w+$/.test(text) ? (findPlaceholder(text) ?? 'Edm.String') : 'Edm.String'
}

/** A word that is a type's name with a capital, as placeholders are: `"Boolean"`, not `"date"`. */
function findPlaceholder(text: string): EdmPrimitiveName | undefined {
  const type = /^(Edm\.)?[A-Z]/.test(text) ? findPrimitive(text) : undefined
  return type === 'Edm.Untyped' || type === 'Edm.Stream' ? undefined : type
}
