import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../model/index.ts'
import { parseCommonExpr } from '../syntax/index.ts'
import { bindOrdering } from './bind.ts'
import { compileOrdering } from './ordering.ts'
import { context, entity, productScope } from '../../test/product-model.ts'

const scope = { ...productScope, optionName: '$orderby' }

/** Ids in the order that `keys` gives; `-` before a key is descending. */
function order(keys: readonly string[], rows: readonly JsonObject[]): readonly unknown[] {
  const rank = compileOrdering(
    keys.map((key) => ({
      expression: bindOrdering(parseCommonExpr(key.replace(/^-/, '')), scope),
      descending: key.startsWith('-'),
    })),
  )
  const products = rows.map((row) => entity('shop.product', row))
  const ranking = rank(products, context)
  const places = products.map((_, place) => place).sort(ranking)
  return places.map((place) => products[place]!.properties.id)
}

describe('compileOrdering', () => {
  const names = [
    { id: 'a', name: 'x' },
    { id: 'b' },
    { id: 'c', name: 'B' },
    { id: 'd', name: 'b' },
  ]
  const times = [
    { id: 'a', created: '2024-01-01T00:00:00.5Z' },
    { id: 'b', created: '2024-01-01T00:00:00Z' },
    { id: 'c', created: '2024-01-01T02:00:00+03:00' },
  ]
  const sizes = [
    { id: 'a', size: 'small' },
    { id: 'b', size: 'large' },
    { id: 'c', size: 'medium' },
  ]
  const numbers = [
    { id: 'a', stock: 10, name: 'q' },
    { id: 'b', stock: 9, name: 'p' },
    { id: 'c', stock: '9007199254740993', name: 'q' },
    { id: 'd', stock: 10, name: 'p' },
  ]
  const cases: readonly [name: string, keys: readonly string[], JsonObject[], ids: string][] = [
    ['null first ascending, by code point', ['name'], names, 'bcda'],
    ['null last descending', ['-name'], names, 'adcb'],
    ['points in time across offsets', ['created'], times, 'cba'],
    ['enumerations by value', ['size'], sizes, 'acb'],
    ['numbers, then the second key', ['stock', '-name'], numbers, 'badc'],
    ['equal keys keep their order', ['tags/$count'], names, 'abcd'],
    [
      'expressions',
      ['-length(name)', 'id'],
      [
        { id: 'a', name: 'x' },
        { id: 'b', name: 'xy' },
      ],
      'ba',
    ],
    [
      'Booleans',
      ['-isHidden'],
      [
        { id: 'a', isHidden: false },
        { id: 'b', isHidden: true },
      ],
      'ba',
    ],
  ]
  test.each(cases)('%s', (_, keys, rows, ids) => {
    expect(order(keys, rows)).toEqual(ids.split(''))
  })
})

describe('bindOrdering', () => {
  const refused: readonly [text: string, message: string][] = [
    ['tags', '$orderby: expected a single value at 0, found Collection(Edm.String)'],
    ['address', '$orderby: expected a value that has an order at 0, found shop.address'],
    ['category', '$orderby: expected a value that has an order at 0, found shop.category'],
    ['nam', "$orderby: 'nam' is not a property of shop.product at 0; did you mean 'name'?"],
  ]
  test.each(refused)('%s is refused', (text, message) => {
    expect(() => bindOrdering(parseCommonExpr(text), scope)).toThrow(message)
  })
})
