import type { EntityType, JsonObject } from '../model/index.ts'
import type { Entity } from './entity.ts'
import type { MapEntry, OrderedMap } from './ordered-map.ts'

type AnyMap = OrderedMap<unknown, unknown>

/** What was there when the layer began, of everything that was touched since; untouched things cost nothing. */
interface Layer {
  readonly properties: Map<Entity, JsonObject>
  readonly types: Map<Entity, EntityType>
  readonly entries: Map<AnyMap, Map<unknown, MapEntry<unknown, unknown>>>
}

/** A place to come back to; valid until something older is restored. */
export interface Mark {
  readonly layer: object
}

/**
 * Layers of first-touched values: rollback of a change set, `restore` and `reset` take time in
 * proportion to what changed, and a long life costs no more than one entry for each thing touched.
 */
export class ChangeLog {
  #layers: Layer[] = [newLayer()]
  readonly #restoreProperties: (entity: Entity, properties: JsonObject) => void

  constructor(restoreProperties: (entity: Entity, properties: JsonObject) => void) {
    this.#restoreProperties = restoreProperties
  }

  touchProperties(entity: Entity): void {
    const { properties } = this.#layers.at(-1)!
    if (!properties.has(entity)) properties.set(entity, entity.properties)
  }

  touchType(entity: Entity): void {
    const { types } = this.#layers.at(-1)!
    if (!types.has(entity)) types.set(entity, entity.type)
  }

  touchEntry<K, V>(map: OrderedMap<K, V>, key: K): void {
    const { entries } = this.#layers.at(-1)!
    let touched = entries.get(map as AnyMap)
    if (!touched) entries.set(map as AnyMap, (touched = new Map()))
    if (!touched.has(key)) touched.set(key, map.entry(key) as MapEntry<unknown, unknown>)
  }

  mark(): Mark {
    const layer = newLayer()
    this.#layers.push(layer)
    return { layer }
  }

  /** Takes back everything since the mark; the mark stays valid. False when the mark is no longer known. */
  restore(mark: Mark): boolean {
    const index = this.#layers.indexOf(mark.layer as Layer)
    if (index < 0) return false
    this.#undoDownTo(index)
    return true
  }

  /** Takes back everything since the mark and forgets it. */
  rollback(mark: Mark): void {
    if (this.restore(mark)) this.#layers.pop()
  }

  /** Keeps everything since the mark and forgets the mark. */
  commit(mark: Mark): void {
    const index = this.#layers.indexOf(mark.layer as Layer)
    if (index < 0) return
    for (const layer of this.#layers.splice(index)) mergeLayer(this.#layers.at(-1)!, layer)
  }

  /** Back to the state at the beginning. */
  reset(): void {
    this.#undoDownTo(0)
  }

  #undoDownTo(index: number): void {
    while (this.#layers.length > index) {
      const layer = this.#layers.pop()!
      for (const [map, touched] of layer.entries) {
        for (const [key, entry] of touched) map.putBack(key, entry)
      }
      for (const [entity, type] of layer.types) entity.type = type
      for (const [entity, properties] of layer.properties) {
        this.#restoreProperties(entity, properties)
      }
      if (this.#layers.length === index) {
        layer.entries.clear()
        layer.properties.clear()
        layer.types.clear()
        this.#layers.push(layer)
        return
      }
    }
  }
}

function newLayer(): Layer {
  return { properties: new Map(), types: new Map(), entries: new Map() }
}

/** The older value wins: it is what was there when the lower layer began. */
function mergeLayer(lower: Layer, upper: Layer): void {
  for (const [entity, properties] of upper.properties) {
    if (!lower.properties.has(entity)) lower.properties.set(entity, properties)
  }
  for (const [entity, type] of upper.types) {
    if (!lower.types.has(entity)) lower.types.set(entity, type)
  }
  for (const [map, touched] of upper.entries) {
    const known = lower.entries.get(map)
    if (!known) {
      lower.entries.set(map, touched)
      continue
    }
    for (const [key, entry] of touched) if (!known.has(key)) known.set(key, entry)
  }
}
