import { expect, test } from '@jest/globals'
import { splitQueryOptions, parseCommonExpr } from '../syntax/index.ts'
import { apply, customer, plan, shop } from '../../test/shop-query.ts'
import { entityTypeOf } from '../../test/shop-model.ts'
import { planQuery } from './system-query-options.ts'
import { takeWindow } from './window.ts'
import type { EntityInstance } from '../model/index.ts'

const items = [
  customer({ id: 'a', name: 'b', age: 1, address: { city: 'x' } }),
  customer({ id: 'b', name: 'a', age: null, address: null }),
  customer({ id: 'c', name: 'B', age: 1, address: { city: 'a' } }),
]

test.each([
  ['name', ['c', 'b', 'a']],
  ['age', ['b', 'a', 'c']],
  ['age desc', ['a', 'c', 'b']],
  ['age desc,name', ['c', 'a', 'b']],
  ['address/city', ['b', 'c', 'a']],
  ['tolower(name) desc,id desc', ['c', 'a', 'b']],
])('$orderby=%s gives %j', (text, ids) => {
  const instances = apply(`$orderby=${text}`, items)
  const sorted = takeWindow(instances, 0, 3) as readonly EntityInstance[]
  expect(sorted.map(({ properties }) => properties['id'])).toEqual(ids)
})

test.each([
  ['name', 'name'],
  ['name asc, age desc', 'name,age desc'],
  ['address/city', 'address/city'],
  ['tolower(name)', undefined],
  ['referrer/name', undefined],
  ['orders/$count', undefined],
  ['name,now()', undefined],
])('the order %s is kept as %s', (text, id) => {
  expect(plan(`$orderby=${text}`).$orderby?.id).toBe(id)
})

test('two aliases of one name order by what they stand for', () => {
  const ids = ['name', 'age'].map((path) => {
    const aliases = new Map([['p', parseCommonExpr(path)]])
    const context = { model: shop, aliases, depth: 0, planNested: planQuery }
    const type = entityTypeOf(shop, 'customer')
    return planQuery(splitQueryOptions('$orderby=@p'), type, 'collection', context).$orderby?.id
  })
  expect(ids).toEqual(['name', 'age'])
})

test.each([
  ['nmae', /^\$orderby: 'nmae' .* did you mean 'name'\?$/],
  ['name up', /^\$orderby: expected /],
  ['', /^\$orderby: expected /],
])('$orderby=%s is refused', (text, message) => {
  expect(() => plan(`$orderby=${text}`)).toThrow(message)
})
