import { shorten } from '../../model/index.ts'
import { findValueFault } from './json-value-checks.ts'
import type { LintRule } from './lint-rule.ts'
import { itemsOf, type LocatedValue } from './located-json.ts'
import { isPlaceholder } from './placeholders.ts'

/** A value of another JSON type, or written differently, than the property's type asks for. */
export const exampleValueType: LintRule = {
  name: 'example-value-type',
  severity: 'error',
  *check({ typedMembers }) {
    for (const member of typedMembers) {
      const { property, value, name, source, example } = member
      if (!property || (property.kind === 'property' && property.isInferred)) continue
      if (value.value !== null && Array.isArray(value.value) !== property.isCollection) {
        if (isMade(value, name) || member.property?.type.qualifiedName === 'Edm.Untyped') continue
        const expected = property.isCollection ? 'a collection' : 'a single value'
        yield { message: `'${name}': expected ${expected}, found ${describe(value.value)}`, source }
        continue
      }
      if (property.type.kind !== 'primitiveType') continue
      for (const item of itemsOf(value)) {
        const expected = findValueFault(item.value, property.type.name)
        if (expected === undefined || isMade(item, name)) continue
        yield {
          message: `'${name}': expected ${expected}, found ${describe(item.value)}`,
          source: { file: example.page.file, line: item.line },
        }
      }
    }
  },
}

function isMade({ value }: LocatedValue, name: string): boolean {
  return typeof value === 'string' && (isPlaceholder(value, name) || /[{<…]|\.\.\./.test(value))
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return shorten(JSON.stringify(value))
}
