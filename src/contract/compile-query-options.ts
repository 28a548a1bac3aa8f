import type { PageExample } from './compile-examples.ts'
import { cellAt, findSections } from './compile-sections.ts'
import type { DocumentedQueryOptions, PathTemplate } from './contract.ts'
import type { PageDocument, PageSection, PageText } from './page.ts'

/** @see Protocol, "System Query Options" */
const systemOptions: ReadonlySet<string> = new Set([
  '$apply',
  '$compute',
  '$count',
  '$deltatoken',
  '$expand',
  '$filter',
  '$format',
  '$orderby',
  '$search',
  '$select',
  '$skip',
  '$skiptoken',
  '$top',
])

/**
 * What a page says of query options under a heading of its own, in prose, lists and tables of
 * parameters, or else in a sentence on its method. What its own requests send is documented too, where it says anything at all.
 */
export function readQueryOptions(
  page: PageDocument,
  {
    paths,
    examples,
  }: { readonly paths: readonly PathTemplate[]; readonly examples: readonly PageExample[] },
): DocumentedQueryOptions | undefined {
  const sections = findSections(
    page,
    /^(optional |supported |odata )*query (parameter|option)s?\b/i,
  )
  const [section] = sections.filter(({ parents }) => !parents.includes('examples'))
  const statements = section ? sections.flatMap(readStatements) : readScattered(page)
  const source = statements[0]?.source ?? section?.source
  if (!source) return undefined
  const affirmed = statements.filter(({ isDenied }) => !isDenied)
  const named = [...affirmed.flatMap(({ names }) => names), ...sections.flatMap(readTables)]
  if (named.length === 0 && !statements.some(({ isGeneral }) => isGeneral)) return undefined
  const isAll =
    affirmed.some(({ isGeneral, isPartial }) => isGeneral && !isPartial) ||
    (named.length === 0 && affirmed.some(({ isGeneral }) => isGeneral))
  const sent = [
    ...paths.map(({ query }) => query),
    ...examples.map(({ request }) => request?.url.split('?')[1]),
  ].flatMap(namesInQuery)
  return {
    names: [...new Set([...named, ...sent])],
    isAll,
    source,
  }
}

/** A sentence about options. */
interface Statement {
  readonly names: readonly string[]
  /** Says that options are not supported. */
  readonly isDenied: boolean
  /** Speaks of OData's query options as such. */
  readonly isGeneral: boolean
  /** Of some of them: those that it names or that follow. */
  readonly isPartial: boolean
  /** Says it of the page's own method. */
  readonly isAboutMethod: boolean
  readonly source: PageText['source']
}

function readStatements({ paragraphs }: PageSection): readonly Statement[] {
  return paragraphs.flatMap(({ text, source }) =>
    text
      .replace(/\]\([^)]*\)/g, ']')
      .split(/(?<=[.!?])\s+/)
      .map((sentence) => readStatement(sentence, source)),
  )
}

/** Pages without such a heading may say it elsewhere, such as below the parameters of a function. */
function readScattered({ sections }: PageDocument): readonly Statement[] {
  return sections
    .filter(({ parents }) => !parents.includes('examples'))
    .flatMap(readStatements)
    .filter(({ isAboutMethod }) => isAboutMethod)
}

function readStatement(sentence: string, source: PageText['source']): Statement {
  const names = namesInText(sentence)
  const isGeneral =
    /\b(odata|optional) query (parameter|option)s\b/i.test(sentence) &&
    /\b(support|uses? )/i.test(sentence)
  const isOpenList = /\b(including|such as|for example|e\.g\.)/i.test(sentence)
  const isSome = /\b(some|following|only)\b/i.test(sentence)
  return {
    names,
    isDenied: deniesSupport(sentence),
    isGeneral,
    isAboutMethod: /\bthis method supports\b.*\bquery (parameter|option)s?\b/i.test(sentence),
    isPartial: isSome || (names.length > 0 && !isOpenList),
    source,
  }
}

function deniesSupport(sentence: string): boolean {
  const plain = sentence.replaceAll('*', '')
  return (
    /\b(do|does|did|is|are|was)( not|n['’]t) (currently |yet )?(support|allow|available)/i.test(
      plain,
    ) || /\bwithout (applying|using|specifying)\b/i.test(plain)
  )
}

/** `$orderBy`, and in a sentence on query parameters also `select` and `includeHiddenFolders` in code. */
function namesInText(sentence: string): readonly string[] {
  const marked = [...sentence.matchAll(/\$[A-Za-z]+/g)].flatMap(([name]) => systemName(name))
  if (!/query (parameter|option)|\bsupport/i.test(sentence)) return marked
  const inCode = [...sentence.matchAll(/`([A-Za-z]+)`/g)].flatMap(([, name = '']) =>
    systemName(`$${name}`),
  )
  const custom = [...sentence.matchAll(/`([A-Za-z_]\w*)(?:=[^`]*)?` query (?:parameter|option)/g)]
    .map(([, name = '']) => name)
    .filter((name) => systemName(`$${name}`).length === 0)
  return [...marked, ...inCode, ...custom]
}

function systemName(name: string): readonly string[] {
  const lowerCase = name.toLowerCase()
  return systemOptions.has(lowerCase) ? [lowerCase] : []
}

/** The first column of a table of parameters. */
function readTables({ tables }: PageSection): readonly string[] {
  return tables
    .filter(({ header: [first = ''] }) => /\b(parameter|option)s?$|^name$/i.test(first.trim()))
    .flatMap(({ rows }) => rows)
    .flatMap(({ cells }) => {
      const { text } = cellAt(cells, 0)
      if (text.startsWith('$')) return systemName(/^\$[A-Za-z]+/.exec(text)?.[0] ?? '')
      return /^[A-Za-z_]\w*(?=$|[\s(])/.exec(text)?.[0] ?? []
    })
}

function namesInQuery(query: string | undefined): readonly string[] {
  return (query ?? '').split('&').flatMap((pair) => {
    const name = pair.split('=')[0]!.replace(/^%24/, '$').trim()
    if (name.startsWith('$')) return systemName(name)
    return /^[A-Za-z_]\w*$/.test(name) ? [systemName(`$${name}`)[0] ?? name] : []
  })
}
