import { badRequest } from '../../errors.ts'
import {
  bindDataPath,
  collectValues,
  stepValue,
  type DataPath,
  type DataPathStep,
  type EvaluationContext,
} from '../../expression/index.ts'
import {
  dynamicNavigationProperty,
  dynamicProperty,
  shapeType,
  type ComplexType,
  type EntityInstance,
  type EntityType,
  type NavigationProperty,
  type Property,
} from '../../model/index.ts'
import type { ApplyTransformation, NestedApply } from '../../syntax/index.ts'
import { checkAlias } from './alias.ts'
import {
  freshType,
  mergeExpansions,
  mergeStructures,
  type CollectionShape,
  type Expansions,
  type Structure,
} from './collection-shape.ts'
import { compileExtension, makeInstance, type Addition } from './instances.ts'
import { additionsWith, nestedInput, nestedTarget } from './nested-collection.ts'
import { scopeOf } from './scope.ts'
import type { ApplyContext, PlannedTransformation, Transformation } from './transformation.ts'

/** Sequences with their aliases, as dynamic properties of an instance. */
interface PlannedNests {
  readonly properties: readonly Property[]
  readonly navigationProperties: readonly NavigationProperty[]
  readonly parts: ReadonlyMap<string, Structure | undefined>
  readonly expansions: Expansions
  readonly sequences: readonly {
    readonly alias: string
    readonly apply: PlannedTransformation['apply']
  }[]
}

function planNests(
  sequences: readonly NestedApply[],
  from: CollectionShape,
  owner: Pick<CollectionShape, 'type'>,
  { context, isCollection }: { readonly context: ApplyContext; readonly isCollection: boolean },
): PlannedNests {
  const taken = new Set<string>()
  const properties: Property[] = []
  const navigationProperties: NavigationProperty[] = []
  const parts = new Map<string, Structure | undefined>()
  const expansions = new Map<string, { nested: Expansions }>()
  const planned = sequences.map(({ alias, transformations }) => {
    checkAlias(alias, taken, owner)
    const { shape, apply } = context.planSequence(transformations, from, context)
    const { type } = shape
    if (type.kind === 'entityType') {
      navigationProperties.push(
        dynamicNavigationProperty(
          alias,
          { type, isCollection, ...nestedTarget(shape, context.plan.model) },
          owner.type,
        ),
      )
      parts.set(alias, { all: true, parts: new Map() })
      expansions.set(alias, { nested: shape.expansions })
    } else {
      properties.push(dynamicProperty(alias, { type, isCollection }, owner.type))
      parts.set(alias, undefined)
    }
    return { alias, apply }
  })
  return { properties, navigationProperties, parts, expansions, sequences: planned }
}

/** The values of the dynamic properties: collections, or for a single instance what it became. */
function additionOf(
  { sequences, navigationProperties }: PlannedNests,
  results: (apply: PlannedTransformation['apply']) => unknown,
): Addition {
  const isEntity = navigationProperties.length > 0
  const properties: Record<string, unknown> = {}
  const related = new Map<string, EntityInstance>()
  for (const { alias, apply } of sequences) {
    const value = results(apply)
    if (isEntity) related.set(alias, value as EntityInstance)
    else properties[alias] = value
  }
  return isEntity ? { properties, related } : { properties }
}

/** @see Data Aggregation, "Transformation nest" */
export const nest: Transformation<'nestTrafo'> = {
  kinds: ['nestTrafo'],
  plan: ({ sequences }, input, context) => {
    const nests = planNests(sequences, input, input, { context, isCollection: true })
    const type = freshType(input.type, nests)
    return {
      shape: {
        type,
        structure: { all: false, parts: nests.parts },
        expansions: nests.expansions,
      },
      apply: (items, evaluation) => [
        makeInstance(
          type,
          additionOf(nests, (apply) => apply(items, evaluation)),
        ),
      ],
    }
  },
}

/** @see Data Aggregation, "Transformation addnested" */
export const addnested: Transformation<'addnestedTrafo'> = {
  kinds: ['addnestedTrafo'],
  plan: ({ path: { path: names }, sequences }, input, context) => {
    const path = bindDataPath(names, scopeOf(input, context))
    const { way, last, rest } = splitPath(path)
    const { isCollection } = last
    if (!isCollection) checkKeepsOne(sequences, path)
    const owner = { type: typeAt(way, input.type) }
    const nests = planNests(sequences, nestedInput(path), owner, { context, isCollection })
    const beneath = { ...path, steps: rest }
    const place = placeWithin(input.type, way, nests, (extend) => (value, evaluation) => {
      const found = collectValues([value], beneath, evaluation, { distinct: false })
      if (!isCollection && found.length === 0) return value
      const addition = additionOf(nests, (apply) => {
        const results = apply(found, evaluation)
        return isCollection ? results : (results[0] ?? null)
      })
      return extend(value, addition)
    })
    return {
      shape: {
        type: place.type,
        structure: mergeStructures(input.structure, place.structure),
        expansions: mergeExpansions(input.expansions, place.expansions),
      },
      apply: (items, evaluation) =>
        items.map((item) => (item === null ? null : place.apply(item, evaluation))),
    }
  },
}

/** @throws ODataError 400: "MUST NOT contain any navigation properties prior to the last segment" */
function splitPath({ steps, text, position }: DataPath) {
  const index = steps.findLastIndex(({ kind }) => kind !== 'cast')
  const way = steps.slice(0, index)
  const last = steps[index]
  if (last && last.kind !== 'cast' && !way.some(({ kind }) => kind === 'navigationProperty')) {
    return { way, last, rest: steps.slice(index) }
  }
  throw badRequest(
    `$apply: expected a path with one navigation property, its last, at ${position}, found '${text}'`,
    '$apply',
  )
}

type Structured = EntityType | ComplexType

/** The type of what holds the last property of a path. */
function typeAt(way: readonly DataPathStep[], type: Structured): Structured {
  const step = way.at(-1)
  if (!step) return type
  if (step.kind === 'cast') return step.type
  return step.kind === 'property' ? (step.property?.type as Structured) : step.navigation.type
}

/** Where properties are added: to instances, or to the complex values that a path leads to. */
interface Place {
  readonly type: Structured
  readonly structure: Structure
  readonly expansions: Expansions
  readonly apply: (value: unknown, context: EvaluationContext) => unknown
}

function placeWithin(
  type: Structured,
  [step, ...way]: readonly DataPathStep[],
  nests: PlannedNests,
  add: (extend: ReturnType<typeof compileExtension>) => Place['apply'],
): Place {
  if (!step) {
    const { parts, expansions } = nests
    const extended = shapeType(type, additionsWith(type, nests))
    const apply = add(compileExtension(extended))
    return { type: extended, structure: { all: false, parts }, expansions, apply }
  }
  if (step.kind !== 'property') {
    const { apply, ...place } = placeWithin(type, way, nests, add)
    const isOfType = (value: unknown, context: EvaluationContext) =>
      stepValue(step, value, context) !== undefined
    return {
      ...place,
      apply: (value, context) => (isOfType(value, context) ? apply(value, context) : value),
    }
  }
  const { name } = step
  const property = step.property!
  const inner = placeWithin(property.type as Structured, way, nests, add)
  const properties = [{ ...property, type: inner.type }]
  const extended = shapeType(type, additionsWith(type, { properties }))
  const extend = compileExtension(extended)
  return {
    type: extended,
    structure: {
      all: false,
      parts: new Map([[name, { ...inner.structure, all: true }]]),
    },
    expansions: new Map([...inner.expansions].map(([path, it]) => [`${name}/${path}`, it])),
    apply: (value, context) => {
      const held = stepValue(step, value, context)
      if (held === null || held === undefined) return value
      const added = Array.isArray(held)
        ? held.map((item: unknown) => (item === null ? null : inner.apply(item, context)))
        : inner.apply(held, context)
      return extend(value, { properties: { [name]: added } })
    },
  }
}

const keepsOne: ReadonlySet<ApplyTransformation['kind']> = new Set([
  'identityTrafo',
  'computeTrafo',
  'addnestedTrafo',
])

/** "the transformation sequences MUST consist of only identity or compute or addnested transformations" */
function checkKeepsOne(sequences: readonly NestedApply[], { text, position }: DataPath): void {
  for (const { transformations } of sequences) {
    const other = transformations.find(({ kind }) => !keepsOne.has(kind))
    if (!other) continue
    throw badRequest(
      `$apply: expected identity, compute or addnested for '${text}' at ${position}, which is single-valued, found ${other.kind.replace(/Trafo$/, '')}`,
      '$apply',
    )
  }
}
