import { badRequest } from '../errors.ts'
import type { EvaluationContext } from '../expression/index.ts'
import type { ComplexType, EntityType, NavigationProperty, Property } from '../model/index.ts'
import { parseApply, type ApplyExpr } from '../syntax/index.ts'
import {
  expansionsText,
  selectListText,
  shapeOfInput,
  type CollectionShape,
  type Structure,
} from './apply/collection-shape.ts'
import { filter, type FilterPlan } from './filter.ts'
import { planSequence } from './apply/transformations.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export interface ApplyPlan {
  /** With the dynamic properties that the instances have afterwards. */
  readonly type: EntityType | ComplexType
  /** The select-list of the context URL, '' for whole instances. */
  readonly text: string
  /** What is expanded where no `$expand` says otherwise, as its text; '' for nothing. */
  readonly expandText: string
  /** `text` without what is expanded, for a request with an `$expand` of its own. */
  readonly ownText: string
  /** The other part of `text`, which is there beside what a `$select` names. */
  readonly expandedText: string
  /** True where no `$expand` says otherwise. */
  readonly expandsByDefault: boolean
  /** What the first transformation is, when it is a filter: a cross join need not make what it refuses. */
  readonly leadingFilter: FilterPlan | undefined
  /** Members of types that its transformations name. */
  readonly named: ReadonlySet<Property | NavigationProperty>
  readonly apply: (items: readonly unknown[], context: EvaluationContext) => readonly unknown[]
}

/** @see Data Aggregation, "System Query Option $apply" */
export const apply: SystemQueryOption<ApplyExpr, '$apply'> = {
  name: '$apply',
  appliesTo: ['collection', 'count'],
  parse: parseApply,
  plan: (sequence, type, plan) => {
    if (type.kind !== 'entityType' && type.kind !== 'complexType') {
      throw badRequest(`$apply: ${type.qualifiedName} is not a structured type`, '$apply')
    }
    const named = new Set<Property | NavigationProperty>()
    const { shape, apply: applySequence } = planSequence(sequence, shapeOfInput(type), {
      plan: { ...plan, onNamed: (member) => named.add(member) },
      planSequence,
      rollupDepth: 0,
    })
    const [first] = sequence
    return {
      type: shape.type,
      named,
      leadingFilter:
        first?.kind === 'filterTrafo' ? filter.plan(first.predicate, type, plan) : undefined,
      text: contextText(shape.structure),
      ownText: contextText(withoutExpansions(shape)),
      expandedText: contextText(onlyExpansions(shape)),
      expandsByDefault: false,
      expandText: expansionsText(shape.expansions),
      apply: applySequence,
    }
  },
  resultType: ({ type }) => type,
  apply: (plan, instances, context) => ({
    ...instances,
    items: plan.apply(instances.items, context),
    source: undefined,
  }),
}

function contextText(structure: Structure): string {
  const { all, parts } = structure
  return all && parts.size === 0 ? '' : selectListText(structure)
}

function withoutExpansions(
  { structure, expansions }: Pick<CollectionShape, 'structure' | 'expansions'>,
  path = '',
): Structure {
  const parts = new Map<string, Structure | undefined>()
  for (const [name, inner] of structure.parts) {
    if (expansions.has(path + name)) continue
    const left = inner && withoutExpansions({ structure: inner, expansions }, `${path}${name}/`)
    const isBare = left?.all === true && left.parts.size === 0
    if (!isBare) parts.set(name, left)
    else if (!structure.all) parts.set(name, undefined)
  }
  return { ...structure, parts }
}

function onlyExpansions(
  { structure, expansions }: Pick<CollectionShape, 'structure' | 'expansions'>,
  path = '',
): Structure {
  const parts = new Map<string, Structure | undefined>()
  for (const [name, inner] of structure.parts) {
    if (expansions.has(path + name)) parts.set(name, inner)
    else if (inner) {
      const expanded = onlyExpansions({ structure: inner, expansions }, `${path}${name}/`)
      if (expanded.parts.size > 0) parts.set(name, expanded)
    }
  }
  return { all: true, parts }
}
