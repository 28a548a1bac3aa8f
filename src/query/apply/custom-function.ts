import { badRequest, notImplemented } from '../../errors.ts'
import { bindExpression, compileExpression } from '../../expression/index.ts'
import {
  declaredType,
  findBoundOperations,
  primitiveTypes,
  type JsonValue,
} from '../../model/index.ts'
import type { FunctionSegment } from '../../syntax/index.ts'
import { shapeOfInput, type CollectionShape } from './collection-shape.ts'
import { scopeOf } from './scope.ts'
import type { ApplyContext, Transformation } from './transformation.ts'

/**
 * A function of the contract that is bound to the collection and gives another: what it makes of it,
 * the service's fixtures alone know.
 * @see Data Aggregation, "System Query Option $apply"
 */
export const customFunction: Transformation<'customFunction'> = {
  kinds: ['customFunction'],
  plan: ({ call }, input, context) => {
    const operation = findFunction(call, input, context)
    const returned = operation.returnType?.type
    if (returned?.kind !== 'entityType' && returned?.kind !== 'complexType') {
      throw badRequest(`$apply: '${call.name}' gives no collection of a structured type`, '$apply')
    }
    const scope = { ...scopeOf(input, context), type: primitiveTypes['Edm.Untyped'] }
    const parameters = call.parameters.map(({ name, value }) => ({
      name,
      evaluate: compileExpression(bindExpression(value, scope)),
    }))
    return {
      shape: shapeOfInput(returned),
      apply: (items, evaluation) => {
        if (!evaluation.callFunction) throw notImplemented(`the function ${call.name} here`)
        const values = parameters.map(
          ({ name, evaluate }) => [name, evaluate(null, evaluation) as JsonValue] as const,
        )
        const answer = evaluation.callFunction({
          operation,
          parameters: new Map(values),
          boundTo: items,
          origin: undefined,
        })
        return Array.isArray(answer) ? answer : []
      },
    }
  },
}

function findFunction(
  { name, position, parameters }: FunctionSegment,
  { type }: CollectionShape,
  { plan: { model } }: ApplyContext,
) {
  const dot = name.lastIndexOf('.')
  const namespace = model.aliases.get(name.slice(0, dot)) ?? name.slice(0, dot)
  const bound = { type: declaredType(type), isCollection: true }
  const given = parameters.map((parameter) => parameter.name)
  const found = findBoundOperations(model, `${namespace}${name.slice(dot)}`, bound).find(
    (operation) =>
      operation.kind === 'function' &&
      operation.returnType?.isCollection === true &&
      given.every((it) => operation.parameters.some((parameter) => parameter.name === it)),
  )
  if (found) return found
  throw badRequest(
    `$apply: '${name}' at ${position} is no function from a collection of ${type.qualifiedName} to another`,
    '$apply',
  )
}
