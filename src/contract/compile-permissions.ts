import type { SourceLocation } from '../model/index.ts'
import type { Permissions } from './contract.ts'
import type { PageDocument, PageTableRow } from './page.ts'

type Column = 'delegatedWork' | 'delegatedPersonal' | 'application'

const columnsByText: readonly (readonly [RegExp, Column])[] = [
  [/personal|\bmsa\b/i, 'delegatedPersonal'],
  [/delegated|work or school/i, 'delegatedWork'],
  [/application|app-only/i, 'application'],
]

/** The permissions that a page's tables list, least privileged first; `undefined` without a table. */
export function readPermissions(page: PageDocument): Permissions | undefined {
  const tables = page.sections
    .flatMap(({ tables: own }) => own)
    .filter(({ header }) => /^(permission|supported) type/i.test(header[0] ?? ''))
  const [first] = tables
  if (!first) return undefined
  const found: Record<Column, string[]> = {
    delegatedWork: [],
    delegatedPersonal: [],
    application: [],
  }
  const firstRows: Partial<Record<Column, SourceLocation>> = {}
  for (const { header, rows } of tables) {
    const startsWithMost = /from most to least/i.test(header.join(' '))
    let column: Column | undefined
    for (const row of rows) {
      const label = row.cells[0]?.text ?? ''
      const named = columnsByText.find(([pattern]) => pattern.test(label))?.[1]
      column = named ?? column
      if (column === undefined) continue
      firstRows[column] ??= row.source
      const names = permissionsIn(row)
      for (const name of startsWithMost ? names.reverse() : names) {
        if (!found[column].includes(name)) found[column].push(name)
      }
    }
  }
  return { ...found, source: first.source, rows: firstRows }
}

/** Names such as `User.Read.All`; what is prose, a link or a placeholder gives none. */
function permissionsIn({ cells }: PageTableRow): string[] {
  const text = cells
    .slice(1)
    .map((cell) => cell.text)
    .join(' ')
    .replace(/https?:\S+/g, ' ')
  return [...text.matchAll(/(?<![\w./-])[A-Z][\w-]*(?:\.[A-Za-z][\w-]*)+(?![\w/])/g)].map(
    ([name]) => name,
  )
}
