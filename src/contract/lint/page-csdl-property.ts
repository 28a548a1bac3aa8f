import { didYouMean, isStructuredTypeDeclaration } from '../../model/index.ts'
import { at, memberNames, pairTypes, placeOf } from './contract-sides.ts'
import type { LintRule } from './lint-rule.ts'

/** A property or relationship that the page of a type has and its CSDL has not, or the other way round. */
export const pageCsdlProperty: LintRule = {
  name: 'page-csdl-property',
  severity: 'warning',
  *check({ sides }) {
    if (!sides) return
    for (const { name, csdl, page } of pairTypes(sides)) {
      if (!isStructuredTypeDeclaration(csdl) || !isStructuredTypeDeclaration(page)) continue
      const declared = memberNames(csdl, sides.csdl)
      const documented = memberNames(page, sides.pages)
      for (const member of [...page.properties, ...page.navigationProperties]) {
        const source = placeOf(member, page)
        if (!source || declared.has(member.name)) continue
        const expected = `expected a property of ${name} as the CSDL has it${at(csdl.source)}`
        const hint = didYouMean(member.name, declared)
        yield { message: `${expected}, found '${member.name}'${hint}`, source }
      }
      for (const member of [...csdl.properties, ...csdl.navigationProperties]) {
        const source = placeOf(member, csdl)
        if (!source || documented.has(member.name)) continue
        const expected = `expected '${member.name}' on the page of ${name}${at(page.source)}`
        yield { message: `${expected}, found it in the CSDL only`, source }
      }
    }
  },
}
