import { ODataError } from '../errors.ts'
import type { EntityInstance, EntityType } from '../model/index.ts'
import { deepestLevels, type ExpandItemPlan } from '../query/index.ts'

/** Bounds how many entities one answer may expand, so that expansions of expansions end in time. */
const mostExpanded = 200_000

/** Counts the expanded entities of one answer. */
export interface Budget {
  left: number
}

export function newBudget(): Budget {
  return { left: mostExpanded }
}

/** Where an entity is written. */
export interface EntityPlace {
  /** The type that the context tells; another one is said by `@odata.type`. */
  readonly declaredType: EntityType
  readonly budget: Budget
  /** The entities that it stands within by `$levels=max`. */
  readonly ancestors?: Ancestors | undefined
}

export interface Ancestors {
  readonly entity: EntityInstance
  readonly depth: number
  readonly outer: Ancestors | undefined
}

/** Where what an instance leads to is written; what a complex value leads to has no instance here. */
export function innerPlace(
  instance: EntityInstance | undefined,
  {
    isUnbounded,
    declaredType,
  }: Pick<ExpandItemPlan, 'isUnbounded'> & Pick<EntityPlace, 'declaredType'>,
  { budget, ancestors: outer }: EntityPlace,
): EntityPlace {
  if (!isUnbounded || !instance) return { declaredType, budget }
  const ancestors = { entity: instance.origin ?? instance, depth: (outer?.depth ?? 0) + 1, outer }
  return { declaredType, budget, ancestors }
}

export function spend(budget: Budget): void {
  if (--budget.left >= 0) return
  throw new ODataError(
    400,
    'BadRequest',
    `$expand: the answer would hold more than ${mostExpanded} expanded entities`,
    { target: '$expand' },
  )
}

/** "They MUST solve circular dependencies by injecting an entity reference" (Protocol, "Expand Option $levels"). */
export function standsWithinItself(
  target: EntityInstance,
  ancestors: Ancestors | undefined,
): boolean {
  if (!ancestors) return false
  if (ancestors.depth > deepestLevels) return true
  const entity = target.origin ?? target
  for (let each: Ancestors | undefined = ancestors; each; each = each.outer) {
    if (each.entity === entity) return true
  }
  return false
}
