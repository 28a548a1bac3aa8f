import { isExplained, typeKey } from './contract-sides.ts'
import type { LintRule } from './lint-rule.ts'

/** A type of the CSDL that no page of its namespace explains. */
export const csdlTypeWithoutPage: LintRule = {
  name: 'csdl-type-without-page',
  severity: 'info',
  *check({ sides }) {
    if (!sides) return
    const explained = new Set(sides.pages.types.filter(isExplained).map(typeKey))
    const namespaces = new Set(sides.pages.types.map(({ namespace }) => namespace))
    for (const type of sides.csdl.types) {
      if (!type.source || explained.has(typeKey(type)) || !namespaces.has(type.namespace)) continue
      yield { message: `no page explains ${typeKey(type)}`, source: type.source }
    }
  },
}
