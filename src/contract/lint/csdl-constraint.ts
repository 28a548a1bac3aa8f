import {
  didYouMean,
  type EdmType,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../../model/index.ts'
import { csdlStructuredTypes, isOfCsdl } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** A referential constraint of what is no property, or of two types. See CSDL, "Referential Constraint". */
export const csdlConstraint: LintRule = {
  name: 'csdl-constraint',
  severity: 'error',
  *check({ model }) {
    for (const type of csdlStructuredTypes(model)) {
      for (const navigation of type.ownNavigationProperties.values()) {
        if (!isOfCsdl(navigation.source)) continue
        for (const problem of findProblems(type, navigation)) {
          const message = `${type.qualifiedName}/${navigation.name}: ${problem}`
          yield { message, source: navigation.source }
        }
      }
    }
  },
}

function* findProblems(type: StructuredType, navigation: NavigationProperty): Iterable<string> {
  for (const { property, referencedProperty } of navigation.referentialConstraints) {
    const dependent = findProperty(type, property)
    const principal = findProperty(navigation.type, referencedProperty)
    if (dependent === undefined) yield missing(type, property)
    if (principal === undefined) yield missing(navigation.type, referencedProperty)
    if (!dependent || !principal || areAlike(dependent.type, principal.type)) continue
    yield `${property} is of the type ${dependent.type.qualifiedName}, ${referencedProperty} of ${principal.type.qualifiedName}`
  }
}

function missing(type: StructuredType, path: string): string {
  return `the constraint names '${path}', which is no property of ${type.qualifiedName}${didYouMean(path, type.properties.keys())}`
}

/** `null` where the path leads to what is not known. */
function findProperty(type: StructuredType, path: string): Property | null | undefined {
  let holder: EdmType = type
  let property: Property | undefined
  for (const segment of path.split('/')) {
    if (holder.kind !== 'entityType' && holder.kind !== 'complexType') return undefined
    if (holder.isImplied || holder.navigationProperties.has(segment)) return null
    property = holder.properties.get(segment)
    if (!property) return undefined
    holder = property.type
  }
  return property
}

function areAlike(a: EdmType, b: EdmType): boolean {
  const actual = (type: EdmType) => (type.kind === 'typeDefinition' ? type.underlyingType : type)
  return actual(a) === actual(b)
}
