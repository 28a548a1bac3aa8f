import type { Entity } from './entity.ts'

/**
 * A weak entity tag: the same as long as the properties are, also after a restart.
 * @see Protocol, "Use of ETags for Avoiding Update Conflicts"
 */
export function etagOf(entity: Entity): string {
  return (entity.etag ??= `W/"${hash(JSON.stringify(entity.properties))}"`)
}

/**
 * 64 bits by two lanes of FNV-1a over the UTF-16 units, whose multipliers differ: tags tell states of one
 * entity apart, nobody gains by forging one, and a cryptographic digest costs more than the answer's text.
 */
function hash(text: string): string {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5bd1e995)
    high ^= high >>> 15
  }
  return hexOf(low) + hexOf(high)
}

function hexOf(number: number): string {
  return (number >>> 0).toString(16).padStart(8, '0')
}
