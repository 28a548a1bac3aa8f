import type { EntitySet, EntityType, JsonValue } from '../model/index.ts'
import type { Entity } from './entity.ts'
import { KeptOrders, type Sort } from './kept-orders.ts'
import { OrderedMap } from './ordered-map.ts'

type Bucket = Entity[]

/** Beyond this, looking through a bucket costs a write more than an index saves: the index is dropped. */
const largestKeptBucket = 1000

/** The entities of one entity set, or those contained by one entity, by key, with indexes made when they pay. */
export class EntityCollection extends OrderedMap<string, Entity> {
  readonly entityType: EntityType
  /** Absent for a contained collection. */
  readonly entitySet: EntitySet | undefined
  readonly #indexes = new Map<string, Map<JsonValue | undefined, Bucket>>()
  readonly #asked = new Map<string, number>()
  /** Made when an order is first asked for: most collections are small, or never sorted. */
  #orders: KeptOrders | undefined

  constructor(entityType: EntityType, entitySet?: EntitySet) {
    super()
    this.entityType = entityType
    this.entitySet = entitySet
  }

  /** The entities whose property is `value`, in order; `undefined` while an index is not worth making. */
  findByIndex(property: string, value: JsonValue): readonly Entity[] | undefined {
    let index = this.#indexes.get(property)
    if (!index) {
      const asked = (this.#asked.get(property) ?? 0) + 1
      this.#asked.set(property, asked)
      if (asked < 2 || this.size < 32) return undefined
      this.#indexes.set(property, (index = new Map()))
      for (const entity of this.toArray()) bucketOf(index, entity.properties[property]).push(entity)
    }
    return index.get(value) ?? []
  }

  override add(key: string, entity: Entity): void {
    super.add(key, entity)
    this.#orders?.note(entity)
    for (const [property, index] of this.#indexes) {
      bucketOf(index, entity.properties[property]).push(entity)
    }
  }

  override delete(key: string): void {
    const entity = this.get(key)
    super.delete(key)
    if (!entity) return
    this.#orders?.note(entity)
    for (const [property, index] of this.#indexes) {
      this.#removeFrom(property, bucketOf(index, entity.properties[property]), entity)
    }
  }

  override putBack(key: string, entry: ReturnType<OrderedMap<string, Entity>['entry']>): void {
    const { version } = this
    super.putBack(key, entry)
    if (!entry || version === this.version) return
    this.#orders?.note(entry.value)
    for (const property of this.#indexes.keys()) this.#insertInOrder(property, entry.value)
  }

  /** Called by the store after a member's properties were replaced. */
  propertiesChanged(entity: Entity, before: Entity['properties']): void {
    // An undo may give back the values of what is not a member any more.
    if (this.get(entity.key) !== entity) return
    this.#orders?.note(entity)
    for (const [property, index] of this.#indexes) {
      if (before[property] === entity.properties[property]) continue
      this.#removeFrom(property, bucketOf(index, before[property]), entity)
      this.#insertInOrder(property, entity)
    }
  }

  /** The whole collection sorted; as `KeptOrders.find`. */
  findSorted(orderId: string, sort: Sort): readonly Entity[] | undefined {
    return (this.#orders ??= new KeptOrders(this)).find(orderId, sort)
  }

  #removeFrom(property: string, bucket: Bucket, entity: Entity): void {
    if (bucket.length > largestKeptBucket) {
      this.#indexes.delete(property)
      return
    }
    const index = bucket.indexOf(entity)
    if (index >= 0) bucket.splice(index, 1)
  }

  #insertInOrder(property: string, entity: Entity): void {
    const index = this.#indexes.get(property)
    if (!index) return
    const bucket = bucketOf(index, entity.properties[property])
    if (bucket.length > largestKeptBucket) {
      this.#indexes.delete(property)
      return
    }
    const sequence = this.sequenceOf(entity.key)
    let place = bucket.length
    while (place > 0 && this.sequenceOf(bucket[place - 1]!.key) > sequence) place--
    bucket.splice(place, 0, entity)
  }
}

function bucketOf(index: Map<JsonValue | undefined, Bucket>, value: JsonValue | undefined): Bucket {
  const known = index.get(value)
  if (known) return known
  const bucket: Bucket = []
  index.set(value, bucket)
  return bucket
}
