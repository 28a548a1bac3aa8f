import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { entityTypeOf, shopModel } from '../../test/shop-model.ts'
import { EntityCollection } from './entity-collection.ts'
import { newEntity, type Entity } from './entity.ts'

const customer = entityTypeOf(shopModel(), 'customer')

function filled(count: number, ageOf: (index: number) => number): EntityCollection {
  const collection = new EntityCollection(customer)
  for (let index = 0; index < count; index++) addTo(collection, `c${index}`, ageOf(index))
  return collection
}

function addTo(collection: EntityCollection, key: string, age: number): Entity {
  const entity = newEntity(customer, { age }, { collection, key })
  collection.add(key, entity)
  return entity
}

function setAge(collection: EntityCollection, key: string, age: number): void {
  const entity = collection.get(key)!
  const before = entity.properties
  entity.properties = { age }
  collection.propertiesChanged(entity, before)
}

/** Asks twice: the first time no index is worth making. */
function find(collection: EntityCollection, age: number): readonly string[] | undefined {
  collection.findByIndex('age', age)
  return collection.findByIndex('age', age)?.map(({ key }) => key)
}

const byAge = (a: Entity, b: Entity) => Number(a.properties['age']) - Number(b.properties['age'])

describe('findByIndex', () => {
  test('gives nothing at the first question and for a small collection', () => {
    expect(filled(40, () => 1).findByIndex('age', 1)).toBeUndefined()
    expect(
      find(
        filled(31, () => 1),
        1,
      ),
    ).toBeUndefined()
  })

  test('gives entities in the order of the collection', () => {
    const collection = filled(40, (index) => index % 20)
    expect(find(collection, 3)).toEqual(['c3', 'c23'])
    expect(find(collection, 99)).toEqual([])
  })

  test('follows additions, deletions, changes and what is put back', () => {
    const collection = filled(40, (index) => index % 20)
    find(collection, 3)
    addTo(collection, 'new', 3)
    setAge(collection, 'c5', 3)
    expect(find(collection, 3)).toEqual(['c3', 'c5', 'c23', 'new'])
    expect(find(collection, 5)).toEqual(['c25'])
    const entry = collection.entry('c3')
    collection.delete('c3')
    expect(find(collection, 3)).toEqual(['c5', 'c23', 'new'])
    collection.putBack('c3', entry)
    collection.putBack('new', undefined)
    expect(find(collection, 3)).toEqual(['c3', 'c5', 'c23'])
  })

  test('ignores changes of what is no member any more', () => {
    const collection = filled(40, (index) => index)
    find(collection, 0)
    const entity = collection.get('c1')!
    collection.delete('c1')
    const before = entity.properties
    entity.properties = { age: 0 }
    collection.propertiesChanged(entity, before)
    expect(find(collection, 0)).toEqual(['c0'])
  })

  test('stays right when many entities share a value', () => {
    const collection = filled(1500, () => 1)
    find(collection, 1)
    setAge(collection, 'c0', 2)
    setAge(collection, 'c0', 1)
    collection.delete('c1')
    expect(find(collection, 1)).toEqual(collection.toArray().map(({ key }) => key))
    expect(find(collection, 2)).toEqual([])
  })
})

const sortBy = (compare: (a: Entity, b: Entity) => number) => (items: readonly Entity[]) =>
  items.toSorted(compare)

describe('findSorted', () => {
  const keysOf = (collection: EntityCollection) =>
    collection.findSorted('age', sortBy(byAge))?.map(({ key }) => key)

  test('keeps an order from its second use, and puts what changes in its place', () => {
    const collection = filled(3, (index) => -index)
    const keys = () => keysOf(collection)
    expect([keys(), keys()]).toEqual([undefined, ['c2', 'c1', 'c0']])
    setAge(collection, 'c2', 5)
    expect(keys()).toEqual(['c1', 'c0', 'c2'])
    const entry = collection.entry('c1')
    collection.delete('c1')
    expect(keys()).toEqual(['c0', 'c2'])
    collection.putBack('c1', entry)
    addTo(collection, 'new', 0)
    expect(keys()).toEqual(['c1', 'c0', 'new', 'c2'])
  })

  test('keeps an order at its fourth use where every use finds another state', () => {
    const collection = filled(3, (index) => index)
    const uses = Array.from({ length: 5 }, (_, use) => {
      setAge(collection, 'c0', use)
      return keysOf(collection)
    })
    expect(uses).toEqual([undefined, undefined, undefined, ['c1', 'c2', 'c0'], ['c1', 'c2', 'c0']])
  })

  test('sorts anew what has changed in more than a few places', () => {
    const collection = filled(300, (index) => index)
    const keys = () => keysOf(collection)
    keys()
    keys()
    for (let index = 0; index < 250; index++) setAge(collection, `c${index}`, -index)
    const sorted = collection.toArray().toSorted(byAge)
    expect([keys(), keys()]).toEqual([undefined, sorted.map(({ key }) => key)])
  })

  test('is what a stable sort gives, whatever came before', () => {
    const step = fc.tuple(fc.constantFrom('add', 'delete', 'set'), fc.nat(12), fc.nat(3))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const collection = filled(6, (index) => index % 3)
        const taken: [string, ReturnType<EntityCollection['entry']>][] = []
        for (const [what, index, age] of steps) {
          const key = `c${index}`
          if (what === 'add' && !collection.has(key)) addTo(collection, key, age)
          else if (what === 'set' && collection.has(key)) setAge(collection, key, age)
          else if (what === 'delete' && collection.has(key)) {
            taken.push([key, collection.entry(key)])
            collection.delete(key)
          } else if (what === 'delete')
            for (const [at, entry] of taken) collection.putBack(at, entry)
          const inOrder = collection.toArray().toSorted(byAge)
          const expected = inOrder.map((entity) => entity.key)
          expect(keysOf(collection) ?? expected).toEqual(expected)
        }
      }),
    )
  })

  test('keeps a few orders apart', () => {
    const collection = filled(2, (index) => index)
    const descending = (a: Entity, b: Entity) => byAge(b, a)
    for (let round = 0; round < 2; round++) {
      collection.findSorted('age', sortBy(byAge))
      collection.findSorted('age desc', sortBy(descending))
    }
    expect(collection.findSorted('age', sortBy(byAge))?.map(({ key }) => key)).toEqual(['c0', 'c1'])
    expect(collection.findSorted('age desc', sortBy(descending))?.map(({ key }) => key)).toEqual([
      'c1',
      'c0',
    ])
  })
})
