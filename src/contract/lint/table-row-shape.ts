import type { PageTable, PageTableRow } from '../page.ts'
import type { LintRule } from './lint-rule.ts'

/** A row with more or fewer cells than its table has columns. */
export const tableRowShape: LintRule = {
  name: 'table-row-shape',
  severity: 'warning',
  *check({ pages }) {
    for (const { sections } of pages) {
      for (const table of sections.flatMap(({ tables }) => tables)) {
        for (const row of table.rows) {
          if (isFitting(table, row)) continue
          yield {
            message: `expected ${table.header.length} cells, found ${row.cells.length}`,
            source: row.source,
          }
        }
      }
    }
  },
}

/** One cell in bold heads a group of rows. */
function isFitting({ header }: PageTable, { cells }: PageTableRow): boolean {
  if (cells.length === header.length) return true
  const text = cells.map(({ markdown }) => markdown).join('')
  return text === '' || (cells.length < header.length && /^\*\*[^*]+\*\*$/.test(text))
}
