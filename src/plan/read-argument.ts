import { badRequest } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type StructuredType,
} from '../model/index.ts'
import { printRootPath, type CommonExpr, type ObjectExpr } from '../syntax/index.ts'
import { literalValue } from './literal-value.ts'
import { readLiteral, withoutAlias, type LiteralScope } from './read-literal.ts'

interface Declared {
  readonly type: EdmType
  readonly isCollection: boolean
}

/**
 * The value that a call gives a parameter: a literal, or JSON "for complex values, or collections of
 * primitive or complex values"; entities "MAY include a subset of the properties".
 * @param name of the parameter, which errors name
 * @throws ODataError 400 for what the type cannot have, at whatever depth
 * @see Protocol, "Invoking a Function"
 */
export function readArgument(
  node: CommonExpr,
  declared: Declared & { readonly name: string },
  scope: LiteralScope,
): JsonValue | undefined {
  const { name } = declared
  return readValue(withoutAlias(node, scope), declared, {
    scope,
    name,
    place: `the parameter '${name}'`,
  })
}

interface Place {
  readonly scope: LiteralScope
  readonly name: string
  readonly place: string
}

function readValue(
  node: CommonExpr,
  { type, isCollection }: Declared,
  at: Place,
): JsonValue | undefined {
  if (node.kind === 'parameterAlias' || isNull(node)) return literalValue(node, at.scope.aliases)
  if (isCollection) {
    if (node.kind !== 'array' && node.kind !== 'listExpr')
      throw mismatch('a collection of ', type, node, at)
    return node.items.map((item) => readMember(item, { type, isCollection: false }, at))
  }
  if (type.kind === 'complexType' || type.kind === 'entityType') {
    const reference = type.kind === 'entityType' ? rootReference(node) : undefined
    if (reference) return reference
    if (node.kind !== 'object') throw mismatch('', type, node, at)
    return readObject(node, type, at)
  }
  const isFree = type.qualifiedName.startsWith('Edm.Geo') || abstractTypes.has(type.qualifiedName)
  if (isFree && node.kind === 'object') return literalValue(node, at.scope.aliases)
  return readLiteral(node, type, at.scope)
}

/**
 * An entity by its path from the service root: `@c=[$root/Customers('ALFKI'),$root/Customers('BLAUS')]`.
 * @see URL Conventions, "$root"
 */
function rootReference(node: CommonExpr): JsonObject | undefined {
  if (node.kind !== 'firstMemberExpr' || node.root !== '$root') return undefined
  return { '@odata.id': printRootPath(node.segments) }
}

const abstractTypes: ReadonlySet<string> = new Set(['Edm.ComplexType', 'Edm.EntityType'])

function isNull(node: CommonExpr): boolean {
  return node.kind === 'primitiveLiteral' && node.type === 'null'
}

function readMember(node: CommonExpr, declared: Declared, at: Place): JsonValue {
  const value = readValue(node, declared, at)
  if (value === undefined) throw mismatch('', declared.type, node, at)
  return value
}

function readObject(node: ObjectExpr, declared: StructuredType, at: Place): JsonObject {
  const type = instanceType(node, declared, at)
  const members = node.members.map(({ name, value }) => {
    const property = type.properties.get(name)
    if (property) {
      return [name, readMember(value, property, { ...at, place: `'${name}' of ${at.place}` })]
    }
    if (!name.includes('@') && !type.navigationProperties.has(name) && !type.isOpen) {
      const names = [...type.properties.keys(), ...type.navigationProperties.keys()]
      throw badRequest(
        `'${name}' is not a property of ${type.qualifiedName}, which ${at.place} takes${didYouMean(name, names)}`,
        at.name,
      )
    }
    return [name, literalValue(value, at.scope.aliases)]
  })
  return Object.fromEntries(members) as JsonObject
}

/** By `@odata.type` or `@type`, a type that derives from the declared one. */
function instanceType(
  { members }: ObjectExpr,
  declared: StructuredType,
  { scope }: Place,
): StructuredType {
  const given = members.find(({ name }) => name === '@odata.type' || name === '@type')?.value
  if (given?.kind !== 'primitiveLiteral') return declared
  const type = findType(scope.model, given.value.replace(/^.*#/, ''))
  const isDerived = type?.kind === declared.kind && isDerivedFrom(type as StructuredType, declared)
  return isDerived ? (type as StructuredType) : declared
}

function mismatch(kind: string, type: EdmType, node: CommonExpr, { scope, name, place }: Place) {
  const found = JSON.stringify(literalValue(node, scope.aliases)).slice(0, 80)
  return badRequest(`expected ${kind}${type.qualifiedName} for ${place}, found ${found}`, name)
}
