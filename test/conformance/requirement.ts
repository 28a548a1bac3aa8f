import { expect, test } from '@jest/globals'
import request, { type Response } from 'supertest'
import { createUnderstudy, type FixturesDocument } from '../../src/index.ts'

/** What a client sees of an answer: JSON parsed, other text as it is, `undefined` for none. */
export interface Seen {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Send = (
  line: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Seen>

const fixtures: FixturesDocument = {
  Categories: [
    { Code: 'bikes', Name: 'Bicycles' },
    { Code: 'city', Name: 'City bicycles', 'Parent@odata.bind': "Categories('bikes')" },
    { Code: 'food', Name: 'Food' },
  ],
  Products: [
    {
      ID: 1,
      Name: 'Bread',
      Price: 2.5,
      Rating: 4,
      Color: 'Red',
      Delivery: 'PT2H',
      Released: '2024-02-01',
      Size: { Width: 10, Height: 20 },
      Tags: ['fresh', 'dark'],
      Labels: [
        { Language: 'en', Text: 'Bread' },
        { Language: 'de', Text: 'Brot' },
      ],
      'Category@odata.bind': "Categories('food')",
      Parts: [
        { No: 1, Name: 'Crust' },
        { No: 2, Name: 'Crumb' },
      ],
    },
    {
      ID: 2,
      Name: 'Milk',
      Price: 1.2,
      Rating: 3,
      Color: 'Green',
      Delivery: 'P1D',
      'Category@odata.bind': "Categories('food')",
      'Related@odata.bind': ['Products(1)'],
    },
    {
      '@odata.type': '#Shop.Bicycle',
      ID: 3,
      Name: 'Bicycle',
      Price: 900,
      Rating: 5,
      Gears: 7,
      Size: { Width: 10, Height: 20 },
      'Category@odata.bind': "Categories('city')",
      'Related@odata.bind': ['Products(1)', 'Products(2)'],
    },
  ],
  Accounts: [{ ID: 1, Balance: 10 }],
  Notes: [{ ID: 1, Colour: 'blue' }],
  Featured: { Name: 'Spring', 'Products@odata.bind': ['Products(3)'] },
  'Convert(amount=2.5)': { value: '2.50 EUR' },
  'Bestsellers()': [{ ID: 3, Name: 'Bicycle' }],
}

/**
 * Shows one numbered requirement of the chapter "Conformance" of OData 4.01 Protocol on a service of
 * its own; `docs/conformance.md` is written from these titles.
 * @param number as the chapter counts, `7.2` for an item below an item
 */
export function requirement(
  section: string,
  number: string,
  text: string,
  show: (send: Send) => Promise<void>,
): void {
  test(`${section} (${number}) ${text}`, async () => {
    const service = createUnderstudy({
      contract: 'test/contracts/conformance.xml',
      fixtures,
      auth: 'off',
    })
    await show((line, body, headers) => sendTo(service.app, line, body, headers))
  })
}

async function sendTo(
  app: Parameters<typeof request>[0],
  line: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const [, method = '', path = ''] = /^(\S+) (.*)$/s.exec(line) ?? []
  const url = path.replace(/^http:\/\/service\.test/, '')
  let sending = request(app)
    [method.toLowerCase() as 'get'](url.replaceAll(/[ "{}|^<>`]/g, encodeURIComponent))
    .set('Host', 'service.test')
    .buffer(true)
    .ok(() => true)
  for (const [name, value] of Object.entries(headers)) sending = sending.set(name, value)
  if (headers['Content-Type']?.startsWith('multipart/')) sending = sending.parse(readOctets)
  if (typeof body === 'string' && !headers['Content-Type']) {
    sending = sending.set('Content-Type', 'application/json')
  }
  return readResponse(body === undefined ? await sending : await sending.send(body as object))
}

/** Without it, a multipart answer would be taken for a form. */
function readOctets(
  incoming: Response,
  done: (error: Error | null, octets: unknown) => void,
): void {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => done(null, Buffer.concat(chunks)))
}

function readResponse({ status, headers, text, type, body }: Response): Seen {
  const content = Buffer.isBuffer(body) ? body : readText(text, type)
  return { status, headers: headers as Record<string, string>, body: content }
}

function readText(text: string | undefined, type: string): unknown {
  if (text === undefined || text === '') return undefined
  return type === 'application/json' ? JSON.parse(text) : text
}

/** Values of one property in a collection's answer. */
export async function names(send: Send, url: string, property = 'ID'): Promise<unknown[]> {
  const { status, body } = await send(`GET ${url}`)
  expect([url, status, body]).toEqual([url, 200, body])
  return (body as { value: Record<string, unknown>[] }).value.map((item) => item[property])
}

/** Requests with what they answer: status, and of the body at least these members. */
export async function answers(
  send: Send,
  ...rows: readonly (readonly [line: string, status: number, body?: unknown])[]
): Promise<void> {
  for (const [line, status, body] of rows) {
    const seen = await send(line)
    expect([line, seen.status, seen.body]).toEqual([
      line,
      status,
      body === undefined ? seen.body : expectBody(body),
    ])
  }
}

function expectBody(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? expect.objectContaining(body) : body
}
