import type { PageDocument } from '../page.ts'
import type { LintRule } from './lint-rule.ts'
import { placeOf } from './page-place.ts'

/** A page that no other page of the contract leads to. */
export const unlinkedPage: LintRule = {
  name: 'unlinked-page',
  severity: 'warning',
  *check({ pages, apiPages, resourcePages, followLink }) {
    if (pages.length < 2) return
    const linked = new Set<PageDocument>()
    for (const page of pages) {
      for (const link of page.links) {
        const target = followLink(page, link)?.page
        if (target && target !== page) linked.add(target)
      }
    }
    for (const page of [...apiPages, ...resourcePages]) {
      if (linked.has(page)) continue
      yield { message: 'no other page of the contract links here', source: placeOf(page) }
    }
  },
}
