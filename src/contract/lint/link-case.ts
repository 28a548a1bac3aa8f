import type { LintRule } from './lint-rule.ts'

/** A link that some file systems follow and others do not. */
export const linkCase: LintRule = {
  name: 'link-case',
  severity: 'warning',
  *check({ pages, followLink }) {
    for (const page of pages) {
      for (const link of page.links) {
        const target = followLink(page, link)
        if (!target?.page || !target.differsInCase) continue
        yield {
          message: `${link.href} differs from the name of the file in upper and lower case: expected ${target.page.file}`,
          source: link.source,
        }
      }
    }
  },
}
