import type { StructuredType } from '../model/index.ts'

/** The type itself and all that derive from it, nearest first. */
export function withDerivedTypes(type: StructuredType): readonly StructuredType[] {
  const types = [type]
  for (const each of types) types.push(...each.derivedTypes)
  return types
}

/**
 * A regular expression for what `@odata.type` may be to name one of `named`, which all belong to
 * `family`. Reference pages use namespaces that no contract declares, so a name whose last part
 * fits is enough, unless two types of the family share it.
 */
export function typeNamePattern(
  named: readonly StructuredType[],
  family: readonly StructuredType[],
): string {
  const short = named.filter(({ name }) => isUnique(name, family))
  const qualified = named.filter(({ name }) => !isUnique(name, family))
  return [
    ...(short.length > 0 ? [`^(?:.*[.#])?${oneOf(short.map(({ name }) => name))}$`] : []),
    ...(qualified.length > 0
      ? [`^(?:.*#)?${oneOf(qualified.map(({ qualifiedName }) => qualifiedName))}$`]
      : []),
  ].join('|')
}

/**
 * The type that a value of the declared type has by its `@odata.type`; the declared one when it
 * names none, or none that fits.
 * @see JSON Format, "Control Information: type"
 */
export function findInstanceType(declared: StructuredType, value: unknown): StructuredType {
  if (declared.derivedTypes.length === 0 || typeof value !== 'object' || value === null) {
    return declared
  }
  const annotations = value as Readonly<Record<string, unknown>>
  const given = annotations['@odata.type'] ?? annotations['@type']
  if (typeof given !== 'string') return declared
  const family = withDerivedTypes(declared)
  const name = given.slice(given.lastIndexOf('#') + 1)
  const lastPart = name.slice(name.lastIndexOf('.') + 1)
  return (
    family.find(({ qualifiedName }) => qualifiedName === name) ??
    family.find((type) => type.name === lastPart && isUnique(lastPart, family)) ??
    declared
  )
}

function isUnique(name: string, family: readonly StructuredType[]): boolean {
  return family.filter((type) => type.name === name).length === 1
}

function oneOf(names: readonly string[]): string {
  const escaped = names.map(escapeRegularExpression)
  return escaped.length === 1 ? escaped[0]! : `(?:${escaped.join('|')})`
}

/** Escapes what the `u` flag lets be escaped, since validators of JSON Schema set it. */
export function escapeRegularExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
