import type { JsonObject, NavigationProperty } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'

/** What a referential constraint says of a new dependent entity need not be said in its body. */
export function withConstrainedValues(
  { properties }: Entity,
  { partner }: NavigationProperty,
  body: JsonObject,
): JsonObject {
  const missing = (partner?.referentialConstraints ?? []).filter(
    ({ property }) => body[property] === undefined,
  )
  if (missing.length === 0) return body
  const values = missing.map(({ property, referencedProperty }) => [
    property,
    properties[referencedProperty] ?? null,
  ])
  return { ...body, ...Object.fromEntries(values) }
}
