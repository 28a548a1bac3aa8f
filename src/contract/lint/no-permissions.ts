import { findSections } from '../compile-sections.ts'
import type { LintRule } from './lint-rule.ts'
import { placeOf } from './page-place.ts'

/** An API page that does not say who may call it. */
export const noPermissions: LintRule = {
  name: 'no-permissions',
  severity: 'warning',
  *check({ apiPages }) {
    for (const page of apiPages) {
      const hasSection = findSections(page, /permissions|prerequisites|authorization/i).length > 0
      const hasTable = page.sections.some(({ tables }) =>
        tables.some(({ header }) => /permission/i.test(header.join(' '))),
      )
      if (hasSection || hasTable) continue
      yield { message: 'the page says nothing about permissions', source: placeOf(page) }
    }
  },
}
