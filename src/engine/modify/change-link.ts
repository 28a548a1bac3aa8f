import { badRequest, notFound, notImplemented } from '../../errors.ts'
import { didYouMean, type EntityType, type JsonObject } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { linkEntities, unlinkEntities } from './link-entities.ts'
import type { DeltaItem } from './read-delta-payload.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'

type LinkItem = DeltaItem & { readonly kind: 'link' | 'deletedLink' }

/**
 * Adds or takes away the link that an entry of an OData 4.0 delta payload names.
 * @param type of the source, where the entry does not say its entity set
 * @throws ODataError 400 for what names no link, 404 for a link to take away that is not there
 * @see JSON Format, "Added Link", "Deleted Link"
 */
export function changeLink(
  { kind, body, pointer, entitySet }: LinkItem,
  type: EntityType,
  context: RequestContext,
): void {
  const expected = { type: entitySet?.entityType ?? type }
  const source = resolveReference(body['source'], expected, context, `${pointer}/source`)
  const navigation = findNavigation(source, body, pointer)
  const target = findLinked(source, body, navigation, context, pointer)
  if (kind === 'link') return linkEntities(source, navigation, target, context)
  if (!context.store.isLinked(source, navigation, target)) {
    throw notFound(`'${navigation.name}' has no such link to remove`)
  }
  unlinkEntities(source, navigation, target, context)
}

type Navigation = ReturnType<typeof findNavigation>

function findNavigation({ type }: Entity, { relationship }: JsonObject, pointer: string) {
  const path = typeof relationship === 'string' ? relationship.split('/') : []
  const [name = '', ...others] = path.filter((segment) => !segment.includes('.'))
  if (others.length > 0)
    throw notImplemented('a relationship of a complex value in a delta payload')
  const navigation = type.navigationProperties.get(name)
  if (navigation) return navigation
  throw badRequest(
    `'${name}' is not a navigation property of ${type.qualifiedName}${didYouMean(name, type.navigationProperties.keys())}`,
    `${pointer}/relationship`,
  )
}

/** "For single-valued navigation the target MAY be omitted" where a link is deleted. */
function findLinked(
  source: Entity,
  { target }: JsonObject,
  navigation: Navigation,
  context: RequestContext,
  pointer: string,
): Entity {
  if (target !== undefined || navigation.isCollection) {
    return resolveReference(target, navigation, context, `${pointer}/target`)
  }
  const related = context.store.followSingle(source, navigation)
  if (!related) throw notFound(`'${navigation.name}' has no such link to remove`)
  return related
}
