import {
  buildModel,
  type EntityInstance,
  type EntityType,
  type JsonObject,
  type Model,
  type NavigationProperty,
} from '../../src/model/index.ts'
import { navigation, property } from '../declare.ts'

/* A model with a property of every kind, and instances with values at the edges and without values. */

export const model: Model = buildModel({
  namespace: 'l',
  containerName: 'container',
  types: [
    {
      kind: 'enumType',
      namespace: 'l',
      name: 'color',
      isFlags: false,
      members: [
        { name: 'red', value: 0 },
        { name: 'green', value: 5 },
        { name: 'blue', value: -3 },
      ],
    },
    {
      kind: 'enumType',
      namespace: 'l',
      name: 'rights',
      isFlags: true,
      members: [
        { name: 'read', value: 1 },
        { name: 'write', value: 2 },
        { name: 'both', value: 3 },
        { name: 'share', value: 4 },
      ],
    },
    { kind: 'typeDefinition', namespace: 'l', name: 'weight', underlyingType: 'Edm.Decimal' },
    {
      kind: 'complexType',
      namespace: 'l',
      name: 'address',
      properties: [property('city', 'Edm.String'), property('zip', 'Edm.Int32')],
      navigationProperties: [],
    },
    {
      kind: 'complexType',
      namespace: 'l',
      name: 'farAddress',
      baseType: 'l.address',
      properties: [property('country', 'Edm.String')],
      navigationProperties: [],
    },
    {
      kind: 'entityType',
      namespace: 'l',
      name: 'thing',
      isOpen: true,
      key: ['id'],
      properties: [
        property('id', 'Edm.Int32'),
        property('yes', 'Edm.Boolean'),
        property('no', 'Edm.Boolean'),
        property('text', 'Edm.String'),
        property('other', 'Edm.String'),
        property('byte', 'Edm.Byte'),
        property('signed', 'Edm.SByte'),
        property('short', 'Edm.Int16'),
        property('int', 'Edm.Int32'),
        property('long', 'Edm.Int64'),
        property('amount', 'Edm.Decimal'),
        property('weight', 'l.weight'),
        property('single', 'Edm.Single'),
        property('double', 'Edm.Double'),
        property('day', 'Edm.Date'),
        property('clock', 'Edm.TimeOfDay'),
        property('moment', 'Edm.DateTimeOffset'),
        property('span', 'Edm.Duration'),
        property('guid', 'Edm.Guid'),
        property('bytes', 'Edm.Binary'),
        property('color', 'l.color'),
        property('rights', 'l.rights'),
        property('place', 'Edm.GeographyPoint'),
        property('tags', 'Edm.String', { isCollection: true }),
        property('numbers', 'Edm.Int32', { isCollection: true }),
        property('amounts', 'Edm.Decimal', { isCollection: true }),
        property('address', 'l.address'),
        property('addresses', 'l.address', { isCollection: true }),
      ],
      navigationProperties: [
        navigation('one', 'l.thing'),
        navigation('many', 'l.thing', { isCollection: true }),
      ],
    },
    {
      kind: 'entityType',
      namespace: 'l',
      name: 'special',
      baseType: 'l.thing',
      properties: [property('extra', 'Edm.String'), property('level', 'Edm.Int64')],
      navigationProperties: [],
    },
  ],
  operations: [],
  entitySets: [{ name: 'things', entityType: 'l.thing' }],
  singletons: [],
  operationImports: [],
})

export function typeOf(name: string): EntityType {
  const type = model.types.get(name)
  if (type?.kind !== 'entityType') throw new Error(`${name} is no entity type`)
  return type
}

interface Links {
  readonly one: EntityInstance | null
  readonly many: readonly EntityInstance[]
}

const linksOf = new WeakMap<EntityInstance, Links>()

export function follow(
  entity: EntityInstance,
  { name }: Pick<NavigationProperty, 'name'>,
): EntityInstance | null | readonly EntityInstance[] {
  const links = linksOf.get(entity)
  return name === 'one' ? (links?.one ?? null) : (links?.many ?? [])
}

const instant = new Date('2026-01-02T03:04:05.678Z')
export const now = (): Date => new Date(instant)

function make(properties: JsonObject, typeName = 'l.thing'): EntityInstance {
  return { type: typeOf(typeName), properties }
}

const small = make({
  id: 1,
  yes: true,
  no: false,
  text: 'abc',
  other: 'b',
  byte: 7,
  signed: -7,
  short: -300,
  int: 12,
  long: 13,
  amount: 2.5,
  weight: 1.25,
  single: 0.5,
  double: -2.75,
  day: '2024-02-29',
  clock: '07:20:00.5',
  moment: '2024-02-29T23:59:58.125+02:00',
  span: 'P1DT2H3M4.5S',
  guid: '01234567-89AB-cdef-0123-456789abcdef',
  bytes: 'T0RhdGE',
  color: 'green',
  rights: 'read,share',
  place: { type: 'Point', coordinates: [1, 2] },
  tags: ['a', 'b', 'c', 'b'],
  numbers: [1, 2, 3],
  amounts: [1.5, -2],
  address: { city: 'Oslo', zip: 150 },
  addresses: [
    { city: 'Bonn', zip: 1 },
    { city: null },
    { '@odata.type': '#l.farAddress', city: 'Rome', country: 'IT' },
  ],
  dynamicText: 'abc',
  dynamicNumber: 4,
  dynamicBoolean: true,
})
const large = make(
  {
    id: 2,
    yes: false,
    no: true,
    text: '😀é\uE000 Z',
    other: 'Äb ',
    byte: 255,
    signed: 127,
    short: 32767,
    int: -2147483648,
    long: '9223372036854775807',
    amount: '12345678901234567.25',
    weight: 0,
    single: 1e10,
    double: 'INF',
    day: '0001-01-01',
    clock: '23:59:59.999999999999',
    moment: '1969-12-31T23:59:59.999999999999Z',
    span: '-PT0.000000000001S',
    guid: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    bytes: '',
    color: 'blue',
    rights: 'both',
    place: { type: 'Point', coordinates: [-170, 80] },
    tags: [],
    numbers: [0, -5, 7],
    amounts: ['9007199254740993', 3],
    address: { '@odata.type': '#l.farAddress', city: 'Paris', zip: null, country: 'FR' },
    addresses: [],
    extra: 'more',
    level: '9007199254740993',
    dynamicText: 'x',
    dynamicBoolean: false,
  },
  'l.special',
)
const empty = make({ id: 3 })
const nulls = make({
  id: 4,
  ...Object.fromEntries(
    [...typeOf('l.thing').properties.values()]
      .filter(({ name }) => name !== 'id')
      .map(({ name, isCollection }) => [name, isCollection ? [] : null]),
  ),
})
const odd = make({
  id: 5,
  yes: true,
  no: true,
  text: '',
  other: 'abc',
  byte: 0,
  signed: -128,
  short: 0,
  int: 0,
  long: '-9223372036854775808',
  amount: -0.1,
  weight: '0.1000000000000000055',
  single: -0.25,
  double: 'NaN',
  day: '9999-12-31',
  clock: '00:00',
  moment: '2024-03-01T00:00Z',
  span: 'PT0S',
  guid: '00000000-0000-0000-0000-000000000000',
  bytes: 'T0RhdGE=',
  color: 'red',
  rights: 'share',
  tags: ['', 'abc', null],
  numbers: [2, 2],
  amounts: [null, 0],
  address: { city: 'abc', zip: -1 },
  addresses: [{ city: 'abc', zip: 2 }],
  dynamicNumber: 2.5,
})

linksOf.set(small, { one: large, many: [small, large, odd] })
linksOf.set(large, { one: null, many: [] })
linksOf.set(odd, { one: small, many: [empty] })
linksOf.set(nulls, { one: empty, many: [nulls, small] })

export const instances: readonly EntityInstance[] = [small, large, empty, nulls, odd]
