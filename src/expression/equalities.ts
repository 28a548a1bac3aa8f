import { primitiveTypes, type JsonValue, type Property } from '../model/index.ts'
import { underlyingType } from './type-compatibility.ts'
import type { TypedExpression } from './typed-expression.ts'

/** An instance can satisfy the predicate only if this property holds just this JSON value. */
export interface Equality {
  readonly property: Property
  readonly value: JsonValue
}

/** Types whose values are equal when their JSON is, so that an index of JSON values finds them. */
const indexedTypes: ReadonlySet<string> = new Set([
  'Edm.Boolean',
  'Edm.Byte',
  'Edm.Int16',
  'Edm.Int32',
  'Edm.SByte',
  'Edm.String',
])

/** The equalities that a predicate demands of the instance's own properties, for use with an index. */
export function findEqualities(predicate: TypedExpression): readonly Equality[] {
  if (predicate.kind === 'logical' && predicate.operator === 'and') {
    return predicate.operands.flatMap(findEqualities)
  }
  if (predicate.kind !== 'comparison' || predicate.operator !== 'eq') return []
  const equality = equalityOf(predicate.left, predicate.right)
  return equality ? [equality] : []
}

function equalityOf(operand: TypedExpression, literal: TypedExpression): Equality | undefined {
  if (operand.kind === 'literal' && literal.kind !== 'literal') {
    return equalityOf(literal, operand)
  }
  if (operand.kind !== 'path' || literal.kind !== 'literal' || literal.value === null) {
    return undefined
  }
  const [step] = operand.steps
  if (operand.root.kind !== 'instance' || operand.steps.length !== 1) return undefined
  if (step?.kind !== 'property' || !step.property || step.isCollection) return undefined
  if (!indexedTypes.has(underlyingType(step.property.type).qualifiedName)) return undefined
  return isIndexedValue(step.property, literal.value)
    ? { property: step.property, value: literal.value }
    : undefined
}

/** A number beyond what JSON holds exactly is a text, which no property of these types equals as text. */
function isIndexedValue(property: Property, value: JsonValue): boolean {
  switch (underlyingType(property.type)) {
    case primitiveTypes['Edm.String']:
      return typeof value === 'string'
    case primitiveTypes['Edm.Boolean']:
      return typeof value === 'boolean'
    default:
      return typeof value === 'number' && Number.isFinite(value)
  }
}
