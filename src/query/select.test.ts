import { expect, test } from '@jest/globals'
import { entityTypeOf } from '../../test/shop-model.ts'
import { plan, shop } from '../../test/shop-query.ts'
import type { Selection } from './select.ts'

/** `id,address(city)`: what is selected, with a star where it is all. */
function describeSelection({ all, properties, navigations, operations }: Selection): string {
  if (all) return '*'
  const inner = [...properties].map(([name, selection]) => {
    const text = describeSelection(selection)
    return text === '*' ? name : `${name}(${text})`
  })
  return [...inner, ...[...navigations].map((name) => `~${name}`), ...operations.keys()].join(',')
}

test.each([
  ['id', 'id', 'id'],
  ['id,name', 'id,name', 'id,name'],
  [' id , name ', 'id,name', 'id,name'],
  ['id,id', 'id', 'id'],
  ['*', '*', ''],
  ['id,*', '*', ''],
  ['id,*,orders,shop.greet', '*', '*,orders,shop.greet'],
  ['address', 'address', 'address'],
  ['address/city', 'address(city)', 'address/city'],
  ['address/city,address/street', 'address(city,street)', 'address/city,address/street'],
  ['address,address/city', 'address', 'address,address/city'],
  ['address/city,address', 'address', 'address/city,address'],
  ['address($select=city)', 'address(city)', 'address/city'],
  [
    'address($select=city,place/north),id',
    'address(city,place(north)),id',
    'address/city,address/place/north,id',
  ],
  ['address(select=place($select=east))', 'address(place(east))', 'address/place/east'],
  ['address/place($select=*)', 'address(place)', 'address/place/*'],
  ['orders', '~orders', 'orders'],
  ['id,orders', 'id,~orders', 'id,orders'],
  ['discount', 'discount', 'shop.vip/discount'],
  ['shop.vip/discount', 'discount', 'shop.vip/discount'],
  ['shop.vip/wishes', '~wishes', 'shop.vip/wishes'],
  ['shop.debt', '#shop.debt', 'shop.debt'],
  ['debt', '#shop.debt', 'shop.debt'],
  ['id,shop.*', 'id,#shop.debt,#shop.greet', 'id,shop.*'],
  ['id,shop.version', 'id', 'id,shop.version'],
  ['shop.best(of)', '', 'shop.best(of)'],
  ['@shop.note', '@shop.note', '@shop.note'],
  ['tags($top=1)', 'tags', 'tags'],
  ["tags($filter=startswith($this,'x');$orderby=$this desc)", 'tags', 'tags'],
  ['address($select=*)', 'address', 'address/*'],
])('$select=%s selects %s', (text, expected, contextText) => {
  const { $select } = plan(`$select=${text}`)
  expect([describeSelection($select!), $select!.text]).toEqual([expected, contextText])
})

test('an open type has any property', () => {
  const type = entityTypeOf(shop, 'document')
  const { $select } = plan('$select=title,color,size/width', { type })
  expect(describeSelection($select!)).toBe('title,color,size(width)')
})

test.each([
  ['nmae', 400, "$select: 'nmae' at 0 is not a property of shop.customer; did you mean 'name'?"],
  ['*,nmae', 400, "$select: 'nmae' at 2 is not a property of shop.customer; did you mean 'name'?"],
  [
    'address,address/ctiy',
    400,
    "$select: 'ctiy' at 16 is not a property of shop.address; did you mean 'city'?",
  ],
  [
    'address($select=ctiy)',
    400,
    "$select: 'ctiy' at 0 is not a property of shop.address; did you mean 'city'?",
  ],
  [
    'name/length',
    400,
    "$select: 'length' at 5 follows a value of type Edm.String, which has no properties",
  ],
  ['orders/number', 400, "$select: 'orders' at 0 is a navigation property: use $expand"],
  ['shop.order/total', 400, "$select: 'shop.order' at 0 is not a type derived from shop.customer"],
  ['constructor', 400, "$select: 'constructor' at 0 is not a property of shop.customer"],
  ['id,', 400, "$select: expected a name or '*' at 3, found end of expression"],
  ['', 400, "$select: expected a name or '*' at 0, found end of expression"],
  ['debt(a,b)', 400, '$select: debt at 0 has no overload with the parameters a,b'],
  ['nope.*', 400, "$select: 'nope' at 0 is not a namespace of this service"],
  ['shop.vip', 400, '$select: expected a property after the type'],
  ['address($top=1)', 400, '$top does not apply to a single instance'],
  ['tags($top=1),tags($skip=1)', 400, "$select: 'tags' at 13 has options in more than one place"],
  ['tags($levels=1)', 400, '$levels applies to a navigation property within $expand only'],
  ['address($select=city;$count=true)', 400, '$count does not apply to a single instance'],
])('$select=%s is refused with %i', (text, statusCode, message) => {
  expect(() => plan(`$select=${text}`)).toThrow(expect.objectContaining({ statusCode, message }))
})
