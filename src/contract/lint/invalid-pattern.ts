import { isStructuredType } from '../../model/index.ts'
import type { LintRule } from './lint-rule.ts'

const term = 'Org.OData.Validation.V1.Pattern'

/** A pattern of the Validation vocabulary that is no regular expression, so that nothing is held to it. */
export const invalidPattern: LintRule = {
  name: 'invalid-pattern',
  severity: 'error',
  *check({ model }) {
    for (const type of model.types.values()) {
      const elements =
        type.kind === 'typeDefinition'
          ? [{ element: type, name: type.qualifiedName }]
          : isStructuredType(type)
            ? [...type.ownProperties.values()].map((element) => ({
                element,
                name: `'${element.name}' of ${type.qualifiedName}`,
              }))
            : []
      for (const { element, name } of elements) {
        const pattern = element.annotations?.get(term)
        if (typeof pattern !== 'string' || isPattern(pattern) || !element.source) continue
        yield {
          message: `expected a regular expression for ${name}, found '${pattern}'`,
          source: element.source,
        }
      }
    }
  },
}

function isPattern(text: string): boolean {
  try {
    void new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
