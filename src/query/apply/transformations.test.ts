import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { customer, evaluation, plan } from '../../../test/shop-query.ts'
import type { EntityInstance } from '../../model/index.ts'
import { applyQuery } from '../system-query-options.ts'

const rows = [
  customer({ id: 'a', name: 'Ann', age: 30, grade: 'x' }),
  customer({ id: 'b', name: 'Bob', age: null, grade: 'y' }),
  customer({ id: 'c', name: null, age: 10, grade: 'x' }),
  customer({ id: 'd', name: null, age: null, grade: null }),
]

function run(apply: string, items: readonly EntityInstance[] = rows): Record<string, unknown>[] {
  const { items: found } = applyQuery(plan(`$apply=${apply}`), { items }, evaluation)
  return (found as readonly EntityInstance[]).map(({ properties }) => properties)
}

const ids = (found: readonly Record<string, unknown>[]) => found.map(({ id }) => id).join('')

test.each([
  ['aggregate(age with sum as r)', 40],
  ['aggregate(age with average as r)', 20],
  ['aggregate(age with min as r)', 10],
  ['aggregate(name with max as r)', 'Bob'],
  ['aggregate(name with countdistinct as r)', 2],
  ['aggregate($count as r)', 4],
  ['aggregate(age add 1 with sum as r)', 42],
  ['aggregate(tags/$count as r)', 0],
  ['filter(false)/aggregate(age with sum as r)', null],
  ['filter(false)/aggregate(age with average as r)', null],
  ['filter(false)/aggregate(name with min as r)', null],
  ['filter(false)/aggregate(name with countdistinct as r)', 0],
  ['filter(false)/aggregate($count as r)', 0],
  ['aggregate(age with sum from grade with max as r)', 40],
])('%s gives %p', (apply, expected) => {
  expect(run(apply)).toEqual([{ r: expected }])
})

test.each([
  ['topcount(2,age)', 'ac'],
  ['bottomcount(2,age)', 'bd'],
  ['topcount(9,age)', 'abcd'],
  ['topsum(30,age)', 'a'],
  ['topsum(31,age)', 'ac'],
  ['topsum(99,age)', 'abcd'],
  ['bottomsum(10,age)', 'bcd'],
  ['toppercent(75,age)', 'a'],
  ['toppercent(100,age)', 'ac'],
  ['bottompercent(25,age)', 'bcd'],
  ['orderby(name desc,id)', 'bacd'],
  ['orderby(grade)/skip(1)/top(2)', 'ac'],
  ["filter(name ne 'Ann')", 'bcd'],
  ['search(ann)', 'a'],
  ['concat(top(1),skip(3))', 'ad'],
  ['identity', 'abcd'],
])('%s leaves %s', (apply, expected) => {
  expect(ids(run(apply))).toBe(expected)
})

test('null is a group of its own', () => {
  expect(run('groupby((grade),aggregate(age with sum as sum,$count as n))')).toEqual([
    { grade: 'x', sum: 40, n: 2 },
    { grade: 'y', sum: null, n: 1 },
    { grade: null, sum: null, n: 1 },
  ])
})

test('computed properties are grouped, aggregated and left out like declared ones', () => {
  const computed = 'compute(age div 20 as band)/groupby((band),aggregate(band with max as top))'
  expect(run(computed)).toEqual([
    { band: 1, top: 1 },
    { band: null, top: null },
    { band: 0, top: 0 },
  ])
  expect(() => run(`${computed}/aggregate(missing with sum as s)`)).toThrow(
    /'missing' is not a property/,
  )
})

test('decimals are summed and averaged exactly', () => {
  const items = [0.1, 0.2, '0.3', 1e-7, '12345678901234567890'].map((age) => customer({ age }))
  expect(run('aggregate(age with sum as s)', items)).toEqual([
    { s: '12345678901234567890.6000001' },
  ])
  const cents = Array.from({ length: 10 }, () => customer({ age: 0.1 }))
  expect(run('aggregate(age with sum as s,age with average as a)', cents)).toEqual([
    { s: 1, a: 0.1 },
  ])
})

test('transformations that double the instances again and again are refused', () => {
  const apply = Array.from({ length: 60 }, () => 'concat(identity,identity)').join('/')
  expect(() => run(apply)).toThrow('$apply: gives more than 1000000 instances')
})

describe('laws', () => {
  const people = fc.array(
    fc.record({
      grade: fc.constantFrom('x', 'y', 'z', null),
      name: fc.constantFrom('Ann', 'Bob', null),
      age: fc.option(fc.integer({ min: 0, max: 99 })),
    }),
    { maxLength: 40 },
  )
  const customers = (given: readonly Record<string, string | number | null>[]) =>
    given.map((properties, index) => customer({ id: String(index), ...properties }))

  test('the counts of groups add up to the count of all', () => {
    fc.assert(
      fc.property(people, (given) => {
        const groups = run('groupby((grade,name),aggregate($count as n))', customers(given))
        expect(groups.reduce((sum, { n }) => sum + (n as number), 0)).toBe(given.length)
        const keys = groups.map(({ grade, name }) => JSON.stringify([grade, name]))
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })

  test('what topcount takes is no less than what it leaves', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 9 }), (given, count) => {
        const items = customers(given)
        const taken = run(`topcount(${count},age)`, items)
        expect(taken).toHaveLength(Math.min(count, given.length))
        const rest = items.map(({ properties }) => properties).filter((it) => !taken.includes(it))
        const ages = (found: readonly Record<string, unknown>[]) =>
          found.map(({ age }) => (age as number | null) ?? -1)
        const greatestLeft = Math.max(-1, ...ages(rest))
        expect(Math.min(99, ...ages(taken))).toBeGreaterThanOrEqual(greatestLeft)
      }),
    )
  })

  test('toppercent reaches its share, and not without its last instance', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 100 }), (given, percent) => {
        const sum = (found: readonly Record<string, unknown>[]) =>
          found.reduce((total, { age }) => total + ((age as number | null) ?? 0), 0)
        const items = customers(given)
        const total = sum(given)
        fc.pre(total > 0)
        const taken = run(`toppercent(${percent},age)`, items)
        expect(sum(taken) * 100).toBeGreaterThanOrEqual(percent * total)
        const least = Math.min(...taken.map(({ age }) => (age as number | null) ?? 0))
        expect((sum(taken) - least) * 100).toBeLessThan(percent * total)
      }),
    )
  })

  test('each level of a rollup sums to the same', () => {
    fc.assert(
      fc.property(people, (given) => {
        const found = run('groupby((rollup(grade,name)),aggregate($count as n))', customers(given))
        const total = (level: readonly Record<string, unknown>[]) =>
          level.reduce((sum, { n }) => sum + (n as number), 0)
        expect(total(found.filter((row) => 'name' in row))).toBe(given.length)
        expect(total(found.filter((row) => !('name' in row)))).toBe(given.length)
      }),
    )
  })
})
