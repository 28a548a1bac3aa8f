import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openShop, type Shop } from '../../../test/shop-engine.ts'
import type { JsonObject } from '../../model/index.ts'
import { canonicalPath, type EntityChange } from '../../store/index.ts'
import type { Outcome } from '../outcome.ts'

/** Properties by canonical path. */
type Copy = Map<string, JsonObject>

function open(): Shop {
  return openShop({
    customers: ['a', 'b', 'c'].map((id, index) => ({ id, name: `${id}${id}`, age: index })),
    orders: [1, 2].map((number) => ({
      number,
      total: number,
      'customer@odata.bind': "customers('a')",
    })),
  })
}

function deltaTokenOf(outcome: Outcome): string | undefined {
  return 'tracking' in outcome ? outcome.tracking?.deltaToken : undefined
}

/** Applies all pages of the changes since a token, and gives the next one. */
function follow(shop: Shop, copy: Copy, token: string, pageSize: number): string {
  let url = `GET customers?$deltatoken=${token}`
  for (;;) {
    const outcome = shop.run(url, undefined, pageSize)
    if (outcome.kind !== 'changes' || outcome.form === 'flat') throw new Error(outcome.kind)
    expect(outcome.changes.length).toBeLessThanOrEqual(pageSize)
    for (const change of outcome.changes) apply(copy, change)
    if (outcome.skiptoken === undefined) return deltaTokenOf(outcome)!
    url = `GET customers?$skiptoken=${outcome.skiptoken}`
  }
}

function apply(copy: Copy, change: EntityChange): void {
  if (change.kind === 'removed') copy.delete(canonicalPath(change.before.entity))
  else copy.set(canonicalPath(change.now.entity), change.now.properties)
}

function presentOf(shop: Shop, query: string): Copy {
  const outcome = shop.run(`GET customers?${query}`)
  if (outcome.kind !== 'collection') throw new Error(outcome.kind)
  return new Map(outcome.items.map((item) => [canonicalPath(item), item.properties]))
}

function expectSame(copy: Copy, present: Copy): void {
  expect(Object.fromEntries(copy)).toEqual(Object.fromEntries(present))
}

const id = fc.constantFrom('a', 'b', 'c', 'd')
const number = fc.integer({ min: 1, max: 3 })
const step = fc.oneof(
  fc.record({ line: id.map((it) => `POST customers ${it}`), body: fc.record({ id, age: number }) }),
  fc.record({ line: id.map((it) => `PATCH customers('${it}')`), body: fc.record({ age: number }) }),
  fc.record({ line: id.map((it) => `DELETE customers('${it}')`), body: fc.constant(undefined) }),
  fc.record({
    line: number.map((it) => `PATCH orders(${it})`),
    body: fc.record({ total: number, 'customer@odata.bind': id.map((it) => `customers('${it}')`) }),
  }),
  fc.record({ line: number.map((it) => `DELETE orders(${it})`), body: fc.constant(undefined) }),
  fc.constant('follow' as const),
)

function attempt(shop: Shop, line: string, body: unknown): void {
  try {
    shop.run(line.replace(/^POST customers .*/, 'POST customers'), body)
  } catch {
    // Refused, as for an entity that is not there: nothing changed.
  }
}

test.each([
  '',
  '$filter=age gt 1',
  '$filter=orders/any(o:o/total gt 1)',
  "$filter=orders/$count ge 1 or contains(name,'b')",
  '$search=aa',
  '$filter=age le 2&$orderby=age desc&$expand=orders,friends',
])('all pages of changes, applied to the result of "%s", give the present one', (query) => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 25 }),
      fc.integer({ min: 1, max: 3 }),
      (steps, pageSize) => {
        const shop = open()
        const copy = presentOf(shop, query)
        let token = deltaTokenOf(shop.run(`GET customers?${query}&$deltatoken=latest`))!
        for (const it of [...steps, 'follow' as const]) {
          if (it === 'follow') {
            token = follow(shop, copy, token, pageSize)
            expectSame(copy, presentOf(shop, query))
          } else attempt(shop, it.line, it.body)
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('a long chain of entities that $levels=max follows ends', () => {
  const count = 3000
  const shop = openShop({
    customers: Array.from({ length: count }, (_, index) => ({
      id: `c${index}`,
      ...(index > 0 && { 'referrer@odata.bind': `customers('c${index - 1}')` }),
    })),
  })
  const query = `$filter=id eq 'c${count - 1}'&$expand=referrer($levels=max)`
  const token = deltaTokenOf(shop.run(`GET customers?${query}&$deltatoken=latest`))!
  shop.run(`PATCH customers('c${count - 50}')`, { name: 'near' })
  const outcome = shop.run(`GET customers?$deltatoken=${token}`)
  expect(outcome).toMatchObject({ kind: 'changes', changes: [{ kind: 'changed' }] })
})

test('a result whose expansions are too many is not tracked', () => {
  const shop = openShop({
    customers: Array.from({ length: 500 }, (_, index) => ({ id: `c${index}` })),
    company: { motto: 'x' },
  })
  for (const customer of shop.store
    .collection(shop.context.model.container.entitySets.get('customers')!)
    .toArray()) {
    const friends = customer.type.navigationProperties.get('friends')!
    for (const friend of customer.collection!.toArray()) shop.store.link(customer, friends, friend)
  }
  expect(() => shop.run('GET customers?$expand=friends&$deltatoken=latest')).toThrow(
    'tracking changes of this result is not supported by this service',
  )
})
