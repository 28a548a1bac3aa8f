import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareNumbers } from './compare-numbers.ts'
import { calculateDecimals, fromDecimal, parseDecimal, roundDecimal } from './decimal.ts'
import { calculateIntegers } from './integer.ts'

const anyInt64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

describe('decimals', () => {
  const cases: readonly [text: string, value: number | string | undefined][] = [
    ['1.50', 1.5],
    ['-0.0', 0],
    ['1e3', 1000],
    ['1.5e-7', 1.5e-7],
    ['0.1000000000000000055', '0.1000000000000000055'],
    ['9007199254740993', '9007199254740993'],
    ['-21160185838730272', '-21160185838730272'],
    ['INF', undefined],
    ['1e9999', undefined],
    ['', undefined],
    ['1.', undefined],
  ]
  test.each(cases)('%s', (text, value) => {
    const decimal = parseDecimal(text)
    expect(decimal && fromDecimal(decimal)).toBe(value)
  })

  const rounded: readonly [text: string, floor: number, nearest: number, ceiling: number][] = [
    ['2.5', 2, 3, 3],
    ['-2.5', -3, -3, -2],
    ['2.4', 2, 2, 3],
    ['-2.4', -3, -2, -2],
    ['0.5', 0, 1, 1],
    ['-0.5', -1, -1, 0],
    ['7', 7, 7, 7],
  ]
  test.each(rounded)('%s is %d, %d, %d', (text, floor, nearest, ceiling) => {
    const decimal = parseDecimal(text) ?? { digits: 0n, scale: 0 }
    const round = (to: 'floor' | 'nearest' | 'ceiling') => fromDecimal(roundDecimal(decimal, to))
    expect([round('floor'), round('nearest'), round('ceiling')]).toEqual([floor, nearest, ceiling])
  })

  test('a sum less one term is the other term', () => {
    const decimals = fc.tuple(anyInt64, fc.integer({ min: 0, max: 12 })).map(([digits, scale]) => {
      const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
      const point = text.length - scale
      const size = scale === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`
      return digits < 0n ? `-${size}` : size
    })
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const sum = calculateDecimals('add', a, b) ?? NaN
        const rest = calculateDecimals('sub', sum, b) ?? NaN
        expect(compareNumbers(rest, a)).toBe(0)
      }),
    )
  })
})

test('decimals of a few places come out as they do of many', () => {
  const short = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 5 }))
  const textOf = ([digits, places]: [number, number]) => `${digits}e-${places}`
  const operators = fc.constantFrom('add' as const, 'sub' as const, 'mul' as const, 'mod' as const)
  fc.assert(
    fc.property(operators, short, short, (operator, left, right) => {
      const [a, b] = [textOf(left), textOf(right)]
      const result = calculateDecimals(operator, Number(a), Number(b))
      expect(result).toBe(calculateDecimals(operator, a, b))
    }),
    { numRuns: 1000 },
  )
})

test('integers are exact over the whole of Edm.Int64, and have no result beyond it', () => {
  fc.assert(
    fc.property(anyInt64, anyInt64, (a, b) => {
      const sum = a + b
      const isInRange = sum >= -(2n ** 63n) && sum < 2n ** 63n
      const result = calculateIntegers('add', String(a), String(b))
      expect(result === undefined ? undefined : BigInt(result)).toBe(isInRange ? sum : undefined)
      const quotient = b === 0n ? undefined : calculateIntegers('div', String(a), String(b))
      const expected = b === 0n || a / b === 2n ** 63n ? undefined : a / b
      expect(quotient === undefined ? undefined : BigInt(quotient)).toBe(expected)
    }),
  )
})

const ordered: readonly [a: number | string, b: number | string, order: number][] = [
  [1, 2, -1],
  ['9007199254740993', '9007199254740992', 1],
  ['1.0', 1, 0],
  ['INF', 1, 1],
  ['-INF', 'INF', -1],
  ['NaN', 'NaN', NaN],
  ['x', 1, NaN],
]

test('a number is compared by its digits, not by its shortest text', () => {
  expect(compareNumbers(-21160185838730272, '-21160185838730272')).toBe(0)
})

test.each(ordered)('%s compares with %s as %d', (a, b, order) => {
  expect(compareNumbers(a, b)).toBe(order)
})
