import type { EntityInstance, JsonObject, NavigationProperty } from '../model/index.ts'
import type { Evaluate, Frame, Test } from './evaluate.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { followNavigation } from './follow.ts'
import { isInstanceOf } from './instance-type.ts'
import type { PathExpression, PathRoot, PathStep, TypedExpression } from './typed-expression.ts'

/** From the value of the steps so far, which is not null. */
type Step = (
  value: unknown,
  instance: unknown,
  context: EvaluationContext,
  frame: Frame | undefined,
) => unknown

/** Reads a path that is one property of the current instance; `undefined` for any other path. */
export function propertyReader({
  root,
  steps,
}: PathExpression): ((instance: unknown) => unknown) | undefined {
  const [step] = steps
  if (root.kind !== 'instance' || steps.length !== 1 || step?.kind !== 'property') return undefined
  const { name, owner, isCollection } = step
  if (isCollection) return undefined
  if (owner !== 'entity') return (instance) => readMember(instance, name)
  if (name in Object.prototype) return (instance) => readMember(propertiesOf(instance), name)
  return (instance) => propertiesOf(instance)[name] ?? null
}

function propertiesOf(instance: unknown): JsonObject {
  return (instance as EntityInstance).properties
}

function readMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  return (value as JsonObject)[name] ?? null
}

/** @param compileTest for the predicates in lambdas and filters */
export function compilePath(
  path: PathExpression,
  compileTest: (predicate: TypedExpression) => Test,
): Evaluate {
  const read = propertyReader(path)
  if (read) return read
  const root = compileRoot(path.root)
  const steps = compileSteps(path.steps, compileTest)
  return (instance, context, frame) => {
    let value = root(instance, context, frame)
    for (const step of steps) {
      if (value === null) return null
      value = step(value, instance, context, frame)
    }
    return value
  }
}

function compileRoot(root: PathRoot): Evaluate {
  switch (root.kind) {
    case 'instance':
      return (instance) => instance ?? null
    case 'frame': {
      const { depth } = root
      return (_instance, _context, frame) => {
        let current = frame
        for (let left = depth; left > 0; left--) current = current?.outer
        return current?.value ?? null
      }
    }
    case 'variable': {
      const { name } = root
      return (_, context) => context.variables?.get(name) ?? null
    }
  }
}

function compileSteps(
  steps: readonly PathStep[],
  compileTest: (predicate: TypedExpression) => Test,
): Step[] {
  const [navigationStep, countStep] = steps.slice(-2)
  const compiled = steps.map((step) => compileStep(step, compileTest))
  if (navigationStep?.kind !== 'navigationProperty' || countStep?.kind !== 'count') return compiled
  return [...compiled.slice(0, -2), countRelated(navigationStep.navigation)]
}

function countRelated(navigation: NavigationProperty): Step {
  return (value, _, context) => {
    const entity = value as EntityInstance
    const known = entity.related ? undefined : context.count?.(entity.origin ?? entity, navigation)
    return known ?? itemsOf(followNavigation(entity, navigation, context)).length
  }
}

function compileStep(step: PathStep, compileTest: (predicate: TypedExpression) => Test): Step {
  switch (step.kind) {
    case 'property': {
      const { name, owner, isCollection } = step
      const absent = isCollection ? [] : null
      return owner === 'entity'
        ? (value) => readMember(propertiesOf(value), name) ?? absent
        : (value) => readMember(value, name) ?? absent
    }
    case 'navigationProperty': {
      const { navigation } = step
      return (value, _, context) => followNavigation(value as EntityInstance, navigation, context)
    }
    case 'cast': {
      const { type, from } = step
      return step.isCollection
        ? (value) => itemsOf(value).filter((item) => isInstanceOf(item, type, from))
        : (value) => (isInstanceOf(value, type, from) ? value : null)
    }
    case 'count':
      return (value) => itemsOf(value).length
    case 'filter': {
      const test = compileTest(step.predicate)
      return (value, instance, context, frame) => {
        const inner: Frame = { value: instance, outer: frame }
        return itemsOf(value).filter((item) => test(item, context, inner))
      }
    }
    case 'aggregate': {
      const { evaluate } = step
      return (value, instance, context, frame) =>
        evaluate(itemsOf(value), context, { value: instance, outer: frame })
    }
    case 'lambda': {
      if (!step.predicate) return (value) => itemsOf(value).length > 0
      const test = compileTest(step.predicate)
      const isAny = step.quantifier === 'any'
      return (value, instance, context, frame) => {
        const isTrue = (item: unknown) => test(instance, context, { value: item, outer: frame })
        return isAny ? itemsOf(value).some(isTrue) : itemsOf(value).every(isTrue)
      }
    }
  }
}

/** A dynamic value may turn out not to be a collection: then it has no items. */
function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
