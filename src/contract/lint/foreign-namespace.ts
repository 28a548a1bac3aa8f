import { shorten } from '../../model/index.ts'
import { isKnownNamespace, statedNamespaces } from './known-namespaces.ts'
import type { LintRule } from './lint-rule.ts'

const typeAnnotation =
  /"(?:@odata\.|odata\.|@)type"\s*:\s*"#?(?:Collection\(#?)?([A-Za-z_][\w.]*)\.[A-Za-z_]\w*\)?"/g

/** A type named in a namespace that no page declares, left over from another system. */
export const foreignNamespace: LintRule = {
  name: 'foreign-namespace',
  severity: 'error',
  *check(context) {
    const namespaces = statedNamespaces(context)
    const expected = shorten([...namespaces].sort((a, b) => a.length - b.length).join(' or '))
    for (const page of context.pages) {
      for (const [index, line] of page.lines.entries()) {
        for (const [, namespace = ''] of line.matchAll(typeAnnotation)) {
          if (isKnownNamespace(namespace, namespaces)) continue
          yield {
            message: `a type of the namespace ${namespace}: expected ${expected}`,
            source: { file: page.file, line: index + 1 },
          }
        }
      }
    }
  },
}
