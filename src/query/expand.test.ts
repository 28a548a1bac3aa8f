import { describe, expect, test } from '@jest/globals'
import { entityTypeOf } from '../../test/shop-model.ts'
import { plan, shop } from '../../test/shop-query.ts'
import type { ExpandItemPlan } from './expand-plan.ts'

/** `orders[$top]`, `vip:wishes/$ref`: what is expanded, on which type, with which options. */
function describeItem(item: ExpandItemPlan): string {
  const { name, suffix, onType, targetType, isUnbounded, query } = item
  const type = onType.name === 'customer' ? '' : `${onType.name}:`
  const target = (targetType ? `→${targetType.name}` : '') + (isUnbounded ? '(max)' : '')
  const options = Object.keys(query)
  const ending = suffix ? `/${suffix}` : ''
  return `${type}${name}${target}${ending}${options.length > 0 ? `[${options.join(',')}]` : ''}`
}

test.each([
  ['orders', ['orders'], 'orders()'],
  ['orders,friends', ['orders', 'friends'], 'orders(),friends()'],
  ['orders($top=1;$count=true)', ['orders[$count,$top]'], 'orders()'],
  ['orders(top=1)', ['orders[$top]'], 'orders()'],
  ['orders($select=number)', ['orders[$select]'], 'orders(number)'],
  ['friends($select=id;$expand=orders)', ['friends[$expand,$select]'], 'friends(id,orders())'],
  ['orders/$ref', ['orders/$ref'], ''],
  ['orders/$ref($top=1)', ['orders/$ref[$top]'], ''],
  ['orders/$count', ['orders/$count'], ''],
  ['orders/$count($filter=total gt 1)', ['orders/$count[$filter]'], ''],
  ['wishes', ['vip:wishes'], 'shop.vip/wishes()'],
  ['shop.vip/wishes', ['vip:wishes'], 'shop.vip/wishes()'],
  ['shop.vip/orders', ['vip:orders'], 'shop.vip/orders()'],
  ['friends/shop.vip', ['friends→vip'], 'friends/shop.vip()'],
  ['friends/shop.vip/$ref', ['friends→vip/$ref'], ''],
  ['friends/shop.vip($expand=wishes)', ['friends→vip[$expand]'], 'friends/shop.vip(wishes())'],
  ['friends($levels=1)', ['friends'], 'friends()'],
  ['friends($levels=2)', ['friends[$expand]'], 'friends+()'],
  ['friends(levels=3;$select=id)', ['friends[$select,$expand]'], 'friends+(id)'],
  ['spouse($levels=max)', ['spouse(max)[$expand]'], 'spouse+()'],
  ['friends($levels=MAX)', ['friends(max)[$expand]'], 'friends+()'],
  ["friends(@a='x';$filter=name eq @a)", ['friends[$filter]'], 'friends()'],
  [
    '*',
    ['orders', 'friends', 'spouse', 'referrer', 'notes', 'profile'],
    'orders(),friends(),spouse(),referrer(),notes(),profile()',
  ],
  [
    '*/$ref',
    ['orders/$ref', 'friends/$ref', 'spouse/$ref', 'referrer/$ref', 'notes/$ref', 'profile/$ref'],
    '',
  ],
  [
    '*($levels=2),friends',
    [
      'orders[$expand]',
      'friends',
      'spouse[$expand]',
      'referrer[$expand]',
      'notes[$expand]',
      'profile[$expand]',
    ],
    'orders+(),friends(),spouse+(),referrer+(),notes+(),profile+()',
  ],
  [
    '*,orders($top=1)',
    ['orders[$top]', 'friends', 'spouse', 'referrer', 'notes', 'profile'],
    'orders(),friends(),spouse(),referrer(),notes(),profile()',
  ],
  [
    'orders($top=1),*',
    ['orders[$top]', 'friends', 'spouse', 'referrer', 'notes', 'profile'],
    'orders(),friends(),spouse(),referrer(),notes(),profile()',
  ],
])('$expand=%s expands %j', (text, items, contextText) => {
  const { $expand } = plan(`$expand=${text}`)
  expect([$expand!.items.map(describeItem), $expand!.text]).toEqual([items, contextText])
})

test.each([
  [
    'ordres',
    400,
    "$expand: 'ordres' at 0 is not a navigation property of shop.customer; did you mean 'orders'?",
  ],
  ['name', 400, "$expand: 'name' at 0 is not a navigation property of shop.customer"],
  ['orders,orders', 400, "$expand: 'orders' is given twice"],
  ['orders,shop.vip/orders', 400, "$expand: 'orders' is given twice"],
  ['spouse/$count', 400, "$expand: 'spouse' is not a collection to count"],
  ['spouse($top=1)', 400, '$top does not apply to a single instance'],
  ['orders($fitler=1)', 400, "'$fitler' is not a system query option; did you mean '$filter'?"],
  ['orders($top=1;$top=2)', 400, '$top is given twice'],
  [
    'orders($filter=nmuber eq 1)',
    400,
    "$filter: 'nmuber' is not a property of shop.order at 0; did you mean 'number'?",
  ],
  ['orders($format=json)', 400, '$format does not apply within another option'],
  [
    'shop.order/customer',
    400,
    "$expand: 'shop.order' at 0 is not a type derived from shop.customer",
  ],
  ['shop.vip', 400, '$expand: expected a navigation property after the type'],
  ['orders(', 400, '$expand: expected a query option at 7, found end of expression'],
  ['orders/$count($top=1)', 400, "$expand: expected $filter, $search at 14, found '$top=1)'"],
  [
    'orders($levels=2)',
    400,
    "$levels: 'orders' of shop.customer does not lead back to its own type, found shop.order",
  ],
  ['friends($levels=0)', 400, "$levels: expected a positive integer or max, found '0'"],
  ['friends($levels=-1)', 400, "$levels: expected a positive integer or max, found '-1'"],
  ['friends($levels=x)', 400, "$levels: expected a positive integer or max, found 'x'"],
  ['friends($levels=101)', 400, '$levels: expected at most 100 levels, found 101'],
  ['friends($levels=1;levels=2)', 400, '$levels is given twice'],
  [
    'friends($levels=2;$expand=friends)',
    400,
    "$expand: 'friends' is given twice, by $levels and within it",
  ],
  ['friends($skiptoken=x)', 400, '$skiptoken does not apply within another option'],
  ["friends(@a='x';@a='y')", 400, '@a is given twice'],
  [
    'friends(@a=nam)',
    400,
    "@a: 'nam' is not a property of shop.customer at 0; did you mean 'name'?",
  ],
  ['*,*/$ref', 400, "$expand: '*' is given twice"],
  [
    'orders/customer',
    400,
    "$expand: expected a type, $ref or $count after 'orders' at 7, found 'customer': use orders($expand=customer)",
  ],
  ['address/city', 400, "$expand: 'city' at 8 is not a navigation property of shop.address"],
  ['address', 400, "$expand: 'address' at 0 is not a navigation property of shop.customer"],
  ['photo/$count', 400, "$expand: $count does not apply to the stream 'photo'"],
  ['photo($select=x)', 400, "$expand: $select does not apply to the stream 'photo'"],
  ['photo,photo', 400, "$expand: 'photo' is given twice"],
  [
    'friends/shop.order',
    400,
    "$expand: 'shop.order' at 8 is not a type derived from shop.customer",
  ],
  ['@shop.notes', 501, '$expand of annotations is not supported by this service'],
  ['$value', 400, '$expand: shop.customer is no media entity, $value does not apply'],
])('$expand=%s is refused with %i', (text, statusCode, message) => {
  expect(() => plan(`$expand=${text}`)).toThrow(expect.objectContaining({ statusCode, message }))
})

describe('nesting', () => {
  const nest = (depth: number): string =>
    depth === 1 ? 'friends' : `friends($expand=${nest(depth - 1)})`

  test('eight levels are planned', () => {
    expect(plan(`$expand=${nest(8)}`).$expand?.items).toHaveLength(1)
  })

  test('a ninth is refused', () => {
    expect(() => plan(`$expand=${nest(9)}`)).toThrow('$expand: nests deeper than 8 levels')
  })
})

test('an open type may hold what is expanded as a dynamic property', () => {
  const { $expand } = plan('$expand=author', { type: entityTypeOf(shop, 'document') })
  expect($expand!.items.map(({ name, navigation }) => [name, navigation])).toEqual([
    ['author', undefined],
  ])
})
