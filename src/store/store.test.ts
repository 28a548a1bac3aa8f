import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { entitySetOf, navigationOf, shopModel, singletonOf } from '../../test/shop-model.ts'
import type { EntityType, JsonObject, NavigationProperty } from '../model/index.ts'
import type { Mark } from './change-log.ts'
import { newEntity, type Entity } from './entity.ts'
import { Store } from './store.ts'

const model = shopModel()
const navigation = (typeName: string, name: string) => navigationOf(model, typeName, name)
const links = {
  orders: navigation('customer', 'orders'),
  friends: navigation('customer', 'friends'),
  spouse: navigation('customer', 'spouse'),
  referrer: navigation('customer', 'referrer'),
}
type LinkName = keyof typeof links
const linkNames = Object.keys(links) as LinkName[]
const notes = navigation('customer', 'notes')
const profile = navigation('customer', 'profile')
type SetName = 'customers' | 'orders' | 'products' | 'categories'
const setNames: readonly SetName[] = ['customers', 'orders', 'products', 'categories']

function add(store: Store, setName: string, key: string, properties: JsonObject = {}): Entity {
  const set = entitySetOf(model, setName)
  const entity = newEntity(set.entityType, properties, { collection: store.collection(set), key })
  store.add(entity)
  return entity
}

function contain(store: Store, parent: Entity, containment: NavigationProperty, key: string) {
  if (!containment.isCollection) {
    const child = newEntity(containment.type, { id: key }, { parent, containment, key })
    store.link(parent, containment, child)
    return child
  }
  const collection = store.containedCollection(parent, containment)
  const child = newEntity(containment.type, { id: key }, { parent, containment, collection, key })
  store.add(child)
  return child
}

function seeded(customers = 3): Store {
  const store = new Store(model.container)
  for (let i = 0; i < customers; i++) add(store, 'customers', `c${i}`, { id: `c${i}`, age: i % 3 })
  for (const number of [1, 2]) add(store, 'orders', String(number), { number })
  add(store, 'categories', '7', { id: 7 })
  store.rebase()
  return store
}

const get = (store: Store, set: string, key: string) =>
  store.collection(entitySetOf(model, set)).get(key)!
const keysOf = (entities: readonly Entity[]) => entities.map(({ key }) => key)

// ── Against plain arrays ────────────────────────────────────────────────────────────────────────

/** The same state in arrays: links as pairs in the order of linking, marks as copies. */
interface Plain {
  readonly customers: { key: string; age: number; notes: string[]; profile: string | undefined }[]
  readonly orders: { key: string }[]
  readonly categories: { key: string }[]
  readonly products: { key: string; categoryId: number | null }[]
  readonly links: Record<LinkName, (readonly [string, string])[]>
}

interface Modelled {
  state: Plain
  base: Plain
  marks: (Plain | undefined)[]
}

interface Real {
  readonly store: Store
  readonly marks: Mark[]
}

function plainView({ links: pairs, ...sets }: Plain): unknown {
  const from = (name: LinkName, key: string) =>
    pairs[name].filter(([source]) => source === key).map(([, target]) => target)
  const to = (name: LinkName, key: string) =>
    pairs[name].filter(([, target]) => target === key).map(([source]) => source)
  return {
    customers: sets.customers.map(({ key, age, notes: texts, profile: single }) => ({
      key,
      age,
      notes: texts,
      profile: single,
      orders: from('orders', key),
      friends: from('friends', key),
      spouse: pairs.spouse.find((pair) => pair.includes(key)) && spouseOf(pairs.spouse, key),
      referrer: from('referrer', key)[0],
    })),
    orders: sets.orders.map(({ key }) => ({ key, customer: to('orders', key)[0] })),
    categories: sets.categories.map(({ key }) => ({
      key,
      products: sets.products
        .filter(({ categoryId }) => String(categoryId) === key)
        .map((it) => it.key),
    })),
    products: sets.products.map(({ key, categoryId }) => ({
      key,
      category: sets.categories.find((category) => category.key === String(categoryId))?.key,
    })),
  }
}

function spouseOf(pairs: readonly (readonly [string, string])[], key: string): string {
  const [a, b] = pairs.find((pair) => pair.includes(key))!
  return a === key ? b : a
}

function storeView(store: Store): unknown {
  const all = (name: string) => store.collection(entitySetOf(model, name)).toArray()
  const many = (entity: Entity, end: NavigationProperty) =>
    keysOf(store.followCollection(entity, end))
  const one = (entity: Entity, end: NavigationProperty) => store.followSingle(entity, end)?.key
  return {
    customers: all('customers').map((entity) => ({
      key: entity.key,
      age: entity.properties['age'],
      notes: many(entity, notes),
      profile: one(entity, profile),
      orders: many(entity, links.orders),
      friends: many(entity, links.friends),
      spouse: one(entity, links.spouse),
      referrer: one(entity, links.referrer),
    })),
    orders: all('orders').map((entity) => ({
      key: entity.key,
      customer: one(entity, navigation('order', 'customer')),
    })),
    categories: all('categories').map((entity) => ({
      key: entity.key,
      products: many(entity, navigation('category', 'products')),
    })),
    products: all('products').map((entity) => ({
      key: entity.key,
      category: one(entity, navigation('product', 'category')),
    })),
  }
}

function expectSameState(store: Store, state: Plain): void {
  expect(storeView(store)).toEqual(plainView(state))
}

/** Indexes and kept orders say what a scan and a sort say. */
function expectSameAsScan(store: Store): void {
  for (const [name, property] of [
    ['customers', 'age'],
    ['products', 'categoryId'],
  ] as const) {
    const collection = store.collection(entitySetOf(model, name))
    const all = collection.toArray()
    for (const value of [0, 1, 2, 7]) {
      const found = collection.findByIndex(property, value)
      const scanned = all.filter(({ properties }) => properties[property] === value)
      if (found) expect(keysOf(found)).toEqual(keysOf(scanned))
    }
    const compare = (a: Entity, b: Entity) =>
      Number(a.properties[property]) - Number(b.properties[property])
    const sorted = collection.findSorted(property, (items) => items.toSorted(compare))
    if (sorted) expect(keysOf(sorted)).toEqual(keysOf([...all].sort(compare)))
  }
}

class Step implements fc.Command<Modelled, Real> {
  readonly #name: string
  readonly #onPlain: (modelled: Modelled) => void
  readonly #onStore: (real: Real) => void
  readonly #mayRun: (modelled: Readonly<Modelled>) => boolean

  constructor(
    name: string,
    onPlain: (modelled: Modelled) => void,
    onStore: (real: Real) => void,
    mayRun: (modelled: Readonly<Modelled>) => boolean = () => true,
  ) {
    this.#name = name
    this.#onPlain = onPlain
    this.#onStore = onStore
    this.#mayRun = mayRun
  }

  check(modelled: Readonly<Modelled>): boolean {
    return this.#mayRun(modelled)
  }

  run(modelled: Modelled, real: Real): void {
    this.#onPlain(modelled)
    this.#onStore(real)
    expectSameState(real.store, modelled.state)
    expectSameAsScan(real.store)
  }

  toString(): string {
    return this.#name
  }
}

function has({ state }: Readonly<Modelled>, set: SetName, key: string): boolean {
  return state[set].some((it) => it.key === key)
}

function addStep(set: SetName, key: string, value: number): Step {
  return new Step(
    `add ${set} ${key} ${value}`,
    ({ state }) => {
      const entity = { key, age: value, categoryId: value, notes: [], profile: undefined }
      state[set].push(entity as never)
    },
    ({ store }) => void add(store, set, key, { id: Number(key), age: value, categoryId: value }),
    (modelled) => !has(modelled, set, key),
  )
}

function dropLinks(state: Plain, key: string, isAbout: (name: LinkName) => readonly boolean[]) {
  for (const name of linkNames) {
    const [bySource, byTarget] = isAbout(name)
    state.links[name] = state.links[name].filter(
      ([source, target]) => !(bySource && source === key) && !(byTarget && target === key),
    )
  }
}

function removeStep(set: SetName, key: string): Step {
  return new Step(
    `remove ${set} ${key}`,
    ({ state }) => {
      state[set].splice(
        state[set].findIndex((it) => it.key === key),
        1,
      )
      if (set === 'customers') dropLinks(state, key, (name) => [true, name !== 'orders'])
      if (set === 'orders') dropLinks(state, key, (name) => [false, name === 'orders'])
    },
    ({ store }) => store.remove(get(store, set, key)),
    (modelled) => has(modelled, set, key),
  )
}

function updateStep(set: 'customers' | 'products', key: string, value: number): Step {
  const name = set === 'customers' ? 'age' : 'categoryId'
  return new Step(
    `update ${set} ${key} ${value}`,
    ({ state }) => {
      const found = (state[set] as { key: string }[]).find((it) => it.key === key)!
      Object.assign(found, { [name]: value })
    },
    ({ store }) => {
      const entity = get(store, set, key)
      store.update(entity, { ...entity.properties, [name]: value })
    },
    (modelled) => has(modelled, set, key),
  )
}

const targetSet = (name: LinkName): SetName => (name === 'orders' ? 'orders' : 'customers')

function linkStep(name: LinkName, source: string, target: string, isLinking: boolean): Step {
  const isSame = ([a, b]: readonly [string, string]) =>
    (a === source && b === target) || (name === 'spouse' && a === target && b === source)
  return new Step(
    `${isLinking ? 'link' : 'unlink'} ${source} ${name} ${target}`,
    ({ state }) => {
      const pairs = state.links[name]
      if (!isLinking) state.links[name] = pairs.filter((pair) => !isSame(pair))
      else if (!pairs.some(isSame)) {
        const isReplaced = ([a, b]: readonly [string, string]) =>
          (name === 'orders' && b === target) ||
          (name === 'referrer' && a === source) ||
          (name === 'spouse' && [a, b].some((key) => key === source || key === target))
        state.links[name] = [...pairs.filter((pair) => !isReplaced(pair)), [source, target]]
      }
    },
    ({ store }) => {
      const ends = [get(store, 'customers', source), get(store, targetSet(name), target)] as const
      if (isLinking) store.link(ends[0], links[name], ends[1])
      else store.unlink(ends[0], links[name], ends[1])
      expect(store.isLinked(ends[0], links[name], ends[1])).toBe(isLinking)
    },
    (modelled) => has(modelled, 'customers', source) && has(modelled, targetSet(name), target),
  )
}

function containStep(customer: string, key: string): Step {
  const found = ({ state }: Readonly<Modelled>) => state.customers.find((it) => it.key === customer)
  return new Step(
    `contain ${key} in ${customer}`,
    (modelled) => {
      const parent = found(modelled)!
      parent.notes.push(key)
      parent.profile ??= key
    },
    ({ store }) => {
      const parent = get(store, 'customers', customer)
      const child = contain(store, parent, notes, key)
      expect(store.followSingle(child, navigation('note', 'customer'))).toBe(parent)
      if (!store.followSingle(parent, profile)) contain(store, parent, profile, key)
    },
    (modelled) => found(modelled)?.notes.includes(key) === false,
  )
}

function removeNoteStep(customer: string, key: string): Step {
  const found = ({ state }: Readonly<Modelled>) => state.customers.find((it) => it.key === customer)
  return new Step(
    `remove note ${key} of ${customer}`,
    (modelled) => {
      const { notes: texts } = found(modelled)!
      texts.splice(texts.indexOf(key), 1)
    },
    ({ store }) => {
      const parent = get(store, 'customers', customer)
      store.remove(store.containedCollection(parent, notes).get(key)!)
    },
    (modelled) => found(modelled)?.notes.includes(key) === true,
  )
}

const copy = (state: Plain): Plain => structuredClone(state)

const markStep = new Step(
  'mark',
  ({ state, marks }) => void marks.push(copy(state)),
  ({ store, marks }) => void marks.push(store.mark()),
)

type Ending = 'commit' | 'rollback' | 'restore'

/** Marks are chosen among all that ever were, so that dead ones are tried too. */
function endStep(ending: Ending, choice: number): Step {
  let isKnown = false
  return new Step(
    `${ending} ${choice}`,
    (modelled) => {
      const index = choice % modelled.marks.length
      const kept = modelled.marks[index]
      isKnown = kept !== undefined
      if (!kept) return
      modelled.marks.fill(undefined, ending === 'restore' ? index + 1 : index)
      if (ending !== 'commit') modelled.state = copy(kept)
    },
    ({ store, marks }) => {
      const mark = marks[choice % marks.length]!
      if (ending === 'restore') expect(store.restore(mark)).toBe(isKnown)
      else store[ending](mark)
    },
    ({ marks }) => marks.length > 0,
  )
}

const resetStep = new Step(
  'reset',
  (modelled) => {
    modelled.state = copy(modelled.base)
    modelled.marks.fill(undefined)
  },
  ({ store }) => store.reset(),
)

const rebaseStep = new Step(
  'rebase',
  (modelled) => {
    modelled.base = copy(modelled.state)
    modelled.marks.fill(undefined)
  },
  ({ store }) => store.rebase(),
)

const customerKey = fc.nat(41).map((number) => `c${number}`)
const numberKey = fc.nat(4).map(String)
const keyOfSet = (set: SetName) => (set === 'customers' ? customerKey : numberKey)
const anySet = fc.constantFrom<SetName>(...setNames)
const smallValue = fc.constantFrom(0, 1, 2, 7)

const steps: fc.Arbitrary<Step>[] = [
  anySet.chain((set) =>
    fc.tuple(keyOfSet(set), smallValue).map(([key, value]) => addStep(set, key, value)),
  ),
  anySet.chain((set) => keyOfSet(set).map((key) => removeStep(set, key))),
  fc.tuple(customerKey, smallValue).map(([key, value]) => updateStep('customers', key, value)),
  fc.tuple(numberKey, smallValue).map(([key, value]) => updateStep('products', key, value)),
  ...linkNames.map(linkSteps),
  fc
    .tuple(fc.constantFrom('c0', 'c1'), fc.constantFrom('n0', 'n1'))
    .map(([customer, key]) => containStep(customer, key)),
  fc
    .tuple(fc.constantFrom('c0', 'c1'), fc.constantFrom('n0', 'n1'))
    .map(([customer, key]) => removeNoteStep(customer, key)),
  fc.constant(markStep),
  fc
    .tuple(fc.constantFrom<Ending>('commit', 'rollback', 'restore'), fc.nat(5))
    .map(([ending, choice]) => endStep(ending, choice)),
  fc.constant(resetStep),
  fc.constant(rebaseStep),
]

function linkSteps(name: LinkName): fc.Arbitrary<Step> {
  return fc
    .tuple(fc.constantFrom('c0', 'c1', 'c2'), keyOfLinked(name), fc.boolean())
    .map(([source, target, isLinking]) => linkStep(name, source, target, isLinking))
}

function keyOfLinked(name: LinkName): fc.Arbitrary<string> {
  return name === 'orders' ? numberKey : fc.constantFrom('c0', 'c1', 'c2', 'c3')
}

function modelledSeed(customers: number): Modelled {
  const state: Plain = {
    customers: Array.from({ length: customers }, (_, i) => ({
      key: `c${i}`,
      age: i % 3,
      notes: [],
      profile: undefined,
    })),
    orders: [{ key: '1' }, { key: '2' }],
    categories: [{ key: '7' }],
    products: [],
    links: { orders: [], friends: [], spouse: [], referrer: [] },
  }
  return { state, base: copy(state), marks: [] }
}

test('any sequence of changes, marks and resets leaves what plain arrays would hold', () => {
  fc.assert(
    fc.property(fc.commands(steps, { maxCommands: 80, size: 'max' }), (commands) =>
      fc.modelRun(
        () => ({ model: modelledSeed(40), real: { store: seeded(40), marks: [] } }),
        commands,
      ),
    ),
    { numRuns: 40 },
  )
})

// ── One by one ──────────────────────────────────────────────────────────────────────────────────

test('a single-valued end is replaced, from both ends', () => {
  const store = seeded()
  const [a, b] = ['c0', 'c1'].map((key) => get(store, 'customers', key)) as [Entity, Entity]
  const order = get(store, 'orders', '1')
  store.link(a, links.orders, order)
  store.link(order, navigation('order', 'customer'), b)
  expect(keysOf(store.followCollection(a, links.orders))).toEqual([])
  expect(keysOf(store.followCollection(b, links.orders))).toEqual(['1'])
  store.link(a, links.orders, order)
  expect(keysOf(store.followCollection(b, links.orders))).toEqual([])
  expect(store.followSingle(order, navigation('order', 'customer'))).toBe(a)
})

test('a removed entity takes what it contains and its links with it', () => {
  const store = seeded()
  const [a, b] = ['c0', 'c1'].map((key) => get(store, 'customers', key)) as [Entity, Entity]
  store.link(b, links.friends, a)
  contain(store, a, notes, 'n')
  contain(store, a, profile, 'p')
  store.remove(a)
  expect(store.followCollection(b, links.friends)).toEqual([])
  expect(store.followCollection(a, notes)).toEqual([])
  expect(store.followSingle(a, profile)).toBeNull()
})

test('a referential constraint is a link: from the number to the key, and back by an index or a scan', () => {
  const store = seeded()
  const category = get(store, 'categories', '7')
  const products = navigation('category', 'products')
  for (let i = 0; i < 40; i++) add(store, 'products', `p${i}`, { categoryId: i < 2 ? 7 : 8 })
  for (let round = 0; round < 3; round++) {
    expect(keysOf(store.followCollection(category, products))).toEqual(['p0', 'p1'])
  }
  const product = get(store, 'products', 'p0')
  expect(store.followSingle(product, navigation('product', 'category'))).toBe(category)
  expect(store.isLinked(category, products, product)).toBe(true)
})

test('a singleton that is given anew loses the links of the one before', () => {
  const store = seeded()
  const me = singletonOf(model, 'me')
  const friend = get(store, 'customers', 'c0')
  const first = newEntity(me.entityType, { id: 'first' }, { singleton: me })
  store.setSingleton(me, first)
  store.link(first, links.spouse, friend)
  store.setSingleton(me, newEntity(me.entityType, { id: 'second' }, { singleton: me }))
  expect(store.singleton(me)?.properties).toEqual({ id: 'second' })
  expect(store.followSingle(friend, links.spouse)).toBeNull()
  store.reset()
  expect(store.singleton(me)).toBeUndefined()
})

test('a door leads to the whole entity set', () => {
  const store = seeded()
  const company: EntityType = singletonOf(model, 'company').entityType
  const entity = newEntity(company, {}, { singleton: singletonOf(model, 'company') })
  expect(keysOf(store.followCollection(entity, navigation('company', 'clients')))).toEqual([
    'c0',
    'c1',
    'c2',
  ])
})

test('version grows with each kind of change and with each return', () => {
  const store = seeded()
  const [a, b] = ['c0', 'c1'].map((key) => get(store, 'customers', key)) as [Entity, Entity]
  const mark = store.mark()
  const changes: (() => unknown)[] = [
    () => add(store, 'customers', 'new'),
    () => store.update(a, {}),
    () => store.link(a, links.friends, b),
    () => store.unlink(a, links.friends, b),
    () => store.remove(b),
    () => store.restore(mark),
    () => store.rollback(mark),
    () => store.reset(),
  ]
  const versions = changes.map((change) => {
    change()
    return store.main.version
  })
  expect(versions).toEqual([...new Set(versions)].sort((x, y) => x - y))
})
