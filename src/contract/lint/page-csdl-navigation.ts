import { isStructuredTypeDeclaration } from '../../model/index.ts'
import { at, pairMembers, pairTypes, placeOf, writeType } from './contract-sides.ts'
import type { LintRule } from './lint-rule.ts'

/** A relationship that leads elsewhere on its page than in CSDL, or is a property on one of the sides. */
export const pageCsdlNavigation: LintRule = {
  name: 'page-csdl-navigation',
  severity: 'error',
  *check({ sides }) {
    if (!sides) return
    for (const pair of pairTypes(sides)) {
      const { name, csdl: declared, page: documented } = pair
      for (const { csdl, page } of pairMembers(pair, (type) => type.navigationProperties)) {
        const source = placeOf(page, documented)
        if (!source || writeType(csdl) === writeType(page)) continue
        const expected = `expected '${page.name}' of ${name} to lead to ${writeType(csdl)}`
        yield { message: `${expected}${at(csdl.source)}, found ${writeType(page)}`, source }
      }
      if (!isStructuredTypeDeclaration(declared) || !isStructuredTypeDeclaration(documented))
        continue
      const navigations = new Map(declared.navigationProperties.map((each) => [each.name, each]))
      for (const property of documented.properties) {
        const navigation = navigations.get(property.name)
        const source = placeOf(property, documented)
        if (!navigation || !source) continue
        const expected = `expected '${property.name}' of ${name} to be a relationship`
        yield { message: `${expected}${at(navigation.source)}, found a property`, source }
      }
      const properties = new Map(declared.properties.map((each) => [each.name, each]))
      for (const navigation of documented.navigationProperties) {
        const property = properties.get(navigation.name)
        const source = placeOf(navigation, documented)
        if (!property || !source) continue
        const expected = `expected '${navigation.name}' of ${name} to be a property`
        yield { message: `${expected}${at(property.source)}, found a relationship`, source }
      }
    }
  },
}
