import type { LintRule } from './lint-rule.ts'

/** A key that the table of properties lacks. */
export const missingKeyProperty: LintRule = {
  name: 'missing-key-property',
  severity: 'warning',
  *check({ resourcePages, model }) {
    const keyed = new Set(
      resourcePages
        .filter(({ annotations }) => annotations.some(({ value }) => value?.['keyProperty']))
        .map(({ file }) => file),
    )
    for (const type of model.types.values()) {
      if (type.kind !== 'entityType' || type.isImplied || type.baseType || !type.source) continue
      const ownProperties = [...type.ownProperties.values()]
      const isListed = ownProperties.some(({ isInferred, source }) => !isInferred && source)
      if (!keyed.has(type.source.file) || !isListed) continue
      for (const key of type.key) {
        const property = type.ownProperties.get(key)
        if (property?.source && !property.isInferred) continue
        yield {
          message: `the key property '${key}' is not in the table of properties of ${type.qualifiedName}`,
          source: type.source,
        }
      }
    }
  },
}
