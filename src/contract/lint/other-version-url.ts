import { readDocumentedUrl } from '../compile-paths.ts'
import type { LintRule } from './lint-rule.ts'
import { versionOf } from './page-version.ts'

/** An example of one version of the service that calls another. */
export const otherVersionUrl: LintRule = {
  name: 'other-version-url',
  severity: 'error',
  *check({ examples, contract }) {
    for (const { page, request } of examples) {
      const found = readDocumentedUrl(request?.url ?? '')?.basePath?.slice(1)
      const expected = versionOf(page.file) ?? contract.basePath.slice(1)
      if (!request || found === undefined || expected === '' || found === expected) continue
      yield {
        message: `the pages describe ${expected}, yet the example calls ${found}`,
        source: request.source,
      }
    }
  },
}
