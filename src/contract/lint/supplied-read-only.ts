import { saysReadOnly } from '../compile-sections.ts'
import type { LintContext, LintExample } from './lint-context.ts'
import type { Finding } from './lint-rule.ts'

/** The read-only properties that the request examples of a kind supply. */
export function* findSuppliedReadOnly(
  { typedMembers }: LintContext,
  isWanted: (example: LintExample) => boolean,
): Iterable<Finding> {
  for (const { example, part, name, owner, property, isTopLevel, source } of typedMembers) {
    if (part !== 'request' || !isTopLevel || !isWanted(example)) continue
    if (owner.kind !== 'entityType' || property?.kind !== 'property') continue
    if (!saysReadOnly(property.description ?? '')) continue
    const { source: stated } = property
    const where = stated ? ` (${stated.file}:${stated.line})` : ''
    yield {
      message: `'${name}' of ${owner.qualifiedName} is read-only${where}, yet the example supplies it`,
      source,
    }
  }
}
