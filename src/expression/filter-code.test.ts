import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCommonExpr } from '../syntax/index.ts'
import { bindPredicate } from './bind.ts'
import { compileFilter, generateFilter } from './filter-code.ts'
import { context, entity, productScope } from './sample-model.ts'

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

test.each([['1 eq 1'], ["tags/any(t:t eq 'a')"], ['address/city eq null']])(
  '%s is not made code',
  (text) => {
    expect(generated(text)).toBeUndefined()
  },
)

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
