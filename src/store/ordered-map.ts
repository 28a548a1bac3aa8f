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

/** So many are found as fast one by one, in a fraction of the room: most entities have few links. */
const mostWithoutIndex = 8

/**
 * A map in insertion order whose entries can be put back at their old place. A deleted entry leaves
 * a hole, swept when a quarter of the entries are holes, so that a deletion is not linear.
 */
export class OrderedMap<K, V> {
  #items: Item<K, V>[] = []
  /** `undefined` while there are few. */
  #byKey: Map<K, Item<K, V>> | undefined
  #size = 0
  #holes = 0
  /** False after something was put back that had been swept: it stands last until the order is asked for. */
  #isOrdered = true
  #nextSequence = 0
  #dense: V[] | undefined
  /** Changes with every change of membership. */
  version = 0

  get size(): number {
    return this.#size
  }

  get(key: K): V | undefined {
    return this.entry(key)?.value
  }

  has(key: K): boolean {
    return this.entry(key) !== undefined
  }

  sequenceOf(key: K): number {
    return this.entry(key)?.sequence ?? -1
  }

  entry(key: K): MapEntry<K, V> {
    if (this.#byKey) return this.#byKey.get(key)
    for (const item of this.#items) if (item.key === key && item.isPresent) return item
    return undefined
  }

  /** Appends; the key must be absent. */
  add(key: K, value: V): void {
    const sequence = this.#nextSequence++
    const item = { key, value, sequence, isPresent: true, isListed: true }
    this.#list(item)
    this.#index(item)
    this.#dense?.push(value)
    this.version++
  }

  delete(key: K): void {
    const item = this.entry(key)
    if (!item) return
    item.isPresent = false
    this.#byKey?.delete(key)
    this.#size--
    this.#dense = undefined
    this.version++
    if (++this.#holes * 4 > this.#items.length && this.#holes > 16) this.#sweep()
  }

  /** Makes `key` hold what `entry` says, at its old place. */
  putBack(key: K, entry: MapEntry<K, V>): void {
    if (this.entry(key) === entry) return
    this.delete(key)
    if (!entry) return
    entry.isPresent = true
    this.#index(entry)
    this.#dense = undefined
    this.version++
    if (entry.isListed) {
      this.#holes--
    } else {
      entry.isListed = true
      this.#list(entry)
      this.#isOrdered = false
    }
  }

  #index(item: Item<K, V>): void {
    this.#size++
    this.#byKey?.set(item.key, item)
  }

  #list(item: Item<K, V>): void {
    this.#items.push(item)
    if (this.#byKey || this.#items.length <= mostWithoutIndex) return
    this.#byKey = new Map()
    for (const each of this.#items) if (each.isPresent) this.#byKey.set(each.key, each)
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
