import { badRequest, notImplemented } from '../../errors.ts'
import { bindDataPath, collectValues } from '../../expression/index.ts'
import {
  dynamicNavigationProperty,
  dynamicProperty,
  shapeType,
  type EntityInstance,
} from '../../model/index.ts'
import type { FirstMemberExpr } from '../../syntax/index.ts'
import { checkAlias } from './alias.ts'
import { additionsWith, nestedInput, nestedTarget } from './nested-collection.ts'
import { compileExtension } from './instances.ts'
import { scopeOf } from './scope.ts'
import type { Transformation } from './transformation.ts'

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
    const { type: joined } = nested.shape
    const isEntity = joined.kind === 'entityType'
    const type = shapeType(
      input.type,
      additionsWith(
        input.type,
        isEntity
          ? {
              navigationProperties: [
                dynamicNavigationProperty(
                  alias,
                  {
                    type: joined,
                    isCollection: false,
                    ...nestedTarget(nested.shape, context.plan.model),
                  },
                  input.type,
                ),
              ],
            }
          : {
              properties: [
                dynamicProperty(alias, { type: joined, isCollection: false }, input.type),
              ],
            },
      ),
    )
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
            isEntity
              ? extend(item, {
                  properties: {},
                  related: new Map([[alias, value as EntityInstance]]),
                })
              : extend(item, { properties: { [alias]: value } }),
          )
        }),
    }
  },
}

function namesOf({ segments }: FirstMemberExpr) {
  return segments.map((segment) => {
    if (segment.kind === 'annotation') throw notImplemented('join of annotations')
    if (segment.kind === 'identifier') return segment
    throw badRequest(`$apply: expected a property to join at ${segment.position}`, '$apply')
  })
}
