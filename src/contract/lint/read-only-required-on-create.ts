import { saysReadOnly } from '../compile-sections.ts'
import type { LintRule } from './lint-rule.ts'

/** A request body's table that asks for what the server alone sets. */
export const readOnlyRequiredOnCreate: LintRule = {
  name: 'read-only-required-on-create',
  severity: 'error',
  *check({ contract, findTypeByName }) {
    for (const { method, requestBody } of contract.operations) {
      if (method !== 'POST' || !requestBody?.shape) continue
      const type = findTypeByName(requestBody.shape.typeName)
      if (type?.kind !== 'entityType') continue
      for (const { name, isRequired, source } of requestBody.properties) {
        const property = type.properties.get(name)
        if (!isRequired || !saysReadOnly(property?.description ?? '')) continue
        const stated = property?.source ? ` (${property.source.file}:${property.source.line})` : ''
        yield {
          message: `'${name}' is required on create, yet ${type.qualifiedName} has it read-only${stated}`,
          source,
        }
      }
    }
  },
}
