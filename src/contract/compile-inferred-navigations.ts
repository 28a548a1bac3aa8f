import { isJsonObject, type SourceLocation } from '../model/index.ts'
import type { ContainerDraft } from './compile-container.ts'
import { findPlace } from './compile-draft-places.ts'
import {
  derivesFrom,
  findNavigation,
  findProperty,
  type NavigationDraft,
  newNavigation,
  rootOf,
  type StructuredDraft,
} from './compile-drafts.ts'
import type { PageExample } from './compile-examples.ts'
import { singularOf } from './compile-grammatical-number.ts'
import type { OperationPage } from './compile-page-operations.ts'
import { readDocumentedUrl } from './compile-paths.ts'
import { promote } from './compile-place-types.ts'
import { findStructured, implyType } from './compile-type-table.ts'

/**
 * Adds the navigation properties and derived types that only the requests of examples use: what they
 * expand, bind and cast to, so that a contract takes its own examples.
 */
export function inferFromRequests(
  container: ContainerDraft,
  pages: readonly OperationPage[],
): void {
  for (const { examples } of pages) {
    for (const example of examples) inferFromRequest(container, example)
  }
}

function inferFromRequest(container: ContainerDraft, { request, response }: PageExample): void {
  const url = request && readDocumentedUrl(request.url)
  if (!url) return
  const { source } = request
  const body = isJsonObject(request.body) ? request.body : {}
  const binds = request.bodyText?.includes('@odata.bind') === true
  const query = url.query === undefined ? '' : decode(url.query)
  if (query === '' && !binds && !('@odata.id' in body)) return
  const place = findPlace(container, url.text)
  if (!place) return
  const context = { container, source }
  for (const item of readExpand(/(?:^|&)\$?expand=([^&]*)/i.exec(query)?.[1] ?? '')) {
    expand(place.type, item, samplesIn(response?.body), context)
  }
  inferCasts(place.type, query, context)
  if (binds) bindMembers(place.type, body, context)
  if (url.text.endsWith('$ref')) relate(place.type, body['@odata.id'], container)
}

interface Context {
  readonly container: ContainerDraft
  readonly source: SourceLocation
}

// ── $expand ─────────────────────────────────────────────────────────────────────────────────────

interface ExpandedName {
  readonly name: string
  readonly nested: readonly ExpandedName[]
}

/** The names that a value of `$expand` has, and those of the options in parentheses. */
function readExpand(text: string): ExpandedName[] {
  return splitOutsideParentheses(text, ',').flatMap((item) => {
    const [, path = '', options = ''] = /^([^(]*)(?:\((.*)\))?$/s.exec(item.trim()) ?? []
    const name = path.trim().split('/')[0]!
    if (!/^[A-Za-z_]\w*$/.test(name)) return []
    const nested = splitOutsideParentheses(options, ';').flatMap((option) => {
      const value = /^\s*\$?expand=(.*)$/is.exec(option)?.[1]
      return value === undefined ? [] : readExpand(value)
    })
    return [{ name, nested }]
  })
}

function splitOutsideParentheses(text: string, separator: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++
    else if (text[index] === ')') depth--
    else if (text[index] === separator && depth === 0) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, text.slice(start)]
}

function expand(
  type: StructuredDraft,
  { name, nested }: ExpandedName,
  samples: readonly Readonly<Record<string, unknown>>[],
  context: Context,
): void {
  const values = samples.map((sample) => sample[name]).filter((value) => value !== undefined)
  const isCollection = values.length > 0 ? values.some(Array.isArray) : singularOf(name) !== name
  const navigation = relateTo(type, name, { isCollection, target: undefined }, context)
  if (!navigation) return
  for (const item of nested)
    expand(navigation.type, item, values.flat().filter(isJsonObject), context)
}

function samplesIn(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isJsonObject(body)) return []
  return Array.isArray(body['value']) ? body['value'].filter(isJsonObject) : [body]
}

/** The navigation property of a name, made of what was taken for a property; none for a primitive one. */
function relateTo(
  type: StructuredDraft,
  name: string,
  more: { readonly isCollection: boolean; readonly target: StructuredDraft | undefined },
  { container: { table }, source }: Context,
): NavigationDraft | undefined {
  const known = findNavigation(type, name)
  if (known) return known
  const property = findProperty(type, name)
  const propertyType = property?.type
  if (typeof propertyType === 'string' && propertyType !== 'Edm.Untyped' && !property?.isInferred) {
    return undefined
  }
  const singular = singularOf(name)
  const target =
    more.target ??
    (typeof propertyType === 'object' && propertyType.kind === 'structured'
      ? propertyType
      : undefined) ??
    findStructured(table, singular) ??
    findStructured(table, `${type.name}${singular[0]!.toUpperCase()}${singular.slice(1)}`) ??
    implyType(table, singular)
  promote(rootOf(target))
  promote(target)
  if (property) declaring(type, name)?.properties.delete(name)
  const isCollection = property && !property.isInferred ? property.isCollection : more.isCollection
  if (isCollection) target.isKeyed = true
  const navigation = newNavigation(name, { type: target, isCollection }, { source })
  type.navigations.set(name, navigation)
  return navigation
}

function declaring(type: StructuredDraft, name: string): StructuredDraft | undefined {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    if (current.properties.has(name)) return current
  }
  return undefined
}

// ── References ──────────────────────────────────────────────────────────────────────────────────

function bindMembers(
  type: StructuredDraft,
  body: Readonly<Record<string, unknown>>,
  context: Context,
): void {
  for (const [member, value] of Object.entries(body)) {
    const name = /^(\w+)@odata\.bind$/.exec(member)?.[1]
    if (name !== undefined) bind(type, name, value, context)
    const inner = name === undefined ? memberType(type, member) : undefined
    if (inner)
      for (const item of [value].flat().filter(isJsonObject)) bindMembers(inner, item, context)
  }
}

function bind(type: StructuredDraft, name: string, value: unknown, context: Context): void {
  const [first] = [value].flat()
  const target = typeof first === 'string' ? referencedType(first, context.container) : undefined
  const isCollection = Array.isArray(value)
  const navigation = relateTo(type, name, { isCollection, target }, context)
  if (navigation) navigation.isLinked = true
}

function referencedType(url: string, container: ContainerDraft): StructuredDraft | undefined {
  const path = readDocumentedUrl(url)
  return path && findPlace(container, path.text)?.type
}

/** What is linked is of the type that is linked to: said here where no page says what it derives from. */
function relate(type: StructuredDraft, reference: unknown, container: ContainerDraft): void {
  const linked = typeof reference === 'string' ? referencedType(reference, container) : undefined
  if (!linked || derivesFrom(linked, type) || derivesFrom(type, linked)) return
  if (linked.base || rootOf(type) === linked || !linked.isEntity) return
  linked.base = type
}

// ── Casts ───────────────────────────────────────────────────────────────────────────────────────

/** `scope/microsoft.graph.accessReviewQueryScope/query`: a type that no page explains derives from the one cast. */
function inferCasts(type: StructuredDraft, query: string, { container }: Context): void {
  const { table } = container
  for (const [, member, name = ''] of query.matchAll(
    /(?:\b([A-Za-z_]\w*)\/)?\b(microsoft\.graph(?:\.\w+)+)\//g,
  )) {
    if (findStructured(table, name)) continue
    const from = member === undefined ? type : castableType(type, member, container)
    if (!from) continue
    const cast = implyType(table, name)
    cast.base = from
    cast.isEntity = from.isEntity
    cast.isKeyed = rootOf(from).isKeyed
  }
}

/** The type of a member; what was left untyped gets one to derive from. */
function castableType(
  type: StructuredDraft,
  name: string,
  { table }: ContainerDraft,
): StructuredDraft | undefined {
  const property = findProperty(type, name)
  if (property?.type === 'Edm.Untyped') {
    const implied = implyType(table, `${type.name}${name[0]!.toUpperCase()}${name.slice(1)}`)
    if (!implied.isImplied) return undefined
    implied.isEntity = false
    implied.isKeyed = false
    property.type = implied
  }
  return memberType(type, name)
}

function memberType(type: StructuredDraft, name: string): StructuredDraft | undefined {
  const found = findNavigation(type, name)?.type ?? findProperty(type, name)?.type
  return typeof found === 'object' && found.kind === 'structured' ? found : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The collections that examples refer to: what a reference names has to live somewhere. */
export function referencedPaths(pages: readonly OperationPage[]): string[] {
  const paths = new Set<string>()
  for (const { examples } of pages) {
    for (const { request } of examples) {
      for (const url of referencesIn(request?.body)) {
        const path = readDocumentedUrl(url)?.text
        if (path !== undefined) paths.add(path)
      }
    }
  }
  return [...paths]
}

function referencesIn(body: unknown): string[] {
  if (!isJsonObject(body)) return []
  return Object.entries(body).flatMap(([name, value]) =>
    name === '@odata.id' || name.endsWith('@odata.bind')
      ? [value].flat().filter((url) => typeof url === 'string')
      : [],
  )
}
