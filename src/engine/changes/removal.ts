import { isJsonObject, type JsonObject } from '../../model/index.ts'

/** What a deleted entity in a delta payload says of itself. */
export interface Removal {
  /** `deleted`, else only "removed from membership". */
  readonly isDeleted: boolean
}

/**
 * Reads `@removed`, or `@odata.removed`.
 * @returns `undefined` for an added or changed entity
 * @see JSON Format, "Deleted Entity"
 */
export function removalIn(body: JsonObject): Removal | undefined {
  const removed = body['@removed'] ?? body['@odata.removed']
  if (removed === undefined) return undefined
  return { isDeleted: isJsonObject(removed) && removed['reason'] === 'deleted' }
}

/** What is wrong with a body's `@removed`: the place within it, and what is expected there. */
export function findRemovalFault(
  body: JsonObject,
): { readonly place: string; readonly expected: string } | undefined {
  const name = '@removed' in body ? '@removed' : '@odata.removed'
  const removed = body[name]
  if (removed === undefined) return undefined
  if (!isJsonObject(removed)) return { place: `/${name}`, expected: 'an object' }
  const { reason } = removed
  if (reason === undefined || reason === 'deleted' || reason === 'changed') return undefined
  return { place: `/${name}/reason`, expected: "'deleted' or 'changed'" }
}
