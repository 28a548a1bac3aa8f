import { expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, sequentialId, type Sent } from './answer.ts'

/** Two articles of a contract whose annotations restrict what may be done with them. */
function start(): Understudy {
  const token = sequentialId(9)
  return createUnderstudy({
    contract: 'test/contracts/stock.xml',
    fixtures: {
      Articles: [
        { ID: 1, Name: 'Nail', Price: 0.05, Unit: 'kg', Token: token, Batch: 'a', Level: 3 },
        { ID: 2, Name: 'Saw', Price: 12.5, Unit: 'piece', Token: token, Batch: 'b', Level: 1 },
      ],
    },
    ids: 'sequential',
    clock: '2026-01-01T00:00:00Z',
  })
}

async function answerOf(service: Understudy, line: string, sent?: Sent) {
  return readAnswer(await sendTo(service.app, line, sent))
}

/** Status, message and target of a refusal. */
async function refusalOf(service: Understudy, line: string, sent?: Sent) {
  const { status, body } = await answerOf(service, line, sent)
  const { error } = body as { error: { message: string; target?: string; details?: unknown[] } }
  return [status, error.message, error.target]
}

test('the service document lists what the contract does not leave out of it', async () => {
  const { body } = await answerOf(start(), 'GET /')
  expect(body).toEqual({
    '@odata.context': 'http://service.test/$metadata',
    value: [
      { name: 'Articles', kind: 'EntitySet', url: 'Articles' },
      { name: 'Newest', kind: 'Singleton', url: 'Newest' },
      { name: 'Total', kind: 'FunctionImport', url: 'Total' },
    ],
  })
})

test.each([
  ['4.01', '4.01'],
  ['4.0', '4.0'],
  [undefined, '4.0'],
])('$metadata for OData-MaxVersion %s is a document of %s', async (newest, version) => {
  const headers = newest === undefined ? {} : { 'OData-MaxVersion': newest }
  const response = await sendTo(start().app, 'GET /$metadata', { headers })
  expect(response.headers['odata-version']).toBe(version)
  expect(response.text).toContain(`Version="${version}">`)
  expect(response.text).toContain('<Annotation Term="Capabilities.BatchSupported" Bool="false"/>')
})

test('a method that a capability refuses answers 405 with what is left, and is a violation', async () => {
  const service = start()
  const response = await sendTo(service.app, 'DELETE /Articles(1)')
  expect([response.status, response.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS, PATCH'])
  const [exchange] = service.journal.exchanges
  expect(exchange?.violations).toEqual([
    {
      rule: 'refused-by-capability',
      operation: 'DELETE /Articles(1)',
      severity: 'error',
      message: 'Articles does not allow DELETE (Capabilities.DeleteRestrictions/Deletable)',
      expected: 'what Capabilities.DeleteRestrictions/Deletable allows',
      actual: 'DELETE /Articles(1)',
      source: 'test/contracts/stock.xml:49',
      curl: "curl -g -X DELETE 'http://service.test/Articles(1)'",
    },
  ])
  expect((await answerOf(service, 'GET /Articles/$count')).body).toBe('2')
})

test.each([
  [
    'PUT /Articles(1)',
    { Name: 'x' },
    [405, 'Articles does not allow PUT (Capabilities.UpdateRestrictions/UpdateMethod)', undefined],
  ],
  [
    'PATCH /Articles(1)',
    { Unit: 'piece' },
    [
      400,
      "'Unit' of Articles may not be given on update (Capabilities.UpdateRestrictions/NonUpdatableProperties)",
      '/Unit',
    ],
  ],
  [
    "GET /Articles?$filter=Batch eq 'a'",
    undefined,
    [
      400,
      "$filter: 'Batch' of Articles is not filterable (Capabilities.FilterRestrictions/NonFilterableProperties)",
      '$filter',
    ],
  ],
  ['POST /$batch', { requests: [] }, [501, '$batch is not supported by this service', undefined]],
  [
    'POST /Articles',
    { Name: 'x' },
    [
      400,
      "the body is not a valid Stock.Article (1 problem): /ID: expected 'ID' of Stock.Article, which is part of the key, found nothing: give it, or annotate it with Org.OData.Core.V1.Computed in the contract for the service to make it",
      undefined,
    ],
  ],
  [
    'POST /Articles',
    { ID: 3 },
    [
      400,
      "the body is not a valid Stock.Article (1 problem): /Name: expected 'Name' of Stock.Article, which is not nullable and has no default, found nothing",
      undefined,
    ],
  ],
  [
    'POST /Articles',
    { ID: 3, Name: 'x', Price: -1 },
    [
      400,
      'the body is not a valid Stock.Article (1 problem): /Price: expected Edm.Decimal of at least 0, found the number -1',
      undefined,
    ],
  ],
  [
    'POST /Articles',
    { ID: 3, Name: 'x', Unit: 'box' },
    [
      400,
      'the body is not a valid Stock.Article (1 problem): /Unit: expected one of "piece", "kg", found "box"',
      undefined,
    ],
  ],
])('%s %j is refused', async (line, body, expected) => {
  expect(await refusalOf(start(), line, { body })).toEqual(expected)
})

test('a create gets the defaults of the contract, and a value for what the service computes', async () => {
  const { status, body } = await answerOf(start(), 'POST /Articles', {
    body: { ID: 3, Name: 'Bolt', Batch: 'c', Level: 9 },
  })
  expect([status, body]).toEqual([
    201,
    {
      '@odata.context': 'http://service.test/$metadata#Articles/$entity',
      ID: 3,
      Name: 'Bolt',
      Price: null,
      Unit: 'piece',
      Token: sequentialId(1),
      Batch: 'c',
      Level: null,
    },
  ])
})

test('an update leaves what is immutable or read-only as it was', async () => {
  const service = start()
  const { status } = await answerOf(service, 'PATCH /Articles(1)', {
    body: { Batch: 'z', Level: 9, Name: 'Tack' },
  })
  const { body } = await answerOf(service, 'GET /Articles(1)?$select=Batch,Level,Name')
  expect([status, body]).toEqual([
    204,
    {
      '@odata.context': 'http://service.test/$metadata#Articles(Batch,Level,Name)/$entity',
      '@odata.id': 'http://service.test/Articles(1)',
      Batch: 'a',
      Level: 3,
      Name: 'Tack',
    },
  ])
})
