import type { Deprecation, SourceLocation } from '../model/index.ts'
import { readRowDeprecation } from './compile-deprecation.ts'
import { pluralOf, singularOf } from './compile-grammatical-number.ts'
import type { OperationDraft, StructuredDraft, TypeReferenceDraft } from './compile-drafts.ts'
import { parseDocumentedPath, shapeOfPath } from './compile-paths.ts'
import { cellAt, findColumns, findSections, isGroupTitle } from './compile-sections.ts'
import type { TypePage } from './compile-structured-types.ts'
import { pageBaseName, readTypeCell, type TypeMention } from './compile-type-mentions.ts'
import { resolveMention, type TypeTable } from './compile-type-table.ts'
import type { ContractOperation, HttpMethod } from './contract.ts'

/** A row of a table of methods. */
export interface MethodRow {
  readonly title: string
  /** Lower-case base name of the API page that it links to; '' without a link. */
  readonly page: string
  readonly returns: TypeMention
  readonly description: string
  readonly deprecated: Deprecation | undefined
  readonly type: StructuredDraft
  /** Lower-case base name of the resource page. */
  readonly typePage: string
  readonly source: SourceLocation
}

export function readMethodRows(typePages: readonly TypePage[]): MethodRow[] {
  const rows: MethodRow[] = []
  for (const { page, type } of typePages) {
    const typePage = pageBaseName(page.file)
    for (const { tables } of findSections(page, /^(methods|tasks)$/i)) {
      for (const table of tables) {
        const columns = findColumns(table)
        for (const { cells, source } of table.rows) {
          const cell = cellAt(cells, 0)
          const href = cell.links.find((link) => /\.md\b/i.test(link.href))?.href ?? ''
          if (/(^|\/)resources\//i.test(href) || cell.text === '' || isGroupTitle(cells)) continue
          const returns = readTypeCell(cellAt(cells, columns.type))
          const description = cellAt(cells, columns.description).text
          rows.push({
            title: cell.text,
            page: pageBaseName(href),
            returns,
            description,
            deprecated: readRowDeprecation(cell.text, description, source),
            type,
            typePage,
            source,
          })
        }
      }
    }
  }
  return rows
}

/** One row for each page: the one on the resource page that the API page is named after. */
export function rowsByPage(rows: readonly MethodRow[]): ReadonlyMap<string, MethodRow> {
  const byPage = new Map<string, MethodRow>()
  for (const row of rows) {
    const key = row.page === '' ? `${row.typePage} ${row.title}` : row.page
    const known = byPage.get(key)
    const isOwn = (candidate: MethodRow) => candidate.page.startsWith(`${candidate.typePage}-`)
    if (!known || (isOwn(row) && !isOwn(known))) byPage.set(key, row)
  }
  return byPage
}

/** What a row alone tells: a verb, a path below the resource, and what is answered. */
interface RowReading {
  readonly method: HttpMethod
  readonly place: 'collection' | 'item'
  readonly tail: string
  readonly status: number
  readonly request?: TypeReferenceDraft | undefined
  readonly response?: TypeReferenceDraft | undefined
  readonly isOperation?: boolean
  readonly isCreation?: boolean
}

/**
 * The operations of rows whose API page is absent, by the conventions of how pages are named:
 * `type-list`, `type-post-nav`, `type-delete-nav`; any other name is an action's or a function's.
 */
export function inferOperations(
  table: TypeTable,
  rows: Iterable<MethodRow>,
  documented: readonly OperationDraft[],
): OperationDraft[] {
  const documentedPages = new Set(documented.map(({ page }) => page))
  return [...rows].flatMap((row): OperationDraft[] => {
    if (documentedPages.has(row.page)) return []
    const reading = readRow(table, row)
    const doors = findDoors(row, documented)
    const starts = reading.place === 'collection' ? doors.collections : doors.items
    const operation: ContractOperation = {
      name: row.title,
      method: reading.method,
      paths: starts.map((start) => ({ text: start + reading.tail, source: row.source })),
      permissions: undefined,
      headers: [],
      requestBody: undefined,
      responses: [{ status: reading.status, body: undefined, source: row.source }],
      examples: [],
      ...(row.deprecated && { deprecated: row.deprecated }),
      origin: 'methods-row',
      source: row.source,
    }
    return [
      {
        operation,
        method: reading.method,
        requestType: reading.request,
        responseType: reading.response,
        createsEntity: reading.isCreation ?? false,
        isOperation: reading.isOperation ?? false,
        parameters: [],
        takesAnyParameters: true,
        namespace: row.type.namespace,
        isBroad: false,
        page: row.page,
        description: row.description,
      },
    ]
  })
}

function readRow(table: TypeTable, row: MethodRow): RowReading {
  const { type, title } = row
  const one = { type, isCollection: false }
  const many = { type, isCollection: true }
  const returned = resolveMention(table, row.returns, type.namespace)
  const { verb, rest } = readVerb(row)
  const navigation = rest === '' ? undefined : navigationOf(row, rest)
  const target =
    navigation === undefined
      ? undefined
      : (type.navigations.get(navigation)?.type ?? structured(returned))
  const reference = target && { type: target, isCollection: false }
  const nested = (tail: string): string => `/${navigation}${tail}`
  switch (verb) {
    case 'list':
      return navigation === undefined
        ? { method: 'GET', place: 'collection', tail: '', status: 200, response: many }
        : {
            method: 'GET',
            place: 'item',
            tail: nested(''),
            status: 200,
            response: returned && { ...returned, isCollection: true },
          }
    case 'create':
    case 'add': {
      const creation = { method: 'POST', status: 201, isCreation: true } as const
      if (navigation === undefined) {
        return { ...creation, place: 'collection', tail: '', request: one, response: one }
      }
      const isLink = verb === 'add' && (/\bto\b/i.test(title) || returned === undefined)
      return isLink
        ? { method: 'POST', place: 'item', tail: nested('/$ref'), status: 204, request: reference }
        : { ...creation, place: 'item', tail: nested(''), request: reference, response: reference }
    }
    case 'get': {
      const response = navigation === undefined ? (returned ?? one) : returned
      const tail = navigation === undefined ? '' : nested('')
      return { method: 'GET', place: 'item', tail, status: 200, response }
    }
    case 'update':
      return {
        method: 'PATCH',
        place: 'item',
        tail: navigation === undefined ? '' : nested(''),
        status: returned ? 200 : 204,
        request: reference ?? one,
        response: returned,
      }
    case 'delete':
      return {
        method: 'DELETE',
        place: 'item',
        tail: navigation === undefined ? '' : nested('/{id}'),
        status: 204,
      }
    case 'remove':
      return {
        method: 'DELETE',
        place: 'item',
        tail: navigation === undefined ? '' : nested('/{id}/$ref'),
        status: 204,
      }
    case undefined: {
      const isFunction =
        /^\W*(retrieve|get|list|return|check|read|find|search|compute|calculate)/i.test(
          row.description,
        )
      const isBoundToMany =
        returned !== undefined && returned.isCollection && returned.type === type
      return {
        method: isFunction ? 'GET' : 'POST',
        place: isFunction && isBoundToMany ? 'collection' : 'item',
        tail: `/${operationName(row)}`,
        status: returned ? 200 : 204,
        response: returned,
        isOperation: true,
      }
    }
  }
}

type Verb = 'list' | 'create' | 'add' | 'get' | 'update' | 'delete' | 'remove'

/** The verb of a row, and what follows it: '' when it is about the resource itself. */
function readVerb({ title, page, typePage, type }: MethodRow): {
  readonly verb: Verb | undefined
  readonly rest: string
} {
  const suffix = page.startsWith(`${typePage}-`) ? page.slice(typePage.length + 1) : undefined
  const [, first = '', titleRest = ''] = /^(\w+)\b\s*(.*)$/.exec(title) ?? []
  const bySuffix = /^(list|post|create|get|update|patch|delete|remove|add)(?:-(.+))?$/.exec(
    suffix ?? '',
  )
  const byTitle = verbOf(first)
  if (suffix !== undefined && !bySuffix) return { verb: undefined, rest: '' }
  if (bySuffix) {
    const named = verbOf(bySuffix[1]!)
    const verb =
      named === 'create' && byTitle === 'add'
        ? 'add'
        : named === 'delete' && byTitle === 'remove'
          ? 'remove'
          : named
    return { verb, rest: bySuffix[2] ?? '' }
  }
  if (byTitle === undefined || titleRest === '') return { verb: undefined, rest: '' }
  const isSelf = singularOf(titleRest).toLowerCase() === type.name.toLowerCase()
  return { verb: byTitle, rest: isSelf ? '' : titleRest }
}

function verbOf(word: string): Verb | undefined {
  switch (word.toLowerCase()) {
    case 'list':
      return 'list'
    case 'post':
    case 'create':
    case 'new':
      return 'create'
    case 'add':
      return 'add'
    case 'get':
    case 'read':
      return 'get'
    case 'update':
    case 'patch':
      return 'update'
    case 'delete':
      return 'delete'
    case 'remove':
      return 'remove'
    default:
      return undefined
  }
}

/** The navigation property that a row is about: a relationship by its name, number or type, else as spelled. */
function navigationOf({ title, type }: MethodRow, rest: string): string {
  const words = title.match(/[A-Za-z_]\w*/g) ?? []
  const spelled = words.toReversed().find((word) => word.toLowerCase() === rest.toLowerCase())
  const wanted = [rest, ...words.slice(1).toReversed()].flatMap((word) => [
    word.toLowerCase(),
    pluralOf(word).toLowerCase(),
    singularOf(word).toLowerCase(),
  ])
  for (const name of wanted) {
    const navigation = [...type.navigations.keys()].find((key) => key.toLowerCase() === name)
    if (navigation !== undefined) return navigation
  }
  const last = words.at(-1) ?? rest
  if (spelled !== undefined) return spelled
  return singularOf(last).toLowerCase() === singularOf(rest).toLowerCase() ? pluralOf(last) : last
}

function operationName({ title, page, typePage }: MethodRow): string {
  const word = /^(?:[\w.]+:\s*)?([A-Za-z_]\w*)(?: (?:action|function))?$/.exec(title)?.[1]
  if (word !== undefined) return word
  const suffix = page.startsWith(`${typePage}-`) ? page.slice(typePage.length + 1) : page
  const spelled = (title.match(/[A-Za-z_]\w*/g) ?? []).find((part) => part.toLowerCase() === suffix)
  return spelled ?? (suffix.replace(/\W+/g, '') || title.replace(/\W+/g, ''))
}

function structured(reference: TypeReferenceDraft | undefined): StructuredDraft | undefined {
  const type = reference?.type
  return typeof type === 'object' && type.kind === 'structured' ? type : undefined
}

/** Where the resource of a row is found: by the API pages of its family, by their types, else by its own name. */
function findDoors(
  { type, typePage }: MethodRow,
  documented: readonly OperationDraft[],
): { readonly collections: readonly string[]; readonly items: readonly string[] } {
  const family = documented.filter(({ page }) => page.startsWith(`${typePage}-`))
  const pathsOf = (operations: readonly OperationDraft[]): string[] =>
    operations.flatMap(({ operation }) => operation.paths.map(({ text }) => text))
  const byPage = (suffix: RegExp): string[] =>
    pathsOf(family.filter(({ page }) => suffix.test(page.slice(typePage.length + 1))))
  const endsWithKey = (path: string): boolean => parseDocumentedPath(path).at(-1)?.kind === 'key'

  const items = byPage(/^(get|update|delete|upsert)$/)
  const stated = byPage(/^(list|post|create)$/).filter((path) => !endsWithKey(path))
  const collections = distinct([...stated, ...items.filter(endsWithKey).map(withoutKey)])
  if (collections.length + items.length === 0) {
    const created = documented.filter(
      ({ createsEntity, responseType, requestType }) =>
        createsEntity && (responseType ?? requestType)?.type === type,
    )
    const beforeKey = /^((?:\/[A-Za-z]\w*)+(?:\/\{[^}]*\}|\([^)]*\)))\//
    const nested = byPage(/^\w+-\w+$/).flatMap((path) => beforeKey.exec(path)?.[1] ?? [])
    collections.push(...distinct([...pathsOf(created), ...nested.map(withoutKey)]))
  }
  if (collections.length + items.length === 0) collections.push(`/${pluralOf(type.name)}`)
  return {
    collections: collections.length > 0 ? collections : items,
    items: distinct([...items, ...collections.map((path) => `${path}/{id}`)]),
  }
}

function withoutKey(path: string): string {
  return path.replace(/(\([^()]*\)|\/[^/]*)$/, '')
}

/** Paths that differ in names of holes or in case are the same; the first spelling stays. */
function distinct(paths: readonly string[]): string[] {
  const byShape = new Map<string, string>()
  for (const path of paths) {
    const shape = shapeOfPath(path)
    if (!byShape.has(shape)) byShape.set(shape, path)
  }
  return [...byShape.values()]
}
