import { expect, test } from '@jest/globals'
import { keyText, valueOfKeyText } from './key-text.ts'
import { primitiveTypes } from './primitive-types.ts'
import type { EdmType, EnumType } from './types.ts'

const color: EnumType = {
  kind: 'enumType',
  namespace: 'n',
  name: 'Color',
  qualifiedName: 'n.Color',
  isFlags: true,
  members: new Map([
    ['Red', 1],
    ['Blue', 2],
  ]),
}

test.each<[string | number | boolean, EdmType, string | undefined]>([
  [7, primitiveTypes['Edm.Int32'], '7'],
  ['007', primitiveTypes['Edm.Int32'], '7'],
  ['-0', primitiveTypes['Edm.Int32'], '0'],
  ['2147483648', primitiveTypes['Edm.Int32'], undefined],
  ['1.5', primitiveTypes['Edm.Int32'], undefined],
  ['x', primitiveTypes['Edm.Int32'], undefined],
  ['9007199254740993', primitiveTypes['Edm.Int64'], '9007199254740993'],
  ['9223372036854775808', primitiveTypes['Edm.Int64'], undefined],
  [256, primitiveTypes['Edm.Byte'], undefined],
  [-128, primitiveTypes['Edm.SByte'], '-128'],
  ['1.50', primitiveTypes['Edm.Decimal'], '1.5'],
  ['+01.0', primitiveTypes['Edm.Decimal'], '1'],
  ['15e-1', primitiveTypes['Edm.Decimal'], '1.5'],
  ['1.5e3', primitiveTypes['Edm.Decimal'], '1500'],
  ['1e999999', primitiveTypes['Edm.Decimal'], undefined],
  ['1.0', primitiveTypes['Edm.Double'], '1'],
  ['INF', primitiveTypes['Edm.Double'], 'INF'],
  [true, primitiveTypes['Edm.Boolean'], 'true'],
  ['TRUE', primitiveTypes['Edm.Boolean'], 'true'],
  ['1', primitiveTypes['Edm.Boolean'], undefined],
  [
    '5D8A0A1C-0000-4000-8000-0000000000AB',
    primitiveTypes['Edm.Guid'],
    '5d8a0a1c-0000-4000-8000-0000000000ab',
  ],
  ['5d8a0a1c', primitiveTypes['Edm.Guid'], undefined],
  ['2024-02-29', primitiveTypes['Edm.Date'], '2024-02-29'],
  ['2024-13-01', primitiveTypes['Edm.Date'], undefined],
  ['12:30', primitiveTypes['Edm.TimeOfDay'], '12:30:00'],
  ['12:30:00.250', primitiveTypes['Edm.TimeOfDay'], '12:30:00.25'],
  ['24:00', primitiveTypes['Edm.TimeOfDay'], undefined],
  ['2024-01-01T01:00:00+01:00', primitiveTypes['Edm.DateTimeOffset'], '2024-01-01T00:00:00Z'],
  ['2024-01-01T00:00:00.1230Z', primitiveTypes['Edm.DateTimeOffset'], '2024-01-01T00:00:00.123Z'],
  ['2024-01-01', primitiveTypes['Edm.DateTimeOffset'], undefined],
  ['PT60S', primitiveTypes['Edm.Duration'], '60'],
  ['P1DT1M', primitiveTypes['Edm.Duration'], '86460'],
  ['-PT0.50S', primitiveTypes['Edm.Duration'], '-0.5'],
  ['PT', primitiveTypes['Edm.Duration'], undefined],
  ['T+/=', primitiveTypes['Edm.Binary'], 'T-_'],
  ['Red', color, '1'],
  ['Blue,Red', color, '3'],
  ['3', color, '3'],
  ['Green', color, undefined],
  ["O'Neil", primitiveTypes['Edm.String'], "O'Neil"],
])('%j of %o is kept under %j', (value, type, text) => {
  expect(keyText(value, type)).toBe(text)
})

test.each<[string, EdmType, string | number | boolean]>([
  ['7', primitiveTypes['Edm.Int32'], 7],
  ['9007199254740993', primitiveTypes['Edm.Int64'], '9007199254740993'],
  ['0.1', primitiveTypes['Edm.Decimal'], 0.1],
  ['0.12345678901234567890123', primitiveTypes['Edm.Decimal'], '0.12345678901234567890123'],
  ['INF', primitiveTypes['Edm.Double'], 'INF'],
  ['true', primitiveTypes['Edm.Boolean'], true],
  ['false', primitiveTypes['Edm.Boolean'], false],
  ['90', primitiveTypes['Edm.Duration'], 'PT90S'],
  ['-0.5', primitiveTypes['Edm.Duration'], '-PT0.5S'],
  ['2020-01-01T00:00:00Z', primitiveTypes['Edm.DateTimeOffset'], '2020-01-01T00:00:00Z'],
  ['a b', primitiveTypes['Edm.String'], 'a b'],
  ['2', color, 'Blue'],
  ['3', color, 'Red,Blue'],
  ['8', color, '8'],
])('%s of %j is the key text of %j', (text, type, value) => {
  expect(valueOfKeyText(text, type)).toBe(value)
  expect(keyText(value, type)).toBe(text)
})
