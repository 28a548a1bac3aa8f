/*
 * Aggregate expressions, the paths they go along and the groups they are computed for: what the
 * function `aggregate` and the transformations of `$apply` share.
 */
export { bindGroupingPath, type BoundAggregate } from './bind-aggregate.ts'
export { countType } from './aggregation-method.ts'
export {
  bindDataPath,
  collectValues,
  identityOf,
  stepValue,
  type DataPath,
  type DataPathStep,
} from './data-path.ts'
export { distinctKeyOf } from './distinct-key.ts'
export { bindHierarchy, reach, walk, type Forest, type RecursiveHierarchy } from './hierarchy.ts'
export { isHierarchyFunctionName, rollupNodeVariable } from './hierarchy-functions.ts'
export { groupColumns, groupInstances, type Group } from './group-instances.ts'
export { sumExactly } from './sum.ts'
