import type { PageAnnotation, PageCell, PageDocument, PageSection, PageTable } from './page.ts'

/** Sections whose heading matches, with those that stand under them. */
export function findSections(page: PageDocument, heading: RegExp): PageSection[] {
  return page.sections.filter(
    (section) =>
      heading.test(section.heading) || section.parents.some((parent) => heading.test(parent)),
  )
}

/** Where the columns of a table are; a column that its header does not name is looked for by place. */
export interface Columns {
  readonly name: number
  readonly type: number
  readonly description: number
}

export function findColumns(table: PageTable): Columns {
  const headers = table.header.map((text) => text.toLowerCase())
  const find = (pattern: RegExp, fallback: number): number => {
    const found = headers.findIndex((header) => pattern.test(header))
    return found < 0 ? fallback : found
  }
  const name = 0
  const type = find(/^(return |data |property |relationship )?types?\b/, 1)
  return {
    name,
    type,
    description: find(/^(description|remarks?|notes?|value)\b/, headers.length - 1),
  }
}

const emptyCell: PageCell = { text: '', markdown: '', links: [] }

export function cellAt(cells: readonly PageCell[], index: number): PageCell {
  return cells[index] ?? emptyCell
}

/** The name that a cell begins with: `**id** (preview)` gives `id`; `undefined` for an annotation or prose. */
export function nameIn(cell: PageCell): string | undefined {
  return /^["'(]?([A-Za-z_]\w*)["']?(?=$|[\s,:;()*[<.?])/.exec(cell.text)?.[1]
}

/** Whether a row of a table is the title of a group of rows: `|**Device configuration**|`. */
export function isGroupTitle([first, ...others]: readonly PageCell[]): boolean {
  if (!first || others.some(({ text }) => text !== '')) return false
  return first.links.length === 0 && (/^\*\*.*\*\*$/.test(first.markdown) || /\s/.test(first.text))
}

/** Whether a description says that a value stays as it was given on creation. */
export function saysImmutable(text: string): boolean {
  if (/(^|[.;(]\s*|\bis |\band )immutable\b(?! ?id)/i.test(text)) return true
  return /\b(can't|cannot|can not|may not|must not) be (changed|modified|updated|edited)( \w+)? (after|once)\b[^.]*\b(creat|set\b|assigned)/i.test(
    text,
  )
}

/** Whether a sentence of a description says that something is read-only. */
export function saysReadOnly(text: string): boolean {
  if (!/read[- ]only|readonly/i.test(text)) return false
  return text
    .split(/[.;]\s+/)
    .some(
      (sentence) =>
        /^(this|it|the|property|value|is|are|a|nullable|required|inherited|key|system|and|\W)*read[- ]?only\b/i.test(
          sentence,
        ) || /[,(]\s*read[- ]?only\s*[,.)]?\s*$/i.test(sentence),
    )
}

/** Whether a description says that a value must be given, whatever else is. */
export function saysRequired(text: string): boolean {
  if (!/requ|mand/i.test(text)) return false
  const told = text.replaceAll(/\b(required|mandatory) (only )?(when|if|with|where|unless)\b/gi, '')
  return /\brequired\b|\bmandatory\b/i.test(told) && !saysOptional(told)
}

export function saysOptional(text: string): boolean {
  return /\b(not|isn't) required\b|\boptional\b/i.test(text)
}

/** A text of an annotation; '' where it has none. */
export function annotatedText(annotation: PageAnnotation | undefined, name: string): string {
  const value = annotation?.value?.[name]
  return typeof value === 'string' ? value : ''
}
