import { findSections } from '../compile-sections.ts'
import type { LintRule } from './lint-rule.ts'
import { placeOf } from './page-place.ts'

/** An API page without the section that says what to call. */
export const noHttpRequest: LintRule = {
  name: 'no-http-request',
  severity: 'warning',
  *check({ apiPages }) {
    for (const page of apiPages) {
      if (findSections(page, /^http requests?\b/i).length > 0) continue
      yield { message: "expected a section 'HTTP request', found none", source: placeOf(page) }
    }
  },
}
