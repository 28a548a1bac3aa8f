import { describe, expect, test } from '@jest/globals'
import { openShop, type Shop } from '../../test/shop-engine.ts'
import { shop as model } from '../../test/shop-query.ts'
import type { RequestContext } from '../engine/index.ts'
import { planRequest } from '../plan/index.ts'
import type { FixtureDocument } from '../store/index.ts'
import { writeOutcome } from './write-outcome.ts'
import type { WriteOptions } from './write-options.ts'

const root = 'http://shop.test/shop'
const ann = { id: 'a', name: 'Ann', isActive: true, tags: [] }
const fixtures: FixtureDocument = {
  customers: [
    {
      ...ann,
      age: 30,
      points: 12,
      address: { city: 'Oslo', place: { north: 59.9 } },
      'orders@odata.bind': ['orders(1)', 'orders(2)'],
      'spouse@odata.bind': "customers('b')",
      notes: [{ id: 'n', text: 'hi' }],
      profile: { id: 'p', motto: 'on' },
    },
    { id: 'b', '@odata.type': '#shop.vip', isActive: false, tags: ['x'], discount: 1.5 },
  ],
  orders: [
    { number: 1, total: 10 },
    { number: 2, total: 20.5 },
  ],
  lines: [{ order: 1, code: 'a' }],
  company: { motto: 'on', 'ceo@odata.bind': "customers('a')" },
  documents: [{ id: 'd', title: 'T', size: { width: 3, '@odata.type': '#x' }, colors: [1] }],
}

const answers: Partial<RequestContext> = {
  callAnswers: new Map<string, never>([
    ['customers/best(of=1)', [{ id: 'a' }, { id: 'z', name: 'Zoe' }] as never],
    ["customers('a')/debt()", 12.5 as never],
    ['version()', '7' as never],
  ]),
}

function read(
  path: string,
  options: Partial<WriteOptions> = {},
  shop: Shop = openShop(fixtures, answers),
) {
  const [resource = '', query = ''] = path.split('?')
  const plan = planRequest(resource, query, { model, isModification: false })
  const found = plan.path.steps.find((step) => step.kind === 'entitySet')
  const isNavigated = plan.path.steps.some((step) => step.kind === 'navigation')
  const text = writeOutcome(
    shop.run(`GET ${path}`),
    {
      serviceRoot: root,
      metadata: 'minimal',
      ieee754Compatible: false,
      evaluation: shop.context,
      ...options,
    },
    {
      nextLink: (token) => `next ${token}`,
      deltaLink: (token) => `delta ${token}`,
      entitySet: isNavigated ? undefined : found?.entitySet,
    },
  )
  return text?.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text
}

test.each([
  ['customers', 'customers'],
  ['customers?$select=id,name', 'customers(id,name)'],
  ['customers?$select=*', 'customers'],
  ['customers?$select=address/city', 'customers(address/city)'],
  ['customers?$expand=orders', 'customers'],
  ['customers?$select=id&$expand=orders($select=number)', 'customers(id,orders(number))'],
  ['customers/shop.vip', 'customers/shop.vip'],
  ['customers/shop.vip?$select=discount', 'customers/shop.vip(discount)'],
  ['customers/a', 'customers/$entity'],
  ['customers/a?$select=id', 'customers(id)/$entity'],
  ['customers/b', 'customers/$entity'],
  ['customers/a/orders', 'orders'],
  ['customers/b/orders', 'orders'],
  ['customers/a/orders(1)', 'orders/$entity'],
  ['orders(1)/customer', 'customers/$entity'],
  ['customers/a/notes', "customers('a')/notes"],
  ['customers/a/notes/n', "customers('a')/notes/$entity"],
  ['customers/a/profile', "customers('a')/profile"],
  ['company', 'company'],
  ['company/clients', 'customers'],
  ['company/clients/a', 'customers/$entity'],
  ['company/ceo', 'customers/$entity'],
  ['company/motto', 'company/motto'],
  ['customers/a/name', "customers('a')/name"],
  ['customers/a/address', "customers('a')/address"],
  ['customers/a/address/place', "customers('a')/address/place"],
  ['customers/a/address/city', "customers('a')/address/city"],
  ['customers/a/tags', "customers('a')/tags"],
  ['lines', 'lines'],
  ["lines(order=1,code='a')/amount", undefined],
  ['customers/a/orders/$ref', 'Collection($ref)'],
  ['customers/a/spouse/$ref', '$ref'],
  ['customers/best(of=1)', 'customers'],
  ['customers/a/debt()', 'Edm.Decimal'],
  ['version()', 'Edm.String'],
])('GET %s has the context %s', (path, fragment) => {
  const body = read(path)
  const context = typeof body === 'object' ? body['@odata.context'] : undefined
  expect(context).toBe(fragment && `${root}/$metadata#${fragment}`)
})

const select = '$select=id,points,isActive,address'

describe('metadata', () => {
  test('minimal says the type where it is not the declared one, and no links', () => {
    expect(read('customers?$select=id')).toEqual({
      '@odata.context': `${root}/$metadata#customers(id)`,
      value: [{ id: 'a' }, { '@odata.type': '#shop.vip', id: 'b' }],
    })
  })

  test('minimal says nothing of the type where the context does', () => {
    expect(read('customers/shop.vip?$select=id')).toEqual({
      '@odata.context': `${root}/$metadata#customers/shop.vip(id)`,
      value: [{ id: 'b' }],
    })
  })

  test('minimal gives the links of navigation properties that are selected', () => {
    expect(read('customers/a?$select=id,orders')).toEqual({
      '@odata.context': `${root}/$metadata#customers(id,orders)/$entity`,
      id: 'a',
      'orders@odata.associationLink': `${root}/customers('a')/orders/$ref`,
      'orders@odata.navigationLink': `${root}/customers('a')/orders`,
    })
  })

  test('none gives the data alone, with the next link and the count', () => {
    expect(read(`customers/a?${select}`, { metadata: 'none' })).toEqual({
      id: 'a',
      points: 12,
      isActive: true,
      address: { city: 'Oslo', place: { north: 59.9 } },
    })
    expect(read('documents', { metadata: 'none' })).toEqual({
      value: [{ id: 'd', title: 'T', size: { width: 3 }, colors: [1] }],
    })
    expect(read('customers?$count=true&$top=0', { metadata: 'none' })).toEqual({
      '@odata.count': 2,
      value: [],
    })
  })

  test('full gives identity, links and the types that JSON does not tell', () => {
    expect(read('orders(2)', { metadata: 'full' })).toEqual({
      '@odata.context': `${root}/$metadata#orders/$entity`,
      '@odata.type': '#shop.order',
      '@odata.etag': expect.stringMatching(/^W\/"/),
      '@odata.id': `${root}/orders(2)`,
      '@odata.editLink': 'orders(2)',
      'customer@odata.associationLink': `${root}/orders(2)/customer/$ref`,
      'customer@odata.navigationLink': `${root}/orders(2)/customer`,
      'number@odata.type': '#Int32',
      number: 2,
      'total@odata.type': '#Decimal',
      total: 20.5,
    })
  })

  test('full names a collection property and a complex one by their types', () => {
    const body = read('customers/a?$select=tags,address,name,isActive', { metadata: 'full' })
    expect(body).toMatchObject({
      'tags@odata.type': '#Collection(String)',
      address: { '@odata.type': '#shop.address', city: 'Oslo' },
      name: 'Ann',
    })
    expect(Object.keys(body as object)).not.toContain('name@odata.type')
  })

  test('full in 4.01 has no hash before built-in primitive types', () => {
    const body = read('customers/a?$select=points,tags', { metadata: 'full', version: '4.01' })
    expect(body).toMatchObject({ 'points@type': 'Int64', 'tags@type': '#Collection(String)' })
  })

  test('an entity that is nowhere stored has no id', () => {
    const body = read('customers/best(of=1)?$select=id,name', { metadata: 'full' })
    const [stored, transient] = (body as { value: Record<string, unknown>[] }).value
    expect(stored).toMatchObject({ '@odata.id': `${root}/customers('a')`, name: 'Ann' })
    expect(transient).toEqual({
      '@odata.type': '#shop.customer',
      '@odata.id': null,
      id: 'z',
      name: 'Zoe',
    })
  })
})

describe('IEEE754Compatible', () => {
  const ieee754Compatible = true

  test('gives Int64 and Decimal, and counts, as strings', () => {
    expect(read('customers?$count=true&$select=age,points&$top=1', { ieee754Compatible })).toEqual({
      '@odata.context': `${root}/$metadata#customers(age,points)`,
      '@odata.count': '2',
      value: [{ age: 30, points: '12' }],
    })
    expect(read('orders(2)', { ieee754Compatible })).toMatchObject({ number: 2, total: '20.5' })
    expect(read('customers/b', { ieee754Compatible })).toMatchObject({ discount: '1.5' })
    expect(read('customers/a/debt()', { ieee754Compatible })).toMatchObject({ value: '12.5' })
  })

  test('holds within expansions', () => {
    const path = 'customers/a?$select=id&$expand=orders($count=true;$top=1;$select=total)'
    expect(read(path, { ieee754Compatible })).toMatchObject({
      'orders@odata.count': '2',
      orders: [{ total: '10' }],
    })
  })
})

test.each([
  ['orders($select=number)', { orders: [{ number: 1 }, { number: 2 }] }],
  ['orders($select=number;$orderby=number desc)', { orders: [{ number: 2 }, { number: 1 }] }],
  ['orders($select=number;$skip=1)', { orders: [{ number: 2 }] }],
  ['orders($select=number;$filter=total gt 10)', { orders: [{ number: 2 }] }],
  [
    'orders($select=number;$top=1;$count=true)',
    { 'orders@odata.count': 2, orders: [{ number: 1 }] },
  ],
  ['orders/$count', { 'orders@odata.count': 2 }],
  ['orders/$count($filter=total gt 10)', { 'orders@odata.count': 1 }],
  [
    'orders/$ref',
    { orders: [{ '@odata.id': `${root}/orders(1)` }, { '@odata.id': `${root}/orders(2)` }] },
  ],
  ['orders/$ref($top=1)', { orders: [{ '@odata.id': `${root}/orders(1)` }] }],
  ['spouse($select=id)', { spouse: { '@odata.type': '#shop.vip', id: 'b' } }],
  ['spouse/$ref', { spouse: { '@odata.id': `${root}/customers('b')` } }],
  ['referrer', { referrer: null }],
  ['friends', { friends: [] }],
  ['notes', { notes: [{ id: 'n', text: 'hi' }] }],
  ['profile', { profile: { id: 'p', motto: 'on' } }],
  [
    'spouse($select=id;$expand=spouse($select=id))',
    { spouse: { '@odata.type': '#shop.vip', id: 'b', spouse: { id: 'a' } } },
  ],
])('$expand=%s gives %j', (text, expanded) => {
  const {
    '@odata.context': _context,
    id,
    ...rest
  } = read(`customers/a?$select=id&$expand=${text}`) as Record<string, unknown>
  expect([id, rest]).toEqual(['a', expanded])
})

test("a derived type's navigation property is expanded on its entities only", () => {
  const { value } = read('customers?$select=id&$expand=wishes') as { value: unknown }
  expect(value).toEqual([{ id: 'a' }, { '@odata.type': '#shop.vip', id: 'b', wishes: [] }])
})

test.each([
  ['customers/a?$select=address/city', { address: { city: 'Oslo' } }],
  ['customers/a?$select=address($select=place/north)', { address: { place: { north: 59.9 } } }],
  [
    'customers/a?$select=address,address/city',
    { address: { city: 'Oslo', place: { north: 59.9 } } },
  ],
  ['customers/a?$select=age,id', { age: 30, id: 'a' }],
  [
    'documents/d?$select=size/width,constructor,missing',
    { size: { '@odata.type': '#x', width: 3 } },
  ],
])('%s gives what is selected, in its order', (path, expected) => {
  const { '@odata.context': _context, ...rest } = read(path) as Record<string, unknown>
  expect(JSON.stringify(rest)).toBe(JSON.stringify(expected))
})

test.each([
  ['customers/$count', '2'],
  ['customers/a/name/$value', 'Ann'],
  ['customers/a/age/$value', '30'],
  ['customers/a/debt()/$value', '12.5'],
  ['customers/a/referrer', undefined],
  ['customers/b/name', undefined],
])('GET %s is the text %j', (path, text) => {
  expect(read(path)).toBe(text)
})

test('a page that is not the last has a next link', () => {
  const shop = openShop(fixtures)
  const outcome = shop.run('GET orders', undefined, 1)
  const options = {
    serviceRoot: root,
    metadata: 'none',
    ieee754Compatible: false,
    evaluation: shop.context,
  } as const
  const text = writeOutcome(outcome, options, {
    nextLink: () => 'the next',
    deltaLink: () => 'the delta',
    entitySet: undefined,
  })
  expect(JSON.parse(text!)).toEqual({
    value: [{ number: 1, total: 10 }],
    '@odata.nextLink': 'the next',
  })
})

test('an entity read after it changed is not what was kept of it', () => {
  const shop = openShop(fixtures)
  read('customers/a', {}, shop)
  shop.run('PATCH customers/a', { name: 'Eve' })
  expect(read('customers/a', {}, shop)).toMatchObject({ name: 'Eve' })
  shop.store.reset()
  expect(read('customers/a', {}, shop)).toMatchObject({ name: 'Ann' })
})
