import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCommonExpr } from '../syntax/index.ts'
import { bindPredicate } from './bind.ts'
import { compilePredicate } from './compile.ts'
import { compileFilter, generateFilter } from './filter-code.ts'
import { context, entity, productScope } from '../../test/product-model.ts'

const instances = [
  entity('shop.product', { id: '1', name: 'Blue', count: 7, price: 2.5, isHidden: false }),
  entity('shop.product', { id: '2', name: null, count: null, price: '12345678901234567.25' }),
  entity('shop.product', { id: '3', name: '', count: 0, price: -1, isHidden: true }),
  entity('shop.product', {
    id: '4',
    name: 'it\'s \u2028 \\ " ${1}',
    code: '360FA7DE-90be-48dc-a2ce-fc40094a93dd',
    day: '2024-03-01',
    size: 'large',
  }),
  entity('shop.product', { id: '5', name: '😀', stock: '9007199254740993' }),
]

function idsOf(filter: ReturnType<typeof generateFilter>): readonly unknown[] | undefined {
  return filter?.(instances, context).map(
    (instance) => (instance as (typeof instances)[number]).properties['id'],
  )
}

function generated(text: string): readonly unknown[] | undefined {
  return idsOf(generateFilter(bindPredicate(parseCommonExpr(text), productScope)))
}

const selected: readonly [text: string, ids: readonly string[]][] = [
  ["name eq 'Blue'", ['1']],
  ["name ne 'Blue'", ['2', '3', '4', '5']],
  ["not (name eq 'Blue')", ['2', '3', '4', '5']],
  ["'C' gt name", ['1', '3']],
  ["name gt '\uffff'", ['5']],
  ["name eq 'it''s \u2028 \\ \" ${1}'", ['4']],
  ['name eq null', ['2']],
  ['null ne count', ['1', '3']],
  ['count gt null', []],
  ['count lt 7', ['3']],
  ['count ge 0 and isHidden', ['3']],
  ['not isHidden', ['1']],
  ['price eq 12345678901234567.25', ['2']],
  ['price gt 2', ['1', '2']],
  ['price lt 2 or price gt 3', ['2', '3']],
  ['stock eq 9007199254740993', ['5']],
  ["name in ('Blue','')", ['1', '3']],
  ["not (name in ('Blue',''))", ['2', '4', '5']],
  ["name in ('a','b','c','d','Blue')", ['1']],
  ['count in (7,null)', ['1', '2', '4', '5']],
  ["contains(name,'l')", ['1']],
  ["not contains(name,'l')", ['3', '4', '5']],
  ["startswith(tolower(name),'blu') eq true", ['1']],
  ["endswith(toupper(trim(name)),'UE')", ['1']],
  ["tolower(name) eq 'blue'", ['1']],
  ['code eq 360fa7de-90be-48dc-a2ce-fc40094a93dd', ['4']],
  ['code ne 360fa7de-90be-48dc-a2ce-fc40094a93dd', ['1', '2', '3', '5']],
  ['day ge 2024-03-01', ['4']],
  ["size eq shop.size'large'", ['4']],
  ["count gt 1 and (name eq 'x' or length(name) eq 4)", ['1']],
]
test.each(selected)('%s', (text, ids) => {
  const filter = compileFilter(bindPredicate(parseCommonExpr(text), productScope))
  expect(idsOf(filter)).toEqual(ids)
  expect(generated(text)).toEqual(ids)
})

test.each([['1 eq 1'], ['tags/$count eq 1'], ['address/city eq null']])(
  '%s is not made code',
  (text) => {
    expect(generated(text)).toBeUndefined()
  },
)

const collections = [
  entity('shop.product', {
    id: '1',
    name: 'a',
    count: 2,
    tags: ['a', 'b'],
    numbers: [1, 2, 3],
    addresses: [{ city: 'Bern' }, { country: { code: 'CH' } }, null],
  }),
  entity('shop.product', { id: '2', name: 'b', tags: [], numbers: [null], addresses: null }),
  entity('shop.product', { id: '3', tags: ['c', null], numbers: [5], addresses: [{ city: null }] }),
  entity('shop.product', { id: '4', tags: 'a', numbers: null, address: { city: 'Bern' } }),
]
const ofCollections: readonly [text: string, ids: readonly string[]][] = [
  ["tags/any(t:t eq 'a')", ['1']],
  ["not tags/any(t:t eq 'a')", ['2', '3', '4']],
  ["tags/all(t:t ne 'a')", ['2', '3', '4']],
  ['tags/any(t:t eq null)', ['3']],
  ["tags/any(t:startswith(t,'c') or length(t) eq 2)", ['3']],
  ['tags/all(t:t eq name or t ne null)', ['1', '2', '3', '4']],
  ['tags/any() and count eq 2', ['1']],
  ['numbers/any(n:n gt 2)', ['1', '3']],
  ['numbers/all(n:n gt 2)', ['3', '4']],
  ['numbers/all(n:not (n gt 2))', ['2', '4']],
  ['numbers/any(n:n in (3,5))', ['1', '3']],
  ["addresses/any(a:a/city eq 'Bern')", ['1']],
  ['addresses/any(a:a/city eq null)', ['1', '3']],
  ["addresses/any(a:a/country/code eq 'CH' and a/city eq null)", ['1']],
  ["tags/any(t:numbers/any(n:n eq 1 and t eq 'b'))", ['1']],
  ['tags/any(t:numbers/all(n:t eq name or n gt 4))', ['1', '3']],
  ["tags/any(t:numbers/any(n:n add length(t) eq 2 and t eq 'b'))", ['1']],
  ['parts/any(r:r/count gt 1)', ['2', '3']],
  ["parts/all(r:r/name eq 'a')", ['1', '2', '4']],
  ["parts/any(r:r/tags/any(t:t eq 'b' and r/name eq 'a'))", ['2', '3']],
  ["parts/any(r:tags/any(t:t eq 'c') and r/tags/all(t:t ne 'c'))", ['3']],
]
test.each(ofCollections)('%s', (text, ids) => {
  const [first, second, third] = collections
  const links = new Map([
    [second, [first]],
    [third, [first, second]],
  ])
  const within = {
    ...context,
    follow: (of: (typeof collections)[number]) => links.get(of) ?? [],
  } as typeof context
  const predicate = bindPredicate(parseCommonExpr(text), productScope)
  const test = compilePredicate(predicate)
  const idsIn = (found: readonly unknown[] | undefined) =>
    found?.map((instance) => (instance as (typeof collections)[number]).properties['id'])
  expect(idsIn(collections.filter((item) => test(item, within)))).toEqual(ids)
  expect(idsIn(generateFilter(predicate)?.(collections, within))).toEqual(ids)
})

test('no text of a literal gets out of its quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const instance = entity('shop.product', { id: '1', name })
      const text = `name eq '${name.replaceAll("'", "''")}'`
      const filter = generateFilter(bindPredicate(parseCommonExpr(text), productScope))
      expect(filter?.([instance], context)).toEqual([instance])
    }),
  )
})

test('a filter that has seen many instances selects the same as before', () => {
  const filter = compileFilter(bindPredicate(parseCommonExpr("name eq 'Blue'"), productScope))
  const many = Array.from({ length: 1500 }, (_, index) => instances[index % 5]!)
  const counts = [1, 2, 3].map(() => filter(many, context).length)
  expect(counts).toEqual([300, 300, 300])
})

test('where code from texts is not allowed, no code is made and the filter selects the same', () => {
  const { Function: own } = globalThis
  const predicate = bindPredicate(parseCommonExpr("name ge 'Blue' and count le 7"), productScope)
  const many = Array.from({ length: 2500 }, (_, index) => instances[index % 5]!)
  try {
    globalThis.Function = function () {
      throw new EvalError('Code generation from strings disallowed for this context')
    } as unknown as FunctionConstructor
    expect(generateFilter(predicate)).toBeUndefined()
    const filter = compileFilter(predicate)
    expect([1, 2].map(() => filter(many, context).length)).toEqual([500, 500])
  } finally {
    globalThis.Function = own
  }
})
