import { canonicalPath } from './canonical-path.ts'
import { describeComplexLinks } from './complex-links.ts'
import type { Entity } from './entity.ts'

/**
 * A weak entity tag: the same as long as the properties and the links are, also after a restart. "Each
 * entity has its own ETag value that MUST change when structural properties or links from that entity
 * have changed." A link that properties stand for, by referential constraints, is the dependent's.
 * @see Protocol, "Use of ETags for Avoiding Update Conflicts"
 */
export function etagOf(entity: Entity): string {
  const version = linkVersion(entity)
  if ((entity.linkHash?.version ?? 0) !== version) {
    entity.linkHash = { version, ...hashLinks(entity) }
    entity.etag = undefined
  }
  if (entity.etag === undefined) {
    const text = JSON.stringify(entity.properties)
    const { low, high } = hash(text + describeComplexLinks(entity.properties).sort().join('\n'))
    const links = entity.linkHash ?? noLinks
    entity.etag = `W/"${hexOf(low ^ links.low)}${hexOf(high ^ links.high)}"`
  }
  return entity.etag
}

const noLinks: Lanes = { low: 0, high: 0 }

/** Grows with every change of the links; zero for an entity that never had any. */
function linkVersion({ links }: Entity): number {
  let version = 0
  for (const [{ navigation }, targets] of links) if (navigation) version += targets.version
  return version
}

/** As a sum, in which their order does not count: the other end's is another one after a restart. */
function hashLinks({ links }: Entity): Lanes {
  let low = 0
  let high = 0
  for (const [{ navigation }, targets] of links) {
    if (!navigation) continue
    const name = hash(navigation.name).high
    for (const target of targets.toArray()) {
      // Most links stay when one changes: what is known of a target is kept.
      target.pathHash ??= hash(canonicalPath(target)).high
      const link = Math.imul(target.pathHash ^ name, 0x2c1b3c6d)
      low = (low + (link ^ (link >>> 15))) | 0
      high = (high + Math.imul(link ^ (link >>> 13), 0x297a2d39)) | 0
    }
  }
  return { low, high }
}

interface Lanes {
  readonly low: number
  readonly high: number
}

/**
 * 64 bits by two lanes of FNV-1a over the UTF-16 units, whose multipliers differ: tags tell states of one
 * entity apart, nobody gains by forging one, and a cryptographic digest costs more than the answer's text.
 */
function hash(text: string): Lanes {
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

/** Byte by byte: `toString(16)` of what is no small integer costs as much as the hash. */
function hexOf(number: number): string {
  return (
    hexBytes[number >>> 24]! +
    hexBytes[(number >>> 16) & 255]! +
    hexBytes[(number >>> 8) & 255]! +
    hexBytes[number & 255]!
  )
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
