import type { NavigationDraft, PropertyDraft, StructuredDraft } from './compile-drafts.ts'

/** Finds the properties that hold the `id` of a related entity: `catalogId` beside `accessPackageCatalog`. */
export function findConstraints(types: readonly StructuredDraft[]): void {
  for (const type of types) {
    const own = new Set(type.navigations.values())
    const { properties, navigations } = membersOf(type)
    for (const property of properties) {
      const navigation = findPrincipal(property, navigations)
      if (navigation && own.has(navigation) && navigation.constraints.length === 0) {
        navigation.constraints.push(property.name)
      }
    }
  }
}

function membersOf(type: StructuredDraft): {
  readonly properties: readonly PropertyDraft[]
  readonly navigations: readonly NavigationDraft[]
} {
  const properties: PropertyDraft[] = []
  const navigations: NavigationDraft[] = []
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    properties.push(...current.properties.values())
    navigations.push(...current.navigations.values())
  }
  const isSingle = ({ isCollection, target }: NavigationDraft) =>
    !isCollection && target !== undefined
  return { properties, navigations: navigations.filter(isSingle) }
}

/** By the whole name first, then by how the name or the type ends; none where several fit. */
function findPrincipal(
  { name, type, isCollection }: PropertyDraft,
  navigations: readonly NavigationDraft[],
): NavigationDraft | undefined {
  const stem = /^(.+)Id$/.exec(name)?.[1]?.toLowerCase()
  if (stem === undefined || isCollection || (type !== 'Edm.String' && type !== 'Edm.Guid'))
    return undefined
  const fits: readonly ((navigation: NavigationDraft) => boolean)[] = [
    (navigation) => navigation.name.toLowerCase() === stem,
    (navigation) => navigation.type.name.toLowerCase() === stem,
    (navigation) =>
      navigation.name.toLowerCase().endsWith(stem) ||
      navigation.type.name.toLowerCase().endsWith(stem),
  ]
  for (const fit of fits) {
    const found = navigations.filter(fit)
    if (found.length > 0) return found.length === 1 ? found[0] : undefined
  }
  return undefined
}
