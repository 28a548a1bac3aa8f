import type { Deprecation, SourceLocation } from '../model/index.ts'
import { readPageDeprecation, readRowDeprecation } from './compile-deprecation.ts'
import {
  type StructuredDraft,
  findNavigation,
  findProperty,
  newNavigation,
  rootOf,
} from './compile-drafts.ts'
import { declareEnumPage, declareEnums, isEnumPage } from './compile-enums.ts'
import { readFacets, readDefaultValue } from './compile-facets.ts'
import {
  annotatedText,
  cellAt,
  findColumns,
  findSections,
  isGroupTitle,
  nameIn,
  saysImmutable,
  saysReadOnly,
} from './compile-sections.ts'
import { pageBaseName, readTypeCell, type TypeMention } from './compile-type-mentions.ts'
import {
  addType,
  findType,
  implyType,
  newStructured,
  resolveMention,
  type TypeTable,
} from './compile-type-table.ts'
import type { PageAnnotation, PageCell, PageDocument, PageSection } from './page.ts'

/** A resource page and the type it describes. */
export interface TypePage {
  readonly page: PageDocument
  readonly type: StructuredDraft
  readonly annotation: PageAnnotation | undefined
}

/** A row of a table of properties or relationships. */
interface MemberRow {
  readonly name: string
  readonly mention: TypeMention
  readonly description: string
  readonly cell: PageCell
  readonly isRelationship: boolean
  readonly deprecated: Deprecation | undefined
  readonly source: SourceLocation
}

/** Declares the types of the pages, without what they consist of; several pages may describe one. */
export function declareTypes(table: TypeTable, pages: readonly PageDocument[]): TypePage[] {
  const titles = new Set(pages.map(({ title }) => title?.text.toLowerCase() ?? ''))
  const typePages: TypePage[] = []
  for (const page of pages) {
    if (page.kind !== 'resource' && page.kind !== 'enums') continue
    const annotation = resourceAnnotation(page)
    const identity = identityOf(page, annotation, { table, titles })
    declareEnums(table, page, identity?.namespace ?? page.namespace?.text ?? table.namespace)
    if (!identity) continue
    if (annotation === undefined && isEnumPage(page)) declareEnumPage(table, page, identity)
    else if (page.kind === 'resource' && describesType(page, annotation)) {
      typePages.push({ page, annotation, type: declareStructured(table, page, identity) })
    }
  }
  return typePages
}

function describesType(page: PageDocument, annotation: PageAnnotation | undefined): boolean {
  return (
    annotation !== undefined ||
    memberSections(page).some(({ tables }) => tables.length > 0) ||
    findSections(page, /^(methods|tasks|json representation)$/i).length > 0
  )
}

function declareStructured(
  table: TypeTable,
  page: PageDocument,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): StructuredDraft {
  const known = table.types.get(`${namespace}.${name}`.toLowerCase())
  const type = known?.kind === 'structured' ? known : newStructured(namespace, name)
  if (type !== known) addType(table, type)
  type.source ??= page.title?.source ?? { file: page.file, line: 1 }
  type.description ??= page.frontMatter['description']?.value
  type.deprecated ??= readPageDeprecation(page)
  table.byPage.set(pageBaseName(page.file), type)
  const alias = page.title?.text.toLowerCase()
  if (alias !== undefined && !table.bySimpleName.has(alias)) table.bySimpleName.set(alias, [type])
  return type
}

/** The annotation of the JSON representation: the one for the type of the title where there are several. */
function resourceAnnotation(page: PageDocument): PageAnnotation | undefined {
  const annotations = page.annotations.filter(
    (annotation) =>
      annotation.value?.['blockType'] === 'resource' &&
      annotatedText(annotation, '@odata.type') !== '',
  )
  const title = page.title?.text.toLowerCase()
  return (
    annotations.find(
      (candidate) => simpleName(annotatedText(candidate, '@odata.type')) === title,
    ) ?? annotations[0]
  )
}

/**
 * What the type of a page is called: its title, or its annotation where the title is another word for
 * the type. An annotation that names the type of another page is a slip of copying.
 */
function identityOf(
  page: PageDocument,
  annotation: PageAnnotation | undefined,
  { table, titles }: { readonly table: TypeTable; readonly titles: ReadonlySet<string> },
): { readonly namespace: string; readonly name: string } | undefined {
  const annotated = annotatedText(annotation, '@odata.type').replace(/^#/, '')
  const title = (page.title?.text ?? '')
    .replace(/\s+(complex |entity )?(type|enum|enumeration|enum type|resource)$/i, '')
    .replace(/^.*\.(?=\w+$)/, '')
  const isName = /^[A-Za-z_]\w*$/.test(title)
  const annotatedName = annotated.slice(annotated.lastIndexOf('.') + 1)
  const isOther =
    annotatedName.toLowerCase() !== title.toLowerCase() && titles.has(annotatedName.toLowerCase())
  const useAnnotation = /^[A-Za-z_]\w*$/.test(annotatedName) && (!isName || !isOther)
  const name = useAnnotation ? annotatedName : isName ? title : undefined
  if (name === undefined) return undefined
  const dot = annotated.lastIndexOf('.')
  const stated = page.namespace?.text
  const described = useAnnotation && dot > 0 ? annotated.slice(0, dot) : undefined
  const isMoreSpecific =
    stated !== undefined && described?.toLowerCase().startsWith(`${stated.toLowerCase()}.`)
  return { namespace: (isMoreSpecific ? described : stated) ?? described ?? table.namespace, name }
}

/** Which types are entities, and what they derive from. */
export function relateTypes(table: TypeTable, typePages: readonly TypePage[]): void {
  for (const { page, type, annotation } of typePages) {
    const value = annotation?.value ?? {}
    const keyProperty = value['keyProperty']
    if (typeof keyProperty === 'string' && keyProperty !== '') {
      type.isEntity = true
      type.isKeyed = true
      type.keyProperty = keyProperty
    }
    if (value['openType'] === true || value['isOpen'] === true) type.isOpen = true
    if (value['abstract'] === true || value['isAbstract'] === true) type.isAbstract = true
    if (value['isMediaEntity'] === true) type.hasStream = true
    const base = findBaseName(page, annotation)
    if (base !== undefined) deriveType(table, type, base)
    if (hasOwnMethods(page)) type.isEntity = true
  }
}

function deriveType(table: TypeTable, type: StructuredDraft, base: TypeMention): void {
  const isEntityBase = simpleName(base.name) === 'entity'
  const found = findType(table, base, type.namespace)
  if (isEntityBase) {
    type.isEntity = true
    type.isKeyed = true
    if (!found) return
  }
  const baseType = found ?? implyBaseType(table, base.name)
  if (baseType.kind !== 'structured' || rootOf(baseType) === type || type.base) return
  type.base = baseType
}

/** Whether a base type without a page is an entity type is up to what derives from it. */
function implyBaseType(table: TypeTable, name: string): StructuredDraft {
  const type = implyType(table, name)
  type.isEntity = false
  type.isKeyed = false
  return type
}

function findBaseName(
  page: PageDocument,
  annotation: PageAnnotation | undefined,
): TypeMention | undefined {
  const annotated = annotation?.value?.['baseType']
  if (typeof annotated === 'string' && /^#?[\w.]+$/.test(annotated)) {
    const name = annotated.replace(/^#/, '')
    return { primitive: undefined, name, isCollection: false, href: undefined }
  }
  for (const { level, parents, paragraphs, links } of page.sections) {
    if (level > 1 || parents.length > 0) break
    for (const { text } of paragraphs) {
      if (!/inherit|deriv/i.test(text)) continue
      const label =
        /\b(?:inherits|derives|derived|inherited) from (?:the )?\**`?\[?\**`?([\w.]+)/i.exec(
          text,
        )?.[1]
      if (label === undefined || !/^[A-Za-z_]/.test(label)) continue
      const href = links.find((link) => link.text === label)?.href
      if (href === undefined && !/\b(inherits|derives) from \**\[?\w+\]?\**[.,\s]*$/i.test(text))
        continue
      return { primitive: undefined, name: label.replace(/\.$/, ''), isCollection: false, href }
    }
  }
  return undefined
}

/** The whole of a hierarchy is entities when one of its types is. */
export function settleKinds(types: readonly StructuredDraft[]): void {
  for (const type of types) if (type.isEntity) rootOf(type).isEntity = true
  for (const type of types) if (rootOf(type).isEntity) type.isEntity = true
  for (const type of types) if (type.isKeyed) rootOf(type).isKeyed = true
}

/** Takes in the tables of relationships, whose targets are entities. */
export function addRelationships(table: TypeTable, { page, type }: TypePage): void {
  for (const row of memberRows(page)) {
    if (!row.isRelationship || type.navigations.has(row.name)) continue
    const reference = resolveMention(table, row.mention, type.namespace)
    if (!reference || typeof reference.type === 'string' || reference.type.kind === 'enum') continue
    reference.type.isEntity = true
    if (row.mention.isCollection) reference.type.isKeyed = true
    type.navigations.set(
      row.name,
      newNavigation(
        row.name,
        { type: reference.type, isCollection: row.mention.isCollection },
        {
          isReadOnly: saysReadOnly(row.description),
          description: row.description,
          deprecated: row.deprecated,
          source: row.source,
        },
      ),
    )
  }
}

/** Takes in the tables of properties; one of an entity type is a navigation property in truth. */
export function addProperties(table: TypeTable, { page, type }: TypePage): void {
  for (const row of memberRows(page)) {
    const { name, mention, description, deprecated, source } = row
    if (type.navigations.has(name) || type.properties.has(name)) continue
    if (type.base && findProperty(type.base, name)) continue
    const found = mention.primitive ?? findType(table, mention, type.namespace)
    const isReadOnly = saysReadOnly(description)
    if (
      typeof found === 'object' &&
      found.kind === 'structured' &&
      found.isEntity &&
      !found.isImplied
    ) {
      const reference = { type: found, isCollection: mention.isCollection }
      type.navigations.set(
        name,
        newNavigation(name, reference, { isReadOnly, description, deprecated, source }),
      )
      continue
    }
    if (row.isRelationship && mention.primitive === undefined) continue
    const isImplied = typeof found === 'object' && found.kind === 'structured' && found.isImplied
    const propertyType = found === undefined || isImplied ? 'Edm.Untyped' : found
    type.properties.set(name, {
      name,
      type: propertyType,
      isCollection: mention.isCollection,
      isReadOnly,
      isGivenOnCreate: false,
      isImmutable: saysImmutable(description),
      isInferred: false,
      defaultValue: readDefaultValue(propertyType, mention.isCollection, row.cell.markdown),
      ...readFacets(propertyType, `${row.mention.name} ${description}`),
      description,
      deprecated,
      source,
    })
  }
}

/** The rows of a page's tables of properties and relationships, read once. */
export function memberRows(page: PageDocument): readonly MemberRow[] {
  const known = rowsOfPages.get(page)
  if (known) return known
  const rows: MemberRow[] = []
  for (const section of memberSections(page)) {
    const inRelationships = isUnder(section, /^(relationships?|navigation properties)\b/i)
    for (const table of section.tables) {
      const [header = ''] = table.header
      if (/^(enum |possible )?(members?|values?)\b/i.test(header)) continue
      const columns = findColumns(table)
      for (const { cells, source } of table.rows) {
        const nameCell = cellAt(cells, columns.name)
        const name = nameIn(nameCell)
        if (name === undefined || isGroupTitle(cells)) continue
        const cell = cellAt(cells, columns.description)
        rows.push({
          name,
          mention: readTypeCell(cellAt(cells, columns.type)),
          description: cell.text,
          cell,
          isRelationship: inRelationships || /^relationship/i.test(header),
          deprecated: readRowDeprecation(nameCell.text, cell.text, source),
          source,
        })
      }
    }
  }
  rowsOfPages.set(page, rows)
  return rows
}

const rowsOfPages = new WeakMap<PageDocument, readonly MemberRow[]>()

function memberSections(page: PageDocument): PageSection[] {
  const isMember =
    /^((common |own |inherited )?propert(y|ies)|relationships?|navigation properties)$/i
  const named = page.sections.filter((section) => isUnder(section, isMember))
  if (named.length > 0) {
    return named.filter((section) => !isUnder(section, /\b(definition|values)$/i))
  }
  return page.sections.filter(
    (section) =>
      !isUnder(section, /\b(examples?|definition)\b/i) &&
      section.tables.some(
        ({ header }) =>
          /^(property|relationship)\b/i.test(header[0] ?? '') && /^type/i.test(header[1] ?? ''),
      ),
  )
}

function isUnder({ heading, parents }: PageSection, pattern: RegExp): boolean {
  return pattern.test(heading) || parents.some((parent) => pattern.test(parent))
}

/** Whether the page's methods read or write the resource itself, as only those of an entity do. */
function hasOwnMethods(page: PageDocument): boolean {
  const base = pageBaseName(page.file)
  const hasId = memberRows(page).some(({ name }) => name === 'id')
  return findSections(page, /^(methods|tasks)$/i).some(({ tables }) =>
    tables.some(({ rows }) =>
      rows.some(({ cells }) => {
        const [suffix] = (cells[0]?.links ?? [])
          .map(({ href }) => pageBaseName(href))
          .filter((name) => name.startsWith(`${base}-`))
          .map((name) => name.slice(base.length + 1))
        return hasId || /^(get|list|update|delete|create|post)$/.test(suffix ?? '')
      }),
    ),
  )
}

/** Types with an `id` that are more than the type of a property are entities. */
export function recogniseEntities(table: TypeTable, typePages: readonly TypePage[]): void {
  const propertyTypes = new Set<StructuredDraft>()
  for (const { page, type } of typePages) {
    for (const { mention, isRelationship } of memberRows(page)) {
      if (isRelationship || mention.primitive !== undefined) continue
      const found = findType(table, mention, type.namespace)
      if (found?.kind === 'structured') propertyTypes.add(rootOf(found))
    }
  }
  for (const { page, type } of typePages) {
    if (!memberRows(page).some(({ name }) => name === 'id')) continue
    if (type.isEntity || !propertyTypes.has(rootOf(type))) {
      type.isEntity = true
      type.isKeyed = true
    }
  }
}

function simpleName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}

/**
 * A type has what its base type has: tables repeat it, and a base may be described after what derives
 * from it. A table knows better, though, than an example that showed the base type.
 */
export function dropInherited(types: readonly StructuredDraft[]): void {
  for (const { base, properties, navigations } of types) {
    if (!base) continue
    for (const [name, { isInferred }] of properties) {
      if (!isInferred) dropInferred(base, name)
      if (findProperty(base, name) || findNavigation(base, name)) properties.delete(name)
    }
    for (const name of navigations.keys()) {
      dropInferred(base, name)
      if (findProperty(base, name) || findNavigation(base, name)) navigations.delete(name)
    }
  }
}

function dropInferred(type: StructuredDraft, name: string): void {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    if (current.properties.get(name)?.isInferred === true) current.properties.delete(name)
  }
}
