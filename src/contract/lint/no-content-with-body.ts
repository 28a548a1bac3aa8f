import type { Finding, LintRule } from './lint-rule.ts'
import type { LintContext } from './lint-context.ts'
import { responseParagraphs, saysNoBody } from './page-prose.ts'

/** HTTP Semantics, "204 No Content": such a response has no content. */
export const noContentWithBody: LintRule = {
  name: 'no-content-with-body',
  severity: 'error',
  *check(context) {
    for (const page of context.apiPages) {
      for (const { text, source } of responseParagraphs(page)) {
        if (promisesBody(text)) {
          yield { message: 'a 204 response has no body, yet the text promises one', source }
        }
      }
    }
    yield* checkExamples(context)
  },
}

function promisesBody(text: string): boolean {
  const statuses = new Set(text.match(/\b2\d\d\b/g))
  if (!statuses.has('204') || statuses.size > 1 || saysNoBody(text)) return false
  return text
    .split(/(?<=\.)\s/)
    .some(
      (sentence) =>
        /\bin the response body\b/i.test(sentence) &&
        /\b(an?|the|new|updated|collection)\b/i.test(
          sentence.replace(/\bin the response body\b/i, ''),
        ) &&
        !/\b(not|nothing|no (object|content (?!`)|data))\b(?![^.]*\b204\b)/i.test(
          sentence.replace(/no content/gi, ''),
        ),
    )
}

function* checkExamples({ examples }: LintContext): Iterable<Finding> {
  for (const { response, responseBlock } of examples) {
    if (response?.status !== 204) continue
    const type = responseBlock?.annotation?.value?.['@odata.type']
    if (response.bodySource) {
      yield {
        message: 'a 204 response has no body, yet the example shows one',
        source: response.bodySource,
      }
    } else if (typeof type === 'string' && responseBlock?.annotation) {
      yield {
        message: `a 204 response has no body, yet the annotation says that it is a ${type}`,
        source: responseBlock.annotation.source,
      }
    }
  }
}
