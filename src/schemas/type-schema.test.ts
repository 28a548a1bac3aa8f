import { describe, expect, test } from '@jest/globals'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { buildModel, type EnumType, type StructuredType } from '../model/index.ts'
import { directory } from '../../test/directory-model.ts'
import { schemaFiles, schemaFor } from './type-schema.ts'
import { getValidators } from './validators.ts'

const model = buildModel(directory)
const findType = (name: string) => model.types.get(`sample.${name}`) as StructuredType

/** What anyone's validator makes of the schemas, strict as it is by default. */
const strictAjv = new Ajv2020({ allErrors: true, strictTypes: false })
addFormats.default(strictAjv)
for (const schema of schemaFiles(model).values()) strictAjv.addSchema(schema)

const typeNamed = (name: string) => ({ type: 'string', pattern: `^(?:.*[.#])?${name}$` })
const typeAnnotations = (name: string) => ({
  '@odata.type': typeNamed(name),
  '@type': typeNamed(name),
})
const annotations = { '^(?!@(?:odata\\.)?type$)[^@]*@(?!odata\\.bind$).+$': true }

const properties: readonly (readonly [string, unknown])[] = [
  ['id', { type: 'string' }],
  ['displayName', { description: 'Shown in lists.', type: ['string', 'null'] }],
  ['initials', { type: ['string', 'null'], maxLength: 3 }],
  ['nicknames', { type: 'array', items: { type: 'string' } }],
  [
    'age',
    { type: ['integer', 'null'], format: 'int32', minimum: -2147483648, maximum: 2147483647 },
  ],
  ['isActive', { type: 'boolean', default: false }],
  ['createdAt', { type: ['string', 'null'], format: 'date-time', readOnly: true }],
  ['status', { anyOf: [{ type: 'null' }, { $ref: 'sample.status.schema.json' }] }],
  ['address', { anyOf: [{ type: 'null' }, { $ref: 'sample.address.schema.json' }] }],
  ['photo', {}],
  ['extra', {}],
  ['manager', { anyOf: [{ type: 'null' }, { $ref: 'sample.user.schema.json' }] }],
  ['manager@odata.bind', { type: ['string', 'null'] }],
  ['friends', { type: 'array', items: { $ref: 'sample.user.schema.json' } }],
  ['friends@odata.bind', { type: 'array', items: { type: 'string' } }],
]

describe('schemaFor', () => {
  test('an enum type is the list of its members', () => {
    expect(schemaFor(model.types.get('sample.status') as EnumType)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'sample.status.schema.json',
      title: 'status',
      type: 'string',
      enum: ['active', 'blocked'],
    })
  })

  test('an enum type with flags is a list with commas', () => {
    expect(schemaFor(model.types.get('sample.rights') as EnumType).pattern).toBe(
      '^(?:read|write)(?:, ?(?:read|write))*$',
    )
  })

  test('a type definition has the schema of the type beneath', () => {
    expect(schemaFor(findType('level'))).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'sample.level.schema.json',
      title: 'level',
      type: 'integer',
      minimum: 0,
      maximum: 255,
    })
  })

  test('a closed type refuses unknown properties and takes annotations', () => {
    expect(schemaFor(findType('postalAddress'))).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'sample.postalAddress.schema.json',
      title: 'postalAddress',
      type: 'object',
      properties: {
        ...typeAnnotations('postalAddress'),
        city: { type: ['string', 'null'] },
        zip: { type: ['string', 'null'] },
      },
      patternProperties: annotations,
      additionalProperties: false,
    })
  })

  test('a type that nothing explains takes any property', () => {
    expect(schemaFor(findType('mystery'))).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'sample.mystery.schema.json',
      title: 'mystery',
      type: 'object',
      properties: { id: { type: 'string' } },
    })
  })

  test('a base type leaves values that name a derived type to its schema', () => {
    const named = (pattern: string) => ({
      anyOf: ['@odata.type', '@type'].map((name) => ({
        properties: { [name]: { type: 'string', pattern } },
        required: [name],
      })),
    })
    const { if: condition, then: met, else: otherwise } = schemaFor(findType('address'))
    expect(condition).toEqual(named('^(?:.*[.#])?postalAddress$'))
    expect(met?.allOf?.map(({ if: each }) => each)).toEqual([named('^(?:.*[.#])?postalAddress$')])
    expect(met?.allOf?.map(({ then: each }) => each)).toEqual([
      { $ref: 'sample.postalAddress.schema.json' },
    ])
    expect(otherwise).toEqual({
      type: 'object',
      properties: { ...typeAnnotations('address'), city: { type: ['string', 'null'] } },
      patternProperties: annotations,
      additionalProperties: false,
    })
  })

  test.each(properties)('the property %s is %j', (name, expected) => {
    const admin = schemaFor(findType('admin'))
    expect(admin.properties?.[name]).toEqual(expected)
  })

  test('types of one name in two namespaces are told apart by the namespace', () => {
    const complex = (namespace: string, name: string, baseType?: string) =>
      ({
        kind: 'complexType',
        namespace,
        name,
        baseType,
        properties: [],
        navigationProperties: [],
      }) as const
    const twins = buildModel({
      ...directory,
      types: [complex('a', 'base'), complex('a', 'item', 'a.base'), complex('b', 'item', 'a.item')],
      entitySets: [],
    })
    const base = twins.types.get('a.base') as StructuredType
    const patterns = schemaFor(base).then?.allOf?.map(
      ({ if: condition }) => condition?.anyOf?.[0]?.properties?.['@odata.type']?.pattern,
    )
    expect(patterns).toEqual(['^(?:.*#)?a\\.item$', '^(?:.*#)?b\\.item$'])
  })
})

describe('schemaFiles', () => {
  test('there is a file for each type, in the order of the names', () => {
    expect([...schemaFiles(model).keys()]).toEqual([
      'sample.address.schema.json',
      'sample.admin.schema.json',
      'sample.level.schema.json',
      'sample.mood.schema.json',
      'sample.mystery.schema.json',
      'sample.postalAddress.schema.json',
      'sample.rights.schema.json',
      'sample.status.schema.json',
      'sample.user.schema.json',
    ])
  })

  test.each([...schemaFiles(model)])('%s is valid by the meta-schema', (_, schema) => {
    expect(strictAjv.validateSchema(schema)).toBe(true)
  })

  test.each<[string, unknown, boolean]>([
    ['user', { displayName: 'Ann', manager: { '@odata.type': '#sample.admin', room: 'B1' } }, true],
    ['user', { manager: { '@odata.type': '#sample.user', room: 'B1' } }, false],
    ['user', { '@type': '#sample.admin', room: 5 }, false],
    ['user', { '@odata.type': '#sample.address' }, false],
    ['user', { address: { '@odata.type': '#foreign.postalAddress', zip: '1' } }, true],
    ['user', { address: { zip: '1' } }, false],
    [
      'user',
      { friends: [{ friends: [{ createdAt: '2014-01-01T00:00:00Z', rights: 'read,write' }] }] },
      true,
    ],
    ['user', { friends: [{ friends: [{ rights: 'fly' }] }] }, false],
    [
      'user',
      { 'friends@odata.count': 1, 'friends@odata.bind': [], 'manager@odata.bind': null },
      true,
    ],
    ['user', { 'freinds@odata.bind': [] }, false],
    ['user', { level: 256 }, false],
    ['user', null, false],
    ['mystery', { anything: 1 }, true],
  ])('the written schema of %s and the validators say the same of %j', (name, value, isValid) => {
    const type = findType(name)
    const byFiles = strictAjv.getSchema(`${type.qualifiedName}.schema.json`)?.(value)
    const byValidators = getValidators(model).validate(type, value, 'stored').length === 0
    expect([byFiles, byValidators]).toEqual([isValid, isValid])
  })
})
