import { isDerivedFrom, type NavigationProperty, type TypeDeclaration } from '../../model/index.ts'
import { csdlStructuredTypes, isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** A partner that is none. See CSDL, "Partner Navigation Property". */
export const csdlPartner: LintRule = {
  name: 'csdl-partner',
  severity: 'error',
  *check({ contract, model }) {
    const declared = partnersOf(contract.declaration.types)
    for (const type of csdlStructuredTypes(model)) {
      for (const navigation of type.ownNavigationProperties.values()) {
        const text = declared.get(`${type.qualifiedName}/${navigation.name}`)
        if (text === undefined || !isOfCsdl(navigation.source)) continue
        const problem = findProblem(navigation)
        if (problem === undefined) continue
        yield {
          message: `${type.qualifiedName}/${navigation.name}: the partner ${text} ${problem}`,
          source: navigation.source,
        }
      }
    }
  },
}

function findProblem(navigation: NavigationProperty): string | undefined {
  const { name, declaringType, type, partner } = navigation
  if (!partner) return `is no navigation property of ${type.qualifiedName}`
  const { type: back } = partner
  const isRelated = isDerivedFrom(declaringType, back) || isDerivedFrom(back, declaringType)
  if (declaringType.kind === 'entityType' && !isRelated) return `leads to ${back.qualifiedName}`
  const opposite = partner.partner
  const isSame = opposite?.name === name && opposite.declaringType === declaringType
  if (opposite && !isSame) {
    return `has another partner, ${opposite.declaringType.qualifiedName}/${opposite.name}`
  }
  if (navigation.containsTarget && partner.isCollection) return 'of a containment is a collection'
  return undefined
}

/** What each navigation property names as its partner, by type and name. */
function partnersOf(types: readonly TypeDeclaration[]): ReadonlyMap<string, string> {
  const partners = new Map<string, string>()
  for (const type of types) {
    if (type.kind !== 'entityType' && type.kind !== 'complexType') continue
    for (const { name, partner } of type.navigationProperties) {
      if (partner !== undefined) partners.set(`${type.namespace}.${type.name}/${name}`, partner)
    }
  }
  return partners
}
