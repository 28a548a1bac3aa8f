import type { JsonObject, JsonValue } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import type { RequestContext } from '../request-context.ts'

/** The annotation of an entity in a request, as the client spells and values it. */
export type ContentId = readonly [name: string, value: JsonValue]

const names = ['@Org.OData.Core.V1.ContentID', '@Core.ContentID']

/** Whether a member's name is that of `Core.ContentID`, by its namespace or the alias that all use. */
export function isContentId(name: string): boolean {
  return names.includes(name)
}

/**
 * Notes what a request calls an entity: it is told in the answer, "using the same ContentID value as
 * specified in the request", and is no part of the entity.
 * @see Protocol, "Create Related Entities When Creating an Entity"
 */
export function noteContentId(
  entity: Entity,
  body: JsonObject,
  { contentIds }: Pick<RequestContext, 'contentIds'>,
): void {
  const name = names.find((each) => Object.hasOwn(body, each))
  if (name !== undefined) contentIds?.set(entity, [name, body[name]!])
}
