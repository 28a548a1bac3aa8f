import { badRequest } from '../errors.ts'
import {
  bindExpression,
  compileExpression,
  type EvaluationContext,
  type TypedExpression,
} from '../expression/index.ts'
import {
  dynamicProperty,
  shapeType,
  type ComplexType,
  type EntityInstance,
  type EntityType,
  type Property,
} from '../model/index.ts'
import type { ComputeItem } from '../syntax/index.ts'
import { checkAlias } from './apply/alias.ts'
import { compileExtension } from './apply/instances.ts'
import { expressionScope } from './expression-scope.ts'
import type { PlanContext } from './system-query-option.ts'
import { theseFor } from './these.ts'

/** Computed properties bound to the type of the instances that they are added to. */
export interface ComputedProperties {
  /** With the computed properties. */
  readonly type: EntityType | ComplexType
  readonly names: readonly string[]
  readonly expressions: readonly TypedExpression[]
  readonly apply: (items: readonly unknown[], context: EvaluationContext) => readonly unknown[]
}

/**
 * Plans computed properties in the order given; each may use those before it.
 * @throws ODataError 400 for an alias that is taken, and where an expression does not fit
 * @see URL Conventions, "System Query Option $compute"
 */
export function planComputedProperties(
  items: readonly ComputeItem[],
  type: EntityType | ComplexType,
  context: PlanContext,
  optionName: '$apply' | '$compute',
): ComputedProperties {
  const taken = new Set<string>()
  const steps: ComputeStep[] = []
  const properties: Property[] = []
  let current = type
  for (const { alias, expression } of items) {
    checkAlias(alias, taken, { type }, optionName)
    const bound = bindExpression(expression, expressionScope(optionName, current, context))
    if (bound.type.kind === 'entityType') throw refuseEntities(alias, bound, optionName)
    steps.push({ alias, bound, evaluate: compileExpression(bound) })
    properties.push(dynamicProperty(alias, bound, type))
    current = shapeType(type, { properties })
  }
  const compute = compileComputation(steps, current)
  const contextFor = theseFor(
    items.map(({ expression }) => expression),
    context.aliases,
  )
  return {
    type: current,
    names: items.map(({ alias }) => alias),
    expressions: steps.map(({ bound }) => bound),
    apply: (instances, evaluation) => {
      const within = contextFor(evaluation, instances)
      return instances.map((instance) => (instance === null ? null : compute(instance, within)))
    },
  }
}

interface ComputeStep {
  readonly alias: string
  readonly bound: TypedExpression
  readonly evaluate: ReturnType<typeof compileExpression>
}

/**
 * Adds the properties one by one, since each may be used by those after it; to one copy of the
 * instance, so that many cost no more than they are.
 */
function compileComputation(
  steps: readonly ComputeStep[],
  type: EntityType | ComplexType,
): (instance: unknown, context: EvaluationContext) => unknown {
  const extend = compileExtension(type)
  return (instance, context) => {
    const extended = extend(instance, { properties: {} })
    const own = type.kind === 'entityType' ? (extended as EntityInstance).properties : extended
    const properties = own as Record<string, unknown>
    for (const { alias, evaluate } of steps) properties[alias] = evaluate(extended, context)
    return extended
  }
}

/** A dynamic property is structural: "Edm.EntityType" is no type of one (CSDL, "Structural Property"). */
function refuseEntities(
  alias: string,
  { type, isCollection, position }: TypedExpression,
  optionName: '$apply' | '$compute',
): Error {
  const what = isCollection ? 'entities' : 'an entity'
  return badRequest(
    `${optionName}: expected a primitive or complex value for '${alias}' at ${position}, found ${what} of type ${type.qualifiedName}`,
    optionName,
  )
}
