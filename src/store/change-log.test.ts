import { describe, expect, test } from '@jest/globals'
import { entityTypeOf, shopModel } from '../../test/shop-model.ts'
import { ChangeLog } from './change-log.ts'
import { EntityCollection } from './entity-collection.ts'
import { newEntity, type Entity } from './entity.ts'
import { OrderedMap } from './ordered-map.ts'

const customer = entityTypeOf(shopModel(), 'customer')

/** A log on one collection of `count` entities, which counts what an undo touches. */
function logged(count: number) {
  const collection = new EntityCollection(customer)
  let touched = 0
  const log = new ChangeLog((entity, properties) => {
    touched++
    entity.properties = properties
  })
  const entities = Array.from({ length: count }, (_, index) => {
    const entity = newEntity(customer, { age: 0 }, { collection, key: String(index) })
    collection.add(entity.key, entity)
    return entity
  })
  const update = (entity: Entity, age: number) => {
    log.touchProperties(entity)
    entity.properties = { age }
  }
  const ages = () => entities.map(({ properties }) => properties['age'])
  return { log, update, ages, entities, touched: () => touched }
}

test('a rollback takes back what came since its mark, and no more', () => {
  const { log, update, ages, entities } = logged(2)
  update(entities[0]!, 1)
  const mark = log.mark()
  update(entities[0]!, 2)
  update(entities[1]!, 3)
  log.rollback(mark)
  expect(ages()).toEqual([1, 0])
})

test('what was committed is taken back by an older mark', () => {
  const { log, update, ages, entities } = logged(2)
  const outer = log.mark()
  update(entities[0]!, 1)
  const inner = log.mark()
  update(entities[0]!, 2)
  update(entities[1]!, 3)
  log.commit(inner)
  expect(ages()).toEqual([2, 3])
  expect(log.restore(outer)).toBe(true)
  expect(ages()).toEqual([0, 0])
})

test('a mark stays valid after a restore, and is forgotten with an older one', () => {
  const { log, update, ages, entities } = logged(1)
  const [older, newer] = [log.mark(), log.mark()]
  for (let round = 0; round < 2; round++) {
    update(entities[0]!, 5)
    expect(log.restore(newer)).toBe(true)
    expect(ages()).toEqual([0])
  }
  expect([log.restore(older), log.restore(newer)]).toEqual([true, false])
})

test('ending a mark that is no longer known changes nothing', () => {
  const { log, update, ages, entities } = logged(1)
  const mark = log.mark()
  log.reset()
  update(entities[0]!, 5)
  log.commit(mark)
  log.rollback(mark)
  expect(ages()).toEqual([5])
  log.reset()
  expect(ages()).toEqual([0])
})

test('a reset touches what changed, however often, and nothing else', () => {
  const { log, update, ages, entities, touched } = logged(10_000)
  for (let round = 1; round <= 50; round++) {
    const mark = log.mark()
    for (const index of [3, 5000, 9999]) update(entities[index]!, round)
    log.commit(mark)
  }
  log.reset()
  expect(touched()).toBe(3)
  expect(new Set(ages())).toEqual(new Set([0]))
  log.reset()
  expect(touched()).toBe(3)
})

test('entries of maps are put back at their place', () => {
  const { log } = logged(0)
  const map = new OrderedMap<string, number>()
  for (const key of ['a', 'b', 'c']) map.add(key, key.charCodeAt(0))
  const mark = log.mark()
  log.touchEntry(map, 'a')
  map.delete('a')
  log.touchEntry(map, 'd')
  map.add('d', 0)
  log.touchEntry(map, 'a')
  map.add('a', 1)
  log.rollback(mark)
  expect(map.toArray()).toEqual([97, 98, 99])
})

describe('branches', () => {
  test('a branch begins with the state of the one it was made of, and neither sees the other', () => {
    const { log, update, ages, entities } = logged(2)
    update(entities[0]!, 1)
    const branch = log.fork(log.main)
    update(entities[0]!, 2)
    log.enter(branch)
    expect(ages()).toEqual([1, 0])
    update(entities[1]!, 3)
    expect(ages()).toEqual([1, 3])
    log.enter(log.main)
    expect(ages()).toEqual([2, 0])
    log.enter(branch)
    expect(ages()).toEqual([1, 3])
  })

  test('a reset of one goes back to the beginning, and leaves the other as it is', () => {
    const { log, update, ages, entities } = logged(2)
    update(entities[0]!, 1)
    const branch = log.fork(log.main)
    log.reset()
    expect(ages()).toEqual([0, 0])
    log.enter(branch)
    expect(ages()).toEqual([1, 0])
    log.reset()
    expect(ages()).toEqual([0, 0])
  })

  test('a mark is known in its branch alone, and outlives forks', () => {
    const { log, update, ages, entities } = logged(1)
    const mark = log.mark()
    update(entities[0]!, 1)
    const branch = log.fork(log.main)
    log.enter(branch)
    expect(log.restore(mark)).toBe(false)
    expect(ages()).toEqual([1])
    log.enter(log.main)
    update(entities[0]!, 2)
    expect(log.restore(mark)).toBe(true)
    expect(ages()).toEqual([0])
    log.enter(branch)
    expect(ages()).toEqual([1])
  })

  test('what is committed after a fork stays in its branch', () => {
    const { log, update, ages, entities } = logged(1)
    const mark = log.mark()
    update(entities[0]!, 1)
    const branch = log.fork(log.main)
    update(entities[0]!, 2)
    log.commit(mark)
    log.enter(branch)
    expect(ages()).toEqual([1])
    log.enter(log.main)
    expect(ages()).toEqual([2])
    log.reset()
    expect(ages()).toEqual([0])
  })

  test('entering a branch touches what differs, and a fork touches nothing', () => {
    const { log, update, entities, touched } = logged(10_000)
    for (const entity of entities) update(entity, 1)
    const branches = [1, 2, 3].map(() => log.fork(log.main))
    expect(touched()).toBe(0)
    for (const branch of branches) {
      log.enter(branch)
      update(entities[0]!, 2)
    }
    expect(touched()).toBe(2)
    log.enter(branches[0]!)
    expect(touched()).toBe(4)
    log.enter(branches[0]!)
    expect(touched()).toBe(4)
  })

  test('a branch that was dropped is refused, and others go on', () => {
    const { log, update, ages, entities } = logged(2)
    const first = log.fork(log.main)
    log.enter(first)
    update(entities[0]!, 1)
    const second = log.fork(first)
    log.drop(first)
    log.enter(second)
    expect(ages()).toEqual([1, 0])
    expect(() => log.enter(first)).toThrow('the branch was dropped')
    log.drop(log.main)
    update(entities[1]!, 2)
    expect(ages()).toEqual([1, 2])
    log.reset()
    expect(ages()).toEqual([0, 0])
  })

  test('what two branches shared stays with the one that is left, which was not entered', () => {
    const { log, update, ages, entities } = logged(3)
    const first = log.fork(log.main)
    log.enter(first)
    update(entities[0]!, 1)
    update(entities[1]!, 1)
    const second = log.fork(first)
    log.enter(second)
    update(entities[0]!, 2)
    update(entities[2]!, 2)
    log.enter(first)
    log.drop(first)
    log.enter(second)
    expect(ages()).toEqual([2, 1, 2])
    log.enter(log.main)
    expect(ages()).toEqual([0, 0, 0])
    log.enter(second)
    log.reset()
    expect(ages()).toEqual([0, 0, 0])
  })

  test('a mark is the same place after a fork that was made behind it is gone', () => {
    const { log, update, ages, entities } = logged(2)
    update(entities[0]!, 1)
    const mark = log.mark()
    const passing = log.fork(log.main)
    update(entities[1]!, 2)
    log.drop(passing)
    expect(log.restore(mark)).toBe(true)
    expect(ages()).toEqual([1, 0])
  })

  test('forks that come and go leave no longer way from one state to another', () => {
    const { log, update, entities, touched } = logged(1)
    const other = log.fork(log.main)
    for (let round = 1; round <= 20; round++) {
      log.enter(log.main)
      update(entities[0]!, round)
      const passing = log.fork(log.main)
      update(entities[0]!, -round)
      log.drop(passing)
    }
    const before = touched()
    log.enter(other)
    expect(touched() - before).toBe(1)
  })
})
