import type { LintRule } from './lint-rule.ts'
import { responseParagraphs, saysNoBody } from './page-prose.ts'

/** An example with a body where the text says that nothing is returned; a 204 is another rule's. */
export const bodyDespiteNone: LintRule = {
  name: 'body-despite-none',
  severity: 'error',
  *check({ examples }) {
    for (const { page, response } of examples) {
      if (!response?.bodySource || response.status === 204 || response.status >= 300) continue
      const paragraphs = responseParagraphs(page)
      const text = paragraphs.map((paragraph) => paragraph.text).join('\n')
      if (!saysNoBody(text) || new Set(text.match(/\b[2-5]\d\d\b/g)).size > 1) continue
      yield {
        message: 'the text says that nothing is returned, the example shows a body',
        source: response.bodySource,
      }
    }
  },
}
