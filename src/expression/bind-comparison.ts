import { primitiveTypes, type EdmType, type JsonObject } from '../model/index.ts'
import { describeExpression, refuse, refuseCollection, type Environment } from './binding-scope.ts'
import { collectionComparer, comparerOf } from './comparison.ts'
import { enumReader, hasFlags } from './enum-value.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { coerceLiteral, makeLiteral } from './literal.ts'
import { toNumber } from './numbers/numeric-value.ts'
import { findCommonType, isNumeric, isUntyped, underlyingType } from './type-compatibility.ts'
import type { ComparisonOperator, TypedExpression } from './typed-expression.ts'

/** `eq` to `ge`: both sides of types that compare, literals in the type of the other side. */
export function bindComparison(
  operator: ComparisonOperator,
  leftOperand: TypedExpression,
  rightOperand: TypedExpression,
  environment: Environment,
): TypedExpression {
  const left = coerceOperand(leftOperand, rightOperand, environment)
  const right = coerceOperand(rightOperand, left, environment)
  const type = findCommonType(left.type, right.type)
  const areAlike = left.isCollection === right.isCollection || isNullOrDynamic(left, right)
  if (!type || !areAlike) throw incomparable(left, right, environment)
  refuseWithoutEquality(left, right, environment)
  const items = comparerOf(comparisonType(left.type, right.type, type))
  const comparer = left.isCollection || right.isCollection ? collectionComparer(items) : items
  if (operator !== 'eq' && operator !== 'ne' && !comparer.isOrdered) {
    const problem = `expected values that have an order`
    throw refuse(environment, left.position, problem, `, found ${describeExpression(left)}`)
  }
  return {
    kind: 'comparison',
    operator,
    comparer,
    left,
    right,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: left.position,
  }
}

/** A literal, the items of a list, or an entity reference as what the other operand is. */
export function coerceOperand(
  operand: TypedExpression,
  other: TypedExpression,
  environment: Environment,
): TypedExpression {
  if (operand.kind === 'list' && other.isCollection && !isUntyped(other.type)) {
    const items = operand.items.map((item) =>
      coerceOperand(item, { ...other, isCollection: false }, environment),
    )
    return makeList(items, operand.position)
  }
  if (isUntyped(other.type) && other.kind !== 'literal') return asDynamicNumber(operand)
  // Of two literals, it is the text beside a member that is read as members.
  if (operand.type.kind === 'enumType' && other.kind === 'literal') return operand
  return bindReference(operand, other.type) ?? coerceLiteral(operand, other.type, environment)
}

/** A dynamic number is the one that JSON gives, so what is compared with it is the nearest too. */
function asDynamicNumber(operand: TypedExpression): TypedExpression {
  if (operand.kind !== 'literal' || operand.isCollection || !isNumeric(operand.type)) return operand
  return typeof operand.value === 'string'
    ? makeLiteral(operand.type, toNumber(operand.value), operand.position)
    : operand
}

/**
 * `{"@odata.id":"…"}` beside an entity is the entity that it names.
 * @see URL Conventions, "$it"; JSON Format, "Entity Reference"
 */
function bindReference(operand: TypedExpression, type: EdmType): TypedExpression | undefined {
  if (type.kind !== 'entityType' || operand.kind !== 'literal') return undefined
  const { value, position } = operand
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { '@odata.id': odataId, '@id': id = odataId } = value as JsonObject
  if (typeof id !== 'string') return undefined
  const evaluate = (context: EvaluationContext) => context.findReferenced?.(id) ?? null
  return { kind: 'context', evaluate, type, isCollection: false, position }
}

/** @see URL Conventions, "Logical Operators": binary aside, "can only be compared to the null value" */
function refuseWithoutEquality(
  left: TypedExpression,
  right: TypedExpression,
  environment: Environment,
): void {
  const isNull = (side: TypedExpression) => side.kind === 'literal' && side.value === null
  if (isNull(left) || isNull(right)) return
  const incomparableSide = [left, right].find(({ type }) => isGeoOrStream(underlyingType(type)))
  if (!incomparableSide) return
  const other = incomparableSide === left ? right : left
  const problem = `expected null, which alone compares with ${describeExpression(incomparableSide)}`
  throw refuse(environment, other.position, problem, `, found ${describeExpression(other)}`)
}

function isGeoOrStream({ qualifiedName }: EdmType): boolean {
  return qualifiedName === 'Edm.Stream' || /^Edm\.Geo(?:graphy|metry)/.test(qualifiedName)
}

/** A dynamic value may be a collection; `null` is none. */
function isNullOrDynamic(left: TypedExpression, right: TypedExpression): boolean {
  const isDynamic = (side: TypedExpression) => isUntyped(side.type) && side.kind !== 'literal'
  return isDynamic(left) || isDynamic(right)
}

/** Where one side is untyped, JSON values of the basic kinds compare as they are: '5' is not 5. */
function comparisonType(left: EdmType, right: EdmType, common: EdmType): EdmType {
  const isBasic =
    isNumeric(common) ||
    common === primitiveTypes['Edm.String'] ||
    common === primitiveTypes['Edm.Boolean']
  return isBasic && (isUntyped(left) || isUntyped(right)) ? primitiveTypes['Edm.Untyped'] : common
}

function incomparable(left: TypedExpression, right: TypedExpression, environment: Environment) {
  return refuse(
    environment,
    right.position,
    `expected a value that compares with ${describeExpression(left)}`,
    `, found ${describeExpression(right)}`,
  )
}

/** `in` a list, a JSON array or a collection. */
export function bindMembership(
  item: TypedExpression,
  list: TypedExpression,
  environment: Environment,
): TypedExpression {
  if (!list.isCollection && (!isUntyped(list.type) || list.kind === 'literal')) {
    const problem = "expected a list or collection after 'in'"
    throw refuse(environment, list.position, problem, `, found ${describeExpression(list)}`)
  }
  if (item.isCollection) return bindCollectionMembership(item, list, environment)
  const right = coerceItems(list, item.type, environment)
  const left = coerceLiteral(item, right.type, environment)
  const type = findCommonType(left.type, right.type)
  if (!type) throw incomparable(left, right, environment)
  return {
    kind: 'membership',
    comparer: comparerOf(comparisonType(left.type, right.type, type)),
    left,
    right,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: left.position,
  }
}

/** `[FirstName,LastName] in [["John","Doe"],["Jane","Smith"]]`. */
function bindCollectionMembership(
  item: TypedExpression,
  list: TypedExpression,
  environment: Environment,
): TypedExpression {
  const isListOfCollections =
    list.kind === 'list' && list.items.every(({ isCollection }) => isCollection)
  if (!isListOfCollections) throw refuseCollection(item, environment)
  const type = findCommonType(item.type, list.type)
  if (!type) throw incomparable(item, list, environment)
  return {
    kind: 'membership',
    comparer: collectionComparer(comparerOf(comparisonType(item.type, list.type, type))),
    left: item,
    right: list,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: item.position,
  }
}

/** The items of a list as values of the type that they are looked up by. */
function coerceItems(
  list: TypedExpression,
  type: EdmType,
  environment: Environment,
): TypedExpression {
  if (list.kind !== 'list') return list
  const items = list.items.map(
    (item) =>
      bindReference(item, type) ??
      (isUntyped(type) ? asDynamicNumber(item) : coerceLiteral(item, type, environment)),
  )
  for (const item of items) {
    if (findCommonType(type, item.type) && !item.isCollection) continue
    const found = describeExpression(item)
    const problem = `expected an item of ${type.qualifiedName}`
    throw refuse(environment, item.position, problem, `, found ${found}`)
  }
  return makeList(items, list.position)
}

/** A list or JSON array; it is untyped where its items have no common type. */
export function makeList(items: readonly TypedExpression[], position: number): TypedExpression {
  let type: EdmType | undefined = primitiveTypes['Edm.Untyped']
  for (const item of items) type = type && findCommonType(type, item.type)
  return {
    kind: 'list',
    items,
    type: type ?? primitiveTypes['Edm.Untyped'],
    isCollection: true,
    position,
  }
}

/** @see URL Conventions, "Has" */
export function bindHas(
  left: TypedExpression,
  rightOperand: TypedExpression,
  environment: Environment,
): TypedExpression {
  const type = underlyingType(left.type)
  const right = coerceLiteral(rightOperand, left.type, environment)
  if (left.isCollection || (type.kind !== 'enumType' && !isUntyped(type))) {
    const problem = "expected an enumeration value before 'has'"
    throw refuse(environment, left.position, problem, `, found ${describeExpression(left)}`)
  }
  const isOfType =
    right.type === type ||
    isUntyped(right.type) ||
    (isUntyped(type) && right.type.kind === 'enumType')
  if (right.isCollection || !isOfType) {
    const problem = `expected a value of ${type.qualifiedName}`
    throw refuse(environment, right.position, problem, `, found ${describeExpression(right)}`)
  }
  const enumType = type.kind === 'enumType' ? type : right.type
  const read = enumType.kind === 'enumType' ? enumReader(enumType) : () => undefined
  return {
    kind: 'operator',
    combine: (value, flags) => {
      if (typeof value !== 'string' || typeof flags !== 'string') return null
      const [set, wanted] = [read(value), read(flags)]
      return set === undefined || wanted === undefined ? null : hasFlags(set, wanted)
    },
    left,
    right,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: left.position,
  }
}
