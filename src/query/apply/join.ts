import { badRequest, notImplemented } from '../../errors.ts'
import { bindDataPath, collectValues } from '../../expression/index.ts'
import {
  dynamicNavigationProperty,
  dynamicProperty,
  shapeType,
  type Additions,
  type EntityInstance,
} from '../../model/index.ts'
import type { FirstMemberExpr } from '../../syntax/index.ts'
import { checkAlias } from './alias.ts'
import { additionsWith, nestedInput, nestedTarget } from './nested-collection.ts'
import { compileExtension } from './instances.ts'
import { scopeOf } from './scope.ts'
import type { CollectionShape } from './collection-shape.ts'
import type { ApplyContext, Transformation } from './transformation.ts'

/** @see Data Aggregation, "Transformations join and outerjoin" */
export const join: Transformation<'joinTrafo' | 'outerjoinTrafo'> = {
  kinds: ['joinTrafo', 'outerjoinTrafo'],
  plan: ({ kind, property, alias, transformations }, input, context) => {
    const path = bindDataPath(namesOf(property), scopeOf(input, context))
    const from = nestedInput(path)
    if (!path.isCollection) {
      throw badRequest(
        `$apply: expected a collection to join at ${path.position}, found '${path.text}'`,
        '$apply',
      )
    }
    checkAlias(alias, new Set(), input)
    const nested = context.planSequence(transformations ?? [], from, context)
    const isEntity = nested.shape.type.kind === 'entityType'
    const added = joinedMember(alias, nested.shape, input, context)
    const type = shapeType(input.type, additionsWith(input.type, added))
    const extend = compileExtension(type)
    const parts = new Map(input.structure.parts)
    if (!isEntity) parts.set(alias, undefined)
    return {
      shape: { type, structure: { ...input.structure, parts }, expansions: input.expansions },
      apply: (items, evaluation) =>
        items.flatMap((item) => {
          const all = collectValues([item], path, evaluation, { distinct: false })
          const found = nested.apply(all, evaluation)
          const values = found.length === 0 && kind === 'outerjoinTrafo' ? [null] : found
          return values.map((value) =>
            extend(item, isEntity ? relatedAs(alias, value) : { properties: { [alias]: value } }),
          )
        }),
    }
  },
}

/** What the alias names: a related entity, or a complex value. */
function joinedMember(
  alias: string,
  nested: CollectionShape,
  input: CollectionShape,
  context: ApplyContext,
): Additions {
  const { type } = nested
  if (type.kind !== 'entityType') {
    return { properties: [dynamicProperty(alias, { type, isCollection: false }, input.type)] }
  }
  const target = nestedTarget(nested, context.plan.model)
  const navigation = { type, isCollection: false, ...target }
  return { navigationProperties: [dynamicNavigationProperty(alias, navigation, input.type)] }
}

function relatedAs(alias: string, value: unknown) {
  return { properties: {}, related: new Map([[alias, value as EntityInstance]]) }
}

function namesOf({ segments }: FirstMemberExpr) {
  return segments.map((segment) => {
    if (segment.kind === 'annotation') throw notImplemented('join of annotations')
    if (segment.kind === 'identifier') return segment
    throw badRequest(`$apply: expected a property to join at ${segment.position}`, '$apply')
  })
}
