import type {
  EdmType,
  EntityType,
  KeyProperty,
  NavigationProperty,
  Property,
} from '../../model/index.ts'
import { csdlEntityTypes } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

const unfit = /^Edm\.(Binary|Double|Single|Stream|Untyped|Geo\w+)$/

/** A key that could not tell entities apart. See CSDL, "Key". */
export const csdlKey: LintRule = {
  name: 'csdl-key',
  severity: 'error',
  *check({ model }) {
    for (const type of csdlEntityTypes(model)) {
      if (!type.source || (type.baseType && type.baseType.key.length > 0)) continue
      for (const { name, path } of type.keyProperties) {
        if (name.includes('/')) {
          const message = `the key property ${name} of ${type.qualifiedName} needs an Alias, since it is a path`
          yield { message, source: type.source }
        }
        const problem = findProblem(type, path)
        if (problem === undefined) continue
        yield {
          message: `the key property ${path.join('/')} of ${type.qualifiedName} ${problem.text}`,
          source: problem.property?.source ?? type.source,
        }
      }
    }
  },
}

function findProblem(
  type: EntityType,
  path: KeyProperty['path'],
): { readonly text: string; readonly property?: Property } | undefined {
  let holder: EdmType = type
  let property: Property | undefined
  for (const segment of path) {
    if (holder.kind !== 'entityType' && holder.kind !== 'complexType') break
    const navigation: NavigationProperty | undefined = holder.navigationProperties.get(segment)
    if (navigation) {
      if (navigation.isCollection) return { text: 'is that of a collection' }
      if (navigation.nullable) return { text: 'may be null' }
      holder = navigation.type
      continue
    }
    property = holder.properties.get(segment)
    if (!property) return { text: 'does not exist' }
    holder = property.type
    if (property.nullable) return { text: 'may be null', property }
  }
  if (!property) return { text: 'does not exist' }
  if (property.isCollection) return { text: 'is a collection', property }
  if (isUnfit(holder)) return { text: `is of the type ${holder.qualifiedName}`, property }
  return undefined
}

function isUnfit(type: EdmType): boolean {
  switch (type.kind) {
    case 'primitiveType':
      return unfit.test(type.name)
    case 'typeDefinition':
      return unfit.test(type.underlyingType.name)
    case 'enumType':
      return false
    case 'complexType':
    case 'entityType':
      return true
  }
}
