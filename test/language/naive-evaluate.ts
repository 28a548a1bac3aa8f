import type { EdmType, EntityInstance, JsonObject, StructuredType } from '../../src/model/index.ts'
import type {
  BinaryExpr,
  CommonExpr,
  FirstMemberExpr,
  LambdaExpr,
  MemberSegment,
  MethodCallExpr,
  PrimitiveLiteral,
} from '../../src/syntax/ast.ts'
import { calculate, negate } from './naive-arithmetic.ts'
import { callFunction } from './naive-functions.ts'
import { follow, model } from './world.ts'
import { castTo } from './naive-cast.ts'
import { areEqual, order } from './naive-comparison.ts'
import {
  decimal,
  integer,
  NaiveFailure,
  NaiveUnknown,
  readBinary,
  readDate,
  readDouble,
  readDuration,
  readDynamic,
  readEnum,
  readFraction,
  readInstant,
  readJson,
  readTime,
  type NaiveValue,
} from './naive-value.ts'

/*
 * An expression evaluated as URL Conventions reads, straight from the syntax tree and by the types of the
 * values met: nothing is bound, folded or compiled. What it knows it knows from the standard alone.
 */

export interface NaiveScope {
  /** The current instance. */
  readonly instance: NaiveValue
  readonly it: NaiveValue
  readonly variables: ReadonlyMap<string, NaiveValue>
}

/**
 * The value for an instance.
 * @param seen is told each operator and function by its name
 * @throws NaiveFailure where the standard lets the request fail, NaiveUnknown where it leaves the value open
 */
export function evaluateNaively(
  expression: CommonExpr,
  entity: EntityInstance,
  seen: (name: string) => void = () => undefined,
): NaiveValue {
  const instance: NaiveValue = { kind: 'entity', entity }
  return evaluate(expression, { instance, it: instance, variables: new Map() }, seen)
}

type Seen = (name: string) => void

function evaluate(node: CommonExpr, scope: NaiveScope, seen: Seen): NaiveValue {
  switch (node.kind) {
    case 'primitiveLiteral':
      return readLiteral(node)
    case 'enum': {
      const type = model.types.get(node.typeName)
      if (type?.kind !== 'enumType') throw new NaiveFailure('no enumeration type')
      return readEnum(type, node.value)
    }
    case 'listExpr':
    case 'array':
      return { kind: 'list', items: node.items.map((item) => evaluate(item, scope, seen)) }
    case 'object':
    case 'parameterAlias':
      throw new NaiveUnknown(node.kind)
    case 'unaryExpr': {
      seen(node.operator)
      const value = evaluate(node.operand, scope, seen)
      if (node.operator === 'negate') return negate(value)
      return value === null ? null : value !== true
    }
    case 'binaryExpr':
      return evaluateBinary(node, scope, seen)
    case 'methodCallExpr':
      return evaluateCall(node, scope, seen)
    case 'firstMemberExpr':
      return evaluatePath(node, scope, seen)
  }
}

function readLiteral({ type, value }: PrimitiveLiteral): NaiveValue {
  switch (type) {
    case 'null':
      return null
    case 'Edm.Boolean':
      return value === 'true'
    case 'Edm.Guid':
      return { kind: 'guid', text: value.toLowerCase() }
    case 'Edm.DateTimeOffset':
      return readInstant(value)
    case 'Edm.Date':
      return { kind: 'date', days: readDate(value) }
    case 'Edm.TimeOfDay':
      return { kind: 'time', ps: readTime(value) }
    case 'Edm.Duration':
      return { kind: 'duration', ps: readDuration(value) }
    case 'Edm.Binary':
      return readBinary(value)
    case 'Edm.String':
      return value
    case 'Edm.Int32':
    case 'Edm.Int64':
      return integer(BigInt(value))
    case 'Edm.Decimal': {
      const { n, d } = readFraction(value)
      return decimal(n, d)
    }
    case 'Edm.Double':
      return { kind: 'double', v: readDouble(value) }
    case 'Edm.Geography':
    case 'Edm.Geometry':
      throw new NaiveUnknown(type)
  }
}

function evaluateBinary(node: BinaryExpr, scope: NaiveScope, seen: Seen): NaiveValue {
  const { operator } = node
  seen(operator)
  const left = evaluate(node.left, scope, seen)
  const right = evaluate(node.right, scope, seen)
  switch (operator) {
    case 'and':
      if (left === false || right === false) return false
      return left === true && right === true ? true : null
    case 'or':
      if (left === true || right === true) return true
      return left === false && right === false ? false : null
    case 'eq':
      return areEqual(left, right)
    case 'ne':
      return !areEqual(left, right)
    // "If any operand is null, the operator returns false."
    case 'lt':
      return left !== null && right !== null && order(left, right) < 0
    case 'le':
      return left !== null && right !== null && order(left, right) <= 0
    case 'gt':
      return left !== null && right !== null && order(left, right) > 0
    case 'ge':
      return left !== null && right !== null && order(left, right) >= 0
    case 'has': {
      if (left === null || right === null) return null
      const [set, flags] = [numberOfEnum(left), numberOfEnum(right)]
      return (set & flags) === flags
    }
    case 'in':
      return itemsOf(right).some((item) => areEqual(left, item))
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'divby':
    case 'mod':
      return left === null || right === null ? null : calculate(operator, left, right)
  }
}

function numberOfEnum(value: NaiveValue): bigint {
  if (value === null || typeof value !== 'object' || value.kind !== 'enum') {
    throw new NaiveFailure('no enumeration value')
  }
  return value.n
}

function evaluateCall(node: MethodCallExpr, scope: NaiveScope, seen: Seen): NaiveValue {
  const name = node.name.toLowerCase()
  seen(name)
  const { arguments: nodes } = node
  if (name === 'case') {
    for (let index = 0; index + 1 < nodes.length; index += 2) {
      if (evaluate(nodes[index]!, scope, seen) === true) {
        return evaluate(nodes[index + 1]!, scope, seen)
      }
    }
    return null
  }
  if (name === 'cast' || name === 'isof') {
    const type = typeNamed(nodes.at(-1)!)
    const value = nodes.length === 1 ? scope.instance : evaluate(nodes[0]!, scope, seen)
    if ('properties' in type) {
      const isInstance = isOfType(value, type)
      return name === 'isof' ? isInstance : isInstance ? value : null
    }
    return castTo(name, value, type)
  }
  return callFunction(
    name,
    nodes.map((argument) => evaluate(argument, scope, seen)),
  )
}

function typeNamed(node: CommonExpr): EdmType {
  const segment = node.kind === 'firstMemberExpr' ? node.segments[0] : undefined
  const name = segment?.kind === 'identifier' ? segment.name : ''
  const type = model.types.get(name)
  if (type) return type
  return { kind: 'primitiveType', name, qualifiedName: name } as EdmType
}

function isOfType(value: NaiveValue, type: StructuredType): boolean {
  let actual: StructuredType | undefined = actualType(value)
  for (; actual; actual = actual.baseType) if (actual === type) return true
  return false
}

function actualType(value: NaiveValue): StructuredType | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (value.kind === 'entity') return value.entity.type
  if (value.kind !== 'complex') return undefined
  const name = value.value['@odata.type']
  const type = model.types.get(typeof name === 'string' ? name.slice(1) : 'l.address')
  return type?.kind === 'complexType' ? type : undefined
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

function evaluatePath(node: FirstMemberExpr, scope: NaiveScope, seen: Seen): NaiveValue {
  const [first, ...rest] = node.segments
  if (node.root !== undefined) {
    if (node.root === '$it') return walk(scope.it, node.segments, scope, seen)
    if (node.root === '$this') return walk(scope.instance, node.segments, scope, seen)
    throw new NaiveUnknown(node.root)
  }
  if (first?.kind === 'identifier' && scope.variables.has(first.name)) {
    return walk(scope.variables.get(first.name)!, rest, scope, seen)
  }
  return walk(scope.instance, node.segments, scope, seen)
}

function walk(
  start: NaiveValue,
  segments: readonly MemberSegment[],
  scope: NaiveScope,
  seen: Seen,
): NaiveValue {
  let value = start
  for (const segment of segments) {
    if (value === null) return null
    value = step(value, segment, scope, seen)
  }
  return value
}

function step(
  value: NaiveValue,
  segment: MemberSegment,
  scope: NaiveScope,
  seen: Seen,
): NaiveValue {
  switch (segment.kind) {
    case 'identifier': {
      const type = model.types.get(segment.name)
      if (type && 'properties' in type) {
        if (!isList(value)) return isOfType(value, type) ? value : null
        return { kind: 'list', items: value.items.filter((item) => isOfType(item, type)) }
      }
      return memberOf(value, segment.name)
    }
    case 'countExpr': {
      seen('$count')
      const { filter, search } = segment
      if (search) throw new NaiveUnknown('$search')
      const items = itemsOf(value).filter(
        (item) => !filter || evaluate(filter, { ...scope, instance: item }, seen) === true,
      )
      return integer(items.length)
    }
    case 'filterExpr': {
      seen('$filter')
      const items = itemsOf(value).filter(
        (item) => evaluate(segment.predicate, { ...scope, instance: item }, seen) === true,
      )
      return { kind: 'list', items }
    }
    case 'anyExpr':
    case 'allExpr':
      return quantify(value, segment, scope, seen)
    case 'keyPredicate':
    case 'functionExpr':
    case 'annotation':
    case 'aggregate':
      throw new NaiveUnknown(segment.kind)
  }
}

/** Any is an `or` of the predicate for each item, all is an `and`: null where they are null. */
function quantify(
  value: NaiveValue,
  { kind, variable, predicate }: LambdaExpr,
  scope: NaiveScope,
  seen: Seen,
): NaiveValue {
  const isAny = kind === 'anyExpr'
  seen(isAny ? 'any' : 'all')
  const items = itemsOf(value)
  if (variable === undefined || predicate === undefined) return items.length > 0
  const results = items.map((item) => {
    const variables = new Map([...scope.variables, [variable, item] as const])
    return evaluate(predicate, { ...scope, variables }, seen) === true
  })
  return isAny ? results.includes(true) : !results.includes(false)
}

function memberOf(value: NaiveValue, name: string): NaiveValue {
  if (value === null || typeof value !== 'object') throw new NaiveUnknown(`a member of ${value}`)
  if (value.kind === 'entity') {
    const navigation = value.entity.type.navigationProperties.get(name)
    if (navigation) {
      const target = follow(value.entity, navigation)
      if (target === null) return null
      if (!Array.isArray(target)) return { kind: 'entity', entity: target as EntityInstance }
      const items = (target as readonly EntityInstance[]).map((entity): NaiveValue => ({
        kind: 'entity',
        entity,
      }))
      return { kind: 'list', items }
    }
    return declaredMember(value.entity.properties, value.entity.type, name)
  }
  if (value.kind === 'complex') return declaredMember(value.value, actualType(value)!, name)
  throw new NaiveUnknown(`a member of a ${value.kind}`)
}

function declaredMember(holder: JsonObject, type: StructuredType, name: string): NaiveValue {
  const value = holder[name]
  const property = type.properties.get(name)
  if (!property) return readDynamic(value)
  if (!property.isCollection) return readJson(value, property.type)
  const items = (value ?? []) as readonly JsonObject[]
  return { kind: 'list', items: items.map((item) => readJson(item, property.type)) }
}

function isList(value: NaiveValue): value is NaiveValue & { kind: 'list' } {
  return value !== null && typeof value === 'object' && value.kind === 'list'
}

function itemsOf(value: NaiveValue): readonly NaiveValue[] {
  if (isList(value)) return value.items
  throw new NaiveUnknown('no collection')
}
