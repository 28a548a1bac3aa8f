import type { PageCell, PageTable, PageTableRow } from '../page.ts'

export interface TableReading {
  readonly file: string
  /** Text lines of the page; index 0 is line 1. */
  readonly lines: readonly string[]
  readonly readCell: (markdown: string, line: number) => PageCell
}

const delimiterRow = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/

/**
 * The delimiter row of a table that is none to Markdown because its header is wider or narrower.
 * @returns its index among `lines`, or -1
 */
export function findDelimiterRow(lines: readonly string[]): number {
  return lines.findIndex(
    (line, index) =>
      index > 0 && line.includes('|') && delimiterRow.test(line) && lines[index - 1]!.includes('|'),
  )
}

/**
 * The table between two lines. A row broken over lines is put together again.
 * @param start index of the header among the lines of the page
 * @param end index after the last line
 * @returns the table, and the index of the first line that is text running on without a blank line
 */
export function readTable(
  start: number,
  end: number,
  { file, lines, readCell }: TableReading,
): { readonly table: PageTable; readonly end: number } {
  const headerLine = rowText(lines[start]!)
  const width = splitRow(headerLine).length
  const hasOuterPipes = headerLine.startsWith('|')

  const rows: { text: string; readonly index: number }[] = []
  let index = start + 2
  for (; index < end; index++) {
    const text = rowText(lines[index]!)
    const last = rows.at(-1)
    if (hasOuterPipes && !text.startsWith('|')) {
      if (
        last &&
        !isComplete(last.text, width) &&
        splitRow(`${last.text} ${text}`).length <= width
      ) {
        last.text = `${last.text} ${text}`
        continue
      }
      if (!text.includes('|')) break
    }
    rows.push({ text, index })
  }

  const cellsOf = (text: string, line: number): PageCell[] =>
    splitRow(text).map((cell) => readCell(cell, line))
  return {
    table: {
      header: cellsOf(headerLine, start + 1).map(({ text }) => text),
      rows: rows.map(({ text, index: row }): PageTableRow => ({
        cells: cellsOf(text, row + 1),
        source: { file, line: row + 1 },
      })),
      source: { file, line: start + 1 },
    },
    end: index,
  }
}

/** A line of a table without the marks of a block quote around it. */
function rowText(line: string): string {
  return line.replace(/^[\s>]+/, '').trimEnd()
}

function isComplete(row: string, width: number): boolean {
  return /(^|[^\\])\|$/.test(row) && splitRow(row).length >= width
}

/** Cells of a row: GitHub Flavored Markdown, "Tables"; a pipe in code ends a cell too unless escaped. */
function splitRow(row: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (let index = 0; index < row.length; index++) {
    const character = row[index]!
    if (character === '\\' && row[index + 1] === '|') {
      cell += '|'
      index++
    } else if (character === '|') {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  cells.push(cell.trim())
  if (cells[0] === '' && row.startsWith('|')) cells.shift()
  if (cells.at(-1) === '' && row.endsWith('|')) cells.pop()
  return cells
}
