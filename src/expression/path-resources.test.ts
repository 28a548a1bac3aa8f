import { expect, test } from '@jest/globals'
import type { EntityInstance } from '../model/index.ts'
import { parseCommonExpr } from '../syntax/index.ts'
import { bindExpression } from './bind.ts'
import type { BindingScope } from './binding-scope.ts'
import { compileExpression } from './compile.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { context, entity, entityType, productScope } from '../../test/product-model.ts'

/* Paths that lead beyond the instance: $root, keys, functions, annotations, links of complex values. */

const all = entity('shop.category', { id: 'c1', name: 'All' })
const address = { city: 'Bonn', country: { code: 'de' } }
const line = (position: number) =>
  entity('shop.line', { productId: 'p1', position, text: `line ${position}` })
const chair = entity(
  'shop.product',
  {
    id: 'p1',
    name: 'Chair',
    price: 20,
    tags: ['red'],
    address,
    'price@Measures.ISOCurrency': 'USD',
    '@shop.note': { by: 'Ann', list: [{ level: 'high' }] },
    'tags@shop.origin#from': 'import',
  },
  { lines: [line(1), line(2)] },
)
const desk = entity('shop.product', { id: 'p2', name: 'Desk', price: 50 }, { parts: [chair] })
const products = [chair, desk]
const keyText = ({ properties }: EntityInstance) => JSON.stringify(properties.id).slice(1, -1)

const world: EvaluationContext = {
  ...context,
  resolveRoot: ({ name }) => (name === 'products' ? products : name === 'featured' ? desk : []),
  followComplex: (value) => (value === address ? all : null),
  findReferenced: (id) =>
    products.find((product) => id === `products('${keyText(product)}')`) ?? null,
  callFunction: ({ operation, parameters, boundTo, origin }) => {
    if (operation.name === 'tax') return Number(parameters.get('of')) / 5
    if (operation.name === 'similar') return (boundTo as EntityInstance).properties.id === 'p1'
    const items = boundTo as readonly EntityInstance[]
    return origin?.kind === 'navigation'
      ? items.slice(0, 1)
      : items.slice(0, Number(parameters.get('most')))
  },
}

function evaluate(text: string, scope: Partial<BindingScope> = {}, instance = chair): unknown {
  const expression = bindExpression(parseCommonExpr(text), { ...productScope, ...scope })
  return compileExpression(expression)(instance, world)
}

const values: readonly [text: string, value: unknown][] = [
  ["$root/products('p2')/name", 'Desk'],
  ["$root/products(id='p2')/name", 'Desk'],
  ['$root/products/p2/name', 'Desk'],
  ["$root/products('p3')/name", null],
  ["$root/products('p3') eq null", true],
  ['$root/products(name)/name', null],
  ['$root/products/$count', 2],
  ['$root/products/any(p:p/price gt price)', true],
  ["$root/products/$filter(name eq 'Desk')('p2')/price", 50],
  ["$root/products/$filter(name eq 'Desk')('p1')/price", null],
  ['$root/featured/name', 'Desk'],
  ["$root/featured/parts('p1')/name", 'Chair'],
  ["$root/featured/parts('p2')/name", null],
  ["$root/featured eq $root/products('p2')", true],
  ["$it in [$root/products('p1'),$root/products('p2')]", true],
  ["$it in [$root/products('p2')]", false],
  ['$it eq {"@odata.id":"products(\'p1\')"}', true],
  ['$it eq {"@id":"products(\'p2\')"}', false],
  ['$it ne {"@odata.id":"products(\'p9\')"}', true],
  ["lines(productId='p1',position=2)/text", 'line 2'],
  ["$it/lines(position=1,productId='p1')/text", 'line 1'],
  ['lines(2)/text', 'line 2'],
  ['lines(1 add 1)/text', 'line 2'],
  ['lines(9)/text', null],
  ['lines(null)/text', null],
  ['$root/taxOf(of=price)', 4],
  ['taxOf(of=price) eq 4', true],
  ['shop.tax(of=5 add 10)', 3],
  ['$it/shop.similar()', true],
  ['$it/similar()', true],
  ['similar()', true],
  ['shop.similar() eq true', true],
  ['shop.similar', true],
  ["$root/products('p2')/shop.similar()", false],
  ['$root/products/shop.cheapest(most=1)/$count', 1],
  ['$root/products/cheapest(most=2)/any(p:p/price eq 50)', true],
  ["$root/products/shop.cheapest(most=2)('p2')/name", 'Desk'],
  ['$root/featured/parts/shop.cheapest(most=9)/$count', 1],
  ['price/@Measures.ISOCurrency', 'USD'],
  ['price/@Org.OData.Measures.V1.ISOCurrency', 'USD'],
  ["$root/products('p2')/price/@Measures.ISOCurrency", 'EUR'],
  ['price/@Measures.Unit', 'Bonn'],
  ['price/@Measures.Scale', null],
  ['@shop.note/by', 'Ann'],
  ["@shop.note/list/any(m:m/level eq 'high')", true],
  ['@shop.other', null],
  ['tags/@shop.origin#from', 'import'],
  ['tags/@shop.origin', null],
  ['address/depot/name', 'All'],
  ["address/depot/id eq 'c1'", true],
  ['$root/featured/address/depot/name', null],
  ['{"a":price,"b":[name]}', { a: 20, b: ['Chair'] }],
  ['{"city":concat(\'Bo\',\'nn\'),"country":{"code":"de"}} eq address', true],
]

test.each(values)('%s', (text, value) => {
  expect(evaluate(text)).toEqual(value)
})

test('an alias may be a path, a key, a parameter', () => {
  const aliases = new Map([
    ['k', parseCommonExpr("'p2'")],
    ['p', parseCommonExpr('$root/products(@k)/price')],
  ])
  expect(evaluate('@p', { aliases })).toBe(50)
  expect(evaluate('shop.tax(of=@p)', { aliases })).toBe(10)
  expect(evaluate('lines(@unknown) eq null', { aliases })).toBe(true)
})

test('aliases that double each other are refused', () => {
  const aliases = new Map(
    Array.from({ length: 40 }, (_, index) => [
      `a${index}`,
      parseCommonExpr(`@a${index + 1} add @a${index + 1}`),
    ]),
  )
  expect(() => evaluate('@a0', { aliases })).toThrow('expected at most 1000 uses of aliases')
})

test('$search within $count finds by what the service searches', () => {
  const planSearch: BindingScope['planSearch'] = (node) => (item) =>
    node.kind === 'searchWord' && (item as EntityInstance).properties.text === `line ${node.text}`
  expect(evaluate('lines/$count($search=2)', { planSearch })).toBe(1)
  expect(evaluate('lines/$count($search=2;$filter=position eq 1)', { planSearch })).toBe(0)
})

test('entities of a large collection are found by key', () => {
  const many = Array.from({ length: 100 }, (_, id) => entity('shop.product', { id: `p${id}` }))
  const expression = bindExpression(parseCommonExpr('$root/products(name)/id'), productScope)
  const find = compileExpression(expression)
  const findIn = (name: string | null) =>
    find(entity('shop.product', { name }), { ...world, resolveRoot: () => many })
  expect(['p0', 'p99', 'p100', null].map(findIn)).toEqual(['p0', 'p99', null, null])
  many.push(entity('shop.product', { id: 'p100' }))
  expect(findIn('p100')).toBe('p100')
})

const refused: readonly [text: string, message: string][] = [
  [
    '$root/prodcts/$count',
    "'prodcts' is not a resource of the service at 6; did you mean 'products'?",
  ],
  ["$root/products('p1','p2')", "expected ')' at 19, found ','"],
  ["$root/products(nmae='x')", 'expected a key of shop.product (id) at 6, found nmae'],
  ['$root/products(5)/name', 'expected a key value of Edm.String at 15, found Edm.Int32'],
  [
    "$root/featured('p1')",
    'expected a collection of entities before a key at 14, found shop.product',
  ],
  ["lines('x')/text", 'expected a key value of Edm.Int32 at 6, found Edm.String'],
  [
    "$root/lines('x')/text",
    'expected a key of shop.line (productId, position) at 11, found one value',
  ],
  ['shop.tax(off=5)', 'expected shop.tax(of) at 0, found shop.tax(off)'],
  ['shop.tax(of=true)', "expected a value of Edm.Decimal for 'of' at 12, found Edm.Boolean"],
  ['shop.discard()', "'shop.discard' is an action, which no expression calls at 0"],
  ['shop.cheapest(most=1)', "'shop.cheapest' is not a function that can be called here at 0"],
  ['shop.taxes()', "'shop.taxes' is not a function at 0; did you mean 'shop.tax'?"],
]

test.each(refused)('%s is refused', (text, message) => {
  expect(() => evaluate(text)).toThrow(message)
})

test('an open instance has no annotation that its type does not have either', () => {
  const category = entity('shop.category', { id: 'c', rank: 1 })
  expect(evaluate('rank/@shop.note', { type: entityType('shop.category') }, category)).toBeNull()
})
