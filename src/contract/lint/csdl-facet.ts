import type { EdmType, Facets } from '../../model/index.ts'
import { csdlStructuredTypes, isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** Types that a facet applies to. */
const facetTypes: Readonly<Record<keyof Facets, RegExp>> = {
  maxLength: /^Edm\.(Binary|Stream|String|PrimitiveType|Untyped)$/,
  precision: /^Edm\.(DateTimeOffset|Decimal|Duration|TimeOfDay|PrimitiveType|Untyped)$/,
  scale: /^Edm\.(Decimal|PrimitiveType|Untyped)$/,
  unicode: /^Edm\.(String|PrimitiveType|Untyped)$/,
  srid: /^Edm\.(Geo\w+|PrimitiveType|Untyped)$/,
}

/** A facet that its type has not, or that contradicts another. See CSDL, "Type Facets". */
export const csdlFacet: LintRule = {
  name: 'csdl-facet',
  severity: 'warning',
  *check({ model }) {
    for (const type of csdlStructuredTypes(model)) {
      for (const property of type.ownProperties.values()) {
        if (!isOfCsdl(property.source)) continue
        const where = `${type.qualifiedName}/${property.name}`
        for (const problem of findProblems(property.type, property)) {
          yield { message: `${where}: ${problem}`, source: property.source }
        }
      }
    }
    for (const type of model.types.values()) {
      if (type.kind !== 'typeDefinition' || !isOfCsdl(type.source)) continue
      for (const problem of findProblems(type.underlyingType, type)) {
        yield { message: `${type.qualifiedName}: ${problem}`, source: type.source }
      }
    }
  },
}

function* findProblems(type: EdmType, facets: Facets): Iterable<string> {
  const underlying = type.kind === 'typeDefinition' ? type.underlyingType : type
  for (const [name, fitting] of Object.entries(facetTypes)) {
    const isGiven = facets[name as keyof Facets] !== undefined
    if (isGiven && !fitting.test(underlying.qualifiedName)) {
      yield `the facet ${name === 'srid' ? 'SRID' : capitalize(name)} does not apply to ${type.qualifiedName}`
    }
  }
  const { precision, scale } = facets
  if (precision !== undefined && typeof scale === 'number' && scale > precision) {
    yield `Scale ${scale} is more than Precision ${precision}`
  }
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
