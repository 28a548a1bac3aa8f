import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import { partsOf } from './batch-parts.ts'
import { entityIdOf, keyTextOf } from './entity-id.ts'
import { createdKeys, idsOf, keyNameIn } from './find-keys.ts'
import { isCreation, isList } from './find-named-values.ts'
import { pathOf } from './path-of.ts'
import { isUuid } from './identifying-values.ts'
import { copyDigits, isObjectBody, mapMembers, pickMembers } from './json-body.ts'
import { leavesOf } from './json-leaves.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { listedKeys, orderKeys, type ListedKeys } from './order-keys.ts'
import { readResourcePlace, type ResourcePlace, type ResourceStep } from './resource-place.ts'
import type { FixtureMembers } from './scenario-document.ts'
import { withoutPointers } from './without-pointers.ts'

/** An entity, or a singleton, as it was before the first request. */
interface FixtureEntity {
  readonly [name: string]: JsonValue | FixtureEntity | FixtureEntity[]
}
type Writable = { -readonly [Name in keyof FixtureEntity]: FixtureEntity[Name] }

/**
 * The state that the exchanges started from, as far as their answers show it: entities that no
 * request created, with what no request had changed by then. What the requests need to be there, and
 * no answer shows, is there by its key alone.
 * @returns fixtures keyed by resource path, as `given.fixtures` takes them
 */
export function findFixtures(exchanges: readonly ObservedExchange[]): FixtureMembers {
  const state = new StartingState(exchanges)
  for (const exchange of exchanges) state.learn(exchange)
  return state.write()
}

class StartingState {
  readonly #keyNames = new Map<string, string>()
  readonly #ids: ReadonlySet<string>
  /** Values of keys of what was created on the way. */
  readonly #created = new Set<string>()
  /** Names of properties that were sent for an entity, by its key. */
  readonly #changed = new Map<string, Set<string>>()
  /** Navigation properties whose links were changed, `key/name`. */
  readonly #relinked = new Set<string>()
  /** What lists of a set, by its name, say of its order. */
  readonly #lists = new Map<string, readonly ListedKeys[]>()
  readonly #sets = new Map<string, Map<string, Writable>>()
  readonly #singletons = new Map<string, Writable>()
  /** Entities by their keys, wherever they stand: what is read of them later belongs there. */
  readonly #entities = new Map<string, Writable>()

  constructor(exchanges: readonly ObservedExchange[]) {
    this.#ids = idsOf(exchanges)
    for (const { request, response } of exchanges.flatMap(partsOf)) {
      const place = this.#placeOf(request.url)
      const last = place?.steps.at(-1)
      if (last?.key === undefined || place!.suffix !== undefined) continue
      const keyName = last.keyName ?? keyNameIn(response.body, last.key)
      if (keyName !== undefined) this.#keyNames.set(last.name, keyName)
    }
  }

  learn(exchange: ObservedExchange): void {
    for (const part of partsOf(exchange)) this.#learnOne(part)
  }

  write(): FixtureMembers {
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
      const keys = orderKeys([...entities.keys()], this.#lists.get(nameAtEnd(path)) ?? [])
      members[path] = keys.map((key) => entities.get(key)!) as JsonValue
    }
    for (const [path, singleton] of this.#singletons) members[path] = singleton as JsonValue
    return members
  }

  #learnOne({ request, response, undocumented }: ObservedExchange): void {
    const { status, body } = response
    if (status >= 400) return
    if (isCreation({ request, response, time: '', duration: 0 })) {
      for (const key of createdKeys(response)) this.#created.add(key)
    }
    const place = this.#placeOf(request.url)
    this.#learnReferences(request.body)
    if (!place) return
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      this.#learnChange(request, place)
      return
    }
    const holder = this.#holderOf(place)
    if (!holder || place.suffix !== undefined || status !== 200) return
    if (/[?&](?:\$|%24)?(?:apply|compute)=/i.test(request.url)) return
    const shown = undocumented?.length ? withoutPointers(body, undocumented) : body
    if (isList(shown)) {
      this.#learnList(place, shown.value)
      this.#learnOrder(place, request.url, shown.value)
    } else if (isObjectBody(shown) && !('value' in shown)) this.#learnObject(place, shown)
  }

  #learnChange(request: ObservedExchange['request'], { steps, suffix }: ResourcePlace): void {
    const last = steps.at(-1)!
    const parent = steps.at(-2)
    if (suffix === '$ref' || request.method === 'POST') {
      const isMember = last.key !== undefined
      const navigation = `${parent?.key ?? ''}/${last.name}`
      const wasLinked = request.method === 'DELETE' && isMember && !this.#relinked.has(navigation)
      const holder = this.#holderOf({ steps: isMember ? steps : steps.slice(0, -1), suffix })
      if (wasLinked && suffix === '$ref' && holder) this.#stub(steps)
      if (parent?.key !== undefined) this.#relinked.add(navigation)
      if (!wasLinked) this.#stub(steps.slice(0, -1))
      return
    }
    if (request.method === 'PUT' && last.key !== undefined && !this.#entities.has(last.key)) {
      // It may have been made by this request.
      this.#created.add(last.key)
      return
    }
    this.#stub(steps)
    const { body } = request
    if (last.key === undefined || !isObjectBody(body)) return
    const changed = namesOf(this.#changed, last.key)
    for (const name of Object.keys(body)) changed.add(name)
  }

  /** What a body refers to has to be there. */
  #learnReferences(body: unknown): void {
    for (const { name, value } of leavesOf(body)) {
      if (!/@odata\.(?:id|bind)$/.test(name) || typeof value !== 'string') continue
      const place = this.#placeOf(value.replace(/^https?:\/\/[^/]+/, ''))
      if (place) this.#stub(place.steps)
    }
  }

  #learnList(place: ResourcePlace, elements: readonly unknown[]): void {
    const last = place.steps.at(-1)!
    const parent = place.steps.at(-2)
    const entities = elements.filter(isJsonObject)
    const isRelinked = this.#relinked.has(`${parent?.key ?? ''}/${last.name}`)
    for (const entity of entities) {
      const key = this.#keyIn(entity, last.name)
      if (key === undefined || this.#created.has(key)) continue
      const known = this.#entities.get(key)
      if (known) addMissing(known, this.#clean(entity, key))
      if (known && (isRelinked || parent?.key === undefined)) continue
      if (isRelinked) continue
      const target = this.#entityAt([...place.steps.slice(0, -1), { name: last.name, key }])
      if (target) addMissing(target, this.#clean(entity, key))
    }
    if (place.steps.every(({ key }) => key === undefined)) {
      setOf(this.#sets, pathText(place.steps))
    }
  }

  /** Lists of everything, in the service's own order. */
  #learnOrder({ steps }: ResourcePlace, url: string, elements: readonly unknown[]): void {
    if (steps.some(({ key }) => key !== undefined)) return
    const { name } = steps.at(-1)!
    const keys = elements
      .filter(isJsonObject)
      .flatMap((entity) => this.#keyIn(entity, name) ?? [])
      .filter((key) => !this.#created.has(key))
    const listed = listedKeys(url, keys)
    if (listed) this.#lists.set(name, [...(this.#lists.get(name) ?? []), listed])
  }

  #learnObject(place: ResourcePlace, body: JsonObject): void {
    const last = place.steps.at(-1)!
    const key = last.key ?? this.#keyIn(body, last.name)
    if (key !== undefined && this.#created.has(key)) return
    const target = this.#entityAt(place.steps)
    if (target) addMissing(target, this.#clean(body, key))
  }

  /** What a request could only reach if it was there, by its key alone. */
  #stub(steps: readonly ResourceStep[]): void {
    const end = steps.findLastIndex(({ key }) => key !== undefined)
    if (end >= 0) this.#entityAt(steps.slice(0, end + 1))
  }

  /** The entity at a place, made with its key where it is not there; none below what was created. */
  #entityAt(steps: readonly ResourceStep[]): Writable | undefined {
    const index = steps.findIndex(({ key }) => key !== undefined)
    if (steps.some(({ key }) => key !== undefined && this.#created.has(key))) return undefined
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
    if (!this.#entities.has(key)) this.#entities.set(key, entity)
    return entity
  }

  #keyNameOf({ name, keyName }: ResourceStep): string {
    return keyName ?? this.#keyNames.get(name) ?? 'id'
  }

  #keyIn(entity: JsonObject, name: string): string | undefined {
    const known = this.#keyNames.get(name)
    const member =
      known ??
      ['id', 'ID', 'Id'].find((each) => each in entity) ??
      Object.keys(entity).find((each) => /[a-z](?:ID|Id)$/.test(each))
    if (member === undefined) return undefined
    const key = keyTextOf(entity[member])
    if (key !== undefined && known === undefined) this.#keyNames.set(name, member)
    return key
  }

  /** Below what was created there is nothing that was there before. */
  #holderOf({ steps }: ResourcePlace): boolean {
    return !steps.some(({ key }) => key !== undefined && this.#created.has(key))
  }

  /** An entity without control information, and without what the requests made of it. */
  #clean(entity: JsonObject, key: string | undefined): JsonObject {
    const changed = key === undefined ? undefined : this.#changed.get(key)
    const names = Object.keys(entity).filter((name) => {
      if (/@(?!odata\.type$)/.test(name) || changed?.has(name)) return false
      return key === undefined || !this.#relinked.has(`${key}/${name}`)
    })
    return mapMembers(pickMembers(entity, names), (value) => this.#cleanValue(value)) as JsonObject
  }

  #cleanValue(value: JsonValue): JsonValue {
    if (isJsonArray(value)) {
      const isOwn = (item: JsonValue): boolean =>
        isJsonObject(item) && this.#created.has(entityIdOf(item) ?? '')
      if (value.some(isOwn)) return this.#cleanValue(value.filter((item) => !isOwn(item)))
      return mapMembers(value, (item) => this.#cleanValue(item))
    }
    return isJsonObject(value) ? this.#clean(value, undefined) : value
  }

  #placeOf(url: string): ResourcePlace | undefined {
    const path = pathOf(url)
    return readResourcePlace(path, (segment) => isUuid(segment) || this.#ids.has(segment))
  }
}

function addMissing(target: Writable, more: JsonObject | FixtureEntity): void {
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

function namesOf(map: Map<string, Set<string>>, key: string): Set<string> {
  if (!map.has(key)) map.set(key, new Set())
  return map.get(key)!
}
