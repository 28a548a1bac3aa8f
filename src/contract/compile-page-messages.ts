import type { DocumentedHeader, DocumentedRequestBody, HttpMethod } from './contract.ts'
import type { ParameterDraft, TypeReferenceDraft } from './compile-drafts.ts'
import {
  cellAt,
  findColumns,
  findSections,
  nameIn,
  saysOptional,
  saysRequired,
} from './compile-sections.ts'
import {
  findPrimitive,
  isCollectionText,
  isTypeLink,
  readTypeCell,
  readTypeLink,
} from './compile-type-mentions.ts'
import { findType, resolveMention, type TypeTable } from './compile-type-table.ts'
import type { PageDocument, PageSection, PageTable, PageText } from './page.ts'

/** The headers that a page asks for. */
export function readHeaders(page: PageDocument): DocumentedHeader[] {
  const headers: DocumentedHeader[] = []
  for (const { tables } of findSections(page, /^(optional )?request headers?$/i)) {
    for (const { rows } of tables) {
      for (const { cells, source } of rows) {
        const name = /^[A-Za-z][\w-]*/.exec(cellAt(cells, 0).text)?.[0]
        if (name === undefined || headers.some((header) => header.name === name)) continue
        const description = cells
          .slice(1)
          .map(({ text }) => text)
          .join(' ')
        headers.push({ name, description, isRequired: saysRequired(description), source })
      }
    }
  }
  return headers
}

/** What a page says about the body of a request. */
export interface RequestBodyText {
  /** `undefined` when there is none: `Do not supply a request body`. */
  readonly body: Omit<DocumentedRequestBody, 'shape'> | undefined
  readonly type: TypeReferenceDraft | undefined
  readonly parameters: readonly ParameterDraft[]
}

export function readRequestBody(
  table: TypeTable,
  page: PageDocument,
  namespace: string,
): RequestBodyText {
  const sections = findSections(page, /^request body\b/i).filter(isProse)
  const [first] = sections
  const none = { body: undefined, type: undefined, parameters: [] }
  if (!first) return none
  const rows = sections.flatMap((section) => readParameters(table, section, namespace))
  const text = sections
    .flatMap(({ paragraphs }) => paragraphs.map((paragraph) => paragraph.text))
    .join('\n')
  if (
    rows.length === 0 &&
    (text === '' || /\b(do not|don't|does not|no|empty)\b[^.]*\bbody\b|^(empty|none)\b/i.test(text))
  ) {
    return none
  }
  const properties = rows.map(({ name, isRequired, isRequiredInRow = false, source }) => ({
    name,
    isRequired,
    isRequiredInRow,
    source: source ?? first.source,
  }))
  const type = sections.map((section) => linkedType(table, section, namespace)).find(Boolean)
  return { body: { properties, source: first.source }, type, parameters: rows }
}

/** The parameters that a page tells of a function. */
export function readFunctionParameters(
  table: TypeTable,
  page: PageDocument,
  namespace: string,
): ParameterDraft[] | undefined {
  const sections = findSections(page, /^(function |query |path |uri |url )?parameters$/i)
    .filter(isProse)
    .filter(({ heading }) => !/^query/i.test(heading))
  const parameters = sections.flatMap((section) => readParameters(table, section, namespace))
  return sections.some(({ heading }) => /^function/i.test(heading)) || parameters.length > 0
    ? parameters
    : undefined
}

function readParameters(
  table: TypeTable,
  section: PageSection,
  namespace: string,
): ParameterDraft[] {
  const areRequired = section.paragraphs.some(
    ({ text }) => /properties that are required/i.test(text) && !/\boptional/i.test(text),
  )
  return section.tables.filter(listsProperties).flatMap((listing) => {
    const columns = findColumns(listing)
    const requiredColumn = listing.header.findIndex((text) => /^(is )?required\??$/i.test(text))
    return listing.rows.flatMap(({ cells, source }): ParameterDraft[] => {
      const name = nameIn(cellAt(cells, columns.name))
      if (name === undefined) return []
      const mention = readTypeCell(cellAt(cells, columns.type))
      const known = mention.primitive ?? findType(table, mention, namespace)
      const description = cellAt(cells, columns.description).text
      const isRequiredInRow =
        saysRequired(description) ||
        (requiredColumn >= 0 && /^(yes|true|required)/i.test(cellAt(cells, requiredColumn).text))
      return [
        {
          name,
          type: known ?? 'Edm.Untyped',
          isCollection: mention.isCollection,
          isRequired: isRequiredInRow || (areRequired && !saysOptional(description)),
          isRequiredInRow,
          description,
          source,
        },
      ]
    })
  })
}

function listsProperties({ header }: PageTable): boolean {
  return /^(property|parameter|name|field|key|argument)\b/i.test(header[0] ?? '')
}

/** What a page says that a successful response is. */
export interface ResponseText {
  readonly statuses: readonly number[]
  readonly type: TypeReferenceDraft | undefined
  readonly source: PageSection['source'] | undefined
}

/**
 * Reads the status and the type of the body from the running text of "Response".
 * @param method tells what "200-series" means: 201 where something is created, 204 where it is deleted
 */
export function readResponse(
  table: TypeTable,
  page: PageDocument,
  context: { readonly method: HttpMethod; readonly creates: boolean; readonly namespace: string },
): ResponseText {
  const sections = findSections(page, /^responses?\b/i).filter(isProse)
  const paragraphs = sections.flatMap((section) =>
    section.paragraphs.map((paragraph) => ({ ...paragraph, section })),
  )
  const text = paragraphs.map((paragraph) => paragraph.text).join('\n')
  const statuses = statusesIn(text, context)
  const hasNoBody =
    /\b(does not|doesn't|do not|not) return (anything|any|a body|content)|\bno (response )?body|empty (response )?body/i.test(
      text,
    )
  const type = hasNoBody
    ? undefined
    : paragraphs.map((paragraph) => bodyType(table, paragraph, context.namespace)).find(Boolean)
  const [first] = sections
  return { statuses, type, source: first?.source }
}

function statusesIn(
  prose: string,
  { method, creates }: { readonly method: HttpMethod; readonly creates: boolean },
): number[] {
  const series = /\b2xx\b|\b200[- ]series\b/gi
  const text = prose.replace(series, '')
  const statuses = new Set<number>()
  for (const [, code] of text.matchAll(/`+ *(?:HTTP\/[\d.]+ )?([1-5]\d\d)\b[^`]*`/g))
    statuses.add(Number(code))
  const stated =
    /\b([1-5]\d\d),? (?:OK|Created|Accepted|No Content|Found|Partial)\b|\b(?:response|status) codes?:? (?:of )?([1-5]\d\d)\b|\b(?:with|returns?) (?:an? )?(?:HTTP )?([1-5]\d\d)\b/gi
  for (const [, named, code, bare] of text.matchAll(stated))
    statuses.add(Number(named ?? code ?? bare))
  const isSeries = text !== prose
  if (isSeries && ![...statuses].some((status) => status >= 200 && status < 300)) {
    statuses.add(creates && method === 'POST' ? 201 : method === 'DELETE' ? 204 : 200)
  }
  return [...statuses]
}

function bodyType(
  table: TypeTable,
  { text, section }: PageText & { readonly section: PageSection },
  namespace: string,
): TypeReferenceDraft | undefined {
  for (const match of text.matchAll(/\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])?/g)) {
    const label = match[1]!.replace(/[`*]/g, '').trim()
    const link = section.links.find(
      (candidate) => candidate.text === label && isTypeLink(candidate.href),
    )
    if (!link || !mayNameType(link.href)) continue
    const before = text.slice(0, match.index)
    if (/\b(link|url|location|reference)s? (to|of) (the |an? )?\W*$/i.test(before)) continue
    const after = text.slice(match.index + match[0].length)
    const isCollection =
      isCollectionText(label) ||
      /\b(collection|list|array|set) of[^.]*$/i.test(before) ||
      /^\W*(resource |object )?(collection|array|list)\b/i.test(after) ||
      /^\W*objects\b/i.test(after)
    return resolveMention(table, readTypeLink(link, isCollection), namespace)
  }
  const primitive =
    /\bresponse code,? (?:and|with) (?:an? |the )?`*\**([A-Z]\w+)\**`*( collection)?/i.exec(text)
  const type = findPrimitive(primitive?.[1] ?? '')
  return type && { type, isCollection: primitive?.[2] !== undefined }
}

function linkedType(
  table: TypeTable,
  section: PageSection,
  namespace: string,
): TypeReferenceDraft | undefined {
  const link = section.links.find(({ href }) => isTypeLink(href) && mayNameType(href))
  if (
    !link ||
    section.tables.some(({ rows }) =>
      rows.some(({ cells }) => cells.some(({ links }) => links.includes(link))),
    )
  ) {
    return undefined
  }
  return resolveMention(table, readTypeLink(link, false), namespace)
}

/** Links to other parts of the reference are not types: concepts, API pages, error codes. */
function mayNameType(href: string): boolean {
  return (
    !/^\/|(^|\/)(api|concepts|overview|includes)\/|-(overview|errors?|codes?|root|conceptual)\.md|query-parameters/i.test(
      href,
    ) && !/^#(example|response|request)/i.test(href)
  )
}

/** Sections of running text, not the messages of examples that bear the same heading. */
function isProse({ parents, codeBlocks, paragraphs, tables }: PageSection): boolean {
  return (
    !parents.some((parent) => /\bexamples?\b/i.test(parent)) &&
    !(codeBlocks.length > 0 && paragraphs.length === 0 && tables.length === 0)
  )
}
