import {
  isStructuredTypeDeclaration,
  type ModelDeclaration,
  type NavigationPropertyDeclaration,
  type OperationDeclaration,
  type PropertyDeclaration,
  type SourceLocation,
  type StructuredTypeDeclaration,
  type TypeDeclaration,
  type TypeName,
} from '../../model/index.ts'

/** What CSDL and what pages say of one type, for rules that compare them. */
export interface TypePair {
  readonly name: string
  readonly csdl: TypeDeclaration
  readonly page: TypeDeclaration
}

export interface ContractSides {
  readonly csdl: ModelDeclaration
  readonly pages: ModelDeclaration
}

/** The types that both declare and that a page explains. */
export function* pairTypes({ csdl, pages }: ContractSides): Generator<TypePair> {
  const declared = new Map(csdl.types.map((type) => [typeKey(type), type]))
  for (const page of pages.types) {
    const name = typeKey(page)
    const type = declared.get(name)
    if (type && isExplained(page)) yield { name, csdl: type, page }
  }
}

export function typeKey({ namespace, name }: TypeDeclaration): string {
  return `${namespace}.${name}`
}

/** Whether a page documents a type, instead of only mentioning it. */
export function isExplained(type: TypeDeclaration): boolean {
  return !isStructuredTypeDeclaration(type) || type.isImplied !== true
}

/** The members of one kind that both types have. */
export function* pairMembers<T extends PropertyDeclaration | NavigationPropertyDeclaration>(
  { csdl, page }: TypePair,
  membersOf: (type: StructuredTypeDeclaration) => readonly T[],
): Generator<{ readonly csdl: T; readonly page: T }> {
  if (!isStructuredTypeDeclaration(csdl) || !isStructuredTypeDeclaration(page)) return
  const declared = new Map(membersOf(csdl).map((member) => [member.name, member]))
  for (const member of membersOf(page)) {
    const other = declared.get(member.name)
    if (other) yield { csdl: other, page: member }
  }
}

/** Names of the members of a type and of its base types. */
export function memberNames(
  type: TypeDeclaration,
  { types }: ModelDeclaration,
): ReadonlySet<string> {
  const names = new Set<string>()
  const seen = new Set<TypeDeclaration>()
  let current: TypeDeclaration | undefined = type
  while (current && isStructuredTypeDeclaration(current) && !seen.has(current)) {
    seen.add(current)
    for (const { name } of [...current.properties, ...current.navigationProperties]) names.add(name)
    const { baseType }: StructuredTypeDeclaration = current
    current = types.find((each) => typeKey(each) === baseType)
  }
  return names
}

/** Operations that are the same, overloads aside. */
export function operationKey({ name, namespace, bindingType }: OperationDeclaration): string {
  return `${namespace}.${name} ${bindingType?.typeName ?? ''}`
}

export function writeType({ typeName, isCollection }: TypeName): string {
  return isCollection ? `Collection(${typeName})` : typeName
}

/** ` (metadata.xml:12)`; nothing for what stands nowhere. */
export function at(source: SourceLocation | undefined): string {
  return source ? ` (${source.file}:${source.line})` : ''
}

/** The element's own place, else that of what it belongs to; nothing is said of what stands nowhere. */
export function placeOf(
  ...elements: readonly { readonly source?: SourceLocation | undefined }[]
): SourceLocation | undefined {
  return elements.find(({ source }) => source)?.source
}
