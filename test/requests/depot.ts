import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { sendTo, type Sent } from './answer.ts'

/** Service root of the depot, whose contract is CSDL. */
export const depotRoot = 'http://service.test'

const product = (ID: number, Name: string, more: object = {}) => ({ ID, Name, Tags: [], ...more })

/** Products of two sets, two of them tools, with links of entities and of complex values. */
export const goods: FixturesDocument = {
  Suppliers: [
    { ID: 1, Name: 'Acme' },
    { ID: 2, Name: 'Bolt' },
  ],
  Abroad: [{ ID: 1, Name: 'Zed' }],
  Products: [
    product(1, 'Nail', { EAN: 'e1', Price: 1.5, SupplierID: 1, Tags: ['a', 'b', 'c'] }),
    product(2, 'Saw', {
      '@odata.type': '#Depot.Tool',
      EAN: 'e2',
      Price: 20,
      Serial: 7,
      Volts: 230,
      Weight: { Net: 3 },
      'Spare@odata.bind': 'Products(1)',
      Store: {
        '@odata.type': '#Depot.Shelf',
        Zone: 'N',
        Height: 2,
        KeeperID: 2,
        'Owner@odata.bind': 'Suppliers(1)',
        'Visitors@odata.bind': ['Suppliers(2)', 'Suppliers(1)'],
      },
      Places: [
        { Zone: 'A', 'Owner@odata.bind': 'Suppliers(2)' },
        { '@odata.type': '#Depot.Shelf', Zone: 'B', Height: 3 },
      ],
    }),
    product(3, 'Glue', {
      EAN: 'e',
      Price: 5,
      SupplierID: 1,
      'Similar@odata.bind': ['Products(1)'],
    }),
    product(4, 'Tape', { EAN: 'e', Price: 5 }),
  ],
  Imports: [product(1, 'Silk', { SupplierID: 1 })],
  Orders: [
    {
      ID: 1,
      ProductID: 1,
      Amount: 3,
      Items: [
        { OrderID: 1, Number: 1, Text: 'first' },
        { OrderID: 1, Number: 2, Text: 'second' },
      ],
    },
    { ID: 2, ProductID: 3, Amount: 1 },
    { ID: 3, ProductID: 1, Amount: 9 },
  ],
  Lines: [
    { OrderID: 1, Code: 'x', Text: 'one x' },
    { OrderID: 1, Code: 'y/z', Text: 'one y' },
    { OrderID: 2, Code: 'x', Text: 'two x' },
  ],
  Firm: { Motto: 'Go' },
  Top: product(9, 'Best'),
  'Products/Depot.Dearest()': { ID: 2, Name: 'Saw' },
  "Products/Depot.ByColor(color='Red')": [{ ID: 1 }, { ID: 2 }],
  'Products(1)/Depot.Tax(rate=0.5)': { value: 0.75 },
  "Nearest(zone='N')": [{ ID: 1, Name: 'Acme' }],
  'Zones()': { value: [{ Zone: 'A' }, { '@odata.type': '#Depot.Shelf', Zone: 'B', Height: 3 }] },
}

export function openDepot(fixtures: FixturesDocument = goods): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'depot.xml'),
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

const keyed = (...keys: readonly (string | number | boolean)[]) =>
  keys.map((Key) => ({ Key, Text: `key ${Key}` }))

/** An entity or more for each type that a key may have. */
export const keys = {
  ByGuid: keyed('5d8a0a1c-0000-4000-8000-0000000000ab'),
  ByDate: keyed('2024-02-29'),
  ByDateTimeOffset: keyed('2024-01-01T00:00:00Z'),
  ByTimeOfDay: keyed('12:30:00'),
  ByDuration: keyed('PT1M'),
  ByDecimal: keyed(1.5),
  ByByte: keyed(255),
  BySByte: keyed(-128),
  ByInt16: keyed(-5),
  ByBoolean: keyed(true),
  ByColor: keyed('Red', 'Red,Blue'),
  ByCode: keyed('a/b', "O'Neil", '100%', 'é 日', '(x)', '$count'),
  ByPath: [{ Place: { Zone: 'N' }, Number: 1, Text: 'by path' }],
} as FixturesDocument

/** Status, and the body without control information, or the text of what is no JSON. */
export async function ask(
  { app }: Pick<Understudy, 'app'>,
  line: string,
  sent?: Sent,
): Promise<readonly [number, unknown]> {
  const { status, text, type } = await sendTo(app, line, sent)
  if (!text) return [status, undefined]
  if (type !== 'application/json') return [status, text]
  const body = JSON.parse(text) as { error?: { message: string } }
  return [status, body.error ? body.error.message : plain(body)]
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name]) => !name.startsWith('@'))
  const inner = Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
  return Object.keys(inner).join() === 'value' ? inner['value'] : inner
}
