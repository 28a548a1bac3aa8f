import { describe, expect, test } from '@jest/globals'
import { parseCommonExpr } from '../syntax/index.ts'
import { bindPredicate } from './bind.ts'
import { compilePredicate } from './compile.ts'
import { context, entity, productScope, satisfies, valueOf } from '../../test/product-model.ts'

/** `isHidden` is null on an instance without values. */
const operands = { true: 'true', false: 'false', null: 'isHidden' } as const
type Truth = keyof typeof operands

const truthTable: readonly [left: Truth, right: Truth, and: Truth, or: Truth][] = [
  ['true', 'true', 'true', 'true'],
  ['true', 'false', 'false', 'true'],
  ['true', 'null', 'null', 'true'],
  ['false', 'true', 'false', 'true'],
  ['false', 'false', 'false', 'false'],
  ['false', 'null', 'false', 'null'],
  ['null', 'true', 'null', 'true'],
  ['null', 'false', 'false', 'null'],
  ['null', 'null', 'null', 'null'],
]

describe('three-valued logic', () => {
  test.each(truthTable)('%s, %s: and gives %s, or gives %s', (left, right, and, or) => {
    const [a, b] = [operands[left], operands[right]]
    expect(String(valueOf(`${a} and ${b}`))).toBe(and)
    expect(String(valueOf(`${a} or ${b}`))).toBe(or)
    expect(satisfies(`${a} and ${b}`)).toBe(and === 'true')
    expect(satisfies(`${a} or ${b}`)).toBe(or === 'true')
    expect(satisfies(`not (${a} and ${b})`)).toBe(and === 'false')
    expect(satisfies(`not (${a} or ${b})`)).toBe(or === 'false')
  })

  const values: readonly [text: string, value: unknown][] = [
    ['not true', false],
    ['not false', true],
    ['not isHidden', null],
    ['not null', null],
    ['null and false', false],
    ['null eq null', true],
    ['null ne null', false],
    ['null gt 1', false],
    ['not (count gt 1)', true],
    ['null ge null', false],
    ['1 le null', false],
    ['count eq null', true],
    ['count ne null', false],
    ['count eq 0', false],
    ['count ne 0', true],
    ['isHidden eq false', false],
    ['isHidden ne true', true],
    ['not isHidden eq true', false],
    ["contains(name,'x') eq null", true],
    ['true or 1 div 0 eq 1', true],
    ['false and true or true', true],
    ['true or true and false', true],
    ['1 add 2 mul 3 eq 7', true],
    ['10 sub 3 sub 2 eq 5', true],
    ['not false and false', false],
    ['-2 mul 3 eq -6', true],
    ['1 lt 2 eq true', true],
  ]
  test.each(values)('%s', (text, value) => {
    const predicate = bindPredicate(parseCommonExpr(text), productScope)
    expect(valueOf(text)).toBe(value)
    expect(compilePredicate(predicate)(entity('shop.product', {}), context)).toBe(value === true)
  })
})

describe('long chains', () => {
  const product = entity('shop.product', { count: 4999, name: 'n4999' })
  const terms = (text: (index: number) => string, operator: string) =>
    Array.from({ length: 5000 }, (_, index) => text(index)).join(` ${operator} `)
  const chains: readonly [name: string, text: string, value: boolean][] = [
    ['or', terms((index) => `name eq 'n${index}'`, 'or'), true],
    ['and', terms((index) => `name ne 'n${index}'`, 'and'), false],
    ['add', `${terms(() => 'count', 'add')} eq 24995000`, true],
    ['eq', terms(() => 'true', 'eq'), true],
    [
      'in',
      `name in (${Array.from({ length: 5000 }, (_, index) => `'n${index}'`).join(',')})`,
      true,
    ],
  ]
  test.each(chains)('5,000 terms of %s do not exhaust the stack', (_, text, value) => {
    expect(satisfies(text, product)).toBe(value)
  })
})
