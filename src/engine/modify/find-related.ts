import { badRequest, ODataError } from '../../errors.ts'
import {
  keyOfEntity,
  keyText,
  keyTypeOf,
  valueAtPath,
  type EntityType,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'

/** Among which entities a representation names one. */
export interface Candidates {
  readonly type: EntityType
  readonly byKey: (key: string) => Entity | undefined
  readonly all: () => readonly Entity[]
}

/** The reference in a representation, by either name. */
export function referenceIn(body: JsonObject): JsonValue | undefined {
  return body['@odata.id'] ?? body['@id']
}

/** Whether a representation says nothing but which entity it stands for. */
export function isEntityReference(body: JsonObject): boolean {
  return referenceIn(body) !== undefined && Object.keys(body).every((name) => name.startsWith('@'))
}

/**
 * The entity that a representation stands for by its id, its key or an alternate key.
 * @returns `undefined` for one that does not exist
 * @throws ODataError 404 for an entity reference to nothing, 400 where id and key name different entities
 * @see Protocol, "Update Related Entities When Updating an Entity"; JSON Format, "Added/Changed Entity"
 */
export function findRepresented(
  body: JsonObject,
  candidates: Candidates,
  context: RequestContext,
  pointer: string,
): Entity | undefined {
  const key = keyOfEntity(candidates.type, body)
  const named = key === undefined ? findByAlternateKey(body, candidates) : candidates.byKey(key)
  const reference = referenceIn(body)
  if (reference === undefined) return named
  const at = `${pointer}/${'@odata.id' in body ? '@odata.id' : '@id'}`
  const referenced = findReferenced(reference, candidates, key !== undefined, context, at)
  // "If any nested entities contain both id and key fields, they MUST identify the same entity."
  if (key !== undefined && referenced !== named) {
    throw badRequest(`the key '${key}' and the id ${JSON.stringify(reference)} differ`, at)
  }
  return referenced
}

/** With a key beside, an id of nothing is that of an entity to come. */
function findReferenced(
  reference: JsonValue,
  candidates: Candidates,
  hasKey: boolean,
  context: RequestContext,
  pointer: string,
): Entity | undefined {
  try {
    return resolveReference(reference, candidates, context, pointer)
  } catch (error) {
    if (hasKey && error instanceof ODataError && error.statusCode === 404) return undefined
    throw error
  }
}

/** JSON Format, "Added/Changed Entity": "an alternate key MAY be used in place of the entity's primary key". */
function findByAlternateKey(body: JsonObject, { type, all }: Candidates): Entity | undefined {
  for (const key of type.alternateKeys) {
    const texts = key.map((part) => keyText(valueAtPath(body, part.path), keyTypeOf(type, part)))
    if (texts.includes(undefined)) continue
    const found = all().find(({ properties }) =>
      key.every(
        (part, index) =>
          keyText(valueAtPath(properties, part.path), keyTypeOf(type, part)) === texts[index],
      ),
    )
    if (found) return found
  }
  return undefined
}
