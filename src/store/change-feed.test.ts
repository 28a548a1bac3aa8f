import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { entitySetOf, navigationOf, shopModel } from '../../test/shop-model.ts'
import type { JsonObject } from '../model/index.ts'
import { ChangeFeed, type RecordedEntity, type RecordedResult } from './change-feed.ts'
import { canonicalPath } from './canonical-path.ts'
import { compareResults, type EntityChange } from './compare-results.ts'
import { newEntity, type Entity } from './entity.ts'
import { Store } from './store.ts'

const model = shopModel()
const customers = entitySetOf(model, 'customers')
const friends = navigationOf(model, 'customer', 'friends')
const none: RecordedResult = { members: new Map(), selected: undefined }

function add(store: Store, id: string, properties: JsonObject = {}): Entity {
  const collection = store.collection(customers)
  const entity = newEntity(customers.entityType, { id, ...properties }, { collection, key: id })
  store.add(entity)
  return entity
}

const get = (store: Store, id: string) => store.collection(customers).get(id)!

/** All customers that pass, and their friends where these are asked for. */
function record(
  store: Store,
  {
    passes = () => true,
    selected,
    withFriends = false,
  }: {
    readonly passes?: (entity: Entity) => boolean
    readonly selected?: ReadonlySet<string>
    readonly withFriends?: boolean
  } = {},
): RecordedResult {
  const recorded = (entity: Entity): [Entity, RecordedEntity] => {
    const { properties } = entity
    if (!withFriends) return [entity, { entity, properties }]
    const members = store.followCollection(entity, friends)
    const related = new Map(
      members.map((each) => [each, { entity: each, properties: each.properties }]),
    )
    return [
      entity,
      { entity, properties, related: new Map([[friends, { ...none, members: related }]]) },
    ]
  }
  const items = store.collection(customers).toArray().filter(passes)
  return { members: new Map(items.map(recorded)), selected }
}

/** A change in short: `+a`, `~a name`, `-a deleted`. */
function short(change: EntityChange): string {
  switch (change.kind) {
    case 'added':
      return `+${change.now.entity.key}`
    case 'changed': {
      const nested = [...change.related.values()].flat().map(short)
      return [`~${change.now.entity.key}`, ...change.properties, ...nested].join(' ')
    }
    case 'removed':
      return `-${change.before.entity.key} ${change.reason}`
  }
}

function opened(): Store {
  const store = new Store(model.container)
  for (const id of ['a', 'b', 'c']) add(store, id, { name: id, age: 1 })
  store.link(get(store, 'a'), friends, get(store, 'b'))
  return store
}

describe('changes between two results', () => {
  const old = (entity: Entity) => Number(entity.properties['age']) > 1

  test.each<[string, (store: Store) => void, Parameters<typeof record>[1], string[]]>([
    ['nothing', () => undefined, {}, []],
    ['an addition', (store) => add(store, 'd'), {}, ['+d']],
    ['an update', (store) => store.update(get(store, 'b'), { id: 'b', age: 1 }), {}, ['~b name']],
    [
      'the same values',
      (store) => store.update(get(store, 'b'), { ...get(store, 'b').properties }),
      {},
      [],
    ],
    [
      'what is not selected',
      (store) => store.update(get(store, 'b'), { id: 'b', name: 'b' }),
      { selected: new Set(['name']) },
      [],
    ],
    [
      'an annotation of what is selected',
      (store) => store.update(get(store, 'b'), { id: 'b', name: 'b', age: 1, 'name@a.b': 1 }),
      { selected: new Set(['name']) },
      ['~b name@a.b'],
    ],
    ['a removal', (store) => store.remove(get(store, 'b')), {}, ['-b deleted']],
    [
      'leaving a filter',
      (store) => store.update(get(store, 'b'), { id: 'b', age: 2 }),
      { passes: (entity) => !old(entity) },
      ['-b changed'],
    ],
    [
      'coming into a filter',
      (store) => store.update(get(store, 'b'), { id: 'b', age: 2 }),
      { passes: old },
      ['+b'],
    ],
    [
      'one made anew',
      (store) => {
        store.remove(get(store, 'b'))
        add(store, 'b', { name: 'new', age: 1 })
      },
      {},
      ['~b name'],
    ],
    [
      'one made anew that the filter leaves out',
      (store) => {
        store.remove(get(store, 'b'))
        add(store, 'b', { age: 2 })
      },
      { passes: (entity) => !old(entity) },
      ['-b changed'],
    ],
    [
      'a link',
      (store) => store.link(get(store, 'c'), friends, get(store, 'a')),
      { withFriends: true },
      ['~c +a'],
    ],
    [
      'no link',
      (store) => store.unlink(get(store, 'a'), friends, get(store, 'b')),
      { withFriends: true },
      ['~a -b changed'],
    ],
    [
      'a friend that is gone',
      (store) => store.remove(get(store, 'b')),
      { withFriends: true },
      ['~a -b deleted', '-b deleted'],
    ],
  ])('%s', (_, change, how, expected) => {
    const store = opened()
    const before = record(store, how)
    change(store)
    expect(compareResults(before, record(store, how)).map(short)).toEqual(expected)
  })

  test('what a rollback or a reset takes back is no change', () => {
    const store = opened()
    store.rebase()
    const before = record(store, { withFriends: true })
    const mark = store.mark()
    store.remove(get(store, 'a'))
    store.rollback(mark)
    store.update(get(store, 'b'), { id: 'b' })
    store.reset()
    expect(compareResults(before, record(store, { withFriends: true }))).toEqual([])
  })
})

describe('the law: the state before, with all changes applied, is the state after', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const step = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), id, age: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('remove' as const), id }),
    fc.record({ kind: fc.constant('link' as const), id, to: id }),
    fc.record({ kind: fc.constant('unlink' as const), id, to: id }),
    fc.record({ kind: fc.constantFrom('mark' as const, 'rollback' as const, 'look' as const) }),
  )
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

  function carryOut(store: Store, marks: ReturnType<Store['mark']>[], it: Step): void {
    switch (it.kind) {
      case 'put': {
        const entity = get(store, it.id)
        if (entity) store.update(entity, { id: it.id, age: it.age })
        else add(store, it.id, { age: it.age })
        break
      }
      case 'remove': {
        const entity = get(store, it.id)
        if (entity) store.remove(entity)
        break
      }
      case 'link':
      case 'unlink': {
        const [from, to] = [get(store, it.id), get(store, it.to)]
        if (from && to) store[it.kind](from, friends, to)
        break
      }
      case 'mark':
        marks.push(store.mark())
        break
      case 'rollback': {
        const mark = marks.pop()
        if (mark) store.rollback(mark)
        break
      }
      case 'look':
        break
    }
  }

  /** What a client has: properties by id, and the ids of friends. */
  type Copy = Map<string, { properties: JsonObject; friends: Copy }>

  const wholeOf = ({
    properties,
    related,
  }: RecordedEntity): { properties: JsonObject; friends: Copy } => ({
    properties,
    friends: copyOf(related?.get(friends) ?? none),
  })
  const copyOf = ({ members }: RecordedResult): Copy =>
    new Map([...members.values()].map((member) => [canonicalPath(member.entity), wholeOf(member)]))

  function apply(copy: Copy, changes: readonly EntityChange[]): void {
    for (const change of changes) {
      if (change.kind === 'removed') {
        copy.delete(canonicalPath(change.before.entity))
        continue
      }
      const { now } = change
      const at = canonicalPath(now.entity)
      if (change.kind === 'added') copy.set(at, wholeOf(now))
      else {
        const known = copy.get(at)!
        if (change.properties.size > 0) copy.set(at, { ...known, properties: now.properties })
        for (const nested of change.related.values()) apply(known.friends, nested)
      }
    }
  }

  const plain = (copy: Copy): unknown =>
    Object.fromEntries(
      [...copy]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([at, { properties, friends: inner }]) => [at, [properties, plain(inner)]]),
    )

  test.each([
    ['all', () => true],
    ['those of a filter', ({ properties }: Entity) => Number(properties['age']) > 1],
  ])('of %s', (_, passes) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = opened()
        const marks: ReturnType<Store['mark']>[] = []
        let seen = record(store, { passes, withFriends: true })
        const copy = copyOf(seen)
        for (const it of [...steps, { kind: 'look' } as const]) {
          carryOut(store, marks, it)
          if (it.kind !== 'look') continue
          const present = record(store, { passes, withFriends: true })
          apply(copy, compareResults(seen, present))
          seen = present
          expect(plain(copy)).toEqual(plain(copyOf(present)))
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the feed', () => {
  const recording = (size: number, recordedAt = 0) => ({
    definition: 'q',
    result: none,
    size,
    recordedAt,
  })

  test('finds what was added, by its position and time', () => {
    const feed = new ChangeFeed<string>()
    const first = recording(1)
    expect([feed.add(first), feed.add(recording(1))]).toEqual([1, 2])
    expect([feed.find(1, 0), feed.find(1, 5), feed.find(3, 0)]).toEqual([
      first,
      undefined,
      undefined,
    ])
  })

  test('forgets the oldest when there is too much, but never the last', () => {
    const feed = new ChangeFeed<string>(5)
    for (const size of [2, 2, 2, 9]) feed.add(recording(size))
    const known = [1, 2, 3, 4].map((position) => feed.find(position, 0) !== undefined)
    expect(known).toEqual([false, false, false, true])
  })

  test('gives no position twice, so that what was forgotten stays unknown', () => {
    const feed = new ChangeFeed<string>()
    feed.add(recording(1))
    feed.forget()
    expect([feed.add(recording(1)), feed.find(1, 0)]).toEqual([2, undefined])
  })
})
