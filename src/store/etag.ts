import { describeComplexLinks, hasComplexLinks } from './complex-links.ts'
import type { Entity } from './entity.ts'
import { hash, type Lanes } from './hash.ts'

/**
 * A weak entity tag: the same as long as the properties and the links are, also after a restart. "Each
 * entity has its own ETag value that MUST change when structural properties or links from that entity
 * have changed." A link that properties stand for, by referential constraints, is the dependent's.
 * @see Protocol, "Use of ETags for Avoiding Update Conflicts"
 */
export function etagOf(entity: Entity): string {
  return entity.etag ?? makeTag(entity)
}

function makeTag(entity: Entity): string {
  const content = entity.contentHash ?? hashContent(entity)
  const links = (entity.linkHash ??= hashLinks(entity))
  const tag = `W/"${hexOf(content.low ^ links.low)}${hexOf(content.high ^ links.high)}"`
  if (entity.contentHash) entity.etag = tag
  return tag
}

const noLinks: Lanes = { low: 0, high: 0 }

function hashLinks({ links }: Entity): Lanes {
  if (links.size === 0) return noLinks
  let low = 0
  let high = 0
  for (const end of links.values()) {
    const part = end.hash()
    low = (low + part.low) | 0
    high = (high + part.high) | 0
  }
  return { low, high }
}

/** Kept, unless complex values have links: removing what one leads to changes neither value nor entity. */
function hashContent(entity: Entity): Lanes {
  const { properties } = entity
  const links = describeComplexLinks(properties)
  const content = hash(JSON.stringify(properties) + links.sort().join('\n'))
  if (!hasComplexLinks(properties)) entity.contentHash = content
  return content
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
