import { badRequest } from '../../errors.ts'
import {
  didYouMean,
  findAnnotations,
  pathText,
  type ComplexType,
  type EntityType,
  type Model,
} from '../../model/index.ts'
import type { GroupingProperty } from '../../syntax/index.ts'

const term = 'Org.OData.Aggregation.V1.LeveledHierarchy'

/**
 * The levels of a named hierarchy, the coarsest first.
 * @throws ODataError 400 when no annotation has that qualifier
 * @see Data Aggregation, "Leveled Hierarchy"
 */
export function findLevels(
  { path, position }: GroupingProperty,
  type: EntityType | ComplexType,
  model: Model,
): readonly GroupingProperty['path'][] {
  const qualifier = path[0]?.name ?? ''
  const annotations = findAnnotations(term, type, model)
  const value = annotations.get(qualifier)
  if (!Array.isArray(value) || value.length < 2) {
    const near = didYouMean(qualifier, annotations.keys())
    throw badRequest(
      `$apply: '${qualifier}' at ${position} is no leveled hierarchy of ${type.qualifiedName}${near}`,
      '$apply',
    )
  }
  return value.map((level) =>
    pathText(level)
      .split('/')
      .map((name) => ({ name, position })),
  )
}
