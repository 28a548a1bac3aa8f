import { documentedPaths, exampleUrls, fits } from './example-paths.ts'
import type { LintRule } from './lint-rule.ts'

/** The URL of an example against the paths under "HTTP request". */
export const undocumentedExampleUrl: LintRule = {
  name: 'undocumented-example-url',
  severity: 'warning',
  *check(context) {
    const everywhere = context.contract.operations.flatMap(({ paths }) => paths)
    for (const { example, path } of exampleUrls(context)) {
      const documented = documentedPaths(context, example)
      if (documented.length === 0 || documented.some(({ text }) => fits(path, text))) continue
      const other = everywhere.find(({ text }) => fits(path, text))
      const where = other ? `; it is documented at ${other.source.file}:${other.source.line}` : ''
      yield {
        message: `${path} fits none of the paths of the page (${documented[0]!.text}${documented.length > 1 ? ', …' : ''})${where}`,
        source: example.request!.source,
      }
    }
  },
}
