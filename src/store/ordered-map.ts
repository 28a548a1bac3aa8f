interface Item<K, V> {
  readonly key: K
  readonly value: V
  /** Place in the order; a value that is put back takes its old place. */
  readonly sequence: number
  isPresent: boolean
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
    const item = { key, value, sequence: this.#nextSequence++, isPresent: true }
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
    const index = this.#indexOf(entry.sequence)
    if (this.#items[index] === entry) this.#holes--
    else this.#items.splice(index, 0, entry)
  }

  /** All values in order. The array is shared, read it only: later additions appear in it, deletions do not. */
  toArray(): readonly V[] {
    return (this.#dense ??= this.#items.filter((item) => item.isPresent).map((item) => item.value))
  }

  #sweep(): void {
    this.#items = this.#items.filter((item) => item.isPresent)
    this.#holes = 0
  }

  /** Index of the first item at or after a place in the order. */
  #indexOf(sequence: number): number {
    let low = 0
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#items[middle]!.sequence < sequence) low = middle + 1
      else high = middle
    }
    return low
  }
}
