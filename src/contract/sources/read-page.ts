import type { SourceLocation } from '../../model/index.ts'
import type {
  PageAnnotation,
  PageCell,
  PageCodeBlock,
  PageDocument,
  PageLink,
  PageSection,
  PageTable,
  PageText,
} from '../page.ts'
import { readInline, type InlineContent } from './inline-markdown.ts'
import { readMarkdownBlocks, type MarkdownBlocks } from './markdown-blocks.ts'
import { findPageKind } from './page-kind.ts'
import { readAnnotation } from './read-annotation.ts'
import { readFrontMatter } from './read-front-matter.ts'
import { findDelimiterRow, readTable } from './read-table.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/**
 * Reads a Markdown page as it stands; any text gives a page.
 * @param file how the page is called in what is said about it
 */
export function readPage(file: string, text: string): PageDocument {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)
  const frontMatter = readFrontMatter(lines)
  const body = lines.slice(frontMatter.lineCount)
  const blocks = readMarkdownBlocks('\n'.repeat(frontMatter.lineCount) + body.join('\n'))
  const reader = new PageReader(file, lines, blocks)
  reader.readAll(frontMatter.lineCount)
  const { sections, annotations, codeBlocks, links } = reader
  const title = findTitle(sections)
  return {
    file,
    kind: findPageKind({ file, title, sections, annotations, frontMatter: frontMatter.values }),
    frontMatter: frontMatter.values,
    title,
    namespace: findNamespace(sections),
    sections,
    links,
    annotations,
    codeBlocks,
    lines,
  }
}

function findTitle(sections: readonly PageSection[]): PageText | undefined {
  const section = sections.find(({ level }) => level === 1)
  if (!section) return undefined
  return { text: section.heading.replace(/\s+resource\s+type$/i, ''), source: section.source }
}

function findNamespace(sections: readonly PageSection[]): PageText | undefined {
  for (const { paragraphs } of sections) {
    for (const { text, source } of paragraphs) {
      for (const [index, line] of text.split('\n').entries()) {
        const namespace = /^\W*Namespace\W*:\W*([A-Za-z_][\w.]*\w)/i.exec(line)?.[1]
        if (namespace !== undefined) {
          return { text: namespace, source: { ...source, line: source.line + index } }
        }
      }
    }
  }
  return undefined
}

/** Walks the blocks of one page, which it cuts into sections. */
class PageReader {
  readonly sections: PageSection[] = []
  readonly annotations: PageAnnotation[] = []
  readonly codeBlocks: PageCodeBlock[] = []
  readonly links: PageLink[] = []
  readonly #file: string
  readonly #lines: readonly string[]
  readonly #blocks: MarkdownBlocks
  #section: Mutable<PageSection>
  /** Headings that the next one may stand under, outermost first. */
  #open: { readonly level: number; readonly heading: string }[] = []
  #tab: string | undefined
  /** The annotation that a code block right after it belongs to. */
  #annotation: PageAnnotation | undefined

  constructor(file: string, lines: readonly string[], blocks: MarkdownBlocks) {
    this.#file = file
    this.#lines = lines
    this.#blocks = blocks
    this.#section = this.#emptySection(0, '', { file, line: 1 })
  }

  readAll(frontMatterLines: number): void {
    const { tokens } = this.#blocks
    this.#section.source = this.#sourceOf(frontMatterLines)
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index]!
      const [start, end] = token.map ?? [0, 0]
      switch (token.type) {
        case 'heading_open':
          if (token.markup === '-' && this.#tab !== undefined) {
            // The line that ends the tabs, with no blank line before it.
            this.#readText(tokens[index + 1]!.content, start)
            this.#tab = undefined
          } else {
            this.#readHeading(Number(token.tag.slice(1)), tokens[index + 1]!.content, start)
          }
          index += 2
          break
        case 'inline':
          this.#readText(token.content, start)
          break
        case 'table_open':
          this.#readTable(start, end)
          while (tokens[index]!.type !== 'table_close') index++
          break
        case 'fence':
          this.#readCodeBlock(token.info, token.content, start)
          break
        case 'comment':
          this.#readComment(token.content, start)
          break
        case 'hr':
          this.#tab = undefined
          this.#annotation = undefined
          break
      }
    }
    this.#closeSection()
  }

  #readHeading(level: number, source: string, start: number): void {
    const tab = /^\[[^\]]*\]\(#tabs?\/([^)/\s]+)[^)]*\)$/.exec(source.trim())?.[1]
    if (tab !== undefined) {
      this.#tab = tab.toLowerCase()
      return
    }
    this.#annotation = undefined
    this.#tab = undefined
    this.#closeSection()
    while (this.#open.length > 0 && this.#open.at(-1)!.level >= level) this.#open.pop()
    const { text: heading, links } = this.#readInline(source)
    this.#section = this.#emptySection(level, heading, this.#sourceOf(start))
    this.#open.push({ level, heading: heading.toLowerCase() })
    this.#addLinks(links, source, start)
  }

  #readText(source: string, start: number): void {
    this.#annotation = undefined
    const lines = source.split('\n')
    const delimiter = source.includes('|') ? findDelimiterRow(lines) : -1
    if (delimiter > 0) {
      this.#readParagraph(lines.slice(0, delimiter - 1).join('\n'), start)
      this.#readTable(start + delimiter - 1, start + lines.length)
    } else this.#readParagraph(source, start)
  }

  #readParagraph(source: string, start: number): void {
    const text = source.trim()
    if (text === '') return
    this.#section.paragraphs.push({ text, source: this.#sourceOf(start) })
    this.#addLinks(this.#readInline(source).links, source, start)
  }

  #readTable(start: number, end: number): void {
    this.#annotation = undefined
    const readCell = (markdown: string, line: number): PageCell => {
      const { text, links } = this.#readInline(markdown)
      return {
        text,
        markdown,
        links: this.#addLinks(links, '', line - 1),
      }
    }
    const { table, end: tableEnd } = readTable(start, end, {
      file: this.#file,
      lines: this.#lines,
      readCell,
    })
    ;(this.#section.tables as PageTable[]).push(table)
    this.#readParagraph(this.#lines.slice(tableEnd, end).join('\n'), tableEnd)
  }

  #readCodeBlock(info: string, content: string, start: number): void {
    const codeBlock: PageCodeBlock = {
      language: info.trim().toLowerCase(),
      content: content.replace(/\n$/, ''),
      source: this.#sourceOf(start),
      annotation: this.#annotation,
      heading: this.#section.heading,
      parents: this.#section.parents,
      tab: this.#tab,
    }
    this.#annotation = undefined
    this.codeBlocks.push(codeBlock)
    this.#section.codeBlocks.push(codeBlock)
  }

  #readComment(content: string, start: number): void {
    const annotation = readAnnotation(content, this.#sourceOf(start))
    if (!annotation) return
    this.annotations.push(annotation)
    this.#annotation = annotation
  }

  #readInline(source: string): InlineContent {
    return readInline(source, this.#blocks.references)
  }

  #addLinks(links: InlineContent['links'], source: string, start: number): readonly PageLink[] {
    const located = links.map(({ text, href, position }) => ({
      text,
      href,
      source: this.#sourceOf(start + countLineBreaks(source, position)),
    }))
    this.#section.links.push(...located)
    this.links.push(...located)
    return located
  }

  #closeSection(): void {
    const { level, paragraphs, tables, codeBlocks } = this.#section
    if (level > 0 || paragraphs.length + tables.length + codeBlocks.length > 0) {
      this.sections.push(this.#section)
    }
  }

  #emptySection(level: number, heading: string, source: SourceLocation): Mutable<PageSection> {
    return {
      level,
      heading,
      parents: this.#open.map((open) => open.heading),
      source,
      paragraphs: [],
      tables: [],
      codeBlocks: [],
      links: [],
    }
  }

  /** @param index of a line, from 0 */
  #sourceOf(index: number): SourceLocation {
    return { file: this.#file, line: index + 1 }
  }
}

function countLineBreaks(text: string, end: number): number {
  let count = 0
  for (let index = text.indexOf('\n'); index !== -1 && index < end; count++) {
    index = text.indexOf('\n', index + 1)
  }
  return count
}
