import type { Property } from '../model/index.ts'

/** Types that JSON tells by itself (JSON Format, "Control Information: type"). */
const plain: ReadonlySet<string> = new Set([
  'Edm.String',
  'Edm.Boolean',
  'Edm.Double',
  'Edm.Untyped',
])

/** What `@odata.type` says of a property under full metadata; `undefined` where JSON alone tells. */
export function propertyTypeAnnotation({ type, isCollection }: Property): string | undefined {
  if (plain.has(type.qualifiedName) && !isCollection) return undefined
  const name =
    type.kind === 'primitiveType' ? type.qualifiedName.slice('Edm.'.length) : type.qualifiedName
  return isCollection ? `#Collection(${name})` : `#${name}`
}
