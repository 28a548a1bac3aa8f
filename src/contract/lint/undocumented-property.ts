import { didYouMean } from '../../model/index.ts'
import { documentedNames, findOtherCase, isUndocumented } from './documented-names.ts'
import type { LintRule } from './lint-rule.ts'

/** A property that no table lists. */
export const undocumentedProperty: LintRule = {
  name: 'undocumented-property',
  severity: 'warning',
  *check({ typedMembers }) {
    for (const member of typedMembers) {
      if (!isUndocumented(member) || findOtherCase(member) !== undefined) continue
      const { part, name, owner, source } = member
      const near = didYouMean(name, documentedNames(member))
      yield {
        message: `the ${part} uses '${name}', which is not a documented property of ${owner.qualifiedName}${near}`,
        source,
      }
    }
  },
}
