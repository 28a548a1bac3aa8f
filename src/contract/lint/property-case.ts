import { findOtherCase, isUndocumented } from './documented-names.ts'
import type { LintRule } from './lint-rule.ts'

/** A property written in another case than in its table. */
export const propertyCase: LintRule = {
  name: 'property-case',
  severity: 'error',
  *check({ typedMembers }) {
    for (const member of typedMembers) {
      const expected = isUndocumented(member) ? findOtherCase(member) : undefined
      if (expected === undefined) continue
      const { name, owner, source } = member
      yield {
        message: `names are case-sensitive: expected '${expected}' of ${owner.qualifiedName}, found '${name}'`,
        source,
      }
    }
  },
}
