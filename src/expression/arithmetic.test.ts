import { expect, test } from '@jest/globals'
import { entity, valueOf } from '../../test/product-model.ts'

const product = entity('shop.product', {
  count: 7,
  stock: '9223372036854775807',
  price: 19.99,
  rating: 0.1,
  created: '2024-03-01T00:00:00Z',
  day: '2024-03-01',
  lead: 'PT12H',
  extra: 5,
})

const values: readonly [text: string, value: unknown][] = [
  ['count add 1', 8],
  ['count sub 8', -1],
  ['count mul 3', 21],
  ['count div 2', 3],
  ['-7 div 2', -3],
  ['count divby 2', 3.5],
  ['-7 mod 2', -1],
  ['count mod 4', 3],
  ['1 divby 3', 0.3333333333333333],
  ['7 div 2.0', 3.5],
  ['price mul 3', 59.97],
  ['price add 0.01', 20],
  ['5.5 mod 2', 1.5],
  ['rating add 0.2e0', 0.30000000000000004],
  ['1e0 div 0', Infinity],
  ['-1e0 div 0', -Infinity],
  ['count divby 0', Infinity],
  ['-count divby 0', -Infinity],
  ['0 divby 0', NaN],
  ['price divby 0', Infinity],
  ['9007199254740992 add 1', '9007199254740993'],
  ['stock sub 9223372036854775806', 1],
  ['-stock', '-9223372036854775807'],
  ['-count', -7],
  ['-(1 add 2)', -3],
  ['count add null', null],
  ['null mul null', null],
  ['weight add 1', null],
  ['-weight', null],
  ['extra add 1', 6],
  ['extra divby 2', 2.5],
  ['-extra', -5],
  ["created add duration'P1DT1H'", '2024-03-02T01:00:00Z'],
  ["created sub duration'PT0.000000000001S'", '2024-02-29T23:59:59.999999999999Z'],
  ["2024-03-01T00:30:00+01:00 sub duration'PT1H'", '2024-02-29T23:30:00+01:00'],
  ["day add duration'P1DT23H'", '2024-03-02'],
  ["day sub duration'PT1S'", '2024-02-29'],
  ['day sub 2024-02-01', 'P29D'],
  ['created sub 2024-02-29T12:00:00Z', 'PT12H'],
  ['2024-02-29T12:00:00Z sub created', '-PT12H'],
  ["created sub '2024-02-29T12:00:00Z'", 'PT12H'],
  ["lead add duration'PT12H0.5S'", 'P1DT0.5S'],
  ['lead sub lead', 'PT0S'],
  ['lead mul 3', 'P1DT12H'],
  ['1.5 mul lead', 'PT18H'],
  ['lead div 8', 'PT1H30M'],
  ['-lead', '-PT12H'],
  ["now() sub duration'P1D'", '2026-01-01T03:04:05.678Z'],
]

test.each(values)('%s', (text, value) => {
  expect(valueOf(text, product)).toBe(value)
})

const refused: readonly [text: string, message: string][] = [
  ['count div 0', '$filter: division by zero at 6'],
  ['count mod 0', '$filter: division by zero at 6'],
  ['rating mod 0', '$filter: division by zero at 7'],
  ['price div 0', '$filter: division by zero at 6'],
  ['1 div 0', '$filter: division by zero at 2'],
  ['lead div 0', '$filter: division by zero at 5'],
  ['stock add 1', '$filter: the result is no value of Edm.Int64 at 6'],
  ['name add 1', "$filter: expected operands of 'add' at 5, found Edm.String and Edm.Int32"],
  [
    'created add created',
    "$filter: expected operands of 'add' at 8, found Edm.DateTimeOffset and Edm.DateTimeOffset",
  ],
  ['tags add 1', '$filter: expected a single value at 0, found Collection(Edm.String)'],
  ['-name', '$filter: expected a number after - at 1, found Edm.String'],
]

test.each(refused)('%s is refused', (text, message) => {
  expect(() => valueOf(text, product)).toThrow(
    expect.objectContaining({ statusCode: 400, message, target: '$filter' }),
  )
})
