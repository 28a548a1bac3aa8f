import { badRequest } from '../errors.ts'
import { didYouMean, type EnumType, type JsonValue, type Operation } from '../model/index.ts'

/**
 * Holds the parameters of a call to their types, as far as a literal in a URL tells its own.
 * @throws ODataError 400 for a value that the parameter cannot have
 * @see URL Conventions, "Addressing Operations"
 */
export function checkParameters(
  { parameters: declared }: Operation,
  given: ReadonlyMap<string, JsonValue>,
): void {
  for (const { name, type, isCollection, nullable } of declared) {
    const value = given.get(name)
    if (value === undefined || isCollection) continue
    if (value === null) {
      if (nullable) continue
      throw badRequest(`expected a value for the parameter '${name}', found null`, name)
    }
    if (type.kind === 'enumType') checkMember(name, type, value)
    const expected = jsonTypes.get(type.qualifiedName)
    if (expected !== undefined && typeof value !== expected) {
      throw badRequest(
        `expected ${type.qualifiedName} for the parameter '${name}', found ${JSON.stringify(value)}`,
        name,
      )
    }
  }
}

const jsonTypes: ReadonlyMap<string, string> = new Map([
  ['Edm.Boolean', 'boolean'],
  ['Edm.Int32', 'number'],
  ['Edm.String', 'string'],
])

function checkMember(
  name: string,
  { members, isFlags, qualifiedName }: EnumType,
  value: JsonValue,
) {
  const names = new Set([...members.keys()].map((member) => member.toLowerCase()))
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const parts = isFlags ? text.split(',') : [text]
  const unknown = parts
    .map((part) => part.trim())
    .find((part) => !names.has(part.toLowerCase()) && !/^\d+$/.test(part))
  if (unknown === undefined) return
  throw badRequest(
    `'${unknown}' is not a member of ${qualifiedName}, which the parameter '${name}' takes${didYouMean(unknown, members.keys())}`,
    name,
  )
}
