import { parseDocumentedPath } from '../compile-paths.ts'
import { documentedPaths, exampleUrls, fits, withoutCasts } from './example-paths.ts'
import type { LintRule } from './lint-rule.ts'

/** A segment of an example's URL that differs from the documented one in upper and lower case only. */
export const urlCase: LintRule = {
  name: 'url-case',
  severity: 'error',
  *check(context) {
    for (const { example, path } of exampleUrls(context)) {
      const documented = documentedPaths(context, example).filter(({ text }) => fits(path, text))
      const differences = documented.map(({ text }) => findCaseDifference(path, text))
      const [difference] = differences
      if (!difference || differences.includes(undefined)) continue
      yield {
        message: `names are case-sensitive: expected '${difference.expected}', found '${difference.found}'`,
        source: example.request!.source,
      }
    }
  },
}

function findCaseDifference(
  path: string,
  template: string,
): { readonly expected: string; readonly found: string } | undefined {
  const wanted = withoutCasts(parseDocumentedPath(template))
  const found = withoutCasts(parseDocumentedPath(path))
  for (const [index, { kind, name }] of wanted.entries()) {
    const other = found[index]?.name
    if (kind === 'key' || other === undefined) continue
    if (other !== name && other.toLowerCase() === name.toLowerCase()) {
      return { expected: name, found: other }
    }
  }
  return undefined
}
