import { isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import { keyTextOf } from './entity-id.ts'
import { copyDigits } from './json-body.ts'
import { orderKeys, type ListedKeys } from './order-keys.ts'
import type { ResourceStep } from './resource-place.ts'
import type { FixtureMembers } from './scenario-document.ts'

/** An entity, or a singleton, as it was before the first request. */
export interface FixtureEntity {
  readonly [name: string]: JsonValue | FixtureEntity | FixtureEntity[]
}
export type Writable = { -readonly [Name in keyof FixtureEntity]: FixtureEntity[Name] }

/** Entities where they stand: in sets, in singletons, and below one another. */
export class FixtureTree {
  readonly #keyNames: ReadonlyMap<string, string>
  readonly #sets = new Map<string, Map<string, Writable>>()
  readonly #singletons = new Map<string, Writable>()
  /** By their keys, wherever they stand: what is read of them later belongs there. */
  readonly entities = new Map<string, Writable>()

  /** @param keyNames the name of the key of each resource, as far as it is known by then */
  constructor(keyNames: ReadonlyMap<string, string>) {
    this.#keyNames = keyNames
  }

  /** A set that may have no entities. */
  addSet(steps: readonly ResourceStep[]): void {
    setOf(this.#sets, pathText(steps))
  }

  /** The entity at a place, made with its key where it is not there. */
  entityAt(steps: readonly ResourceStep[]): Writable | undefined {
    const index = steps.findIndex(({ key }) => key !== undefined)
    if (index < 0) {
      if (steps.length === 0) return undefined
      return objectOf(this.#singletons, pathText(steps))
    }
    const set = setOf(this.#sets, pathText(steps.slice(0, index + 1)))
    let entity = this.#member(set, steps[index]!)
    for (const step of steps.slice(index + 1)) {
      if (step.key === undefined) {
        const inner = entity[step.name]
        if (Array.isArray(inner)) return undefined
        entity[step.name] = isJsonObject(inner) ? inner : {}
        entity = entity[step.name] as Writable
      } else {
        const list = (entity[step.name] ??= [])
        if (!Array.isArray(list)) return undefined
        entity = this.#memberOfList(list as Writable[], step)
      }
    }
    return entity
  }

  #member(set: Map<string, Writable>, step: ResourceStep): Writable {
    const key = step.key!
    const existing = set.get(key)
    if (existing) return existing
    const entity = this.#newEntity(step)
    set.set(key, entity)
    return entity
  }

  #memberOfList(list: Writable[], step: ResourceStep): Writable {
    const name = this.#keyNameOf(step)
    const existing = list.find((entity) => keyTextOf(entity[name]) === step.key)
    if (existing) return existing
    const entity = this.#newEntity(step)
    list.push(entity)
    return entity
  }

  #newEntity(step: ResourceStep): Writable {
    const key = step.key!
    const name = this.#keyNameOf(step)
    const isNumber = name !== 'id' && /^-?\d{1,15}$/.test(key)
    const entity: Writable = { [name]: isNumber ? Number(key) : key }
    if (!this.entities.has(key)) this.entities.set(key, entity)
    return entity
  }

  #keyNameOf({ name, keyName }: ResourceStep): string {
    return keyName ?? this.#keyNames.get(name) ?? 'id'
  }

  /** @param lists what lists of a set, by its name, say of its order */
  write(lists: ReadonlyMap<string, readonly ListedKeys[]>): FixtureMembers {
    const doors = [...this.#sets].sort(([a], [b]) => a.length - b.length)
    const merged = new Map<string, Map<string, Writable>>()
    for (const [path, entities] of doors) {
      // Several paths may lead to one entity set; each entity is given once.
      const same = [...merged].find(
        ([other, known]) =>
          nameAtEnd(other) === nameAtEnd(path) &&
          [...entities.keys()].some((key) => known.has(key)),
      )
      if (!same) merged.set(path, new Map(entities))
      else for (const [key, entity] of entities) addMissing(objectOf(same[1], key), entity)
    }
    const members: Record<string, JsonValue> = {}
    for (const [path, entities] of merged) {
      const keys = orderKeys([...entities.keys()], lists.get(nameAtEnd(path)) ?? [])
      members[path] = keys.map((key) => entities.get(key)!) as JsonValue
    }
    for (const [path, singleton] of this.#singletons) members[path] = singleton as JsonValue
    return members
  }
}

/** What is not there yet. */
export function addMissing(target: Writable, more: JsonObject | FixtureEntity): void {
  for (const [name, value] of Object.entries(more)) {
    if (!(name in target)) target[name] = value as JsonValue
  }
  copyDigits(more, target)
}

function pathText(steps: readonly ResourceStep[]): string {
  return steps.map(({ name }) => name).join('/')
}

function nameAtEnd(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function objectOf(map: Map<string, Writable>, key: string): Writable {
  if (!map.has(key)) map.set(key, {})
  return map.get(key)!
}

function setOf(map: Map<string, Map<string, Writable>>, key: string): Map<string, Writable> {
  if (!map.has(key)) map.set(key, new Map())
  return map.get(key)!
}
