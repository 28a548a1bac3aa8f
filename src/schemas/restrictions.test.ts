import { expect, test } from '@jest/globals'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import {
  buildModel,
  type Facets,
  type JsonValue,
  type Model,
  type StructuredType,
} from '../model/index.ts'
import { schemaFiles, schemaFor } from './type-schema.ts'
import { getValidators } from './validators.ts'

interface Given extends Facets {
  readonly type?: string
  readonly isCollection?: boolean
  readonly terms?: Readonly<Record<string, JsonValue>> | undefined
}

const qualified = (terms: Given['terms']) =>
  terms &&
  Object.fromEntries(
    Object.entries(terms).map(([term, value]) => [
      term.replace(/(^|@)/g, '$1Org.OData.Validation.V1.'),
      value,
    ]),
  )

/** A type with one property under the facets and terms, and one of a type definition under them. */
function modelOf({ type = 'Edm.String', isCollection = false, terms, ...facets }: Given): Model {
  const restricted = { ...facets, annotations: qualified(terms) }
  const empty = { namespace: 'n', operations: [], entitySets: [], singletons: [] }
  return buildModel({
    ...empty,
    containerName: 'c',
    operationImports: [],
    types: [
      {
        kind: 'typeDefinition',
        namespace: 'n',
        name: 'defined',
        underlyingType: type,
        ...restricted,
      },
      {
        kind: 'complexType',
        namespace: 'n',
        name: 'thing',
        properties: [
          { name: 'p', typeName: type, isCollection, nullable: true, ...restricted },
          { name: 'd', typeName: 'n.defined', isCollection: false, nullable: true },
        ],
        navigationProperties: [],
      },
    ],
  })
}

function problems(model: Model, value: JsonValue): readonly string[] {
  const type = model.types.get('n.thing') as StructuredType
  const found = getValidators(model).validate(type, value, 'stored')
  return found.map(({ pointer, message }) => `${pointer}: ${message}`)
}

const decimal = { type: 'Edm.Decimal' }
const time = '2026-01-01T10:00:00'

test.each<[Given, JsonValue, string | undefined]>([
  [{ terms: { Pattern: '^[A-Z]{2}$' } }, 'DE', undefined],
  [
    { terms: { Pattern: '^[A-Z]{2}$' } },
    'De',
    'Edm.String that matches ^[A-Z]{2}$, found the string "De"',
  ],
  [{ terms: { Pattern: '^[A-Z]{2}$' } }, null, undefined],
  // Not valid with the flag `u`, so no pattern at all; and one without a match in linear time.
  [{ terms: { Pattern: '[' } }, 'x', undefined],
  [{ terms: { Pattern: '^(?=a)' } }, 'x', undefined],
  [
    { terms: { Pattern: '^(a+)+$' } },
    `${'a'.repeat(40)}!`,
    `Edm.String that matches ^(a+)+$, found the string "${'a'.repeat(40)}!"`,
  ],
  [{ type: 'Edm.Int32', terms: { Minimum: 1 } }, 1, undefined],
  [{ type: 'Edm.Int32', terms: { Minimum: 1 } }, 0, 'Edm.Int32 of at least 1, found the number 0'],
  [
    { type: 'Edm.Double', terms: { Maximum: 5, 'Maximum@Exclusive': true } },
    5,
    'Edm.Double less than 5, found the number 5',
  ],
  [
    { type: 'Edm.Double', terms: { Maximum: 5 } },
    5.5,
    'Edm.Double of at most 5, found the number 5.5',
  ],
  [
    { type: 'Edm.Double', terms: { Minimum: '0', 'Minimum@Exclusive': true } },
    0,
    'Edm.Double greater than 0, found the number 0',
  ],
  [{ type: 'Edm.Int32', terms: { MultipleOf: 5 } }, 7, 'a multiple of 5, found the number 7'],
  [{ terms: { AllowedValues: [{ Value: 'red' }, { Value: 'blue' }] } }, 'blue', undefined],
  [{ terms: { AllowedValues: [{ Value: 'red' }, { Value: 'blue' }] } }, null, undefined],
  [
    { terms: { AllowedValues: [{ Value: 'red' }, { Value: 'blue' }] } },
    'rde',
    'one of "red", "blue", found "rde"; did you mean \'red\'?',
  ],
  [
    { type: 'Edm.Int32', terms: { AllowedValues: [{ Value: 1 }] } },
    2,
    'one of 1, found the number 2',
  ],
  [{ ...decimal, precision: 5, scale: 2 }, 999.99, undefined],
  [{ ...decimal, precision: 5, scale: 2 }, 0.07, undefined],
  [
    { ...decimal, precision: 5, scale: 2 },
    1000,
    'Edm.Decimal less than 1000, found the number 1000',
  ],
  [{ ...decimal, precision: 5, scale: 2 }, 1.234, 'a multiple of 0.01, found the number 1.234'],
  [{ ...decimal, precision: 30, scale: 10 }, 2.55, undefined],
  [{ type: 'Edm.Date' }, '-0001-12-31', undefined],
  [{ ...decimal, scale: 10 }, 2.55555555555, 'a multiple of 1e-10, found the number 2.55555555555'],
  [{ ...decimal, scale: 0 }, 1.5, 'a multiple of 1, found the number 1.5'],
  [{ ...decimal, scale: 'variable' }, 1.23456, undefined],
  [
    { ...decimal, scale: 2, terms: { MultipleOf: 0.5, AllowedValues: [{ Value: 1 }] } },
    null,
    undefined,
  ],
  [
    { ...decimal, scale: 2, terms: { MultipleOf: 0.5 } },
    1.25,
    'a multiple of 0.5, found the number 1.25',
  ],
  [{ type: 'Edm.DateTimeOffset', precision: 3 }, `${time}.123000Z`, undefined],
  [
    { type: 'Edm.DateTimeOffset', precision: 3 },
    `${time}.1234Z`,
    `Edm.DateTimeOffset with at most 3 digits of fractional seconds, found the string "${time}.1234Z"`,
  ],
  [{ type: 'Edm.DateTimeOffset', precision: 0 }, `${time}+01:00`, undefined],
  [
    { type: 'Edm.TimeOfDay', precision: 0 },
    '10:00:00.5',
    'Edm.TimeOfDay with at most 0 digits of fractional seconds, found the string "10:00:00.5"',
  ],
  [{ type: 'Edm.Duration', precision: 1 }, 'PT1.5S', undefined],
  [
    { type: 'Edm.Duration', precision: 1 },
    'PT1.55S',
    'Edm.Duration with at most 1 digits of fractional seconds, found the string "PT1.55S"',
  ],
  [{ unicode: false }, 'größe', 'Edm.String of ASCII characters, found the string "größe"'],
  [{ unicode: false }, 'size', undefined],
])('%j: %j', (given, value, message) => {
  const model = modelOf(given)
  const expected = (pointer: string) =>
    message === undefined ? [] : [`${pointer}: expected ${message}`]
  expect(problems(model, { p: value })).toEqual(expected('/p'))
  expect(problems(model, { d: value }).length).toBe(expected('/d').length)
})

test.each<[Given['terms'], JsonValue, string | undefined]>([
  [{ MinItems: 1 }, ['a'], undefined],
  [{ MinItems: 1 }, [], '/p: expected at least 1 item, found 0 items'],
  [{ MaxItems: 2 }, ['a', 'b', 'c'], '/p: expected at most 2 items, found 3 items'],
  [
    { Pattern: '^a' },
    ['a', 'b'],
    '/p/1: expected Edm.String that matches ^a, found the string "b"',
  ],
])('a collection under %j: %j', (terms, value, expected) => {
  const model = modelOf({ isCollection: true, terms })
  expect(problems(model, { p: value })).toEqual(expected === undefined ? [] : [expected])
})

test('anyone may use the schemas, and finds the restrictions in them', () => {
  const model = modelOf({
    ...decimal,
    precision: 5,
    scale: 2,
    terms: { Minimum: 0, AllowedValues: [{ Value: 1 }], Pattern: '1' },
  })
  const strictAjv = new Ajv2020({ allErrors: true, strictTypes: false })
  addFormats.default(strictAjv)
  for (const schema of schemaFiles(model).values()) strictAjv.addSchema(schema)
  expect(strictAjv.getSchema('n.thing.schema.json')?.({ p: 1 })).toBe(true)
  expect(schemaFor(model.types.get('n.thing') as StructuredType).properties?.['p']).toEqual({
    type: ['number', 'string', 'null'],
    pattern: expect.any(String),
    exclusiveMinimum: -1000,
    exclusiveMaximum: 1000,
    multipleOf: 0.01,
    allOf: [{ minimum: 0, pattern: '1', enum: [1, null] }],
  })
})
