import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCommonExpr } from '../syntax/index.ts'
import { bindPredicate } from './bind.ts'
import { compilePredicate } from './compile.ts'
import { findEqualities } from './equalities.ts'
import { context, entity, productScope, satisfies } from '../../test/product-model.ts'

function equalitiesOf(text: string): readonly [name: string, value: unknown][] {
  const predicate = bindPredicate(parseCommonExpr(text), productScope)
  return findEqualities(predicate).map(({ property, value }) => [property.name, value])
}

describe('findEqualities', () => {
  const cases: readonly [text: string, equalities: readonly [string, unknown][]][] = [
    ["name eq 'x'", [['name', 'x']]],
    ["'x' eq name", [['name', 'x']]],
    [
      "name eq 'x' and count eq 1 and isHidden eq false",
      [
        ['name', 'x'],
        ['count', 1],
        ['isHidden', false],
      ],
    ],
    [
      "name eq 'x' and (count eq 1 and contains(id,'y'))",
      [
        ['name', 'x'],
        ['count', 1],
      ],
    ],
    [
      'id eq 360fa7de-90be-48dc-a2ce-fc40094a93dd',
      [['id', '360fa7de-90be-48dc-a2ce-fc40094a93dd']],
    ],
    ["name eq 'x' or count eq 1", []],
    ["not (name eq 'x')", []],
    ['name eq null', []],
    ['name eq id', []],
    ['count eq NaN', []],
    ['count eq 9007199254740993', []],
    ['stock eq 1', []],
    ['price eq 1', []],
    ["size eq 'small'", []],
    ["address/city eq 'x'", []],
    ["category/name eq 'x'", []],
    ['code eq 360fa7de-90be-48dc-a2ce-fc40094a93dd', []],
    ["tags/any(t:t eq 'x')", []],
  ]
  test.each(cases)('%s', (text, equalities) => {
    expect(equalitiesOf(text)).toEqual(equalities)
  })
})

/** Predicates over properties that every instance below has a value of, so that none is null. */
const comparison = fc.oneof(
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'lt', 'ge'), fc.integer({ min: 0, max: 3 }))
    .map(([operator, value]) => `count ${operator} ${value}`),
  fc
    .tuple(fc.constantFrom('eq', 'gt', 'le'), fc.constantFrom('a', 'b', 'c'))
    .map(([operator, value]) => `name ${operator} '${value}'`),
  fc.constantFrom('isHidden', 'isHidden eq false', "contains(name,'a')", "name in ('a','c')"),
)
const predicate = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    comparison,
    fc
      .tuple(tie('node'), fc.constantFrom('and', 'or'), tie('node'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('node').map((operand) => `not (${operand})`),
  ),
})).node
const product = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    count: fc.integer({ min: 0, max: 3 }),
    isHidden: fc.boolean(),
  })
  .map((properties) => entity('shop.product', properties))

test('p and not (p) split a set without nulls', () => {
  fc.assert(
    fc.property(predicate, fc.array(product, { minLength: 1 }), (text, products) => {
      for (const instance of products) {
        expect(satisfies(`not (${text})`, instance)).toBe(!satisfies(text, instance))
      }
    }),
  )
})

test('an instance that satisfies a predicate has every value that its equalities ask for', () => {
  fc.assert(
    fc.property(fc.array(predicate, { minLength: 1 }), product, (texts, instance) => {
      const bound = bindPredicate(parseCommonExpr(texts.join(' and ')), productScope)
      const hasAll = findEqualities(bound).every(
        ({ property, value }) => instance.properties[property.name] === value,
      )
      expect(hasAll || !compilePredicate(bound)(instance, context)).toBe(true)
    }),
  )
})
