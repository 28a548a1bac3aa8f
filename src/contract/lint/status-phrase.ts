import { STATUS_CODES } from 'node:http'
import type { SourceLocation } from '../contract.ts'
import { readHttpResponse } from '../sources/read-http.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'
import { responseParagraphs } from './page-prose.ts'

/** A status code beside the phrase of another one, such as `204 Created`. */
export const statusPhrase: LintRule = {
  name: 'status-phrase',
  severity: 'warning',
  *check(context) {
    for (const { status, phrase, source } of stated(context)) {
      const expected = STATUS_CODES[status]
      const other = Object.entries(STATUS_CODES).find(
        ([code, standard]) => code !== status && standard?.toLowerCase() === phrase.toLowerCase(),
      )
      if (expected === undefined || !other || expected.toLowerCase() === phrase.toLowerCase()) {
        continue
      }
      yield { message: `${status} is '${expected}', found '${phrase}' (${other[0]})`, source }
    }
  },
}

interface StatedStatus {
  readonly status: string
  readonly phrase: string
  readonly source: SourceLocation
}

function* stated({ apiPages, examples }: LintContext): Iterable<StatedStatus> {
  for (const { text, source } of apiPages.flatMap(responseParagraphs)) {
    for (const [, status = '', phrase = ''] of text.matchAll(
      /`([1-5]\d\d)[ ,:-]+([A-Za-z ]+?)\s*`/g,
    )) {
      yield { status, phrase, source }
    }
  }
  for (const { response, responseBlock } of examples) {
    if (!response || !responseBlock) continue
    const reason = readHttpResponse(responseBlock)?.reason ?? ''
    yield { status: String(response.status), phrase: reason, source: response.source }
  }
}
