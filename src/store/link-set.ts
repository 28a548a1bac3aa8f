import { canonicalPath } from './canonical-path.ts'
import type { Entity } from './entity.ts'
import { hash, type Lanes } from './hash.ts'
import type { LinkEnd } from './link-end.ts'
import { OrderedMap, type MapEntry } from './ordered-map.ts'

const nothing: Lanes = { low: 0, high: 0 }

/**
 * What an entity is linked to at one end. It knows what its links add to the entity's tag, so that a
 * change of one costs the same with one link as with a thousand.
 */
export class LinkSet extends OrderedMap<Entity, Entity> {
  readonly #source: Entity
  readonly #end: LinkEnd
  /** `undefined` until it is asked for. */
  #hash: Lanes | undefined

  constructor(source: Entity, end: LinkEnd) {
    super()
    this.#source = source
    this.#end = end
  }

  override add(target: Entity, value: Entity): void {
    super.add(target, value)
    this.#dropTag()
    if (this.#hash) this.#hash = this.#count(this.#hash, target, 1)
  }

  override delete(target: Entity): void {
    if (!this.has(target)) return
    super.delete(target)
    this.#dropTag()
    if (this.#hash) this.#hash = this.#count(this.#hash, target, -1)
  }

  override putBack(target: Entity, entry: MapEntry<Entity, Entity>): void {
    super.putBack(target, entry)
    this.#dropTag()
    this.#hash = undefined
  }

  /** As a sum, in which the order of links does not count: the other end's is another one after a restart. */
  hash(): Lanes {
    if (this.#hash) return this.#hash
    let sum = nothing
    for (const target of this.toArray()) sum = this.#count(sum, target, 1)
    return (this.#hash = sum)
  }

  #dropTag(): void {
    this.#source.etag = undefined
    this.#source.linkHash = undefined
  }

  #count(sum: Lanes, target: Entity, times: 1 | -1): Lanes {
    const { navigation } = this.#end
    // The hidden end of a navigation property without a partner is no link from its entity, and what
    // is always there no change.
    if (!navigation || navigation.isImplicit) return nothing
    target.pathHash ??= hash(canonicalPath(target)).high
    const link = Math.imul(target.pathHash ^ hash(navigation.name).high, 0x2c1b3c6d)
    return {
      low: (sum.low + times * (link ^ (link >>> 15))) | 0,
      high: (sum.high + times * Math.imul(link ^ (link >>> 13), 0x297a2d39)) | 0,
    }
  }
}
