import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'

/** What the service of orders calls itself when a request says `Host: service.test`. */
export const ordersRoot = 'http://service.test/shop'

const building = '01234567-89ab-cdef-0123-456789abcdef'

export const ordersFixtures = {
  Customers: [
    {
      ID: 'A',
      Name: "O'Hara",
      Building: building,
      Since: '2020-02-02',
      Level: 'Gold',
      Notice: 'PT5M',
      Tags: ['tea', 'wine'],
      Address: { City: 'Oslo' },
    },
    { ID: 'B', Name: 'Bea', Building: building, Level: 'Silver', Tags: ['tea'] },
  ],
  Orders: [{ ID: 1, Amount: 2.5, Text: 'first', 'Customer@odata.bind': "Customers('A')" }],
}

/** @param support properties of a Capabilities.BatchSupport record, in XML; none for no annotation */
export function startOrders(support?: string): Understudy {
  return createUnderstudy({
    contract: [support === undefined ? contract : annotatedContract(support)],
    fixtures: ordersFixtures,
    basePath: '/shop',
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

const contract = join('test', 'contracts', 'orders.xml')

function annotatedContract(support: string): string {
  const annotation = `<Annotation Term="Org.OData.Capabilities.V1.BatchSupport"><Record>${support}</Record></Annotation>`
  const text = readFileSync(contract, 'utf8')
  const file = join(mkdtempSync(join(tmpdir(), 'orders-')), 'orders.xml')
  writeFileSync(file, text.replace('</EntityContainer>', `${annotation}</EntityContainer>`))
  return file
}

export interface BatchAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Sends a multipart batch with the boundary `b`; the lines of a text end in CRLF. */
export async function sendMultipart(
  { app }: Pick<Understudy, 'app'>,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<BatchAnswer> {
  const test = sendTo(app, 'POST /shop/$batch', {
    headers: { 'Content-Type': 'multipart/mixed; boundary=b', ...headers },
  })
  const octets = typeof body === 'string' ? Buffer.from(body.replace(/\r?\n/g, '\r\n')) : body
  const response = await test
    .serialize((value: Buffer) => value as unknown as string)
    .parse((incoming, done) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => done(null, Buffer.concat(chunks)))
    })
    .send(octets)
  const { status } = response
  return {
    status,
    headers: response.headers as Record<string, string>,
    text: (response.body as Buffer).toString('latin1'),
  }
}
