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
  const links = linkVersion(entity)
  if (entity.etag === undefined || entity.etagLinks !== links) {
    const text = JSON.stringify(entity.properties)
    const linked = describeComplexLinks(entity.properties).sort().join('\n')
    entity.etag = `W/"${hash(text + (links === 0 ? '' : describeLinks(entity)) + linked)}"`
    entity.etagLinks = links
  }
  return entity.etag
}

/** Grows with every change of the links; zero for an entity that never had any. */
function linkVersion({ links }: Entity): number {
  let version = 0
  for (const [{ navigation }, targets] of links) if (navigation) version += targets.version
  return version
}

/** In an order of its own, since the other end's order is another one after a restart. */
function describeLinks({ links }: Entity): string {
  const texts: string[] = []
  for (const [{ navigation }, targets] of links) {
    if (!navigation) continue
    for (const target of targets.toArray())
      texts.push(`${navigation.name} ${canonicalPath(target)}`)
  }
  return texts.sort().join('\n')
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
