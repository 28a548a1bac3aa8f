import { describe, expect, test } from '@jest/globals'
import { buildModel, type EdmPrimitiveName, type StructuredType } from '../model/index.ts'
import { getValidators } from './validators.ts'

/** Type, its values, what is expected of other values, those of another JSON type, those of the same. */
const table: readonly (readonly [
  EdmPrimitiveName,
  readonly unknown[],
  string,
  readonly unknown[],
  readonly unknown[],
])[] = [
  [
    'Edm.Binary',
    ['', 'T0RhdGE', 'T0RhdGE=', '_-+/', 'AA=='],
    'Edm.Binary such as T0RhdGE',
    [],
    ['a b', '=', 'A===', 5, 'ä'],
  ],
  ['Edm.Boolean', [true, false], 'Edm.Boolean', ['true', 0, {}, []], []],
  ['Edm.Byte', [0, 255], 'Edm.Byte from 0 to 255', ['1', 1.5], [-1, 256]],
  ['Edm.SByte', [-128, 127], 'Edm.SByte from -128 to 127', ['1'], [-129, 128]],
  ['Edm.Int16', [-32768, 32767], 'Edm.Int16 from -32768 to 32767', ['1'], [-32769, 32768]],
  [
    'Edm.Int32',
    [-2147483648, 2147483647],
    'Edm.Int32 from -2147483648 to 2147483647',
    ['1', 0.5],
    [2147483648],
  ],
  [
    'Edm.Int64',
    [0, -1, 2 ** 53, '9223372036854775807', '-9223372036854775808', '+1'],
    'Edm.Int64 from -9223372036854775808 to 9223372036854775807',
    [true, 0.5],
    ['9223372036854775808', '-9223372036854775809', '1.5', '', 'x', 1e19],
  ],
  [
    'Edm.Decimal',
    [0, 1.5, '3.14', '-1e5', 'INF'],
    'Edm.Decimal',
    [true, {}],
    ['', 'x', '1.', '.5'],
  ],
  [
    'Edm.Double',
    [0, -1.5e300, 'NaN', 'INF', '-INF'],
    'Edm.Double',
    [true],
    ['1.5', '+INF', 'Infinity'],
  ],
  ['Edm.Single', [1.5, 'NaN'], 'Edm.Single', [[]], ['1.5']],
  [
    'Edm.Date',
    ['2014-01-01', '2024-02-29'],
    'Edm.Date such as 2014-01-01',
    [5],
    ['2023-02-29', '2014-13-01', '2014-1-1', '2014-01-01T00:00:00Z'],
  ],
  [
    'Edm.DateTimeOffset',
    [
      '2014-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '2014-01-01T00:00:00.123456789012Z',
      '2014-01-01T00:00Z',
      '2014-01-01T23:59:59+05:30',
      '2014-01-01T23:59:60Z',
    ],
    'Edm.DateTimeOffset such as 2014-01-01T00:00:00Z',
    [5, {}],
    [
      'tomorrow',
      '2014-01-01',
      '2014-01-01T00:00:00',
      '2014-02-30T00:00:00Z',
      '2014-01-01T24:00:00Z',
      '2014-01-01T00:00:00+0530',
      '2014-01-01 00:00:00Z',
      '2014-01-01T00:00:00.1234567890123Z',
      '2014-01-01T00:00:00.Z',
      '',
    ],
  ],
  [
    'Edm.Duration',
    ['PT1H30M', '-P1D', 'PT0.5S', 'P1DT2H', 'P10DT1H2M3.4S'],
    'Edm.Duration such as PT1H30M',
    [5],
    ['', 'P', 'PT', 'P1DT', 'P1Y', 'P1M', 'P1W', '1H', 'PT1.5H'],
  ],
  [
    'Edm.TimeOfDay',
    ['00:00', '23:59:59', '12:30:00.123456789012'],
    'Edm.TimeOfDay such as 12:30:00',
    [5],
    ['24:00', '12', '12:60', '12:30:00Z'],
  ],
  [
    'Edm.Guid',
    ['01234567-89ab-cdef-0123-456789ABCDEF'],
    'Edm.Guid such as 01234567-89ab-cdef-0123-456789abcdef',
    [5],
    [
      'urn:uuid:01234567-89ab-cdef-0123-456789abcdef',
      '{01234567-89ab-cdef-0123-456789abcdef}',
      '0123456789abcdef0123456789abcdef',
    ],
  ],
  [
    'Edm.GeographyPoint',
    [{ type: 'Point', coordinates: [1, 2] }],
    'Edm.GeographyPoint, a GeoJSON object',
    ['POINT(1 2)', [1, 2]],
    [],
  ],
  ['Edm.Stream', [1, 'x', {}, []], '', [], []],
  ['Edm.String', ['', 'x'], 'Edm.String', [5, true, {}, []], []],
  ['Edm.Untyped', [1, 'x', true, {}, [[]], { a: { b: null } }], '', [], []],
]

function violationsOf(typeName: EdmPrimitiveName, value: unknown, nullable: boolean) {
  const model = buildModel({
    namespace: 'n',
    containerName: 'container',
    types: [
      {
        kind: 'complexType',
        namespace: 'n',
        name: 'holder',
        properties: [{ name: 'p', typeName, isCollection: false, nullable }],
        navigationProperties: [],
      },
    ],
    operations: [],
    entitySets: [],
    singletons: [],
    operationImports: [],
  })
  const holder = model.types.get('n.holder') as StructuredType
  return getValidators(model).validate(holder, { p: value }, 'create')
}

describe('values of primitive types', () => {
  test.each(table)('%s', (typeName, members, expected, others, invalid) => {
    for (const value of members) {
      const violations = violationsOf(typeName, value, false)
      expect({ value, violations }).toEqual({ value, violations: [] })
    }
    for (const value of others) {
      const found = violationsOf(typeName, value, true).map((violation) => violation.expected)
      // The range is of no interest to who sends a string.
      expect({ value, found }).toEqual({ value, found: [expected.replace(/ from .*/, '')] })
    }
    for (const value of invalid) {
      const found = violationsOf(typeName, value, true).map((violation) => violation.expected)
      expect({ value, found }).toEqual({ value, found: [expected] })
    }
  })

  test.each(table)('null is a value of %s where it is nullable', (typeName) => {
    expect(violationsOf(typeName, null, true)).toEqual([])
    const takesNull = typeName === 'Edm.Untyped' || typeName === 'Edm.Stream'
    expect(violationsOf(typeName, null, false).length).toBe(takesNull ? 0 : 1)
  })
})
