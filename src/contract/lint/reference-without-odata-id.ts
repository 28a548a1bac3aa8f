import type { LintRule } from './lint-rule.ts'

/** Protocol, "Add a Reference to a Collection-Valued Navigation Property": the body is an entity reference. */
export const referenceWithoutODataId: LintRule = {
  name: 'reference-without-odata-id',
  severity: 'error',
  *check({ examples }) {
    for (const { request, requestBody, page } of examples) {
      if (!request || !requestBody || !/^(POST|PUT)$/.test(request.method)) continue
      if (!/\/\$ref$/i.test(request.url.replace(/\?.*$/, ''))) continue
      const names = requestBody.members.map(({ name }) => name)
      if (names.some((name) => /^@?(odata\.)?id$/.test(name) && name !== 'id')) continue
      const found = names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ')
      yield {
        message: `the body of ${request.method} …/$ref is a reference: expected '@odata.id', found ${found}`,
        source: { file: page.file, line: requestBody.line },
      }
    }
  },
}
