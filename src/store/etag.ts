import { createHash } from 'node:crypto'
import type { Entity } from './entity.ts'

/**
 * A weak entity tag: the same as long as the properties are, also after a restart.
 * @see Protocol, "Use of ETags for Avoiding Update Conflicts"
 */
export function etagOf(entity: Entity): string {
  return (entity.etag ??= `W/"${hash(JSON.stringify(entity.properties))}"`)
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, 20)
}
