import { expect, test } from '@jest/globals'
import { shop } from '../../test/shop-query.ts'
import { parseResourcePath } from '../syntax/index.ts'
import { isResolvedByKeys, withKeys } from './keyed-plan.ts'
import { planRequest } from './plan-request.ts'
import { resolveAddress } from './resolve-address.ts'
import { resolveResourcePath } from './resolve-resource-path.ts'
import { takeKeys } from './take-keys.ts'

function planAnew(url: string) {
  const [path = '', query = ''] = url.split('?')
  return planRequest(path, query, { model: shop, isModification: false })
}

const pathOf = (url: string) => url.split('?')[0]!

function show({ trackedUrl, ...plan }: ReturnType<typeof planAnew>) {
  return { ...plan, trackedUrl: trackedUrl() }
}

test.each([
  ["customers('x1')", "customers('a.b:c@d')"],
  ['customers/x1', 'customers/42x'],
  ['customers/1', 'customers/123456789'],
  ["customers('x1')/orders(7)?$expand=customer", "customers('ben')/orders(12)?$expand=customer"],
  [
    'products(0a1b2c3d-0000-0000-0000-000000000000)',
    'products(11112222-3333-4444-5555-abcdefabcdef)',
  ],
  ['customers/x1/orders/7/customer/$ref', 'customers/ben/orders/12/customer/$ref'],
  ['customers/x1/orders/$count', 'customers/ben/orders/$count'],
  ["customers('x1')/name/$value", "customers('ben')/name/$value"],
])('the plan of %s serves %s', (first, second) => {
  const planned = planAnew(first)
  const taken = takeKeys(pathOf(first), shop)
  const { shape, keys } = takeKeys(pathOf(second), shop)!
  expect(taken?.shape).toBe(shape)
  expect(isResolvedByKeys(planned.path, taken!)).toBe(true)
  expect(show(withKeys(planned, keys, pathOf(second)))).toEqual(show(planAnew(second)))
})

test.each([
  'customers',
  'customers/$count',
  'company/clients',
  "customers('O''Neil')",
  "customers('a%20b')",
  'products(ABCDEF00-0000-0000-0000-000000000000)',
  'orders(007)',
  'orders(-1)',
  'customers/best(of=1)',
  'customers/a.b',
  "lines(order=1,code='a')",
  'customers/debt',
  'customers/\0text',
])('%s has no text that is taken for a key', (path) => {
  expect(takeKeys(path, shop)).toBeUndefined()
})

test.each([
  ['orders/-1', ['-1']],
  ['orders/007', ['007']],
  ['lines/1/a', ['1', 'a']],
  ['documents/x/colour', ['x', 'colour']],
  ['documents/%78/x', ['x']],
  ["customers('x')/debt", ['x']],
  ["customers/$filter(name eq 'a/x/b')/%78", ['x']],
])('the plan of %s, from which %j is taken, serves no other keys', (path, keys) => {
  const taken = takeKeys(path, shop)
  expect(taken!.keys).toEqual(keys)
  expect(isResolvedByKeys(planAnew(path).path, taken!)).toBe(false)
})

test('addresses that differ in keys resolve as each does alone, in any order', () => {
  const paths = ['orders/1', 'orders/-1', 'orders/22', 'customers/22', "customers('a')/orders(3)"]
  const alone = (path: string) => resolveResourcePath(parseResourcePath(path).segments, shop)
  for (const path of [...paths, ...paths.toReversed()]) {
    expect(resolveAddress(path, shop)).toEqual(alone(path))
  }
  expect(() => resolveAddress('orders/x', shop)).toThrow(
    "'x' at 7 is neither an operation on a collection of shop.order nor a key of it (number)",
  )
})
