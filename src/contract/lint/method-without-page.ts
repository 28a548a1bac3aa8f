import type { LintRule } from './lint-rule.ts'
import { isBroken, methodLinks, suggestPage } from './page-links.ts'

/** A row of Methods whose page is not there: its request, permissions and responses are unknown. */
export const methodWithoutPage: LintRule = {
  name: 'method-without-page',
  severity: 'warning',
  *check(context) {
    for (const page of context.resourcePages) {
      for (const link of methodLinks(page)) {
        if (!isBroken(context, page, link)) continue
        const near = suggestPage(context, link)
        yield {
          message: `the method '${link.text}' has no page: ${link.href} is not in the contract${near}`,
          source: link.source,
        }
      }
    }
  },
}
