import { badRequest, notImplemented } from '../../errors.ts'
import { bindDataPath, collectValues, type DataPath } from '../../expression/index.ts'
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
  owner: CollectionShape,
  { context, isCollection }: { readonly context: ApplyContext; readonly isCollection: boolean },
): PlannedNests {
  const taken = new Set<string>()
  const isEntity = from.type.kind === 'entityType'
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
  if (isEntity && owner.type.kind === 'complexType') {
    throw notImplemented('nesting entities in complex values')
  }
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
    const inner = path.steps.filter(({ kind }) => kind !== 'cast')
    if (inner.length !== 1) throw notImplemented('addnested within a complex property')
    if (path.steps[0]?.kind === 'cast') throw notImplemented('addnested after a type cast')
    if (!path.isCollection) checkKeepsOne(sequences, path)
    const { isCollection } = path
    const nests = planNests(sequences, nestedInput(path), input, { context, isCollection })
    const type: EntityType | ComplexType = shapeType(input.type, additionsWith(input.type, nests))
    const extend = compileExtension(type)
    return {
      shape: {
        type,
        structure: {
          ...input.structure,
          parts: new Map([...input.structure.parts, ...nests.parts]),
        },
        expansions: new Map([...input.expansions, ...nests.expansions]),
      },
      apply: (items, evaluation) =>
        items.map((item) => {
          if (item === null) return null
          const found = collectValues([item], path, evaluation, { distinct: false })
          if (!isCollection && found.length === 0) return item
          const addition = additionOf(nests, (apply) => {
            const results = apply(found, evaluation)
            return isCollection ? results : (results[0] ?? null)
          })
          return extend(item, addition)
        }),
    }
  },
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
