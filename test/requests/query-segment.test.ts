import { describe, expect, test } from '@jest/globals'
import { ask, openDepot } from './depot.ts'

const service = openDepot()
const text = { 'Content-Type': 'text/plain' }
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const json = { 'Content-Type': 'application/json' }

/** @see URL Conventions, "Passing Query Options in the Request Body" */
describe('POST to /$query', () => {
  test.each<[string, Readonly<Record<string, string>>, string, number, unknown]>([
    ['/Products', text, '$filter=Price%20gt%202&$select=ID&$top=1', 200, [{ ID: 2 }]],
    ['/Products', text, '$filter=Price gt 2&$select=ID&$top=1\n', 200, [{ ID: 2 }]],
    ['/Products', form, '%24filter=Name+eq+%27Saw%27&%24select=ID', 200, [{ ID: 2 }]],
    ['/Products', json, '{"$filter":"Price gt 2","$top":1,"$select":"ID"}', 200, [{ ID: 2 }]],
    ['/Products(1)', text, '$select=Name', 200, { Name: 'Nail' }],
    ['/Products/$count', text, '$filter=Price gt 2', 200, '3'],
    ['/Products/$filter(Price gt 2)', text, '$select=ID&$top=1', 200, [{ ID: 2 }]],
    ['/$crossjoin(Products,Orders)/$count', text, '$filter=Products/ID eq Orders/ID', 200, '3'],
    ['/Products/D.ByColor', json, '{"color":"Red","$select":"ID"}', 200, [{ ID: 1 }, { ID: 2 }]],
    ['/Nearest', json, '{"@zone":"N","$select":"ID"}', 200, [{ ID: 1 }]],
    ['/Products', text, '', 200, expect.any(Array)],
    [
      '/Products',
      text,
      '$filter=Price gt',
      400,
      '$filter: expected an expression at 8, found end of expression',
    ],
    [
      '/Products',
      text,
      '$top=1\n&$skip=1',
      400,
      'the body of $query: expected options separated by &, found a line break',
    ],
    ['/Products', json, '{"$top":"1"}', 400, 'expected a JSON number for $top'],
    ['/Products', json, '[]', 400, 'the body of $query: expected a JSON object of query options'],
    [
      '/Products',
      { 'Content-Type': 'text/html' },
      '$top=1',
      415,
      "expected a body of text/plain, application/x-www-form-urlencoded or application/json, found 'text/html'",
    ],
    ['/Nothing', text, '$top=1', 404, "'Nothing' is not a resource of this service"],
  ])('%s with %j and %j', async (path, headers, body, status, expected) => {
    expect(await ask(service, `POST ${path}/$query`, { body, headers })).toEqual([status, expected])
  })

  test.each([
    ['a filter', (list: string) => `$filter=ID in (${list})&$top=0`],
    ['a ranking', (list: string) => `$apply=topcount(case(1 in (${list}):1),Price)/top(0)`],
    [
      'an aggregation',
      (list: string) =>
        `$apply=filter($these/aggregate(case(ID in (${list}):1,true:2) with sum) lt 0)`,
    ],
  ])('takes and records a list of 150,000 values in %s', async (_, options) => {
    const body = options(Array.from({ length: 150_000 }, () => '1').join(','))
    const path = '/Products/$query'
    expect(await ask(service, `POST ${path}`, { body, headers: text })).toEqual([200, []])
    expect(service.journal.exchanges.at(-1)?.response.status).toBe(200)
  })

  test('takes the options of the URL too', async () => {
    expect(
      await ask(service, 'POST /Products/$query?$top=1', {
        body: '$filter=Price gt 2&$select=ID',
        headers: text,
      }),
    ).toEqual([200, [{ ID: 2 }]])
  })

  test('GET answers 405', async () => {
    expect(await ask(service, 'GET /Products/$query')).toEqual([405, '$query takes POST, not GET'])
  })

  test('is a request of $batch like any other', async () => {
    const body = {
      requests: [
        {
          id: '1',
          method: 'POST',
          url: 'Products/$query',
          headers: text,
          body: '$filter=Price gt 2&$select=ID&$top=1',
        },
      ],
    }
    expect(await ask(service, 'POST /$batch', { body })).toEqual([
      200,
      {
        responses: [expect.objectContaining({ id: '1', status: 200, body: [{ ID: 2 }] })],
      },
    ])
  })
})
