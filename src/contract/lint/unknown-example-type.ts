import { isStructuredType } from '../../model/index.ts'
import { isKnownNamespace, statedNamespaces } from './known-namespaces.ts'
import type { LintRule } from './lint-rule.ts'
import { annotatedType } from './typed-members.ts'

/** An annotation that names a type which no page describes; one of a foreign namespace is another rule's. */
export const unknownExampleType: LintRule = {
  name: 'unknown-example-type',
  severity: 'warning',
  *check(context) {
    const namespaces = statedNamespaces(context)
    for (const { requestBlock, responseBlock } of context.examples) {
      for (const block of [requestBlock, responseBlock]) {
        const name = annotatedType(block?.annotation?.value?.['@odata.type'])
        const cut = name?.lastIndexOf('.') ?? -1
        if (!block?.annotation || name === undefined || cut < 0) continue
        const namespace = name.slice(0, cut)
        if (namespace === 'Edm' || !isKnownNamespace(namespace, namespaces)) continue
        const known = context.findTypeByName(name)
        if (known && !(isStructuredType(known) && known.isImplied)) continue
        yield { message: `no page describes the type ${name}`, source: block.annotation.source }
      }
    }
  },
}
