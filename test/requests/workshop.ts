import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { sendTo, type Sent } from './answer.ts'

/** Service root of the workshop, whose contract is CSDL. */
export const workshopRoot = 'http://service.test'

const at = '2020-01-01T00:00:00Z'

/** Products of two categories with tags, parts that they contain, and a machine. */
export const stock: FixturesDocument = {
  Categories: [
    { ID: 1, Name: 'Wood' },
    { ID: 2, Name: 'Metal' },
  ],
  Tags: [
    { Name: 'new', Color: 'green' },
    { Name: 'old', Color: 'grey' },
    { Name: 'hot', Color: 'red' },
  ],
  Products: [
    {
      ID: 1,
      Code: 'a',
      Name: 'Table',
      Rating: 5,
      Words: ['flat'],
      Label: { Text: 'T', Width: 2 },
      Maker: 'Ann',
      Serial: 's1',
      Checked: at,
      CategoryID: 1,
      CategoryName: 'Wood',
      'Tags@odata.bind': ["Tags('new')", "Tags('old')"],
      'Badge@odata.bind': "Tags('new')",
      Parts: [
        { No: 1, Text: 'leg', Size: 70, Screws: [{ Slot: 'x', Length: 3 }] },
        { No: 2, Text: 'top', Size: 90 },
      ],
      Manual: { Title: 'How', Pages: 9 },
    },
    {
      ID: 2,
      Code: 'b',
      Name: 'Chair',
      Rating: 4,
      Words: [],
      Checked: at,
      CategoryID: 1,
      CategoryName: 'Wood',
    },
    {
      '@odata.type': '#Shop.Machine',
      ID: 3,
      Code: 'c',
      Name: 'Saw',
      Rating: 1,
      Words: [],
      Checked: at,
      Watts: 900,
      CategoryID: 2,
      CategoryName: 'Metal',
      'Spares@odata.bind': ['Products(2)'],
    },
    {
      '@odata.type': '#Shop.Tool',
      ID: 4,
      Code: 'd',
      Rating: 2,
      Words: [],
      Checked: at,
      Grip: 'soft',
      Shade: 'red',
    },
  ],
  Tickets: [{ ID: 1, Text: 'first' }],
  Landlord: { Name: 'Bo', Phone: '1' },
}

export function openWorkshop(fixtures: FixturesDocument = stock): Understudy {
  return createUnderstudy({
    contract: join(process.cwd(), 'test/contracts/workshop.xml'),
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

type Body = Readonly<Record<string, unknown>>

/** Status and body of an answer; of a refusal, the message and then each target in its details. */
export async function ask(
  { app }: Understudy,
  line: string,
  sent?: Sent,
): Promise<readonly [number, unknown]> {
  const { status, text } = await sendTo(app, line, sent)
  const body = text === '' ? undefined : (JSON.parse(text) as Body)
  return [status, body && 'error' in body ? refusalText(body['error'] as Body) : body]
}

function refusalText({ message, target, details }: Body): string {
  const listed = (details as readonly Body[] | undefined) ?? [{ target }]
  return `${String(message)} [${listed.map((each) => String(each['target'])).join(', ')}]`
}

/** The members of an entity, without control information and without null. */
export async function read(service: Understudy, path: string): Promise<unknown> {
  const [, body] = await ask(service, `GET ${path}`)
  return plain(body)
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(
    ([name, inner]) => inner !== null && !name.startsWith('@odata.'),
  )
  const entries = members.map(([name, inner]) => [name, plain(inner)])
  const all = Object.fromEntries(entries) as Body
  return Object.keys(all).join() === 'value' ? all['value'] : all
}
