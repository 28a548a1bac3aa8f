import type { JsonValue } from '../model/index.ts'
import { makeLiteral } from './literal.ts'
import type { CallExpression, TypedExpression } from './typed-expression.ts'

/** A call of literals alone is a literal. */
export function foldCall(call: CallExpression): TypedExpression {
  const { type, isCollection, position, takesNull } = call
  const values: unknown[] = []
  for (const argument of call.arguments) {
    if (argument.kind !== 'literal') return call
    values.push(argument.value)
  }
  const value = !takesNull && values.includes(null) ? null : call.evaluate(...values)
  return makeLiteral(type, value as JsonValue, position, isCollection)
}
