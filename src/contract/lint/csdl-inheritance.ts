import type { StructuredType, StructuredTypeDeclaration } from '../../model/index.ts'
import { csdlStructuredTypes } from './csdl-elements.ts'
import type { LintRule } from './lint-rule.ts'

/** What a type may not change of its base type. See CSDL, "Derived Entity Type", "Abstract Entity Type" and "Key". */
export const csdlInheritance: LintRule = {
  name: 'csdl-inheritance',
  severity: 'warning',
  *check({ contract, model }) {
    const declared = new Map<string, StructuredTypeDeclaration>(
      contract.declaration.types.flatMap((type) =>
        type.kind === 'entityType' || type.kind === 'complexType'
          ? [[`${type.namespace}.${type.name}`, type] as const]
          : [],
      ),
    )
    for (const type of csdlStructuredTypes(model)) {
      const { source, qualifiedName } = type
      const declaration = declared.get(qualifiedName)
      if (!source || !type.baseType || !declaration) continue
      for (const problem of findProblems(type, type.baseType, declaration)) {
        yield { message: `${qualifiedName} ${problem}`, source }
      }
    }
  },
}

function* findProblems(
  type: StructuredType,
  base: StructuredType,
  declaration: StructuredTypeDeclaration,
): Iterable<string> {
  if (type.isAbstract && !base.isAbstract) {
    yield `is abstract, but its base type ${base.qualifiedName} is not`
  }
  if (base.isOpen && declaration.isOpen !== true) {
    yield `does not say that it is open, as its base type ${base.qualifiedName} is`
  }
  if (declaration.key && base.kind === 'entityType' && base.key.length > 0) {
    yield `declares a key, but inherits that of ${base.qualifiedName}`
  }
  for (const name of type.ownProperties.keys()) {
    if (base.navigationProperties.has(name)) yield `${says(name)} a navigation property`
  }
  for (const name of type.ownNavigationProperties.keys()) {
    if (base.properties.has(name)) yield `${says(name)} a structural property`
  }
}

function says(name: string): string {
  return `declares ${name}, which in its base type is`
}
