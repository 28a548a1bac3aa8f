/*
 * Aggregate expressions, the paths they go along and the groups they are computed for: what the
 * function `aggregate` and the transformations of `$apply` share.
 */
export { bindGroupingPath } from './bind-aggregate.ts'
export {
  bindDataPath,
  collectValues,
  stepValue,
  type DataPath,
  type DataPathStep,
} from './data-path.ts'
export { bindHierarchy, reach, walk, type Forest, type RecursiveHierarchy } from './hierarchy.ts'
export { treePlaces } from './tree-places.ts'
export { isHierarchyFunctionName, rollupNodeVariable } from './hierarchy-functions.ts'
export { groupColumns, groupInstances, type Column } from './group-instances.ts'
