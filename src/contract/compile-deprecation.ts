import type { Deprecation, SourceLocation } from '../model/index.ts'
import type { PageDocument } from './page.ts'

/** What a page, before its first section, says of itself as a whole; `undefined` where it is current. */
export function readPageDeprecation(page: PageDocument): Deprecation | undefined {
  return readIntroduction(page) ?? readMarkedTitle(page)
}

function readIntroduction({ sections, file }: PageDocument): Deprecation | undefined {
  for (const { level, paragraphs } of sections) {
    if (level > 1) return undefined
    for (const { text, source } of paragraphs) {
      const message = sentencesOf(text).find(isAboutWhole) ?? findIncluded(text, file)
      if (message === undefined) continue
      const line = text.split('\n').findIndex((one) => /deprecat|replaced/i.test(one))
      return { message, source: { file, line: source.line + Math.max(line, 0) } }
    }
  }
  return undefined
}

/** `[!INCLUDE [identityprovider-deprecate](…)]`, on pages that are named after what it is about. */
function findIncluded(text: string, file: string): string | undefined {
  for (const [, name = '', subject = ''] of text.matchAll(
    /\[!INCLUDE\s*\[(([\w-]*)-deprecate[\w-]*)\]/gi,
  )) {
    const stem = lettersOf(subject).replace(/(y|s)$/, '')
    if (stem !== '' && lettersOf(file).includes(stem)) return `the page includes ${name}`
  }
  return undefined
}

function lettersOf(text: string): string {
  return text
    .slice(text.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** Titles of pages, of rows and names of properties: `identityProviders (deprecated)`. */
const mark = /\(deprecated\)/i

function readMarkedTitle({ title, frontMatter, file, sections }: PageDocument) {
  const heading = sections.find(({ level }) => level === 1)
  if (heading && mark.test(heading.heading)) {
    return { message: title?.text ?? heading.heading, source: heading.source }
  }
  for (const name of ['title', 'description']) {
    const entry = frontMatter[name]
    if (entry && mark.test(entry.value)) {
      return { message: entry.value, source: { file, line: entry.line } }
    }
  }
  return undefined
}

/**
 * Of a row of a table: a mark beside the name, or a sentence of the description that says it of the
 * whole.
 */
export function readRowDeprecation(
  name: string,
  description: string,
  source: SourceLocation,
): Deprecation | undefined {
  const sentence = sentencesOf(description).find(saysDeprecated)
  if (sentence !== undefined) return { message: sentence, source }
  if (!mark.test(name)) return undefined
  const replaced = sentencesOf(description).find((text) => /\b(replaced by|instead)\b/i.test(text))
  return { message: replaced ?? name, source }
}

function sentencesOf(text: string): readonly string[] {
  return text
    .replace(/\[!(NOTE|CAUTION|WARNING|IMPORTANT|TIP)\]/gi, ' ')
    .replace(/!?\[([^\][]+)\]\([^)]*\)/g, '$1')
    .replace(/^\s*>+/gm, ' ')
    .replace(/\*\*|`|\\(?=[[\]])/g, '')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.replace(/^\W*note:?\s+/i, '').trim())
}

const becomes = String.raw`(is|are|was|has been|have been|will be|is being|are being|to be|is in the process of being)( now| soon)? (deprecated|replaced by)`

/** `The identityRiskEvents API is deprecated…`, not `The /app path is deprecated`. */
function isAboutWhole(sentence: string): boolean {
  return new RegExp(
    String.raw`^(this|the|these)\b[^.,;]*?\b(apis?|methods?|endpoints?|resources?|operations?|types?|functions?|actions?|entity|entities)\b[^.,;]*?\b${becomes}\b`,
    'i',
  ).test(sentence)
}

/** `Deprecated: use x instead`, `[deprecated] …`, `This property will be deprecated`, `AAD Device ID - to be deprecated`. */
function saysDeprecated(sentence: string): boolean {
  return (
    /^\W*deprecated\b/i.test(sentence) ||
    /[-–:] ?(to be )?deprecated\W*$/i.test(sentence) ||
    new RegExp(
      String.raw`^((this|the) (property|relationship|method|api|parameter|value|function|action|resource|field)\b[^.;]*?\b)?${becomes}\b`,
      'i',
    ).test(sentence)
  )
}
