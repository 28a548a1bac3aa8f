import { notImplemented } from '../errors.ts'
import {
  isStreamProperty,
  type EntityInstance,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
} from '../model/index.ts'
import { compileKey } from './compile-key.ts'
import type { Evaluate, Frame, Test } from './evaluate.ts'
import type { EvaluationContext, FunctionCall } from './evaluation-context.ts'
import { followComplex } from './complex-links.ts'
import { followNavigation } from './follow.ts'
import { isInstanceOf } from './instance-type.ts'
import type { PathExpression, PathRoot, PathStep, TypedExpression } from './typed-expression.ts'

/** From the value of the steps so far, which is not null. */
export type Step = (
  value: unknown,
  instance: unknown,
  context: EvaluationContext,
  frame: Frame | undefined,
) => unknown

/** Reads a path that is one property of the current instance or of a lambda variable; `undefined` for any other path. */
export function propertyReader({
  root,
  steps,
}: PathExpression): ((instance: unknown, frame: Frame | undefined) => unknown) | undefined {
  const [step] = steps
  if (steps.length !== 1 || step?.kind !== 'property' || step.isCollection) return undefined
  if (isStreamStep(step)) return undefined
  if (root.kind === 'instance') return memberReader(step)
  if (root.kind !== 'frame' || root.depth > 0) return undefined
  const read = memberReader(step)
  return (_, frame) => (frame ? read(frame.value ?? null) : null)
}

type StepOf<Kind extends PathStep['kind']> = Extract<PathStep, { readonly kind: Kind }>

/** Whether a step leads to a stream, whose octets no expression reads. */
export function isStreamStep({ property }: StepOf<'property'>): boolean {
  return property !== undefined && isStreamProperty(property)
}

function memberReader({ name, owner }: StepOf<'property'>): (instance: unknown) => unknown {
  if (owner !== 'entity') return (instance) => readMember(instance, name)
  if (name in Object.prototype) return (instance) => readMember(propertiesOf(instance), name)
  return (instance) => propertiesOf(instance)[name] ?? null
}

/** Not null where there is a stream. */
function streamReader({ name, owner }: StepOf<'property'>): Step {
  return (value, _, context) => {
    const holder = owner === 'entity' ? propertiesOf(storedOf(value)) : (value as JsonObject)
    return context.hasStream?.(holder, name) ? true : null
  }
}

/** What options made of an entity has the entity's streams. */
function storedOf(instance: unknown): EntityInstance {
  const { origin } = instance as EntityInstance
  return origin ?? (instance as EntityInstance)
}

function propertiesOf(instance: unknown): JsonObject {
  return (instance as EntityInstance).properties
}

function readMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  return (value as JsonObject)[name] ?? null
}

/** How the expressions within a path are compiled: predicates of lambdas and filters, values of keys and parameters. */
export interface PartCompiler {
  readonly compileTest: (predicate: TypedExpression) => Test
  readonly compileValue: (expression: TypedExpression) => Evaluate
}

export function compilePath(path: PathExpression, parts: PartCompiler): Evaluate {
  const read = propertyReader(path)
  if (read) return (instance, _, frame) => read(instance, frame)
  const root = compileRoot(path.root, parts)
  const steps = compileSteps(path, parts)
  return (instance, context, frame) => {
    let value = root(instance, context, frame)
    for (const step of steps) {
      if (value === null) return null
      value = step(value, instance, context, frame)
    }
    return value
  }
}

function compileRoot(root: PathRoot, { compileValue }: PartCompiler): Evaluate {
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
    case 'computed':
      return root.evaluate
    case 'variable': {
      const { name } = root
      return (_, context) => context.variables?.get(name) ?? null
    }
    case 'resource': {
      const { resource } = root
      const absent = resource.kind === 'entitySet' ? [] : null
      return (_, context) => context.resolveRoot?.(resource) ?? absent
    }
    case 'function': {
      const call = compileCall(root, compileValue)
      return (instance, context, frame) => call(undefined, undefined, { instance, context, frame })
    }
  }
}

function compileSteps({ root, steps }: PathExpression, parts: PartCompiler): Step[] {
  const compiled: Step[] = []
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]
    if (before?.kind === 'navigationProperty' && before.owner === 'entity') {
      const { navigation } = before
      if (step.kind === 'count') compiled[index - 1] = countRelated(navigation)
      if (step.kind === 'function') compiled[index - 1] = callOfRelated(navigation, step, parts)
      if (step.kind === 'count' || step.kind === 'function') {
        compiled.push((value) => value)
        continue
      }
    }
    const origin =
      index === 0 && root.kind === 'resource' ? ({ ...root, kind: 'root' } as const) : undefined
    compiled.push(
      step.kind === 'function' ? compileCallStep(step, origin, parts) : compileStep(step, parts),
    )
  }
  return compiled
}

interface Scope {
  readonly instance: unknown
  readonly context: EvaluationContext
  readonly frame: Frame | undefined
}

type Call = StepOf<'function'>

function compileCall(
  { operation, parameters }: Omit<Call, 'kind'>,
  compileValue: PartCompiler['compileValue'],
): (boundTo: unknown, origin: FunctionCall['origin'], scope: Scope) => unknown {
  const compiled = [...parameters].map(([name, value]) => [name, compileValue(value)] as const)
  return (boundTo, origin, { instance, context, frame }) => {
    if (!context.callFunction) throw notImplemented(`the function ${operation.qualifiedName} here`)
    const values = compiled.map(
      ([name, evaluate]) => [name, jsonOf(evaluate(instance, context, frame))] as const,
    )
    return context.callFunction({ operation, parameters: new Map(values), boundTo, origin })
  }
}

/** An entity as a parameter is its representation. */
function jsonOf(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(jsonOf)
  const isEntity =
    typeof value === 'object' && value !== null && 'properties' in value && 'type' in value
  return isEntity ? propertiesOf(value) : (value as JsonValue)
}

function compileCallStep(
  step: Call,
  origin: FunctionCall['origin'],
  { compileValue }: PartCompiler,
): Step {
  const call = compileCall(step, compileValue)
  return (value, instance, context, frame) => call(value, origin, { instance, context, frame })
}

/** A function bound to what a navigation property leads to, which knows where that comes from. */
function callOfRelated(
  navigation: NavigationProperty,
  step: Call,
  { compileValue }: PartCompiler,
): Step {
  const call = compileCall(step, compileValue)
  return (value, instance, context, frame) => {
    const owner = value as EntityInstance
    const related = followNavigation(owner, navigation, context)
    if (related === null) return null
    const origin = { kind: 'navigation', owner, navigation } as const
    return call(related, origin, { instance, context, frame })
  }
}

function countRelated(navigation: NavigationProperty): Step {
  return (value, _, context) => {
    const entity = value as EntityInstance
    const known = entity.related ? undefined : context.count?.(entity.origin ?? entity, navigation)
    return known ?? itemsOf(followNavigation(entity, navigation, context)).length
  }
}

function compileStep(step: Exclude<PathStep, Call>, parts: PartCompiler): Step {
  const { compileTest } = parts
  switch (step.kind) {
    case 'property':
      return isStreamStep(step) ? streamReader(step) : compileProperty(step)
    case 'navigationProperty':
      return compileNavigation(step)
    case 'cast': {
      const { type, from } = step
      return step.isCollection
        ? (value) => itemsOf(value).filter((item) => isInstanceOf(item, type, from))
        : (value) => (isInstanceOf(value, type, from) ? value : null)
    }
    case 'key':
      return compileKey(step, parts)
    case 'annotation':
      return compileAnnotation(step)
    case 'search': {
      const { matches } = step
      return (value) => itemsOf(value).filter(matches)
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
    case 'lambda':
      return compileLambda(step, parts)
  }
}

function compileProperty({ name, owner, isCollection }: StepOf<'property'>): Step {
  const absent = isCollection ? [] : null
  return owner === 'entity'
    ? (value) => readMember(propertiesOf(value), name) ?? absent
    : (value) => readMember(value, name) ?? absent
}

function compileNavigation({ navigation, owner }: StepOf<'navigationProperty'>): Step {
  if (owner === 'complex') {
    const absent = navigation.isCollection ? [] : null
    return (value, _, context) => followComplex(value as JsonObject, navigation, context) ?? absent
  }
  return (value, _, context) => followNavigation(value as EntityInstance, navigation, context)
}

function compileLambda(
  { predicate, quantifier }: StepOf<'lambda'>,
  { compileTest }: PartCompiler,
): Step {
  if (!predicate) return (value) => itemsOf(value).length > 0
  const test = compileTest(predicate)
  const isAny = quantifier === 'any'
  return (value, instance, context, frame) => {
    for (const item of itemsOf(value)) {
      if (test(instance, context, { value: item, outer: frame }) === isAny) return isAny
    }
    return !isAny
  }
}

/** Entities have annotations among their properties, complex values among their members. */
function membersOf(value: unknown): unknown {
  const isEntity = typeof value === 'object' && value !== null && 'properties' in value
  return isEntity ? propertiesOf(value) : value
}

/**
 * Of a property, either beside it or, where its value is an object, within it.
 * @see JSON Format, "Instance Annotations"
 */
function compileAnnotation({ names, of, declared }: StepOf<'annotation'>): Step {
  const own = names.map((name) => `@${name}`)
  if (of === undefined) return (value) => firstMember(membersOf(value), own) ?? declared
  const beside = names.map((name) => `${of}@${name}`)
  return (value) => {
    const members = membersOf(value)
    return firstMember(members, beside) ?? firstMember(readMember(members, of), own) ?? declared
  }
}

function firstMember(value: unknown, names: readonly string[]): unknown {
  for (const name of names) {
    const member = readMember(value, name)
    if (member !== null) return member
  }
  return null
}

/** A dynamic value may turn out not to be a collection: then it has no items. */
function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
