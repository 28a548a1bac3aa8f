import { ODataError, type ErrorDetail } from '../../errors.ts'
import type { NavigationProperty } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'
import { isHeldByProperties, linkEntities, unlinkEntities } from './link-entities.ts'
import type { Members } from './read-members.ts'

/**
 * Links an entity to what its `@odata.bind` members name.
 * @throws ODataError as the first reference that names nothing fitting is refused, with a detail for each where several do
 */
export function bindReferences(entity: Entity, { bound }: Members, context: RequestContext): void {
  const refusals: ODataError[] = []
  for (const { navigation, references, pointer } of bound) {
    const targets = new Set<Entity>()
    for (const [index, reference] of references.entries()) {
      const at = navigation.isCollection ? `${pointer}/${index}` : pointer
      if (reference === null && !navigation.isCollection) {
        unbind(entity, navigation, context)
        continue
      }
      const target = resolvedOr(refusals, () =>
        resolveReference(reference, navigation, context, at),
      )
      if (!target) continue
      linkEntities(entity, navigation, target, context)
      targets.add(target)
    }
    // Of what a fixture tells, the other end may have told a part before.
    if (context.defer && navigation.isCollection && !isHeldByProperties(navigation)) {
      context.store.orderLinks(entity, navigation, [...targets])
    }
  }
  if (refusals.length > 0) throw joined(refusals)
}

function resolvedOr(refusals: ODataError[], resolve: () => Entity): Entity | undefined {
  try {
    return resolve()
  } catch (error) {
    if (!(error instanceof ODataError)) throw error
    refusals.push(error)
    return undefined
  }
}

function joined(refusals: readonly ODataError[]): ODataError {
  const [first] = refusals
  if (refusals.length === 1) return first!
  const { statusCode, code, message, target } = first!
  const details = refusals.map((each): ErrorDetail => ({
    code: each.code,
    message: each.message,
    target: each.target ?? '',
  }))
  return new ODataError(statusCode, code, message, { target, details })
}

/** "For nullable single-valued navigation properties the value `null` may be used to remove the relationship." */
function unbind(entity: Entity, navigation: NavigationProperty, context: RequestContext): void {
  const linked = context.store.followSingle(entity, navigation)
  if (linked) unlinkEntities(entity, navigation, linked, context)
}
