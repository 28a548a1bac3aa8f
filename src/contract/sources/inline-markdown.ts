import { normalizeLabel } from './markdown-blocks.ts'

export interface InlineLink {
  readonly text: string
  readonly href: string
  /** Offset in the source that was read. */
  readonly position: number
}

export interface InlineContent {
  /** What a reader sees: markup removed, entities decoded, blanks collapsed, trimmed. */
  readonly text: string
  readonly links: readonly InlineLink[]
}

type References = ReadonlyMap<string, string>

const noReferences: References = new Map()

/** The parts of inline source that are more than plain characters, each a named group. */
const inlineParts = new RegExp(
  [
    '(?<comment><!--[^]*?-->)',
    '(?<ticks>`+)(?<code>[^`](?:[^]*?[^`])?)\\k<ticks>(?!`)',
    '\\\\(?<escaped>[!-/:-@[-`{-~])',
    '(?<include>\\[!INCLUDE\\b\\s*(?:\\[[^\\]]*\\]\\([^)]*\\))?\\s*\\]?)',
    '(?<image>!?)\\[(?<label>(?:\\\\.|`[^`]*`|[^`\\\\\\[\\]]|\\[[^\\[\\]]*\\])*)\\]' +
      '(?:\\(\\s*(?<href><[^<>\\n]*>|(?:\\\\.|[^\\\\\\s()]|\\([^\\s()]*\\))*)(?:\\s+(?:"[^"]*"|\'[^\']*\'))?\\s*\\)|\\[(?<reference>[^\\[\\]]*)\\])?',
    '<(?<autolink>[a-z][a-z0-9+.-]+:[^\\s<>]*)>',
    '(?<tag></?(?:a|b|br|code|div|em|i|li|ol|p|s|span|strong|sub|sup|u|ul)\\b[^<>]*>)',
    '&(?<entity>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});',
  ].join('|'),
  'g',
)

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  copy: '©',
  gt: '>',
  lt: '<',
  mdash: '—',
  nbsp: ' ',
  ndash: '–',
  quot: '"',
}

/** Reads inline Markdown: its links, and its text as a reader sees it. */
export function readInline(source: string, references: References = noReferences): InlineContent {
  if (!/[[<`\\&*_]/.test(source)) return { text: collapseBlanks(source), links: [] }
  const links: InlineLink[] = []
  const text = readParts(source, 0, { references, links })
  return { text: collapseBlanks(restoreMasked(removeEmphasis(text))), links }
}

/** The text of inline Markdown as a reader sees it. */
export function plainText(source: string, references?: References): string {
  return readInline(source, references).text
}

interface Reading {
  readonly references: References
  readonly links: InlineLink[]
}

function readParts(source: string, offset: number, reading: Reading): string {
  let text = ''
  let end = 0
  for (const match of source.matchAll(inlineParts)) {
    text += source.slice(end, match.index)
    text += readPart(match, offset + match.index, reading)
    end = match.index + match[0].length
  }
  return text + source.slice(end)
}

function readPart(match: RegExpExecArray, position: number, reading: Reading): string {
  const parts = match.groups ?? {}
  if (parts['comment'] !== undefined || parts['include'] !== undefined) return ''
  if (parts['code'] !== undefined) return maskEmphasis(parts['code'])
  if (parts['escaped'] !== undefined) return maskEmphasis(parts['escaped'])
  if (parts['autolink'] !== undefined) {
    reading.links.push({ text: parts['autolink'], href: parts['autolink'], position })
    return maskEmphasis(parts['autolink'])
  }
  if (parts['tag'] !== undefined) return /^<(br|li|p)\b/i.test(parts['tag']) ? ' ' : ''
  if (parts['entity'] !== undefined) return decodeEntity(parts['entity'], match[0])
  return readBrackets(match, position, reading)
}

/** `[text](href)`, `[text][label]`, `[label][]`, `[label]`, and images; brackets that are no link stay. */
function readBrackets(match: RegExpExecArray, position: number, reading: Reading): string {
  const { image, label = '', href, reference } = match.groups ?? {}
  const target = href ?? reading.references.get(normalizeLabel(reference || label))
  const inner: Reading = { references: reading.references, links: [] }
  const text = readParts(label, position + 1 + (image ?? '').length, inner)
  if (target === undefined) {
    reading.links.push(...inner.links)
    return `${image ?? ''}[${text}]${reference === undefined ? '' : `[${reference}]`}`
  }
  if (image === '') {
    const plain = collapseBlanks(restoreMasked(removeEmphasis(text)))
    reading.links.push({ text: plain, href: unescapeHref(target), position })
  } else reading.links.push(...inner.links)
  return text
}

function unescapeHref(href: string): string {
  const bare = href.startsWith('<') && href.endsWith('>') ? href.slice(1, -1) : href
  return bare.replace(/\\([!-/:-@[-`{-~])/g, '$1')
}

function decodeEntity(name: string, asWritten: string): string {
  if (!name.startsWith('#')) return entities[name] ?? asWritten
  const isHexadecimal = /^#x/i.test(name)
  const code = Number.parseInt(name.slice(isHexadecimal ? 2 : 1), isHexadecimal ? 16 : 10)
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD'
}

/*
 * Asterisks and underscores of code spans and escapes are no emphasis: they pass through
 * `removeEmphasis` as characters of a private use area.
 */
function maskEmphasis(text: string): string {
  return text.replaceAll('*', '\uE02A').replaceAll('_', '\uE05F')
}

function restoreMasked(text: string): string {
  return text.replaceAll('\uE02A', '*').replaceAll('\uE05F', '_')
}

/** Asterisks emphasise anywhere, underscores at the edges of words only: CommonMark, "Emphasis". */
function removeEmphasis(text: string): string {
  return text
    .replace(/(\*{1,3})(?=\S)([^*]*[^\s*])\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^_]*[^\s_])\1(?![\p{L}\p{N}_])/gu, '$2')
}

function collapseBlanks(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
