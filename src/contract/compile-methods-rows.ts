import type { Deprecation, SourceLocation } from '../model/index.ts'
import { readRowDeprecation } from './compile-deprecation.ts'
import { pluralOf } from './compile-grammatical-number.ts'
import type { OperationDraft, StructuredDraft } from './compile-drafts.ts'
import { parseDocumentedPath, shapeOfPath } from './compile-paths.ts'
import { readMethodRow } from './compile-methods-row.ts'
import { cellAt, findColumns, findSections, isGroupTitle } from './compile-sections.ts'
import type { TypePage } from './compile-structured-types.ts'
import { pageBaseName, readTypeCell, type TypeMention } from './compile-type-mentions.ts'
import type { TypeTable } from './compile-type-table.ts'
import type { ContractOperation } from './contract.ts'

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

/**
 * The operations of rows whose API page is absent, by what their titles and pages tell.
 */
export function inferOperations(
  table: TypeTable,
  rows: Iterable<MethodRow>,
  documented: readonly OperationDraft[],
): OperationDraft[] {
  const documentedPages = new Set(documented.map(({ page }) => page))
  return [...rows].flatMap((row): OperationDraft[] => {
    if (documentedPages.has(row.page)) return []
    const reading = readMethodRow(table, row)
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
