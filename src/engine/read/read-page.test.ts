import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openShop, type Shop } from '../../../test/shop-engine.ts'

const shopOf = (count: number): Shop =>
  openShop({
    orders: Array.from({ length: count }, (_, index) => ({ number: index, total: index % 3 })),
  })

function page(shop: Shop, query: string, size?: number) {
  const outcome = shop.run(`GET orders?${query}`, undefined, size)
  if (outcome.kind !== 'collection') throw new Error(outcome.kind)
  const { items, skiptoken, count } = outcome
  return { numbers: items.map(({ key }) => Number(key)), skiptoken, count }
}

/** All pages joined; the size is asked for at the first page only. */
function follow(shop: Shop, query: string, size: number): number[] {
  const found: number[] = []
  let { numbers, skiptoken } = page(shop, query, size)
  found.push(...numbers)
  while (skiptoken !== undefined) {
    const next = page(shop, `${query}&$skiptoken=${skiptoken}`)
    found.push(...next.numbers)
    skiptoken = next.skiptoken
  }
  return found
}

test('pages joined are the whole, for any order, $skip, $top and size', () => {
  const orders = fc.constantFrom('', '$orderby=total', '$orderby=total desc,number desc')
  const counts = fc.record({
    skip: fc.nat(12),
    top: fc.nat(12),
    size: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(orders, counts, (order, { skip, top, size }) => {
      const shop = shopOf(10)
      const query = [order, `$skip=${skip}`, `$top=${top}`].filter((text) => text).join('&')
      expect(follow(shop, query, size)).toEqual(page(shop, query).numbers)
    }),
  )
})

test('the last page has no token, also when it is full', () => {
  const shop = shopOf(4)
  const first = page(shop, '', 2)
  const second = page(shop, `$skiptoken=${first.skiptoken}`)
  expect([first.numbers, second.numbers, second.skiptoken]).toEqual([[0, 1], [2, 3], undefined])
})

test('the count is of all pages, on each', () => {
  const shop = shopOf(5)
  const first = page(shop, '$count=true', 2)
  const second = page(shop, `$count=true&$skiptoken=${first.skiptoken}`)
  expect([first.count, second.count]).toEqual([5, 5])
})

test('entities that are deleted or added meanwhile make no other appear twice or never', () => {
  const shop = shopOf(6)
  const { skiptoken } = page(shop, '', 2)
  shop.run('DELETE orders/0')
  shop.run('DELETE orders/1')
  shop.run('POST orders', { number: 9 })
  expect(page(shop, `$skiptoken=${skiptoken}`).numbers).toEqual([2, 3])
})

test.each(['', 'x', 'bnVsbA', 'W10', 'WzEsMF0', Buffer.from('[1,0,"x"]').toString('base64url')])(
  'the token %j is refused',
  (token) => {
    expect(() => page(shopOf(1), `$skiptoken=${token}`)).toThrow(
      expect.objectContaining({ statusCode: 400, target: '$skiptoken' }),
    )
  },
)
