import {
  isTransient,
  makeComplex,
  mergeComplex,
  stepValue,
  type DataPath,
  type DataPathStep,
  type EvaluationContext,
} from '../../expression/index.ts'
import {
  declaredType,
  isDerivedFrom,
  type ComplexType,
  type EntityInstance,
  type EntityType,
  type JsonObject,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../../model/index.ts'
import type { Expansions, Structure } from './collection-shape.ts'
import { compileExtension, makeInstance, type Addition } from './instances.ts'

/** The grouping properties that instances are projected to, as a tree of their paths. */
export interface Projection {
  readonly branches: readonly Branch[]
  readonly structure: Structure
  readonly expansions: Expansions
  /** Dynamic properties of the input that the result keeps. */
  readonly properties: readonly Property[]
  readonly navigationProperties: readonly NavigationProperty[]
}

interface Branch {
  readonly casts: readonly DataPathStep[]
  readonly step: Exclude<DataPathStep, { kind: 'cast' }>
  /** `undefined` where a path ends: then it is the whole value. */
  readonly beneath: readonly Branch[] | undefined
}

interface GrowingBranch extends Branch {
  beneath: GrowingBranch[] | undefined
}

/** @param type of the input */
export function planProjection(
  paths: readonly DataPath[],
  type: EntityType | ComplexType,
): Projection {
  const branches: GrowingBranch[] = []
  for (const { steps } of paths) addPath(steps, branches)
  const dynamic = branches.filter(({ step, casts }) => casts.length === 0 && isDynamic(step))
  return {
    branches,
    structure: structureOf(branches.filter((branch) => isEverywhere(branch, branches, type))),
    expansions: expansionsOf(branches),
    properties: dynamic.flatMap(({ step }) =>
      step.kind === 'property' && step.property ? [step.property] : [],
    ),
    navigationProperties: dynamic.flatMap(({ step }) =>
      step.kind === 'navigationProperty' ? [step.navigation] : [],
    ),
  }
}

function isDynamic(step: Branch['step']): boolean {
  if (step.kind === 'property') {
    const { property } = step
    return !!property && declaredType(property.declaringType).properties.get(step.name) !== property
  }
  const { declaringType, name } = step.navigation
  return !declaredType(declaringType).navigationProperties.has(name)
}

/** A path that ends before another goes on stands for the whole value, that of the other included. */
function addPath(steps: readonly DataPathStep[], branches: GrowingBranch[]): void {
  const index = steps.findIndex(({ kind }) => kind !== 'cast')
  const step = steps[index]
  if (!step || step.kind === 'cast') return
  const casts = steps.slice(0, index)
  const rest = steps.slice(index + 1)
  const isWhole = rest.every(({ kind }) => kind === 'cast')
  const known = branches.find(
    (branch) => branch.step.name === step.name && castText(branch.casts) === castText(casts),
  )
  const branch: GrowingBranch = known ?? { casts, step, beneath: [] }
  if (!known) branches.push(branch)
  if (isWhole) branch.beneath = undefined
  else if (branch.beneath) addPath(rest, branch.beneath)
}

function castText(casts: readonly DataPathStep[]): string {
  return casts.map((step) => (step.kind === 'cast' ? `${step.type.qualifiedName}/` : '')).join('')
}

/**
 * Whether all groups have it: a property of a subtype where each instance is of one of those that
 * the paths name.
 */
function isEverywhere(
  { casts }: Branch,
  branches: readonly Branch[],
  type: EntityType | ComplexType,
): boolean {
  if (casts.length === 0) return true
  const named = branches.flatMap((branch) =>
    branch.casts.flatMap((cast) => (cast.kind === 'cast' ? [cast.type] : [])),
  )
  return concreteTypes(declaredType(type)).every((concrete) =>
    named.some((subtype) => isDerivedFrom(concrete, subtype)),
  )
}

function concreteTypes(type: StructuredType): readonly StructuredType[] {
  const derived = type.derivedTypes.flatMap(concreteTypes)
  return type.isAbstract ? derived : [type, ...derived]
}

function structureOf(branches: readonly Branch[]): Structure {
  const parts = new Map<string, Structure | undefined>()
  for (const { casts, step, beneath } of branches) {
    const isNested = beneath !== undefined || step.kind === 'navigationProperty'
    const inner = beneath ? structureOf(beneath) : { all: true, parts: new Map() }
    parts.set(castText(casts) + step.name, isNested ? inner : undefined)
  }
  return { all: false, parts }
}

function expansionsOf(branches: readonly Branch[]): Expansions {
  const expansions = new Map<string, { nested: Expansions }>()
  for (const { casts, step, beneath } of branches) {
    const name = castText(casts) + step.name
    const nested = beneath ? expansionsOf(beneath) : new Map()
    if (step.kind === 'navigationProperty') expansions.set(name, { nested })
    else for (const [path, inner] of nested) expansions.set(`${name}/${path}`, inner)
  }
  return expansions
}

/** The values of an instance at the grouping paths, and the subtype that has them. */
export interface Projected extends Addition {
  readonly related: NonNullable<EntityInstance['related']>
  readonly type: EntityType | undefined
  /** The entity that the instance then is, where the projection is all of one. */
  readonly identity?: EntityInstance | undefined
}

/** @see Data Aggregation, "Simple Grouping", step 1 */
export function project(
  instance: unknown,
  branches: readonly Branch[],
  context: EvaluationContext,
): Projected {
  const properties: Record<string, unknown> = {}
  const related = new Map<string, EntityInstance | null | readonly EntityInstance[]>()
  let type: EntityType | undefined
  for (const { casts, step, beneath } of branches) {
    let owner = instance
    for (const cast of casts) {
      if (owner !== undefined) owner = stepValue(cast, owner, context)
      if (owner !== undefined && cast.kind === 'cast' && cast.type.kind === 'entityType') {
        type = cast.type
      }
    }
    if (owner === undefined || owner === null) continue
    const value = stepValue(step, owner, context)
    if (value === undefined) continue
    const part = beneath && value !== null ? projectWithin(value, step, beneath, context) : value
    if (step.kind === 'property') properties[step.name] = part
    else related.set(step.name, part as EntityInstance | null)
  }
  return { properties, related, type }
}

function projectWithin(
  value: unknown,
  step: Branch['step'],
  beneath: readonly Branch[],
  context: EvaluationContext,
): unknown {
  const projected = project(value, beneath, context)
  if (step.kind === 'navigationProperty') {
    return makeInstance(projected.type ?? step.navigation.type, projected)
  }
  return makeComplex(projected.properties as JsonObject, projected.related)
}

/**
 * Makes the function that gives instances the values of a projection.
 * @see Data Aggregation, "Simple Grouping", definition of Π
 */
export function compileInjection(
  type: Parameters<typeof compileExtension>[0],
): (instance: unknown, projected: Projected) => unknown {
  const extend = compileExtension(type)
  return (instance, projected) => {
    if (type.kind === 'complexType') {
      // The grouping values come first.
      const first = makeComplex(projected.properties as JsonObject, projected.related)
      return mergeComplex(first, extend(instance, projected) as JsonObject)
    }
    const entity = instance as EntityInstance
    const values: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(projected.properties)) {
      values[name] = mergeValues(entity.properties[name], value)
    }
    const related = relatedWith(entity.related, projected.related)
    if (!isTransient(entity)) return extend(entity, { properties: values, related })
    // The grouping values come first.
    for (const name in entity.properties) {
      if (!Object.hasOwn(values, name)) values[name] = entity.properties[name]
    }
    return {
      type: projected.type ?? type,
      properties: values,
      related,
      origin: projected.identity,
    } as EntityInstance
  }
}

function relatedWith(
  there: EntityInstance['related'],
  given: EntityInstance['related'],
): EntityInstance['related'] {
  if (!given || given.size === 0) return there
  if (!there || there.size === 0) return given
  const merged = new Map(there)
  for (const [name, value] of given) {
    const known = there.get(name)
    merged.set(name, known === undefined ? value : mergeRelated(known, value))
  }
  return merged
}

type RelatedValue = EntityInstance | null | readonly EntityInstance[]

function mergeRelated(there: RelatedValue, given: RelatedValue): RelatedValue {
  const isMergeable = (value: RelatedValue): value is EntityInstance =>
    value !== null && !Array.isArray(value) && isTransient(value as EntityInstance)
  if (!isMergeable(there) || !isMergeable(given)) return given
  const related = new Map(there.related)
  for (const [name, value] of given.related ?? []) {
    const known = related.get(name)
    related.set(name, known === undefined ? value : mergeRelated(known, value))
  }
  return { ...there, properties: { ...there.properties, ...given.properties }, related }
}

function mergeValues(there: unknown, given: unknown): unknown {
  const isObject = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject(there) && isObject(given) ? mergeComplex(there, given) : given
}
