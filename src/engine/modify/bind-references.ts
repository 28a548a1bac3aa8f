import type { NavigationProperty } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'
import { isHeldByProperties, linkEntities, unlinkEntities } from './link-entities.ts'
import type { Members } from './read-members.ts'

/** Links an entity to what its `@odata.bind` members name. */
export function bindReferences(entity: Entity, { bound }: Members, context: RequestContext): void {
  for (const { navigation, references, pointer } of bound) {
    const targets = new Set<Entity>()
    for (const [index, reference] of references.entries()) {
      const at = navigation.isCollection ? `${pointer}/${index}` : pointer
      if (reference === null && !navigation.isCollection) {
        unbind(entity, navigation, context)
        continue
      }
      const target = resolveReference(reference, navigation, context, at)
      linkEntities(entity, navigation, target, context)
      targets.add(target)
    }
    // Of what a fixture tells, the other end may have told a part before.
    if (context.defer && navigation.isCollection && !isHeldByProperties(navigation)) {
      context.store.orderLinks(entity, navigation, [...targets])
    }
  }
}

/** "For nullable single-valued navigation properties the value `null` may be used to remove the relationship." */
function unbind(entity: Entity, navigation: NavigationProperty, context: RequestContext): void {
  const linked = context.store.followSingle(entity, navigation)
  if (linked) unlinkEntities(entity, navigation, linked, context)
}
