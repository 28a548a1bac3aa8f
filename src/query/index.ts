/*
 * The system query options, one file each. Comes in: option texts and a type, then instances. Goes
 * out: a bound plan, then the instances that it leaves. It does not know paths, requests or storage.
 */
export type { ExpandItemPlan, ExpandPlan } from './expand-plan.ts'
export { deepestExpand } from './expand.ts'
export { deepestLevels } from './levels.ts'
export { filter, type FilterPlan } from './filter.ts'
export type { SelectedProperty, Selection, SelectPlan } from './select.ts'
export type { Addressed, Instances, PlanContext, QueryPlan } from './system-query-option.ts'
export {
  applyQuery,
  findSystemOptionName,
  isShapingOption,
  planQuery,
} from './system-query-options.ts'
export { namesExpansions, selectListOf } from './select-list.ts'
export type { AliasPlan } from './nested-aliases.ts'
export { takeWindow } from './window.ts'
