import { at, isExplained, pairTypes, placeOf, typeKey } from './contract-sides.ts'
import type { LintRule } from './lint-rule.ts'

/** A type that only the pages have, or that is of another kind in CSDL. */
export const pageCsdlType: LintRule = {
  name: 'page-csdl-type',
  severity: 'error',
  *check({ sides }) {
    if (!sides) return
    const declared = new Set(sides.csdl.types.map(typeKey))
    for (const page of sides.pages.types) {
      const source = placeOf(page)
      if (!source || declared.has(typeKey(page)) || !isExplained(page)) continue
      yield { message: `expected ${typeKey(page)} in the CSDL, found it on a page only`, source }
    }
    for (const { name, csdl, page } of pairTypes(sides)) {
      const source = placeOf(page)
      // A page lists the values that a definition of strings has as those of an enumeration.
      const isValueList = csdl.kind === 'typeDefinition' && page.kind === 'enumType'
      if (!source || csdl.kind === page.kind || isValueList) continue
      const expected = `expected ${name} to be of kind ${csdl.kind}${at(csdl.source)}`
      yield { message: `${expected}, found ${page.kind}`, source }
    }
  },
}
