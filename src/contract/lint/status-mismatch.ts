import type { LintRule } from './lint-rule.ts'
import { responseParagraphs } from './page-prose.ts'

/** The status of an example against those that the text of "Response" names. */
export const statusMismatch: LintRule = {
  name: 'status-mismatch',
  severity: 'error',
  *check({ examples }) {
    for (const { page, response } of examples) {
      if (!response || response.status >= 300) continue
      const text = responseParagraphs(page)
        .map((paragraph) => paragraph.text)
        .join('\n')
      const stated = [...new Set(text.match(/\b2\d\d\b/g))]
      const isSeries = /\b2xx\b|\b2\d\d[- ]series/i.test(text)
      if (stated.length === 0 || isSeries || stated.includes(String(response.status))) continue
      yield {
        message: `the text says ${stated.join(' or ')}, the example shows ${response.status}`,
        source: response.source,
      }
    }
  },
}
