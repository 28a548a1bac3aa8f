import { findConstraints } from './compile-constraints.ts'
import { findShownETags } from './compile-etags.ts'
import { followExamples } from './compile-example-paths.ts'
import { walkPaths } from './compile-path-walk.ts'
import { completeOperation, declareModel } from './compile-declaration.ts'
import { newNavigation, type OperationDraft, type StructuredDraft } from './compile-drafts.ts'
import { inferFromExamples, inferFromRepresentations } from './compile-inferred-properties.ts'
import { inferFromRequests, referencedPaths } from './compile-inferred-navigations.ts'
import {
  inferOperations,
  type MethodRow,
  readMethodRows,
  rowsByPage,
} from './compile-methods-rows.ts'
import { settleTargets } from './compile-navigation-targets.ts'
import { type OperationPage, readOperationPage } from './compile-page-operations.ts'
import { findPartners } from './compile-partners.ts'
import { growPathTree } from './compile-path-tree.ts'
import { readDocumentedUrl, shapeOfPath } from './compile-paths.ts'
import {
  addProperties,
  addRelationships,
  declareTypes,
  dropInherited,
  recogniseEntities,
  relateTypes,
  settleKinds,
} from './compile-structured-types.ts'
import { findTransitive } from './compile-transitive.ts'
import { newTypeTable, structuredTypes } from './compile-type-table.ts'
import type { ContractDocument, ContractOperation } from './contract.ts'
import type { PageDocument } from './page.ts'

/**
 * Compiles reference pages into what they say together.
 * @param resourcePaths paths that fixtures are named after, without a leading slash: one that no page
 * names becomes an entity set of its own
 */
export function compilePages(
  pages: readonly PageDocument[],
  resourcePaths: readonly string[],
): ContractDocument {
  const table = newTypeTable(commonNamespace(pages))
  const typePages = declareTypes(table, pages)
  relateTypes(table, typePages)
  settleKinds(structuredTypes(table))
  recogniseEntities(table, typePages)
  for (const typePage of typePages) addRelationships(table, typePage)
  settleKinds(structuredTypes(table))
  for (const typePage of typePages) addProperties(table, typePage)
  dropInherited(structuredTypes(table))

  const operationPages = pages
    .filter(({ kind }) => kind === 'api')
    .map((page) => readOperationPage(table, page))
  const rows = rowsByPage(readMethodRows(typePages))
  const operations = joinOperations(
    operationPages,
    inferOperations(
      table,
      rows.values(),
      operationPages.flatMap(({ drafts }) => drafts),
    ),
  )

  const paths = growPathTree(operations, resourcePaths, referencedPaths(operationPages))
  followExamples(paths, operations)
  const container = walkPaths(table, paths)
  inferFromRepresentations(table, typePages)
  inferFromExamples(table, operationPages)
  inferFromRequests(container, operationPages)
  const types = structuredTypes(table)
  settleKinds(types)
  for (const type of types) relateEntityProperties(type)
  dropInherited(types)
  settleTargets(container)
  findPartners(types)
  findTransitive(types)
  findConstraints(types)
  findShownETags(operationPages)
  return {
    declaration: declareModel(container),
    operations: operations.map((draft) => citeRow(completeOperation(draft), draft, rows)),
    diagnostics: [],
    basePath: commonBasePath(operationPages),
  }
}

/** An inferred operation with the verb and the path of a documented one is the same operation. */
function joinOperations(
  pages: readonly OperationPage[],
  inferred: readonly OperationDraft[],
): OperationDraft[] {
  const operations = pages.flatMap(({ drafts }) => drafts)
  const byPath = new Map<string, number>()
  for (const [index, draft] of operations.entries()) {
    for (const key of pathKeys(draft)) if (!byPath.has(key)) byPath.set(key, index)
  }
  for (const draft of inferred) {
    const keys = pathKeys(draft)
    const known = keys.map((key) => byPath.get(key)).find((index) => index !== undefined)
    if (known === undefined) {
      for (const key of keys) byPath.set(key, operations.length)
      operations.push(draft)
      continue
    }
    const same = operations[known]!
    if (same.operation.row || same.operation.origin !== 'page') continue
    operations[known] = { ...same, operation: { ...same.operation, row: draft.operation.source } }
  }
  return operations
}

function pathKeys({ method, operation }: OperationDraft): string[] {
  return operation.paths.map(({ text }) => `${method} ${shapeOfPath(text)}`)
}

/** What the row of a table of methods says of an operation that a page documents. */
function citeRow(
  operation: ContractOperation,
  { page }: OperationDraft,
  rows: ReadonlyMap<string, MethodRow>,
): ContractOperation {
  const row = rows.get(page)
  const cited = operation.origin === 'page' ? (operation.row ?? row?.source) : undefined
  const deprecated = operation.deprecated ?? row?.deprecated
  return {
    ...operation,
    ...(cited && { row: cited }),
    ...(deprecated && { deprecated }),
  }
}

/** What a table calls a property is a navigation property when its type turned out to be an entity type. */
function relateEntityProperties(type: StructuredDraft): void {
  for (const [name, property] of type.properties) {
    const { type: target, isCollection, isReadOnly, description, deprecated, source } = property
    if (typeof target === 'string' || target.kind === 'enum' || !target.isEntity) continue
    type.properties.delete(name)
    type.navigations.set(
      name,
      newNavigation(
        name,
        { type: target, isCollection },
        { isReadOnly, description, deprecated, source },
      ),
    )
  }
}

function commonNamespace(pages: readonly PageDocument[]): string {
  return mostFrequent(pages.flatMap(({ namespace }) => namespace?.text ?? [])) ?? 'microsoft.graph'
}

/** The version in most example URLs. */
function commonBasePath(pages: readonly OperationPage[]): string {
  const paths = pages.flatMap(({ examples }) =>
    examples.flatMap(({ request }) => (request && readDocumentedUrl(request.url)?.basePath) ?? []),
  )
  return mostFrequent(paths) ?? '/beta'
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: string | undefined
  for (const [value, count] of counts) {
    if (best === undefined || count > counts.get(best)!) best = value
  }
  return best
}
