import type { EntityInstance, NavigationProperty } from '../model/index.ts'
import type { EvaluationContext } from './evaluation-context.ts'

/** True for what `$apply` made anew: it has no identity and no links but those given with it. */
export function isTransient({ origin, related }: EntityInstance): boolean {
  return origin === undefined && related !== undefined
}

/**
 * The related instances, wherever an instance has them from: given with it by `$apply`, by the links
 * of the stored entity that it was made of, or by its own.
 */
export function followNavigation(
  entity: EntityInstance,
  navigation: NavigationProperty,
  context: EvaluationContext,
): EntityInstance | null | readonly EntityInstance[] {
  const { related, origin } = entity
  const given = related?.get(navigation.name)
  if (given !== undefined) return given
  if (origin) return context.follow(origin, navigation)
  if (related) return navigation.isCollection ? [] : null
  return context.follow(entity, navigation)
}
