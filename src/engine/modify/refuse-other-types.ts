import { badRequest } from '../../errors.ts'
import { isDerivedFrom, type EntityType } from '../../model/index.ts'
import { readAllowedTypes } from '../../schemas/index.ts'
import type { RequestContext } from '../request-context.ts'
import type { NewPlace } from './creation.ts'

/** Vocabulary Validation, "DerivedTypeConstraint" of the entity set or singleton. */
export function refuseOtherTypes(
  type: EntityType,
  declaredType: EntityType,
  place: NewPlace,
  { context, pointer }: { readonly context: RequestContext; readonly pointer: string },
): void {
  const holder = 'singleton' in place ? place.singleton : place.collection?.entitySet
  const allowed = readAllowedTypes(declaredType, holder?.annotations, context.model)
  if (!holder || !allowed || allowed.some((each) => isDerivedFrom(type, each))) return
  const names = allowed.map(({ qualifiedName }) => qualifiedName).join(', ')
  throw badRequest(
    `${holder.name} holds entities of the types ${names}, found ${type.qualifiedName}`,
    `${pointer}/@odata.type`,
  )
}
