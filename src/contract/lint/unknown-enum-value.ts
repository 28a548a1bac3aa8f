import { shorten } from '../../model/index.ts'
import type { LintRule } from './lint-rule.ts'
import { itemsOf } from './located-json.ts'
import { isPlaceholder } from './placeholders.ts'

/** A value that is no member of its enumeration. */
export const unknownEnumValue: LintRule = {
  name: 'unknown-enum-value',
  severity: 'error',
  *check({ typedMembers }) {
    for (const { name, property, value, example } of typedMembers) {
      const type = property?.type
      if (type?.kind !== 'enumType' || type.members.size === 0) continue
      for (const item of itemsOf(value)) {
        if (typeof item.value !== 'string' || isPlaceholder(item.value, name)) continue
        const unknown = item.value
          .split(',')
          .map((member) => member.trim())
          .find((member) => !type.members.has(member))
        if (unknown === undefined) continue
        yield {
          message: `'${name}': '${unknown}' is not a member of ${type.qualifiedName} (${shorten([...type.members.keys()].join(', '))})`,
          source: { file: example.page.file, line: item.line },
        }
      }
    }
  },
}
