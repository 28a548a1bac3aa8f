import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import { partsOf } from './batch-parts.ts'
import { entityIdOf, keyTextOf } from './entity-id.ts'
import { createdKeys, idsOf, keyNameIn } from './find-keys.ts'
import { isCreation, isList } from './find-named-values.ts'
import { pathOf } from './path-of.ts'
import { isUuid } from './identifying-values.ts'
import { isObjectBody, mapMembers, pickMembers } from './json-body.ts'
import { leavesOf } from './json-leaves.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { listedKeys, type ListedKeys } from './order-keys.ts'
import { readResourcePlace, type ResourcePlace, type ResourceStep } from './resource-place.ts'
import type { FixtureMembers } from './scenario-document.ts'
import { AnsweredCalls } from './answered-calls.ts'
import { addMissing, FixtureTree, type Writable } from './fixture-tree.ts'
import { withoutPointers } from './without-pointers.ts'

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
  readonly #tree = new FixtureTree(this.#keyNames)
  readonly #calls = new AnsweredCalls(this.#created)

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
    return { ...this.#tree.write(this.#lists), ...this.#calls.write() }
  }

  #learnOne({ request, response, undocumented }: ObservedExchange): void {
    const { status, body } = response
    if (status >= 400) return
    if (isCreation({ request, response, time: '', duration: 0 })) {
      for (const key of createdKeys(response)) this.#created.add(key)
    }
    const place = this.#placeOf(request.url)
    this.#learnReferences(request.body)
    if (this.#calls.learn(request, response)) {
      this.#learnCalled(request.url, body)
      return
    }
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
    if (request.method === 'PUT' && last.key !== undefined && !this.#tree.entities.has(last.key)) {
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
      const known = this.#tree.entities.get(key)
      if (known) addMissing(known, this.#clean(entity, key))
      if (known && (isRelinked || parent?.key === undefined)) continue
      if (isRelinked) continue
      const target = this.#entityAt([...place.steps.slice(0, -1), { name: last.name, key }])
      if (target) addMissing(target, this.#clean(entity, key))
    }
    if (place.steps.every(({ key }) => key === undefined)) {
      this.#tree.addSet(place.steps)
    }
  }

  /** A function of a set that answers with what is in it answers with entities of the set. */
  #learnCalled(url: string, body: unknown): void {
    const set = this.#placeOf(pathOf(url).replace(/\/[^/]*$/, ''))
    if (!set || set.suffix !== undefined || set.steps.some(({ key }) => key !== undefined)) return
    if (!isList(body)) return
    const { name } = set.steps.at(-1)!
    const isMember = (item: unknown): boolean => {
      const key = isJsonObject(item) ? this.#keyIn(item, name) : undefined
      return key !== undefined && (this.#created.has(key) || this.#tree.entities.has(key))
    }
    if (body.value.some(isMember)) this.#learnList(set, body.value)
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

  /** None below what was created. */
  #entityAt(steps: readonly ResourceStep[]): Writable | undefined {
    return this.#holderOf({ steps, suffix: undefined }) ? this.#tree.entityAt(steps) : undefined
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

function namesOf(map: Map<string, Set<string>>, key: string): Set<string> {
  if (!map.has(key)) map.set(key, new Set())
  return map.get(key)!
}
