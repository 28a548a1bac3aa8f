import MarkdownIt from 'markdown-it'
import type { Env, MarkdownIt as Markdown, StateBlock, Token } from 'markdown-it'

export interface MarkdownBlocks {
  readonly tokens: readonly Token[]
  /** Targets of link reference definitions by normalised label. */
  readonly references: ReadonlyMap<string, string>
}

/** One parser for all pages, made when the first page is read. */
let markdown: Markdown | undefined

/**
 * The blocks of a Markdown text, with line maps that count from 0. Inline content stays source:
 * most of it is never looked at, and parsing it would cost more than everything else.
 */
export function readMarkdownBlocks(text: string): MarkdownBlocks {
  markdown ??= createMarkdown()
  const env: Env = {}
  const tokens = markdown.parse(text, env)
  const references = new Map(
    Object.entries(env.references ?? {}).map(([label, { href }]) => [label, href]),
  )
  return { tokens, references }
}

/** The form in which labels of link references are compared: CommonMark, "Link reference definitions". */
export function normalizeLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase()
}

function createMarkdown(): Markdown {
  const parser = new MarkdownIt('zero')
  parser.enable(['table', 'hr', 'list', 'reference', 'heading', 'lheading', 'blockquote'])
  parser.core.ruler.enableOnly(['normalize', 'block'])
  const interrupts = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
  parser.block.ruler.at('fence', readFence, interrupts)
  parser.block.ruler.enable('fence')
  parser.block.ruler.before('heading', 'comment', readComment, interrupts)
  parser.normalizeLink = (href) => href
  parser.validateLink = () => true
  return parser
}

const openingFence = /^(`{3,}(?=[^`]*$)|~{3,})(.*)$/

/**
 * A fenced code block. CommonMark lets one whose closing fence was forgotten run to the end of the
 * page; here it ends where Markdown evidently goes on, so that the rest of the page is still read.
 */
function readFence(
  state: StateBlock,
  startLine: number,
  endLine: number,
  isProbe: boolean,
): boolean {
  const marker = firstCharacter(state, startLine)
  if (marker !== '`' && marker !== '~') return false
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false
  const opening = openingFence.exec(lineText(state, startLine))
  if (!opening) return false
  if (isProbe) return true
  const [, markup = '', info = ''] = opening

  let closingLine: number | undefined
  let structureLine: number | undefined
  let line = startLine + 1
  for (; line < endLine; line++) {
    const text = lineText(state, line)
    if (text !== '' && state.sCount[line]! < state.blkIndent) break
    if (text.startsWith(markup) && isClosingFence(text, markup)) {
      closingLine = line
      break
    }
    structureLine ??= /^(#{2,6} |# \[|<!--)/.test(text) ? line : undefined
    const inner = text.startsWith(markup) ? openingFence.exec(text) : null
    if (inner && inner[2]!.trim() !== '') {
      structureLine ??= line
      break
    }
  }
  const contentEnd = closingLine ?? structureLine ?? line
  state.line = closingLine === undefined ? contentEnd : closingLine + 1
  const token = state.push('fence', 'code', 0)
  token.info = info
  token.content = state.getLines(startLine + 1, contentEnd, state.sCount[startLine]!, true)
  token.markup = markup
  token.map = [startLine, state.line]
  return true
}

function isClosingFence(text: string, markup: string): boolean {
  return text.trimEnd().replaceAll(markup[0]!, '') === ''
}

/**
 * An HTML comment that begins a line, as one token. It ends with the line of `-->`; where that was
 * forgotten, an annotation ends with the line before the next blank one.
 */
function readComment(
  state: StateBlock,
  startLine: number,
  endLine: number,
  isProbe: boolean,
): boolean {
  if (firstCharacter(state, startLine) !== '<') return false
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false
  const first = lineText(state, startLine)
  if (!first.startsWith('<!--')) return false
  if (isProbe) return true

  const isAnnotation = /^<!--\s*\{/.test(first)
  let blankLine: number | undefined
  let lastLine: number | undefined
  for (let line = startLine; line < endLine; line++) {
    const text = lineText(state, line)
    if (isAnnotation && line > startLine && text.startsWith('<!--')) {
      blankLine ??= line
      break
    }
    if (text === '') blankLine ??= line
    if (/--!?>/.test(line === startLine ? text.slice(4) : text)) {
      lastLine = line
      break
    }
  }
  state.line = lastLine === undefined ? (blankLine ?? endLine) : lastLine + 1
  const token = state.push('comment', '', 0)
  token.content = state.getLines(startLine, state.line, state.blkIndent, false)
  token.map = [startLine, state.line]
  return true
}

function firstCharacter(state: StateBlock, line: number): string | undefined {
  return state.src[state.bMarks[line]! + state.tShift[line]!]
}

function lineText(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line])
}
