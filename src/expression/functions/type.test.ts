import { expect, test } from '@jest/globals'
import { buildModel } from '../../model/index.ts'
import { entity, productScope, valueOf } from '../../../test/product-model.ts'

const product = entity('shop.product', {
  name: '12',
  count: 7,
  price: 2.75,
  isHidden: true,
  created: '2024-02-29T23:59:58.125+02:00',
  day: '2024-02-29',
  opens: '09:30',
  lead: 'PT90M',
  code: '360FA7DE-90be-48dc-a2ce-fc40094a93dd',
  image: 'AQID',
  size: 'large',
  access: 'read,write',
  tags: ['1', 'x', '3'],
  numbers: [1, 300],
  address: { city: 'Bonn' },
  addresses: [{ city: 'Bonn' }, { '@odata.type': '#shop.pickupAddress', city: 'Oslo' }],
  stock: '9007199254740993',
})

const casts: readonly [text: string, value: unknown][] = [
  ['cast(null,Edm.Int32)', null],
  ['cast(count,Edm.String)', '7'],
  ['cast(price,Edm.String)', '2.75'],
  ['cast(isHidden,Edm.String)', 'true'],
  ['cast(created,Edm.String)', '2024-02-29T23:59:58.125+02:00'],
  ['cast(day,Edm.String)', '2024-02-29'],
  ['cast(opens,Edm.String)', '09:30'],
  ['cast(lead,Edm.String)', 'PT90M'],
  ['cast(code,Edm.String)', '360FA7DE-90be-48dc-a2ce-fc40094a93dd'],
  ['cast(image,Edm.String)', 'AQID'],
  ['cast(size,Edm.String)', 'large'],
  ['cast(access,Edm.String)', 'read,write'],
  ['cast(stock,Edm.String)', '9007199254740993'],
  ['cast(INF,Edm.String)', 'INF'],
  ['cast(-INF,Edm.String)', '-INF'],
  ['cast(name,Edm.Int32)', 12],
  ["cast('1.5',Edm.Int32)", null],
  ["cast('1.5',Edm.Decimal)", 1.5],
  ["cast(' 1',Edm.Int32)", null],
  ["cast('',Edm.Int32)", null],
  ["cast('2147483648',Edm.Int32)", null],
  ["cast('-128',Edm.SByte)", -128],
  ["cast('9223372036854775807',Edm.Int64)", '9223372036854775807'],
  ["cast('TRUE',Edm.Boolean)", true],
  ["cast('yes',Edm.Boolean)", null],
  ["cast('2024-02-30',Edm.Date)", null],
  ["cast('2024-02-29',Edm.Date)", '2024-02-29'],
  ["cast('12:30',Edm.TimeOfDay)", '12:30'],
  ["cast('25:30',Edm.TimeOfDay)", null],
  ["cast('P1D',Edm.Duration)", 'P1D'],
  ["cast('P1Y',Edm.Duration)", null],
  ["cast('x',Edm.Guid)", null],
  ["cast('AQID',Edm.Binary)", 'AQID'],
  ["cast('2024-02-29T12:00',Edm.DateTimeOffset)", '2024-02-29T12:00Z'],
  ["cast('2024-02-29T12:00:00-01:00',Edm.DateTimeOffset)", '2024-02-29T12:00:00-01:00'],
  ['cast(2.5,Edm.Int32)', 2],
  ['cast(-2.5,Edm.Int64)', -2],
  ['cast(255.9,Edm.Byte)', 255],
  ['cast(256,Edm.Byte)', null],
  ['cast(-1,Edm.Byte)', null],
  ['cast(NaN,Edm.Int32)', null],
  ['cast(INF,Edm.Decimal)', null],
  ['cast(1e3,Edm.Int16)', 1000],
  ['cast(price,Edm.Double)', 2.75],
  ['cast(0.1,Edm.Single)', 0.1],
  ['cast(16777217,Edm.Single)', 16777216],
  ['cast(1e39,Edm.Single)', null],
  ['cast(true,Edm.Int32)', null],
  ['cast(1,Edm.Boolean)', null],
  ['cast(day,Edm.Int32)', null],
  ['cast(size,Edm.Int32)', 2],
  ["cast(shop.access'read,share',Edm.Byte)", 5],
  ['cast(2,shop.size)', 'large'],
  ['cast(9,shop.size)', null],
  ["cast('medium',shop.size)", 'medium'],
  ["cast('read,share',shop.access)", 'read,share'],
  ['cast(tags,Collection(Edm.Int32))', [1, null, 3]],
  ["cast(numbers,'Collection(Edm.Byte)')", [1, null]],
  ['cast(numbers,Collection(Edm.String))', ['1', '300']],
  [
    'cast(addresses,Collection(shop.pickupAddress))',
    [null, { '@odata.type': '#shop.pickupAddress', city: 'Oslo' }],
  ],
  ['cast(address,shop.address)', { city: 'Bonn' }],
  ['cast(address,shop.pickupAddress)', null],
  ['cast(2.345,shop.cents)', 2.35],
  ["cast('abc',shop.short)", 'abc'],
  ["cast('abcd',shop.short)", null],
  ["cast('äbc',shop.short)", null],
  ['cast(12345,shop.short)', null],
  ['cast(-999.994,shop.cents)', -999.99],
  ['cast(999.995,shop.cents)', null],
  ['cast(2024-12-31T23:59:59.9996Z,shop.millis)', '2025-01-01T00:00:00Z'],
  ['cast(2024-02-29T12:00:00.1234+02:00,shop.millis)', '2024-02-29T12:00:00.123+02:00'],
  ["cast('2024-02-29T12:00:00.1235Z',shop.millis)", '2024-02-29T12:00:00.124Z'],
  ['cast(09:30:00.45,shop.tenths)', '09:30:00.5'],
  ['cast(23:59:59.96,shop.tenths)', null],
  ["cast(duration'-PT1.5S',shop.seconds)", '-PT2S'],
  ['cast(-1,shop.size)', null],
  ['cast(2147483648,shop.access)', null],
]

const withDefinitions = buildModel({
  namespace: 'shop',
  containerName: 'container',
  types: [
    {
      kind: 'typeDefinition',
      namespace: 'shop',
      name: 'cents',
      underlyingType: 'Edm.Decimal',
      precision: 5,
      scale: 2,
    },
    ...(
      [
        ['millis', 'Edm.DateTimeOffset', 3],
        ['tenths', 'Edm.TimeOfDay', 1],
        ['seconds', 'Edm.Duration', 0],
      ] as const
    ).map(([name, underlyingType, precision]) => ({
      kind: 'typeDefinition' as const,
      namespace: 'shop',
      name,
      underlyingType,
      precision,
    })),
    {
      kind: 'typeDefinition',
      namespace: 'shop',
      name: 'short',
      underlyingType: 'Edm.String',
      maxLength: 3,
      unicode: false,
    },
  ],
  operations: [],
  entitySets: [],
  singletons: [],
  operationImports: [],
})
const scope = {
  ...productScope,
  model: {
    ...productScope.model,
    types: new Map([...productScope.model.types, ...withDefinitions.types]),
  },
}

test.each(casts)('%s', (text, value) => {
  expect(valueOf(text, product, scope)).toEqual(value)
})

const tests: readonly [text: string, value: boolean][] = [
  ['isof(shop.product)', true],
  ['isof(shop.bundle)', false],
  ['isof($it,shop.product)', true],
  ['isof(category,shop.category)', false],
  ['isof(address,shop.address)', true],
  ['isof(address,shop.pickupAddress)', false],
  ['isof(addresses,Collection(shop.address))', true],
  ['isof(addresses,Collection(shop.pickupAddress))', false],
  ['isof(tags,Collection(Edm.String))', true],
  ['isof(tags,Collection(Edm.Int32))', false],
  ['isof(numbers,Collection(Edm.Byte))', false],
  ['isof(price,Edm.Decimal)', true],
  ['isof(count,Edm.Int64)', true],
  ['isof(count,Edm.Double)', true],
  ['isof(count,Edm.Date)', false],
  ['isof(name,Edm.Boolean)', false],
  ['isof(rating,Edm.Double)', false],
  ['isof(null,Edm.String)', false],
  ['isof(size,shop.size)', true],
]

test.each(tests)('%s', (text, value) => {
  expect(valueOf(text, product)).toBe(value)
})

test.each([
  ['cast(tags,Edm.String)', '$filter: expected a single value in cast at 5, found a collection'],
  [
    'isof(name,Collection(Edm.String))',
    '$filter: expected a collection in isof at 5, found Edm.String',
  ],
  ['cast(name,Collection(shop.chair))', "$filter: 'shop.chair' is not a type at 21"],
])('%s is refused', (text, message) => {
  expect(() => valueOf(text, product)).toThrow(message)
})
