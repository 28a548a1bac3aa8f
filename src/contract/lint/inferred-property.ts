import { isStructuredType } from '../../model/index.ts'
import type { LintRule } from './lint-rule.ts'

/** A property that joins the model from an example or the JSON representation alone. */
export const inferredProperty: LintRule = {
  name: 'inferred-property',
  severity: 'info',
  *check({ model }) {
    for (const type of model.types.values()) {
      if (!isStructuredType(type) || type.isImplied) continue
      for (const {
        name,
        isInferred,
        isCollection,
        type: valueType,
        source,
      } of type.ownProperties.values()) {
        if (!isInferred || !source) continue
        const shape = isCollection
          ? `Collection(${valueType.qualifiedName})`
          : valueType.qualifiedName
        yield {
          message: `'${name}' is in no table of ${type.qualifiedName}; it is taken to be ${shape}`,
          source,
        }
      }
    }
  },
}
