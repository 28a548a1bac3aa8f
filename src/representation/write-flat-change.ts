import type { FlatChange } from '../engine/index.ts'
import { entityContext } from './context-url.ts'
import type { EntityPlace } from './entity-place.ts'
import { object } from './payload-members.ts'
import { entityId, idBesideMembers, instanceOf, itemContext, setName } from './recorded-instance.ts'
import { writeEntityMembers } from './write-entity.ts'
import type { WriteOptions } from './write-options.ts'

/**
 * A line of a delta payload of OData 4.0.
 * @param place that of the result's members
 * @see JSON Format, "OData 4.0 Flattened Delta Payload", "Deleted Entity", "Added Link", "Deleted Link"
 */
export function writeFlatChange(
  change: FlatChange,
  place: EntityPlace,
  options: WriteOptions,
): string {
  switch (change.kind) {
    case 'entity':
      return writeEntityLine(change, place, options)
    case 'removed': {
      const { entity } = change.before
      return object(
        itemContext(`${setName(entity)}/$deletedEntity`, options),
        `"id":${JSON.stringify(entityId(entity, options))}`,
        `"reason":"${change.reason}"`,
      )
    }
    case 'link':
    case 'deletedLink': {
      const { source, relationship, target, kind } = change
      return object(
        itemContext(`${setName(source)}/$${kind}`, options),
        `"source":${JSON.stringify(entityId(source, options))}`,
        `"relationship":${JSON.stringify(relationship)}`,
        `"target":${JSON.stringify(entityId(target, options))}`,
      )
    }
  }
}

function writeEntityLine(
  { now, query, isMember }: FlatChange & { readonly kind: 'entity' },
  place: EntityPlace,
  options: WriteOptions,
): string {
  const instance = instanceOf(now)
  const { entity } = now
  const own = { ...place, declaredType: entity.collection?.entityType ?? entity.type }
  return object(
    isMember
      ? undefined
      : itemContext(entityContext(instance, { query, type: undefined }, options), options),
    idBesideMembers(entity, options),
    writeEntityMembers(instance, query, isMember ? place : own, options),
  )
}
