import {
  didYouMean,
  isStructuredType,
  primitiveTypes,
  type EdmType,
  type EntityType,
  type KeyProperty,
  type StructuredType,
  type TypeReference,
} from '../model/index.ts'
import type { CommonExpr } from '../syntax/ast.ts'
import { ODataSyntaxError, parseCommonExpr } from '../syntax/index.ts'
import { describeExpression, describeType, refuse, type Environment } from './binding-scope.ts'
import { comparerOf } from './comparison.ts'
import { coerceLiteral } from './literal.ts'
import { addStep, type PathSoFar } from './path-so-far.ts'
import { findCommonType, underlyingType } from './type-compatibility.ts'
import type { KeyValue, TypedExpression } from './typed-expression.ts'

/** The values between the parentheses; `name` is `undefined` for a value alone. */
export interface KeyPair {
  readonly name: string | undefined
  readonly value: CommonExpr
}

/**
 * Binds a key predicate after a collection of entities: the primary key or an alternate one.
 * @throws ODataError 400 where it is no key of the type
 * @see URL Conventions, "Canonical URL", "Alternate Keys"
 */
export function bindKey(
  path: PathSoFar,
  pairs: readonly KeyPair[],
  position: number,
  environment: Environment,
): PathSoFar {
  const { type } = path
  if (!path.isCollection || type.kind !== 'entityType') {
    const problem = 'expected a collection of entities before a key'
    throw refuse(environment, position, problem, `, found ${describeType(path)}`)
  }
  const key = findKey(path, type, pairs)
  if (!key) throw noKey(type, pairs, position, environment)
  const values = key.map((property, index): KeyValue => {
    const pair = pairs.find(({ name }) => name === property.name) ?? pairs[index]!
    return bindKeyValue(property, type, environment.bind(pair.value, environment), environment)
  })
  const isPrimary = key === type.keyProperties
  return addStep(path, { kind: 'key', values, isPrimary }, { type, isCollection: false })
}

/** Key as segment: the value without quotes (ABNF `keyPathLiteral`). */
export function bindKeyLiteral(
  path: PathSoFar,
  text: string,
  position: number,
  environment: Environment,
): PathSoFar {
  const value = keyLiteral(text, position, path.type)
  return bindKey(path, [{ name: undefined, value }], position, environment)
}

/** The text of a key segment, as the type of the key reads it: as text, or as a literal. */
function keyLiteral(name: string, position: number, type: EdmType): CommonExpr {
  const key = type.kind === 'entityType' ? type.keyProperties[0] : undefined
  const property = type.kind === 'entityType' && key ? type.properties.get(key.path[0]!) : undefined
  const keyType = property && underlyingType(property.type)
  if (keyType?.kind !== 'enumType' && keyType !== primitiveTypes['Edm.String']) {
    const literal = readLiteral(name)
    if (literal) return { ...literal, position }
  }
  const text = `'${name.replaceAll("'", "''")}'`
  return { kind: 'primitiveLiteral', type: 'Edm.String', text, value: name, position }
}

function readLiteral(text: string): CommonExpr | undefined {
  try {
    const node = parseCommonExpr(text)
    return node.kind === 'primitiveLiteral' ? node : undefined
  } catch (error) {
    if (error instanceof ODataSyntaxError) return undefined
    throw error
  }
}

/** The key that the names are of; a value alone is the one that the path does not imply. */
function findKey(
  path: PathSoFar,
  type: EntityType,
  pairs: readonly KeyPair[],
): readonly KeyProperty[] | undefined {
  const [first] = pairs
  if (pairs.length === 1 && first?.name === undefined) {
    if (type.keyProperties.length === 1) return type.keyProperties
    const implied = impliedNames(path)
    const rest = type.keyProperties.filter(({ name }) => !implied.has(name))
    return rest.length === 1 ? rest : undefined
  }
  const names = new Set(pairs.map(({ name }) => name))
  const isOf = (key: readonly KeyProperty[]) =>
    key.length === pairs.length && key.every(({ name }) => names.has(name))
  return [type.keyProperties, ...type.alternateKeys].find(isOf)
}

/** @see URL Conventions, "Addressing Entities": referential constraints to the principal imply key values */
function impliedNames({ steps }: PathSoFar): ReadonlySet<string> {
  const last = steps.findLast(({ kind }) => kind === 'navigationProperty')
  if (last?.kind !== 'navigationProperty') return new Set()
  const constraints = last.navigation.partner?.referentialConstraints ?? []
  return new Set(constraints.map(({ property }) => property))
}

function bindKeyValue(
  { path }: KeyProperty,
  type: EntityType,
  given: TypedExpression,
  environment: Environment,
): KeyValue {
  const property = propertyAt(type, path)
  const expression = property ? coerceLiteral(given, property.type, environment) : given
  const common = property ? findCommonType(property.type, expression.type) : expression.type
  if (!common || expression.isCollection) {
    const problem = `expected a key value of ${property ? describeType(property) : 'one value'}`
    const found = `, found ${describeExpression(expression)}`
    throw refuse(environment, expression.position, problem, found)
  }
  return { path, expression, comparer: comparerOf(common) }
}

function propertyAt(type: EntityType, path: readonly string[]): TypeReference | undefined {
  let current: StructuredType | undefined = type
  let found: TypeReference | undefined
  for (const name of path) {
    found = current?.properties.get(name) ?? current?.navigationProperties.get(name)
    current = found && isStructuredType(found.type) ? found.type : undefined
  }
  return found
}

function noKey(
  type: EntityType,
  pairs: readonly KeyPair[],
  position: number,
  environment: Environment,
): Error {
  const names = type.key.join(', ')
  const given = pairs.flatMap(({ name }) => (name === undefined ? [] : [name]))
  const unknown = given.find((name) => !type.key.includes(name))
  const near = unknown === undefined ? '' : didYouMean(unknown, type.key)
  const found = given.length > 0 ? given.join(', ') : 'one value'
  const problem = `expected a key of ${type.qualifiedName} (${names})`
  return refuse(environment, position, problem, `, found ${found}${near}`)
}
