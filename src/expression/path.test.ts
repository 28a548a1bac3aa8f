import { describe, expect, test } from '@jest/globals'
import { parseCommonExpr } from '../syntax/index.ts'
import type { BindingScope } from './binding-scope.ts'
import { bindExpression, bindPredicate } from './bind.ts'
import { compileExpression } from './compile.ts'
import {
  context,
  entity,
  entityType,
  model,
  productScope,
  satisfies,
  valueOf,
} from '../../test/product-model.ts'
import { primitiveTypes } from '../model/index.ts'

const root = entity('shop.category', { id: 'c1', name: 'All', rank: 1 })
const chairs = entity(
  'shop.category',
  { id: 'c2', name: 'Chairs', note: { by: 'Ann' } },
  { parent: root },
)
const leg = entity('shop.product', { id: 'p2', name: 'Leg', count: 4, tags: ['wood'] })
const seat = entity(
  'shop.bundle',
  { id: 'p3', name: 'Seat', count: 1, discount: 10 },
  { category: root },
)
const chair = entity(
  'shop.product',
  {
    id: 'p1',
    name: 'Chair',
    count: 2,
    tags: ['red', 'soft'],
    numbers: [1, 5, 9],
    address: { city: 'Bonn', country: { code: 'de' } },
    addresses: [
      { city: 'Bonn', country: { code: 'de' } },
      { '@odata.type': '#shop.pickupAddress', city: 'Oslo', shelf: 3 },
      { city: null },
    ],
    extra: { size: { width: 40 }, list: [1, 2] },
  },
  { category: chairs, parts: [leg, seat] },
)

const values: readonly [text: string, value: unknown][] = [
  ['name', 'Chair'],
  ['$it/name', 'Chair'],
  ['$this/name', 'Chair'],
  ['price', null],
  ['address/city', 'Bonn'],
  ['address/country/code', 'de'],
  ['addresses/$count', 3],
  ['tags', ['red', 'soft']],
  ['tags/$count', 2],
  ['category/name', 'Chairs'],
  ['category/parent/name', 'All'],
  ['category/parent/parent/name', null],
  ['category/parent/parent eq null', true],
  ['category eq null', false],
  ['category/parent/rank', 1],
  ['category/undeclared', null],
  ['category/note/by', 'Ann'],
  ['parts/$count', 2],
  ['parts/$count($filter=count gt 2)', 1],
  ['parts/$filter(count gt 2)/$count', 1],
  ['parts/$count($filter=count gt $it/count)', 1],
  ['numbers/$count($filter=$this gt 4)', 2],
  ['extra/size/width', 40],
  ['extra/list/$count', 2],
  ['extra/size/$count', 0],
  ['extra/toString', null],
  ['shop.bundle/discount', null],
  ['parts/shop.bundle/$count', 1],
  ['addresses/shop.pickupAddress/$count', 1],
  ['parts/any(p:p/shop.bundle/discount eq 10)', true],
]

test.each(values)('%s', (text, value) => {
  expect(valueOf(text, chair)).toEqual(value)
})

test('paths of an instance without values give null, of collections nothing', () => {
  const texts = ['address/city', 'category/name', 'tags/$count', 'parts/any()', 'tags/all(t:false)']
  expect(texts.map((text) => valueOf(text))).toEqual([null, null, 0, false, true])
})

test('names of Object.prototype are properties like any other', () => {
  const category = entity('shop.category', { id: 'c', valueOf: 'own' })
  const scope = { ...productScope, type: entityType('shop.category') }
  const texts = ['toString', 'constructor', '__proto__', 'valueOf']
  expect(texts.map((text) => valueOf(text, category, scope))).toEqual([null, null, null, 'own'])
})

test('related entities are counted by the context where it can', () => {
  const evaluate = compileExpression(bindExpression(parseCommonExpr('parts/$count'), productScope))
  expect(evaluate(chair, { ...context, count: () => 7 })).toBe(7)
})

const lambdas: readonly [text: string, value: boolean][] = [
  ['tags/any()', true],
  ["tags/any(t:t eq 'red')", true],
  ["tags/any(t: t eq 'blue')", false],
  ["tags/all(t:contains(t,'s') or t eq 'red')", true],
  ["tags/any(t:t in ('soft','hard'))", true],
  ['numbers/any(n:n gt 8)', true],
  ['numbers/all(n:n gt count)', false],
  ['numbers/any(n:n mul 2 eq 10)', true],
  ["addresses/any(a:a/city eq 'Oslo')", true],
  ["addresses/any(a:a/country/code eq 'de' and a/city eq 'Oslo')", false],
  ['addresses/any(a:a/city eq null)', true],
  ['addresses/all(a:a/city ne null)', false],
  ["parts/any(p:p/name eq 'Leg' and p/count gt $it/count)", true],
  ["parts/any(p:p/tags/any(t:t eq 'wood'))", true],
  ['parts/any(p:p/tags/any(t:numbers/any(n:n eq p/count add 1)))', true],
  ['parts/any(p:p/category/id eq category/parent/id)', true],
  ["parts/all(p:startswith(p/name,'L') or p/count eq 1)", true],
  ['not parts/any(p:p/count gt 4)', true],
  ['parts/any(name:name/count eq 4)', true],
  ['parts/any(p:p eq null)', false],
  ['extra/list/any(x:x eq 2)', true],
]

test.each(lambdas)('%s', (text, value) => {
  expect(satisfies(text, chair)).toBe(value)
})

test('a filter counts by its items, of which $it is not one', () => {
  const text = "parts/$count($filter=tags/any(t:t eq 'wood') and $it/name eq 'Chair') eq 1"
  expect(satisfies(text, chair)).toBe(true)
})

describe('scopes', () => {
  test('$it is the value itself in a collection of primitive values', () => {
    const scope: BindingScope = { model, type: primitiveTypes['Edm.String'], optionName: '$filter' }
    expect(satisfies("endswith($it,'.com')", 'a@b.com', scope)).toBe(true)
    expect(satisfies("$it eq 'x'", null, scope)).toBe(false)
  })

  test('a scope may open an instance to dynamic properties', () => {
    const instance = entity('shop.product', { total: 12 })
    expect(satisfies('total gt 11', instance, { ...productScope, isOpen: true })).toBe(true)
  })

  test('an alias is its expression, null without a value', () => {
    const aliases = new Map([['n', parseCommonExpr("'Chair'")]])
    const scope = { ...productScope, aliases }
    expect(satisfies('name eq @n', chair, scope)).toBe(true)
    expect(satisfies('name eq @other', chair, scope)).toBe(false)
  })

  test('variables get their values with the evaluation context', () => {
    const variables = new Map([
      ['parent', { type: entityType('shop.category'), isCollection: false }],
    ])
    const node = parseCommonExpr("parent/name eq 'All'")
    const evaluate = compileExpression(bindExpression(node, { ...productScope, variables }))
    expect(evaluate(chair, { ...context, variables: new Map([['parent', root]]) })).toBe(true)
    expect(evaluate(chair, context)).toBe(false)
  })
})

const refused: readonly [text: string, status: number, message: string][] = [
  [
    "nmae eq 'x'",
    400,
    "$filter: 'nmae' is not a property of shop.product at 0; did you mean 'name'?",
  ],
  [
    'Name eq null',
    400,
    "$filter: 'Name' is not a property of shop.product at 0; did you mean 'name'?",
  ],
  ["address/town eq 'x'", 400, "$filter: 'town' is not a property of shop.address at 8"],
  ['name/length gt 1', 400, "$filter: 'length' is not a property of Edm.String at 5"],
  [
    "addresses/city eq 'x'",
    400,
    "$filter: expected any, all or $count after Collection(shop.address) at 10, found 'city'",
  ],
  [
    'parts/name eq null',
    400,
    "$filter: expected any, all or $count after Collection(shop.product) at 6, found 'name'",
  ],
  [
    "tags eq 'a'",
    400,
    '$filter: expected a value that compares with Collection(Edm.String) at 8, found Edm.String',
  ],
  [
    'tags eq null',
    400,
    '$filter: expected a value that compares with Collection(Edm.String) at 8, found null',
  ],
  ['tags', 400, '$filter: expected a Boolean expression at 0, found Collection(Edm.String)'],
  ['name', 400, '$filter: expected a Boolean expression at 0, found Edm.String'],
  ['name and true', 400, '$filter: expected a Boolean expression at 0, found Edm.String'],
  ['true or count', 400, '$filter: expected a Boolean expression at 8, found Edm.Int32'],
  ['not count', 400, '$filter: expected a Boolean expression at 4, found Edm.Int32'],
  ['name/$count eq 1', 400, '$filter: expected a collection before $count at 5, found Edm.String'],
  [
    'category/any(c:true)',
    400,
    '$filter: expected a collection before any at 9, found shop.category',
  ],
  ['tags/any(t:t)', 400, '$filter: expected a Boolean expression at 11, found Edm.String'],
  [
    "tags/any(tag:size2 eq 'x')",
    400,
    "$filter: 'size2' is not a property of shop.product at 13; did you mean 'size'?",
  ],
  [
    'count eq true',
    400,
    '$filter: expected a value that compares with Edm.Int32 at 9, found Edm.Boolean',
  ],
  [
    "count eq '7'",
    400,
    '$filter: expected a value that compares with Edm.Int32 at 9, found Edm.String',
  ],
  [
    "isHidden eq 'true'",
    400,
    '$filter: expected a value that compares with Edm.Boolean at 12, found Edm.String',
  ],
  [
    'name eq 5',
    400,
    '$filter: expected a value that compares with Edm.String at 8, found Edm.Int32',
  ],
  [
    'name gt created',
    400,
    '$filter: expected a value that compares with Edm.String at 8, found Edm.DateTimeOffset',
  ],
  ["created gt 'soon'", 400, "$filter: expected a value of Edm.DateTimeOffset at 11, found 'soon'"],
  ["code eq 'x'", 400, "$filter: expected a value of Edm.Guid at 8, found 'x'"],
  [
    "size eq 'larg'",
    400,
    "$filter: 'larg' is not a member of shop.size at 8; did you mean 'large'?",
  ],
  ["size eq shop.size'huge'", 400, "$filter: 'huge' is not a member of shop.size at 8"],
  ["size eq shop.siez'large'", 400, "$filter: 'shop.siez' is not a type of the contract at 8"],
  ["name eq shop.product'x'", 400, "$filter: 'shop.product' is not an enumeration type at 8"],
  [
    "size eq shop.access'read'",
    400,
    '$filter: expected a value that compares with shop.size at 8, found shop.access',
  ],
  ['address gt null', 400, '$filter: expected values that have an order at 0, found shop.address'],
  [
    "name has 'x'",
    400,
    "$filter: expected an enumeration value before 'has' at 0, found Edm.String",
  ],
  [
    "access has shop.size'large'",
    400,
    '$filter: expected a value of shop.access at 11, found shop.size',
  ],
  ['name in name', 400, "$filter: expected a list or collection after 'in' at 8, found Edm.String"],
  ["name in ('a',5)", 400, '$filter: expected an item of Edm.String at 13, found Edm.Int32'],
  [
    'count in tags',
    400,
    '$filter: expected a value that compares with Edm.Int32 at 9, found Collection(Edm.String)',
  ],
  [
    'shop.category/name eq null',
    400,
    '$filter: expected a type derived from shop.product at 0, found shop.category',
  ],
  [
    'shop.bundel/discount eq 1',
    400,
    "$filter: 'shop.bundel' is not a type at 0; did you mean 'shop.bundle'?",
  ],
  ['foo(a=1) eq 1', 400, "$filter: 'foo' is not a function at 0"],
]

test.each(refused)('%s is refused', (text, statusCode, message) => {
  expect(() => bindPredicate(parseCommonExpr(text), productScope)).toThrow(
    expect.objectContaining({ statusCode, message }),
  )
})

test('a fault inside an alias names the alias', () => {
  const aliases = new Map([
    ['a', parseCommonExpr('nmae')],
    ['b', parseCommonExpr('@b')],
  ])
  const bind = (text: string) => () =>
    bindExpression(parseCommonExpr(text), { ...productScope, aliases })
  expect(bind("@a eq 'x'")).toThrow(
    "@a: 'nmae' is not a property of shop.product at 0; did you mean 'name'?",
  )
  expect(bind('@b eq 1')).toThrow('@b: @b refers to itself at 0')
})

test('a path has a thousand segments at most', () => {
  const path = (count: number) => parseCommonExpr(`category${'/parent'.repeat(count)}/name eq 'x'`)
  expect(compileExpression(bindPredicate(path(998), productScope))(chair, context)).toBe(false)
  expect(() => bindPredicate(path(999), productScope)).toThrow(
    '$filter: expected at most 1000 segments, found 1001 at 0',
  )
})
