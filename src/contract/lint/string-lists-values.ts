import { isStructuredType } from '../../model/index.ts'
import type { LintRule } from './lint-rule.ts'

/** A String whose text lists its values: an enumeration in disguise. */
export const stringListsValues: LintRule = {
  name: 'string-lists-values',
  severity: 'info',
  *check({ model }) {
    for (const type of model.types.values()) {
      if (!isStructuredType(type)) continue
      for (const { name, type: valueType, description, source } of type.ownProperties.values()) {
        if (valueType.qualifiedName !== 'Edm.String' || !source) continue
        if (!/\b(possible|allowed|supported|valid) values?( are| is|:|,)/i.test(description ?? ''))
          continue
        yield { message: `'${name}' is a String whose description lists its values`, source }
      }
    }
  },
}
