import { isStructuredType } from '../../model/index.ts'
import { cellAt, findColumns } from '../compile-sections.ts'
import { pageBaseName, readTypeCell } from '../compile-type-mentions.ts'
import type { PageDocument, PageTable } from '../page.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'

/** A type that properties and relationships have and no page describes; reported where it is met first. */
export const typeWithoutPage: LintRule = {
  name: 'type-without-page',
  severity: 'warning',
  *check(context) {
    const found = new Set<string>()
    for (const page of context.resourcePages) {
      for (const table of tablesOf(page)) {
        const columns = findColumns(table)
        for (const { cells, source } of table.rows) {
          const { primitive, name, href } = readTypeCell(cellAt(cells, columns.type))
          const linked = href === undefined ? name : pageBaseName(href)
          if (primitive !== undefined || !/^[A-Za-z_][\w.]*$/.test(name)) continue
          if (isDescribed(context, name) || isDescribed(context, linked)) continue
          if (found.has(name.toLowerCase())) continue
          found.add(name.toLowerCase())
          yield {
            message: `'${cellAt(cells, columns.name).text}' is of type ${name}, which no page describes`,
            source,
          }
        }
      }
    }
  },
}

function tablesOf({ sections }: PageDocument): readonly PageTable[] {
  return sections
    .filter(({ heading }) => /^(properties|relationships)$/i.test(heading))
    .flatMap(({ tables }) => tables)
}

function isDescribed({ findTypeByName }: LintContext, name: string): boolean {
  const type = findTypeByName(name)
  return type !== undefined && !(isStructuredType(type) && type.isImplied)
}
