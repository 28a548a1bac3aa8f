import { isJsonObject, type SourceLocation } from '../model/index.ts'
import type { OperationDraft, ParameterDraft, TypeReferenceDraft } from './compile-drafts.ts'
import { type PageExample, readExamples } from './compile-examples.ts'
import {
  readFunctionParameters,
  readHeaders,
  readRequestBody,
  readResponse,
} from './compile-page-messages.ts'
import { lastNames, parseDocumentedPath, readDocumentedUrl, shapeOfPath } from './compile-paths.ts'
import { readPermissions } from './compile-permissions.ts'
import { readPageDeprecation } from './compile-deprecation.ts'
import { readQueryOptions } from './compile-query-options.ts'
import { annotatedText, findSections } from './compile-sections.ts'
import { pageBaseName } from './compile-type-mentions.ts'
import { findTypeByName, type TypeTable } from './compile-type-table.ts'
import type { ContractOperation, DocumentedResponse, HttpMethod, PathTemplate } from './contract.ts'
import type { PageDocument } from './page.ts'
import { readRequestLines } from './sources/read-http.ts'

/** An API page that was read: its operations, and the examples that they share. */
export interface OperationPage {
  readonly page: PageDocument
  readonly drafts: readonly OperationDraft[]
  readonly examples: readonly PageExample[]
}

/** The operations of an API page: its request lines by method, the doors to one thing together. */
export function readOperationPage(table: TypeTable, page: PageDocument): OperationPage {
  const examples = readExamples(page)
  const groups = groupLines(requestLines(page, examples))
  const drafts = [...groups.values()].map((lines) =>
    draftOperation(table, page, { lines, examples, groups }),
  )
  return { page, drafts, examples }
}

interface Line {
  readonly method: HttpMethod
  readonly path: PathTemplate
}

function requestLines(page: PageDocument, examples: readonly PageExample[]): Line[] {
  const { file } = page
  const lines: Line[] = []
  for (const { codeBlocks } of findSections(page, /^http requests?\b/i)) {
    for (const block of codeBlocks) {
      const type = block.annotation?.value?.['blockType']
      if (type === 'request' || type === 'response') continue
      for (const { method, url, line } of readRequestLines(block)) {
        const path = readDocumentedUrl(url)
        if (!path) continue
        const query = path.query === undefined ? {} : { query: path.query }
        lines.push({ method, path: { text: path.text, ...query, source: { file, line } } })
      }
    }
  }
  if (lines.length > 0) return lines
  return examples.flatMap(({ request }) => {
    const path = request && readDocumentedUrl(request.url)
    return path
      ? [{ method: request.method, path: { text: path.text, source: request.source } }]
      : []
  })
}

/** Lines of one method are doors to one thing, but for what addresses links or media instead. */
function groupLines(lines: readonly Line[]): Map<string, Line[]> {
  const groups = new Map<string, Line[]>()
  const seen = new Set<string>()
  for (const line of lines) {
    const last = /\/(\$\w+)$/.exec(line.path.text)?.[1]?.toLowerCase() ?? ''
    const key = `${line.method} ${last}`
    const door = `${key} ${shapeOfPath(line.path.text)}`
    if (seen.has(door)) continue
    seen.add(door)
    const group = groups.get(key)
    if (group) group.push(line)
    else groups.set(key, [line])
  }
  return groups
}

interface Group {
  readonly lines: readonly Line[]
  readonly examples: readonly PageExample[]
  readonly groups: ReadonlyMap<string, readonly Line[]>
}

function draftOperation(table: TypeTable, page: PageDocument, group: Group): OperationDraft {
  const { lines } = group
  const method = lines[0]!.method
  const paths = lines.map(({ path }) => path)
  const namespace = page.namespace?.text ?? table.namespace
  const title = page.title?.text ?? pageBaseName(page.file)
  const examples = group.examples.filter((example) => belongsTo(example, method, paths, group))
  const isReference = paths[0]!.text.endsWith('$ref')
  const isNamedSo =
    /^[\w.]+:\s*\w+|\b(function|action)$/i.test(title) ||
    (method === 'POST' && isFileOfAction(page, paths))

  const request = readRequestBody(table, page, namespace)
  const creates = /^(create|add|post|new)\b/i.test(title) && !isReference
  const response = readResponse(table, page, { method, creates, namespace })
  const shownStatuses = exampleStatuses(examples)
  const createsEntity =
    method === 'POST' &&
    !isReference &&
    !isNamedSo &&
    !/\/(add|create)$/i.test(paths[0]!.text) &&
    (creates || [...response.statuses, ...shownStatuses].includes(201))
  const documented = { method, namespace, body: request.parameters, examples }
  const parameters = parametersOf(table, page, documented)
  const isFunctionPage = findSections(page, /^function parameters$/i).length > 0
  const isCall = paths.some(({ text }) => parseDocumentedPath(text).at(-1)?.kind === 'call')
  return {
    operation: readOperation(page, {
      name: title,
      method,
      paths,
      requestBody: method === 'GET' || method === 'DELETE' ? undefined : request.body,
      statuses: documentedStatuses(response.statuses, shownStatuses, createsEntity),
      responseSource: response.source,
      examples,
      allExamples: group.examples,
    }),
    method,
    requestType: request.type,
    responseType:
      method === 'DELETE' || isReference
        ? undefined
        : responseTypeOf(table, response.type, examples),
    createsEntity,
    isOperation: (method === 'GET' || method === 'POST') && (isFunctionPage || isCall || isNamedSo),
    parameters: parameters ?? [],
    takesAnyParameters:
      parameters === undefined &&
      (method === 'GET' ? showsArguments(examples) : request.body !== undefined),
    namespace,
    isBroad: lastNames(paths).size > 2,
    page: pageBaseName(page.file),
    description: page.frontMatter['description']?.value,
  }
}

/** Files of actions are named for them, `driveitem-createlink`; those of creates for the verb, `group-post-members`. */
function isFileOfAction(page: PageDocument, paths: readonly PathTemplate[]): boolean {
  const suffix = /^[^-]+-(\w+)$/.exec(pageBaseName(page.file))?.[1]
  return paths.every(({ text }) => /\/(\w+)\/?$/.exec(text)?.[1]?.toLowerCase() === suffix)
}

interface OperationReading {
  readonly name: string
  readonly method: HttpMethod
  readonly paths: readonly PathTemplate[]
  readonly requestBody: ReturnType<typeof readRequestBody>['body']
  readonly statuses: readonly number[]
  readonly responseSource: SourceLocation | undefined
  readonly examples: readonly PageExample[]
  /** Those of the page's other operations too. */
  readonly allExamples: readonly PageExample[]
}

/** The operation as the contract has it, without its types. */
function readOperation(page: PageDocument, reading: OperationReading): ContractOperation {
  const { name, method, paths, requestBody, statuses, examples, allExamples } = reading
  const source = page.title?.source ?? { file: page.file, line: 1 }
  const queryOptions = readQueryOptions(page, { paths, examples: allExamples })
  const deprecated = readPageDeprecation(page)
  return {
    name,
    method,
    paths,
    permissions: readPermissions(page),
    headers: readHeaders(page),
    requestBody: requestBody && { shape: undefined, ...requestBody },
    responses: statuses.map((status): DocumentedResponse => ({
      status,
      body: undefined,
      source: reading.responseSource ?? source,
    })),
    examples: examples.map(({ name: label, request, response }) => ({
      name: label,
      request,
      response,
    })),
    ...(queryOptions && { queryOptions }),
    ...(deprecated && { deprecated }),
    origin: 'page',
    source,
  }
}

/** Whether an example shows this operation rather than another of the page. */
function belongsTo(
  { request }: PageExample,
  method: HttpMethod,
  paths: readonly PathTemplate[],
  { groups }: Group,
): boolean {
  if (!request) return groups.size === 1
  if (request.method !== method) return groups.size === 1
  const isAlone = [...groups.keys()].filter((key) => key.startsWith(`${method} `)).length === 1
  if (isAlone) return true
  const suffix = (text: string): string => /\/(\$\w+)(?:\?|$)/.exec(text)?.[1]?.toLowerCase() ?? ''
  return suffix(request.url) === suffix(paths[0]!.text)
}

function exampleStatuses(examples: readonly PageExample[]): number[] {
  return [...new Set(examples.flatMap(({ response }) => (response ? [response.status] : [])))]
}

/**
 * The statuses that the text names, then those that the page's own examples show. Protocol, "Create an
 * Entity": a creation answers 201, also where a page says 200 of it.
 */
function documentedStatuses(
  stated: readonly number[],
  shown: readonly number[],
  createsEntity: boolean,
): number[] {
  const statuses = new Set([...stated, ...shown.filter((status) => status < 400)])
  if (statuses.size === 0) return [...shown]
  if (createsEntity && statuses.has(200)) statuses.add(201)
  return [...statuses]
}

/** The type that the text names; a list that only the example shows is one all the same. */
function responseTypeOf(
  table: TypeTable,
  stated: TypeReferenceDraft | undefined,
  examples: readonly PageExample[],
): TypeReferenceDraft | undefined {
  const annotated = examples
    .map(({ responseBlock }) => responseBlock?.annotation)
    .find((annotation) => annotatedText(annotation, '@odata.type') !== '')
  const [, collection, name = ''] =
    /^#?(collection\()?#?([\w.]+)\)?$/i.exec(annotatedText(annotated, '@odata.type')) ?? []
  const type = stated?.type ?? findTypeByName(table, name)
  if (type === undefined) return undefined
  const hasValue =
    typeof type === 'object' && type.kind === 'structured' && type.properties.has('value')
  const showsList =
    !hasValue &&
    (collection !== undefined ||
      annotated?.value?.['isCollection'] === true ||
      examples.some(({ response }) =>
        Array.isArray((response?.body as { value?: unknown } | undefined)?.value),
      ))
  return { type, isCollection: stated?.isCollection === true || showsList }
}

function parametersOf(
  table: TypeTable,
  page: PageDocument,
  more: {
    readonly method: HttpMethod
    readonly namespace: string
    readonly body: readonly ParameterDraft[]
    readonly examples: readonly PageExample[]
  },
): readonly ParameterDraft[] | undefined {
  if (more.method === 'GET') return readFunctionParameters(table, page, more.namespace)
  if (more.body.length === 0) return undefined
  const known = new Set(more.body.map(({ name }) => name))
  const shown = more.examples.flatMap(({ request }) =>
    isJsonObject(request?.body) ? Object.keys(request.body) : [],
  )
  const unlisted = [...new Set(shown)].filter(
    (name) => !known.has(name) && /^[A-Za-z_]\w*$/.test(name),
  )
  return [
    ...more.body,
    ...unlisted.map((name) => ({
      name,
      type: 'Edm.Untyped' as const,
      isCollection: false,
      isRequired: false,
      description: undefined,
      source: undefined,
    })),
  ]
}

function showsArguments(examples: readonly PageExample[]): boolean {
  return examples.some(({ request }) => /\([^)]*=/.test(request?.url.replace(/\?.*$/, '') ?? ''))
}
