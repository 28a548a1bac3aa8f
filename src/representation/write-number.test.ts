import { expect, test } from '@jest/globals'
import { primitiveTypes } from '../model/index.ts'
import { writePrimitive } from './write-number.ts'

test.each([
  ['1e-7', '0.0000001'],
  ['1.5E3', '1500'],
  ['-1.25e1', '-12.5'],
  ['1.25e+2', '125'],
  ['0.05e1', '0.5'],
  ['0e5', '0'],
  ['0.5e-2', '0.005'],
  ['12.50', '12.50'],
  ['1e1001', '1e1001'],
  [1e-7, '0.0000001'],
  [1e21, '1000000000000000000000'],
  [12.5, '12.5'],
])('the Edm.Decimal %s is written %s, in long notation', (value, expected) => {
  const type = primitiveTypes['Edm.Decimal']
  expect(writePrimitive(value, type, false)).toBe(expected)
  expect(writePrimitive(value, type, true)).toBe(`"${expected}"`)
})

test('an Edm.Double keeps its exponent', () => {
  expect(writePrimitive(1e-7, primitiveTypes['Edm.Double'], true)).toBe('1e-7')
})
