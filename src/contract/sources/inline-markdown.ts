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

/** Where something other than plain characters may begin. */
const special = /[[<`\\&]|!(?=\[)/g

/* What may stand there, each matched at its place. */
const codeSpan = /(`+)([^`](?:[^]*?[^`])?)\1(?!`)/y
const escaped = /\\([!-/:-@[-`{-~])/y
const include = /\[!INCLUDE\b\s*(?:\[[^\]]*\]\([^)]*\))?\s*\]?/y
const bracketed = /\[((?:\\.|`[^`]*`|[^`\\[\]]|\[[^[\]]*\])*)\]/y
const inlineTarget =
  /\(\s*(<[^<>\n]*>|(?:\\.|[^\\\s()]|\([^\s()]*\))*)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/y
const referenceTarget = /\[([^[\]]*)\]/y
const comment = /<!--[^]*?-->/y
const autolink = /<([a-z][a-z0-9+.-]+:[^\s<>]*)>/y
const tag = /<\/?(a|b|br|code|div|em|i|li|ol|p|s|span|strong|sub|sup|u|ul)\b[^<>]*>/iy
const entity = /&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/y

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

interface Reading {
  readonly references: References
  readonly links: InlineLink[]
}

function readParts(source: string, offset: number, reading: Reading): string {
  let text = ''
  let position = 0
  while (position < source.length) {
    special.lastIndex = position
    const next = special.exec(source)?.index ?? source.length
    text += source.slice(position, next)
    if (next === source.length) break
    const part = readPart(source, next, offset, reading) ?? { text: source[next]!, end: next + 1 }
    text += part.text
    position = part.end
  }
  return text
}

interface Part {
  readonly text: string
  readonly end: number
}

/** The part at a special character, or `undefined` where the character stands for itself. */
function readPart(
  source: string,
  position: number,
  offset: number,
  reading: Reading,
): Part | undefined {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position
    return pattern.exec(source)
  }
  const part = (found: RegExpExecArray | null, text: string): Part | undefined =>
    found ? { text, end: position + found[0].length } : undefined
  switch (source.charAt(position)) {
    case '!':
      bracketed.lastIndex = position + 1
      return readBrackets(bracketed.exec(source), source, offset, reading)
    case '[': {
      const included = source[position + 1] === '!' ? match(include) : null
      return part(included, '') ?? readBrackets(match(bracketed), source, offset, reading)
    }
    case '`': {
      const code = match(codeSpan)
      return part(code, maskEmphasis(code?.[2] ?? ''))
    }
    case '\\': {
      const character = match(escaped)
      return part(character, maskEmphasis(character?.[1] ?? ''))
    }
    case '&': {
      const name = match(entity)
      return part(name, name ? decodeEntity(name[1]!, name[0]) : '')
    }
    default: {
      const link = match(autolink)
      if (link) {
        reading.links.push({ text: link[1]!, href: link[1]!, position: offset + position })
        return part(link, maskEmphasis(link[1]!))
      }
      const element = match(tag)
      return (
        part(element, /^(br|li|p)$/i.test(element?.[1] ?? '') ? ' ' : '') ??
        part(match(comment), '')
      )
    }
  }
}

/** `[text](href)`, `[text][label]`, `[label][]`, `[label]`, and images; brackets that are no link stay. */
function readBrackets(
  brackets: RegExpExecArray | null,
  source: string,
  offset: number,
  reading: Reading,
): Part | undefined {
  if (!brackets) return undefined
  const position = brackets.index
  const label = brackets[1]!
  const bracketsEnd = position + brackets[0].length
  inlineTarget.lastIndex = referenceTarget.lastIndex = bracketsEnd
  const inline = source[bracketsEnd] === '(' ? inlineTarget.exec(source) : null
  const reference = source[bracketsEnd] === '[' ? referenceTarget.exec(source) : null
  const target = inline?.[1] ?? reading.references.get(normalizeLabel(reference?.[1] || label))

  const isImage = source[position - 1] === '!'
  const inner: Reading = { references: reading.references, links: [] }
  const text = readParts(label, offset + position + 1, inner)
  if (target === undefined) {
    reading.links.push(...inner.links)
    return { text: `[${text}]`, end: bracketsEnd }
  }
  if (isImage) reading.links.push(...inner.links)
  else {
    const plain = collapseBlanks(restoreMasked(removeEmphasis(text)))
    reading.links.push({ text: plain, href: unescapeHref(target), position: offset + position })
  }
  return { text, end: bracketsEnd + (inline ?? reference ?? [''])[0].length }
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

const asterisks = /(\*{1,3})(?=\S)([^*]*[^\s*])\1/g
const underscores =
  /(?<![^\s!-/:-@[-^`{-~])(_{1,3})(?=[^\s_])([^_]*[^\s_])\1(?![^\s!-/:-@[-^`{-~])/g

/** Asterisks emphasise anywhere, underscores at the edges of words only: CommonMark, "Emphasis". */
function removeEmphasis(text: string): string {
  const bare = text.includes('*') ? text.replace(asterisks, '$2') : text
  return bare.includes('_') ? bare.replace(underscores, '$2') : bare
}

function collapseBlanks(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
