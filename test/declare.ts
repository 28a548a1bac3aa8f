import type { NavigationPropertyDeclaration, PropertyDeclaration } from '../src/model/index.ts'

/* Declarations of models, as short as they are read in tests. */

/** Single-valued and nullable, unless `more` says otherwise. */
export function property(
  name: string,
  typeName: string,
  more: Partial<PropertyDeclaration> = {},
): PropertyDeclaration {
  return { name, typeName, isCollection: false, nullable: true, ...more }
}

/** A navigation property that leads to one entity or none, unless `more` says otherwise. */
export function navigation(
  name: string,
  typeName: string,
  more: Partial<NavigationPropertyDeclaration> = {},
): NavigationPropertyDeclaration {
  const plain = { isCollection: false, nullable: true, containsTarget: false }
  return { name, typeName, ...plain, ...more }
}
