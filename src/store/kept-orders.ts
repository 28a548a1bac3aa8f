import type { Entity } from './entity.ts'
import type { OrderedMap } from './ordered-map.ts'

/** A stable sort of members of the collection, which are given in its order. */
export type Sort = (members: readonly Entity[]) => readonly Entity[]

interface Order {
  /** How often it was asked for in the present state of the collection, and in all. */
  usesOfState: number
  uses: number
  sorted: readonly Entity[] | undefined
  /** What was changed, added or deleted since it was sorted. */
  readonly changed: Set<Entity>
}

const mostOrders = 16
/** Beyond this, to sort anew costs less than to find the place of each. */
const mostChanged = 50
/** When an order is worth keeping: in one state, and where the state changes between one use and the next. */
const worthInState = 2
const worthOverStates = 4

/**
 * The orders that a collection is asked for in, kept once they pay. What changed since is put in its new
 * place when an order is asked for next, be it by a request or by entering another branch of the store.
 */
export class KeptOrders {
  readonly #collection: OrderedMap<string, Entity>
  readonly #orders = new Map<string, Order>()

  constructor(collection: OrderedMap<string, Entity>) {
    this.#collection = collection
  }

  /** Called with everything that was changed, added or deleted. */
  note(entity: Entity): void {
    for (const order of this.#orders.values()) {
      order.usesOfState = 0
      if (order.sorted) noteChange(order, entity)
    }
  }

  /**
   * @param orderId text that stands for `sort`
   * @returns `undefined` while a partial sort is cheaper
   */
  find(orderId: string, sort: Sort): readonly Entity[] | undefined {
    const order = this.#orders.get(orderId) ?? this.#begin(orderId)
    if (order.sorted) return (order.sorted = this.#update(order.sorted, order.changed, sort))
    order.usesOfState++
    order.uses++
    if (order.usesOfState < worthInState && order.uses < worthOverStates) return undefined
    return (order.sorted = sort(this.#collection.toArray()))
  }

  #begin(orderId: string): Order {
    if (this.#orders.size >= mostOrders) this.#orders.clear()
    const order: Order = { usesOfState: 0, uses: 0, sorted: undefined, changed: new Set() }
    this.#orders.set(orderId, order)
    return order
  }

  #update(sorted: readonly Entity[], changed: Set<Entity>, sort: Sort): readonly Entity[] {
    if (changed.size === 0) return sorted
    const collection = this.#collection
    const bySequence = (a: Entity, b: Entity) =>
      collection.sequenceOf(a.key) - collection.sequenceOf(b.key)
    const isBefore = (a: Entity, b: Entity) => sort(bySequence(a, b) < 0 ? [a, b] : [b, a])[0] === a
    const updated = [...sorted]
    for (const entity of changed) {
      const place = updated.indexOf(entity)
      if (place >= 0) updated.splice(place, 1)
    }
    const members = [...changed].filter((entity) => collection.get(entity.key) === entity)
    for (const entity of members) {
      updated.splice(
        findPlace(updated, (other) => isBefore(entity, other)),
        0,
        entity,
      )
    }
    changed.clear()
    return updated
  }
}

function noteChange(order: Order, entity: Entity): void {
  order.changed.add(entity)
  if (order.changed.size <= mostChanged) return
  order.sorted = undefined
  order.changed.clear()
  order.uses = 0
}

/** Where the first stands that `isAfter`, of a list in which those are the last. */
function findPlace(list: readonly Entity[], isAfter: (entity: Entity) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isAfter(list[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
