import type { LintRule } from './lint-rule.ts'

/** Protocol, "Data Requests": a GET carries no body. */
export const getWithBody: LintRule = {
  name: 'get-with-body',
  severity: 'error',
  *check({ examples }) {
    for (const { request, requestBody, page } of examples) {
      if (!request || !requestBody || !/^(GET|HEAD)$/.test(request.method)) continue
      yield {
        message: `a ${request.method} request has no body, yet the example shows one`,
        source: { file: page.file, line: requestBody.line },
      }
    }
  },
}
