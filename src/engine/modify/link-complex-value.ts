import { badRequest } from '../../errors.ts'
import type { JsonObject, NavigationProperty } from '../../model/index.ts'
import { canonicalPath, type Entity } from '../../store/index.ts'
import { fixedDependent } from './fixed-dependent.ts'
import { isRequired } from './link-entities.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * Links a complex value that was just made to entities, instead of those that its navigation property led
 * to; where referential constraints stand for the link, its dependent properties are set.
 * @throws ODataError 400 for a link that must be, and for a target in another entity set than the
 *   navigation property leads to
 * @see CSDL, "Navigation Property", "Referential Constraint"
 */
export function linkComplexValue(
  value: JsonObject,
  navigation: NavigationProperty,
  targets: readonly Entity[],
  { store, defer }: RequestContext,
  pointer?: string,
): void {
  const [target] = targets
  if (!target) refuseRemoval(navigation, pointer)
  store.linkComplex(value, navigation, targets)
  if (!target || navigation.isCollection || defer) return
  if (store.followComplex(value, navigation) === target) return
  throw badRequest(
    `'${navigation.name}' leads to another entity set than that of ${canonicalPath(target)}`,
    pointer ?? '/@odata.id',
  )
}

function refuseRemoval(navigation: NavigationProperty, pointer: string | undefined): void {
  if (isRequired(navigation)) {
    throw badRequest(
      `'${navigation.name}' is not nullable: its link can be replaced, not removed`,
      pointer,
    )
  }
  const fixed = fixedDependent(navigation)
  if (fixed !== undefined) {
    throw badRequest(
      `'${fixed}' is not nullable: the link by '${navigation.name}' can't be removed`,
      pointer,
    )
  }
}
