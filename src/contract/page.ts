import type { SourceLocation } from '../model/index.ts'

/*
 * A Microsoft Graph reference page as it stands, read but not interpreted: what the Markdown reader
 * gives and what `compile` and the lint rules take. Every part keeps its file and line.
 */

export interface PageDocument {
  /** As given, e.g. `contract/api/accesspackage-post.md`. */
  readonly file: string
  /** By folder (`api`, `resources`), then content, then `doc_type`; `other` for conceptual pages. */
  readonly kind: 'resource' | 'api' | 'enums' | 'other'
  readonly frontMatter: Readonly<Record<string, { readonly value: string; readonly line: number }>>
  /** The first heading of level 1, without ` resource type`, markup removed. */
  readonly title: PageText | undefined
  /** The `Namespace:` line; `undefined` where there is none. */
  readonly namespace: PageText | undefined
  readonly sections: readonly PageSection[]
  /** Every link of the page outside code, in order. */
  readonly links: readonly PageLink[]
  /** HTML comments that hold a JSON annotation, parsed or not, in order. */
  readonly annotations: readonly PageAnnotation[]
  /** Every fenced code block, in order. */
  readonly codeBlocks: readonly PageCodeBlock[]
  /** Text lines with their numbers, for rules that look at raw text; index 0 is line 1. */
  readonly lines: readonly string[]
}

export interface PageText {
  readonly text: string
  readonly source: SourceLocation
}

/** A heading and what stands under it up to the next heading of any level. */
export interface PageSection {
  readonly level: number
  /** Heading text, markup removed, trimmed; '' for what stands before the first heading. */
  readonly heading: string
  /** Headings above it, outermost first, lower-cased, e.g. `['examples', 'example 1: add']`. */
  readonly parents: readonly string[]
  readonly source: SourceLocation
  /** Paragraphs and list items as plain text (markup kept as Markdown inline source). */
  readonly paragraphs: readonly PageText[]
  readonly tables: readonly PageTable[]
  readonly codeBlocks: readonly PageCodeBlock[]
  readonly links: readonly PageLink[]
}

export interface PageTable {
  /** Cell texts, markup removed, trimmed. */
  readonly header: readonly string[]
  readonly rows: readonly PageTableRow[]
  readonly source: SourceLocation
}

export interface PageTableRow {
  readonly cells: readonly PageCell[]
  readonly source: SourceLocation
}

export interface PageCell {
  /** Markup removed: `[accessPackage](accesspackage.md) collection` gives `accessPackage collection`. */
  readonly text: string
  /** Inline Markdown source of the cell, trimmed. */
  readonly markdown: string
  readonly links: readonly PageLink[]
}

export interface PageLink {
  readonly text: string
  /** As written, e.g. `../resources/accesspackage.md#json`. Reference links are resolved. */
  readonly href: string
  readonly source: SourceLocation
}

export interface PageAnnotation {
  /** Parsed JSON object; `undefined` when it does not parse (`text` has it as written). */
  readonly value: Readonly<Record<string, unknown>> | undefined
  readonly text: string
  readonly source: SourceLocation
}

export interface PageCodeBlock {
  /** Info string, trimmed and lower-cased: `http`, `json`, `msgraph-interactive`, ''. */
  readonly language: string
  readonly content: string
  /** Line of the fence. The content starts on the line after it. */
  readonly source: SourceLocation
  /** The annotation comment directly before it, if any. */
  readonly annotation: PageAnnotation | undefined
  /** Heading of its section, and those above. */
  readonly heading: string
  readonly parents: readonly string[]
  /** The `# [HTTP](#tab/http)` tab that it stands in, lower-cased; `undefined` outside tabs. */
  readonly tab: string | undefined
}
