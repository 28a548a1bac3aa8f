import { badRequest } from '../../errors.ts'
import {
  bindGroupingPath,
  groupColumns,
  groupInstances,
  type DataPath,
} from '../../expression/index.ts'
import { additionsOf } from '../../model/index.ts'
import type { ApplyExpr, GroupbyElement } from '../../syntax/index.ts'
import {
  emptyStructure,
  freshType,
  mergeExpansions,
  mergeStructures,
  type CollectionShape,
} from './collection-shape.ts'
import { planConcatenation } from './concat.ts'
import { planRollupRecursive } from './hierarchy/rollup-recursive.ts'
import { makeInstance } from './instances.ts'
import { findLevels } from './leveled-hierarchy.ts'
import { compileInjection, planProjection, project } from './projection.ts'
import { scopeOf } from './scope.ts'
import type { ApplyContext, PlannedTransformation, Transformation } from './transformation.ts'

type NodeOfGroupby = Parameters<typeof groupby.plan>[0]

/** A grouping holds this many sub-groupings at most, so that no request grows without bound. */
const mostGroupings = 1000

/** @see Data Aggregation, "Transformation groupby" */
export const groupby: Transformation<'groupbyTrafo'> = {
  kinds: ['groupbyTrafo'],
  plan: (node, input, context) => planGroupby(node, input, context),
}

function planGroupby(
  { elements, transformations }: NodeOfGroupby,
  input: CollectionShape,
  context: ApplyContext,
): PlannedTransformation {
  const resolved = resolveLevels(elements, input, context)
  const recursive = resolved.find((element) => 'recursive' in element)
  if (recursive) {
    return planRollupRecursive(recursive.recursive, input, context, {
      others: elements.filter((element) => element !== recursive.recursive),
      transformations,
      planGroupby: (others, from, within) =>
        planGroupby(
          { kind: 'groupbyTrafo', position: 0, elements: others, transformations },
          from,
          within,
        ),
    })
  }
  const groupings = combineLevels(
    resolved.map((element) => ('levels' in element ? element.levels : [])),
  )
  const planned = groupings.map((paths) => planSimple(paths, transformations, input, context))
  const [only] = planned
  return only && planned.length === 1 ? only : planConcatenation(planned)
}

/** For each element the lists of paths that it stands for, from the finest to the coarsest. */
type Resolved =
  | { readonly levels: readonly (readonly DataPath[])[] }
  | { readonly recursive: Extract<GroupbyElement, { kind: 'rollupRecursive' }> }

function resolveLevels(
  elements: readonly GroupbyElement[],
  input: CollectionShape,
  context: ApplyContext,
): Resolved[] {
  const scope = scopeOf(input, context)
  return elements.map((element) => {
    switch (element.kind) {
      case 'groupingProperty':
        return { levels: [[bindGroupingPath(element.path, scope)]] }
      case 'rollupLevels': {
        const [first] = element.levels
        const levels =
          element.levels.length === 1 && first
            ? findLevels(first, input.type, context.plan.model)
            : element.levels.map(({ path }) => path)
        const paths = levels.map((path) => bindGroupingPath(path, scope))
        return { levels: paths.map((_, index) => paths.slice(0, paths.length - index)) }
      }
      case 'rollupRecursive':
        return { recursive: element }
    }
  })
}

/** Every combination of levels, those of the first element varying slowest (Data Aggregation, "Grouping with rollup"). */
function combineLevels(
  elements: readonly (readonly (readonly DataPath[])[])[],
): readonly (readonly DataPath[])[] {
  let groupings: readonly (readonly DataPath[])[] = [[]]
  for (const levels of elements) {
    groupings = groupings.flatMap((paths) => levels.map((level) => [...paths, ...level]))
    if (groupings.length > mostGroupings) {
      throw badRequest(`$apply: groupby has more than ${mostGroupings} groupings`, '$apply')
    }
  }
  return groupings
}

/** @see Data Aggregation, "Simple Grouping" */
function planSimple(
  paths: readonly DataPath[],
  transformations: ApplyExpr | undefined,
  input: CollectionShape,
  context: ApplyContext,
): PlannedTransformation {
  const projection = planProjection(paths, input.type)
  const { branches } = projection
  const nested = transformations && context.planSequence(transformations, input, context)
  const added = nested ? additionsOf(nested.shape.type) : undefined
  const type = freshType(input.type, {
    properties: [...projection.properties, ...(added?.properties ?? [])],
    navigationProperties: [
      ...projection.navigationProperties,
      ...(added?.navigationProperties ?? []),
    ],
  })
  const shape: CollectionShape = {
    type,
    structure: mergeStructures(projection.structure, nested?.shape.structure ?? emptyStructure),
    expansions: mergeExpansions(projection.expansions, nested?.shape.expansions ?? new Map()),
  }
  const inject = compileInjection(type)
  return {
    shape,
    apply: (items, evaluation) => {
      const instances = items.includes(null) ? items.filter((item) => item !== null) : items
      if (nested?.columns) {
        const { read, finish } = nested.columns
        return groupColumns(instances, paths, read, evaluation).map(({ first, columns }) =>
          inject(finish(columns), project(first, branches, evaluation)),
        )
      }
      return groupInstances(instances, paths, evaluation).flatMap((group) => {
        const projected = project(group.items[0], branches, evaluation)
        if (!nested) {
          return [
            makeInstance(type.kind === 'entityType' ? (projected.type ?? type) : type, projected),
          ]
        }
        return nested.apply(group.items, evaluation).map((item) => inject(item, projected))
      })
    },
  }
}
