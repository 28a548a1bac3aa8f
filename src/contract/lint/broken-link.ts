import type { LintRule } from './lint-rule.ts'
import { isBroken, methodLinks, suggestPage } from './page-links.ts'

/** A link to a page that is not there; the rows of Methods are another rule's. */
export const brokenLink: LintRule = {
  name: 'broken-link',
  severity: 'warning',
  *check(context) {
    for (const page of context.pages) {
      const rows = new Set(methodLinks(page))
      for (const link of page.links) {
        if (rows.has(link) || !isBroken(context, page, link)) continue
        const near = suggestPage(context, link)
        yield { message: `${link.href}: no such page in the contract${near}`, source: link.source }
      }
    }
  },
}
