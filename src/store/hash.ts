/** A hash of 64 bits, or a part that one is added up from. */
export interface Lanes {
  readonly low: number
  readonly high: number
}

/**
 * 64 bits by two lanes of FNV-1a over the UTF-16 units, whose multipliers differ: tags tell states of one
 * entity apart, nobody gains by forging one, and a cryptographic digest costs more than the answer's text.
 */
export function hash(text: string): Lanes {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5bd1e995)
    high ^= high >>> 15
  }
  return { low, high }
}
