import type { ModifiedMember, ModifiedOutcome } from '../engine/index.ts'
import { isDerivedFrom, type EntitySet, type JsonObject } from '../model/index.ts'
import { canonicalPath, type Entity } from '../store/index.ts'
import { collectionContext, contextFragment, entityContext } from './context-url.ts'
import { controlName } from './control-name.ts'
import { newBudget, type EntityPlace } from './entity-place.ts'
import { contextMember, object } from './payload-members.ts'
import { setName } from './recorded-instance.ts'
import { writeEntityMembers } from './write-entity.ts'
import type { WriteOptions } from './write-options.ts'

const core = '@Org.OData.Core.V1'

/**
 * What a modification of the members of a collection did: the collection, or a delta payload "in the same
 * structure and order as the request payload".
 * @param entitySet what the path addressed
 * @see Protocol, "Update a Collection of Entities", "Replace a Collection of Entities", "Update Members of a Collection", "Delete Members of a Collection"
 */
export function writeModified(
  outcome: ModifiedOutcome,
  options: WriteOptions,
  entitySet: EntitySet | undefined,
): string {
  const { type, via, query, members, form } = outcome
  const items = members.flatMap((member) => ('entity' in member ? [member.entity] : []))
  const base = collectionContext({ type, via, items }, entitySet)
  const fragment = contextFragment(base, query, options)
  const place = { declaredType: type, budget: newBudget() }
  const texts = members.map((member) => writeMember(member, outcome, place, options))
  return object(
    contextMember(options, form === 'delta' ? `${fragment}/$delta` : fragment),
    `"value":[${texts.join(',')}]`,
  )
}

function writeMember(
  member: ModifiedMember,
  outcome: ModifiedOutcome,
  place: EntityPlace,
  options: WriteOptions,
): string {
  const annotations = [contentIdMember(member), failureMember(member)]
  switch (member.kind) {
    case 'entity': {
      const { entity } = member
      const members = writeEntityMembers(entity, outcome.query, place, options)
      return object(otherContext(entity, outcome, options), members, ...annotations)
    }
    case 'reference':
      return object(idMember(member.entity, options), ...annotations)
    case 'removed': {
      const { entity, reason } = member
      return object(...deletedMembers(entity, reason, options), ...annotations)
    }
    case 'absent':
      return object(...absentMembers(member, options), ...annotations)
    case 'link':
    case 'deletedLink':
      return object(...linkMembers(member.kind, member.link, options), ...annotations)
  }
}

/** An entity of another set than the one addressed says so, as OData 4.0 has them side by side. */
function otherContext(
  entity: Entity,
  { type, query }: ModifiedOutcome,
  options: WriteOptions,
): string | undefined {
  if (isDerivedFrom(entity.type, type)) return undefined
  return ownContext(entityContext(entity, { query, type: undefined }, options), options)
}

/** @see JSON Format, "Deleted Entity" */
function deletedMembers(
  entity: Entity,
  reason: 'deleted' | 'changed',
  options: WriteOptions,
): readonly string[] {
  if (options.version === '4.01') {
    return [`"@removed":{"reason":"${reason}"}`, idMember(entity, options)]
  }
  return [
    ownContext(`${setName(entity)}/$deletedEntity`, options),
    `"id":${JSON.stringify(idOf(entity, options))}`,
    `"reason":"${reason}"`,
  ]
}

/**
 * "Failed inserts MUST be represented in the response as deleted entities", what could not be deleted as an
 * entity reference.
 */
function absentMembers(
  { key, id, wouldBe, failure }: ModifiedMember & { readonly kind: 'absent' },
  options: WriteOptions,
): readonly (string | undefined)[] {
  const isRemoval = failure?.operation === 'delete' || failure?.operation === 'unlink'
  const isOld = options.version !== '4.01'
  if (isOld && wouldBe && !isRemoval) return deletedMembers(wouldBe, 'changed', options)
  const text = id ?? (wouldBe && idOf(wouldBe, options))
  const members = Object.entries(key).map(
    ([member, value]) => `${JSON.stringify(member)}:${JSON.stringify(value)}`,
  )
  return [
    isRemoval ? undefined : `"${controlName('removed', options)}":{}`,
    text === undefined ? undefined : `"${controlName('id', options)}":${JSON.stringify(text)}`,
    ...members,
  ]
}

/** @see JSON Format, "Added Link", "Deleted Link" */
function linkMembers(
  kind: 'link' | 'deletedLink',
  { source, relationship, target }: JsonObject,
  options: WriteOptions,
): readonly string[] {
  const id = typeof source === 'string' ? source : ''
  const set = id.replace(/^.*\//, '').replace(/\(.*$/s, '')
  const members = Object.entries({ source, relationship, target }).filter(
    ([, value]) => value !== undefined,
  )
  return [
    ownContext(`${set}/$${kind}`, options),
    ...members.map(([name, value]) => `"${name}":${JSON.stringify(value)}`),
  ]
}

/** Relative to that of the payload. */
function ownContext(fragment: string, options: WriteOptions): string {
  return `"${controlName('context', options)}":${JSON.stringify(`#${fragment}`)}`
}

function idOf(entity: Entity, { serviceRoot }: WriteOptions): string {
  return `${serviceRoot}/${canonicalPath(entity)}`
}

function idMember(entity: Entity, options: WriteOptions): string {
  return `"${controlName('id', options)}":${JSON.stringify(idOf(entity, options))}`
}

function contentIdMember({ contentId }: ModifiedMember): string | undefined {
  return contentId === undefined ? undefined : `"${core}.ContentID":${JSON.stringify(contentId)}`
}

/** @see Vocabulary Core, "DataModificationException" */
function failureMember({ failure }: ModifiedMember): string | undefined {
  if (!failure) return undefined
  const { operation, error } = failure
  const { statusCode, code, message, target, details } = error
  const exception = {
    failedOperation: operation,
    responseCode: statusCode,
    info: {
      code,
      message,
      ...(target !== undefined && { target }),
      severity: 'error',
      ...(details.length > 0 && { details }),
    },
  }
  return `"${core}.DataModificationException":${JSON.stringify(exception)}`
}
