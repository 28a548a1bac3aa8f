interface Item<K, V> {
  readonly key: K
  readonly value: V
  /** Place in the order; a value that is put back takes its old place. */
  readonly sequence: number
  isPresent: boolean
  /** Among the map's items, be it as a hole. */
  isListed: boolean
}

/** What an undo needs to put a key back as it was: the item it had, or that it had none. */
export type MapEntry<K, V> = Item<K, V> | undefined

/**
 * A map in insertion order whose entries can be put back at their old place. A deleted entry leaves
 * a hole, swept when a quarter of the entries are holes, so that a deletion is not linear.
 */
export class OrderedMap<K, V> {
  #items: Item<K, V>[] = []
  readonly #byKey = new Map<K, Item<K, V>>()
  #holes = 0
  /** False after something was put back that had been swept: it stands last until the order is asked for. */
  #isOrdered = true
  #nextSequence = 0
  #dense: V[] | undefined
  /** Changes with every change of membership. */
  version = 0

  get size(): number {
    return this.#byKey.size
  }

  get(key: K): V | undefined {
    return this.#byKey.get(key)?.value
  }

  has(key: K): boolean {
    return this.#byKey.has(key)
  }

  sequenceOf(key: K): number {
    return this.#byKey.get(key)?.sequence ?? -1
  }

  entry(key: K): MapEntry<K, V> {
    return this.#byKey.get(key)
  }

  /** Appends; the key must be absent. */
  add(key: K, value: V): void {
    const sequence = this.#nextSequence++
    const item = { key, value, sequence, isPresent: true, isListed: true }
    this.#items.push(item)
    this.#byKey.set(key, item)
    this.#dense?.push(value)
    this.version++
  }

  delete(key: K): void {
    const item = this.#byKey.get(key)
    if (!item) return
    item.isPresent = false
    this.#byKey.delete(key)
    this.#dense = undefined
    this.version++
    if (++this.#holes * 4 > this.#items.length && this.#holes > 16) this.#sweep()
  }

  /** Makes `key` hold what `entry` says, at its old place. */
  putBack(key: K, entry: MapEntry<K, V>): void {
    if (this.#byKey.get(key) === entry) return
    this.delete(key)
    if (!entry) return
    entry.isPresent = true
    this.#byKey.set(key, entry)
    this.#dense = undefined
    this.version++
    if (entry.isListed) {
      this.#holes--
    } else {
      entry.isListed = true
      this.#items.push(entry)
      this.#isOrdered = false
    }
  }

  /** All values in order. The array is shared, read it only: later additions appear in it, deletions do not. */
  toArray(): readonly V[] {
    return (this.#dense ??= this.#listInOrder())
  }

  #listInOrder(): V[] {
    if (!this.#isOrdered) this.#items.sort((a, b) => a.sequence - b.sequence)
    this.#isOrdered = true
    const values: V[] = []
    for (const item of this.#items) if (item.isPresent) values.push(item.value)
    return values
  }

  #sweep(): void {
    const kept: Item<K, V>[] = []
    for (const item of this.#items) {
      if (item.isPresent) kept.push(item)
      else item.isListed = false
    }
    this.#items = kept
    this.#holes = 0
  }
}
