import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseJson, writeJson } from '../../model/index.ts'
import { readScenario, replay, type ReplayRequest, type Transport } from '../index.ts'
import { inferScenario } from './infer-scenario.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { redactTraffic } from './redact-exchanges.ts'
import { writeScenario } from './scenario-document.ts'
import { unpackBatches } from './unpack-batches.ts'

const root = 'https://service.test/v1'

/** One exchange in a line: `POST /things {"a":1}` answered by `201 {"id":"…"}`. */
function exchange(
  sent: string,
  answered: string,
  headers: {
    readonly sent?: Record<string, string>
    readonly answered?: Record<string, string>
  } = {},
): ObservedExchange {
  const [, method = '', url = '', body] = /^(\S+) (\S+)(?: (.*))?$/s.exec(sent) ?? []
  const [, status = '', answer] = /^(\d+)(?: (.*))?$/s.exec(answered) ?? []
  return {
    time: '2026-01-01T00:00:00.000Z',
    duration: 1,
    request: {
      method,
      url,
      headers: headers.sent ?? {},
      body: body === undefined ? undefined : parseJson(body),
    },
    response: {
      status: Number(status),
      headers: headers.answered ?? {},
      body: answer === undefined ? undefined : parseJson(answer),
    },
  }
}

function infer(...exchanges: ObservedExchange[]) {
  return inferScenario(redactTraffic(unpackBatches({ root, exchanges })), { name: 'recorded' })
}

/** Gives the answers that were observed, one after the other. */
function answerWith(sent: ReplayRequest[], exchanges: readonly ObservedExchange[]): Transport {
  return (request) => {
    const answer = exchanges[sent.push(request) - 1]?.response
    return Promise.resolve({ headers: {}, body: undefined, status: 204, ...answer })
  }
}

const id = '11111111-1111-4111-8111-111111111111'
const other = '22222222-2222-4222-8222-222222222222'

describe('captures', () => {
  test('an id of one answer that a later request uses is captured where it first stood', () => {
    const { document } = infer(
      exchange('POST /things {"name":"a"}', `201 {"id":"${id}","name":"a"}`),
      exchange(`GET /things/${id}/parts`, '200 {"value":[]}'),
      exchange(`POST /links {"@odata.id":"${root}/things/${id}"}`, '204'),
      exchange(`DELETE /things/${id}`, '204'),
    )
    expect(document).toEqual({
      understudy: 1,
      name: 'recorded',
      steps: [
        {
          request: 'POST /things',
          body: { name: 'a' },
          expect: { status: 201, body: { id: { $capture: 'thingId' }, name: 'a' } },
        },
        {
          request: 'GET /things/${thingId}/parts',
          expect: { status: 200, body: { value: { $only: [] } } },
        },
        {
          request: 'POST /links',
          body: { '@odata.id': '${base}/things/${thingId}' },
          expect: { status: 204, body: { $empty: true } },
        },
        { request: 'DELETE /things/${thingId}', expect: { status: 204, body: { $empty: true } } },
      ],
    })
  })

  test.each<[what: string, exchanges: readonly ObservedExchange[], steps: readonly object[]]>([
    [
      'a next link that repeats an id is captured whole, since its query says more',
      [
        exchange('POST /things {"n":1}', `201 {"id":"${id}"}`),
        exchange(
          `GET /things/${id}/parts`,
          `200 {"value":[],"@odata.nextLink":"${root}/things/${id}/parts?$skiptoken=a1"}`,
        ),
        exchange(`GET /things/${id}/parts?$skiptoken=a1`, '200 {"value":[]}'),
      ],
      [
        { request: 'POST /things', expected: { id: { $capture: 'thingId' } } },
        {
          request: 'GET /things/${thingId}/parts',
          expected: { value: { $only: [] }, '@odata.nextLink': { $capture: 'nextLink' } },
        },
        { request: 'GET ${nextLink}', expected: { value: { $type: 'array' } } },
      ],
    ],
    [
      'two entities of one set have names of their own',
      [
        exchange('POST /policies {"n":1}', `201 {"id":"${id}"}`),
        exchange('POST /policies {"n":2}', `201 {"id":"${other}"}`),
        exchange(`GET /policies/${other}`, `200 {"id":"${other}"}`),
      ],
      [
        { request: 'POST /policies', expected: { id: { $capture: 'policyId' } } },
        { request: 'POST /policies', expected: { id: { $capture: 'policyId2' } } },
        { request: 'GET /policies/${policyId2}', expected: { id: '${policyId2}' } },
      ],
    ],
    [
      'a next link is followed as a whole',
      [
        exchange(
          'GET /things',
          `200 {"value":[],"@odata.nextLink":"${root}/things?$skiptoken=a1"}`,
        ),
        exchange('GET /things?$skiptoken=a1', '200 {"value":[]}'),
      ],
      [
        {
          request: 'GET /things',
          expected: { value: { $type: 'array' }, '@odata.nextLink': { $capture: 'nextLink' } },
        },
        { request: 'GET ${nextLink}', expected: { value: { $type: 'array' } } },
      ],
    ],
    [
      'a next link that the client encoded anew is the same',
      [
        exchange(
          'GET /things',
          `200 {"value":[],"@odata.nextLink":"${root}/things?$skiptoken=a1"}`,
        ),
        exchange('GET /things?%24skiptoken=a1', '200 {"value":[]}'),
      ],
      [
        {
          request: 'GET /things',
          expected: { value: { $type: 'array' }, '@odata.nextLink': { $capture: 'nextLink' } },
        },
        { request: 'GET ${nextLink}', expected: { value: { $type: 'array' } } },
      ],
    ],
    [
      'a small number is a key in a URL alone',
      [
        exchange('POST /Orders {"Total":7}', '201 {"ID":7,"Total":7}'),
        exchange('PATCH /Orders(7) {"Total":7}', '204'),
      ],
      [
        { request: 'POST /Orders', expected: { ID: { $capture: 'orderId' }, Total: 7 } },
        { request: 'PATCH /Orders(${orderId})', body: { Total: 7 }, expected: { $empty: true } },
      ],
    ],
    [
      'an id is the same where the client encoded what is around it',
      [
        exchange('POST /things', `201 {"id":"${id}"}`),
        exchange(`GET /parts?$filter=owner%20eq%20%27${id}%27`, '200 {"value":[]}'),
      ],
      [
        { request: 'POST /things', expected: { id: { $capture: 'thingId' } } },
        {
          request: 'GET /parts?$filter=owner%20eq%20%27${thingId}%27',
          expected: { value: { $only: [] } },
        },
      ],
    ],
    [
      'a value that has to be encoded is the same in its encoded form',
      [
        exchange('GET /cursors', '200 {"cursor":"a1/b2+c3=="}'),
        exchange('GET /things?after=a1%2Fb2%2Bc3%3D%3D', '200 {"value":[]}'),
      ],
      [
        { request: 'GET /cursors', expected: { cursor: { $capture: 'cursor' } } },
        { request: 'GET /things?after=${cursor}', expected: { value: { $type: 'array' } } },
      ],
    ],
    [
      'the number of a system query option is no key',
      [
        exchange('POST /Orders', '201 {"ID":1}'),
        exchange('GET /Orders?$top=1&$filter=Parts/any(p:p/ID%20eq%201)', '200 {"value":[]}'),
      ],
      [
        { request: 'POST /Orders', expected: { ID: { $capture: 'orderId' } } },
        {
          request: 'GET /Orders?$top=1&$filter=Parts/any(p:p/ID%20eq%201)',
          expected: { value: { $type: 'array' } },
        },
      ],
    ],
    [
      'what an answer within a batch gives is captured there, by the request that it answers',
      [
        exchange(
          'POST /$batch {"requests":[{"id":"a","method":"POST","url":"/things","body":{"name":"x"}},{"id":"b","method":"GET","url":"things/none"}]}',
          `200 {"responses":[{"id":"b","status":404,"body":{"error":{"code":"NotFound"}}},{"id":"a","status":201,"headers":{"Location":"${root}/things/${id}"},"body":{"id":"${id}","name":"x"}}]}`,
        ),
        exchange(`GET /things/${id}`, `200 {"id":"${id}","name":"x"}`),
      ],
      [
        {
          request: 'POST /$batch',
          expected: {
            responses: {
              $only: [
                { id: 'b', status: 404, body: { error: { code: { $type: 'string' } } } },
                { id: 'a', status: 201, body: { id: { $capture: 'thingId' }, name: 'x' } },
              ],
            },
          },
        },
        { request: 'GET /things/${thingId}', expected: { id: '${thingId}', name: 'x' } },
      ],
    ],
    [
      'what the client chose is no capture',
      [
        exchange('POST /things {"name":"sales-2026"}', '201 {"name":"sales-2026"}'),
        exchange("GET /things?$filter=name%20eq%20'sales-2026'", '200 {"value":[]}'),
      ],
      [
        { request: 'POST /things', expected: { name: 'sales-2026' } },
        {
          request: "GET /things?$filter=name%20eq%20'sales-2026'",
          expected: { value: { $type: 'array' } },
        },
      ],
    ],
  ])('%s', (_, exchanges, steps) => {
    const { document } = infer(...exchanges)
    const shown = document.steps.map(({ request, body, expect: expected }) => ({
      request,
      ...(request.startsWith('PATCH') && { body }),
      expected: expected?.body,
    }))
    expect(shown).toEqual(steps)
  })

  test('an ETag of a header, and where a created entity is to be found', () => {
    const { document } = infer(
      exchange('POST /things {"a":1}', '204', {
        answered: { 'odata-entityid': `${root}/things('x1')`, etag: 'W/"08D1"' },
      }),
      exchange('PATCH /things(\'x1\') {"a":2}', '204', { sent: { 'if-match': 'W/"08D1"' } }),
    )
    expect(document.steps).toEqual([
      {
        request: 'POST /things',
        body: { a: 1 },
        expect: {
          status: 204,
          headers: { 'odata-entityid': { $capture: 'entityid' }, etag: { $capture: 'thingEtag' } },
          body: { $empty: true },
        },
      },
      {
        request: 'PATCH ${entityid}',
        headers: { 'If-Match': '${thingEtag}' },
        body: { a: 2 },
        expect: { status: 204, body: { $empty: true } },
      },
    ])
    expect(document.finally).toEqual(['DELETE ${entityid}'])
  })

  test('octets that are sent stand as base64, throttled requests that were sent again only once', () => {
    const put = exchange('PUT /photos/1/$value', '204', { sent: { 'content-type': 'image/png' } })
    const octets = { ...put, request: { ...put.request, body: Buffer.from([1, 2, 3]) } }
    const { document, notes } = infer(
      octets,
      exchange('GET /things', '429'),
      exchange('GET /things', '200 {"value":[]}'),
    )
    expect(document.steps[0]).toEqual({
      request: 'PUT /photos/1/$value',
      headers: { 'Content-Type': 'image/png' },
      body: { $base64: 'AQID' },
      expect: { status: 204, body: { $empty: true } },
    })
    expect(document.steps.slice(1).map(({ request }) => request)).toEqual(['GET /things'])
    expect(notes).toEqual(['GET /things answered 429 is left out: it was sent again'])
  })

  test('what is created in a batch is deleted in the end, what is changed there was there before', () => {
    const { document } = infer(
      exchange('GET /Books(5)', '200 {"ID":5,"Stock":1}'),
      exchange(
        'POST /$batch {"requests":[{"id":"1","method":"POST","url":"Books","body":{"Stock":7}},{"id":"2","method":"PATCH","url":"/Books(6)","body":{"Stock":2}}]}',
        '200 {"responses":[{"id":"1","status":201,"body":{"ID":7,"Stock":7}},{"id":"2","status":204}]}',
      ),
    )
    expect(document.given).toEqual({ fixtures: { Books: [{ ID: 5, Stock: 1 }, { ID: 6 }] } })
    expect(document.finally).toEqual(['DELETE /Books(${bookId})'])
  })

  test('fixtures stand in the order in which the service lists what is there', () => {
    const { document } = infer(
      exchange('GET /Books?$orderby=Title', '200 {"value":[{"ID":4},{"ID":2}]}'),
      exchange('GET /Books(3)', '200 {"ID":3}'),
      exchange('GET /Books?$filter=Stock%20gt%201', '200 {"value":[{"ID":2},{"ID":4}]}'),
      exchange('GET /Books?$top=1', '200 {"value":[{"ID":1}]}'),
    )
    expect(document.given).toEqual({
      fixtures: { Books: [{ ID: 1 }, { ID: 2 }, { ID: 4 }, { ID: 3 }] },
    })
  })

  test('what functions answered are fixtures, but of what was created, pages and what changed', () => {
    const { document } = infer(
      exchange("GET /Books/Best(of='a')", '200 {"value":[{"@odata.etag":"x","ID":4}]}'),
      exchange('GET /Stock()', '200 {"value":9007199254740993}'),
      exchange('GET /Stock()', '200 {"value":9007199254740993}'),
      exchange('GET /Sold()', '200 {"value":1}'),
      exchange('GET /Sold()', '200 {"value":2}'),
      exchange('GET /Sold()', '200 {"value":1}'),
      exchange('GET /Books/delta()', '200 {"value":[],"@odata.deltaLink":"https://x.test/d"}'),
      exchange('GET /Orders(ID=2)', '200 {"ID":2}'),
      exchange('POST /things', `201 {"id":"${id}"}`),
      exchange(`GET /things/${id}/Parts()`, '200 {"value":[]}'),
      exchange('GET /Last()', `200 {"value":[{"id":"${id}"}]}`),
    )
    expect(writeJson(document.given?.fixtures)).toBe(
      `{"Orders":[{"ID":2}],"Books/Best(of='a')":[{"ID":4}],"Stock()":{"value":9007199254740993}}`,
    )
  })

  test('a function of a set that answers with what is in it shows entities of the set', () => {
    const { document } = infer(
      exchange('POST /Books {"Title":"a"}', '201 {"ID":7,"Title":"a"}'),
      exchange(
        "GET /Books/Best(of='a')",
        '200 {"value":[{"ID":7,"Title":"a"},{"ID":4,"Title":"b"}]}',
      ),
      exchange('GET /Books/Prices()', '200 {"value":[{"ID":8,"Price":1}]}'),
    )
    expect(document.given).toEqual({
      fixtures: {
        Books: [{ ID: 4, Title: 'b' }],
        'Books/Prices()': [{ ID: 8, Price: 1 }],
      },
    })
  })

  test('octets of an answer are no entity of the fixtures', () => {
    const get = exchange('GET /photo', '200')
    const { document } = infer({
      ...get,
      response: { ...get.response, body: Buffer.alloc(1_000_000) },
    })
    expect(document.given).toBeUndefined()
    expect(document.steps[0]?.expect).toEqual({ status: 200, body: { $any: true } })
  })

  test.each(['recorded.yaml', 'recorded.json'])('%s has all digits of numbers', async (file) => {
    const members = '"big":9007199254740993,"dec":0.12345678901234567890123,"far":1e400'
    const { document } = infer(
      exchange(`PATCH /things/${id} {${members}}`, `200 {"id":"${id}",${members}}`),
      exchange(`GET /others/${other}`, `200 {"id":"${other}","parts":[{${members}}]}`),
    )
    const written = await writeScenario(file, document)
    for (const digits of ['9007199254740993', '0.12345678901234567890123', '1e400']) {
      expect(written.split(digits)).toHaveLength(5)
    }
    expect(written).not.toMatch(/\.inf|null|digits-/)
    const scenario = await readScenario(file, written)
    const sent: ReplayRequest[] = []
    await replay(scenario, answerWith(sent, []), { baseUrl: root })
    expect(writeJson(sent[0]?.body)).toBe(`{${members}}`)
  })

  test('ids that the client brings are variables', () => {
    const { document } = infer(
      exchange(`POST /things {"catalogId":"${id}"}`, `201 {"id":"${other}","catalogId":"${id}"}`),
      exchange(`GET /catalogs/${id}`, `200 {"id":"${id}"}`),
    )
    expect(document.vars).toEqual({ catalogId: id })
    expect(document.steps[0]?.body).toEqual({ catalogId: '${catalogId}' })
    expect(document.steps[1]?.request).toBe('GET /catalogs/${catalogId}')
    expect(document.given).toEqual({ fixtures: { catalogs: [{ id: '${catalogId}' }] } })
  })
})

const segment = fc.constantFrom('things', 'parts', 'policies', 'Orders')
const text = fc.oneof(
  fc.string(),
  fc.uuid(),
  fc.emailAddress(),
  fc.constantFrom('${base}', '${x}', 'W/"1a2b3c4d"', `${root}/things?$skiptoken=1`, 'Sales'),
)
const known = fc.constantFrom(id, other, '33333333-3333-4333-8333-333333333333', 'token-12345', '7')
const scalar = fc.oneof(text, known, fc.integer(), fc.boolean(), fc.constant(null))
const entity = fc.dictionary(fc.constantFrom('id', 'name', 'ownerId', 'count'), scalar)

/** Requests that use values of a small pool, and answers that give them. */
const observed = fc.record({
  time: fc.constant('2026-01-01T00:00:00.000Z'),
  duration: fc.constant(1),
  request: fc.record({
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
    url: fc
      .tuple(segment, fc.option(known), fc.option(segment), fc.boolean())
      .map(([set, key, next, isQuoted]) => {
        const address = key === null ? '' : isQuoted ? `('${key}')` : `/${key}`
        return `/${set}${address}${next === null ? '' : `/${next}?$top=1`}`
      }),
    headers: fc.oneof(fc.constant({}), fc.record({ 'if-match': known })),
    body: fc.option(entity, { nil: undefined }),
  }),
  response: fc.record({
    status: fc.constantFrom(200, 201, 204),
    headers: fc.oneof(fc.constant({}), fc.record({ etag: known })),
    body: fc.option(fc.oneof(entity, fc.record({ value: fc.array(entity, { maxLength: 4 }) })), {
      nil: undefined,
    }),
  }),
})

describe('a key that the client chose', () => {
  test('is deleted in the end, and told', () => {
    const { document, notes } = infer(
      exchange('POST /Books {"ID":7,"Title":"x"}', '201 {"ID":7,"Title":"x"}'),
      exchange(`POST /Orders {"Number":"2026-'1","n":1}`, `201 {"Number":"2026-'1","n":1}`),
      exchange("GET /Orders('2026-''1')", '200 {}'),
      exchange('POST /Books {"ID":8}', '201 {"ID":8}'),
      exchange('DELETE /Books(8)', '204'),
    )
    expect(document.finally).toEqual(["DELETE /Orders('2026-''1')", 'DELETE /Books(7)'])
    expect(notes).toEqual([
      "2 keys of what was created are the client's own (Books 7 …): a service that has it still refuses it; give another, or delete it first",
    ])
  })

  test('is deleted by itself, not by the link that a service which refuses it does not give', () => {
    const answered = { location: `${root}/Books(7)` }
    const { document } = infer(
      exchange('POST /Books {"ID":7}', '201 {"ID":7}', { answered }),
      exchange('GET /Books(7)', '200 {"ID":7}'),
    )
    expect(document.finally).toEqual(['DELETE /Books(7)'])
  })

  test('is none where the service has a key of its own', () => {
    const { document, notes } = infer(
      exchange('POST /parts {"thingId":"t1"}', '201 {"id":7,"thingId":"t1"}'),
      exchange('GET /parts/t1', '404'),
    )
    expect([document.finally, notes]).toEqual([['DELETE /parts(${partId})'], []])
  })

  test.each([
    ['as the client writes this one', `/things(${id})`, `/v1/things('${id}')`, '(${thingId})'],
    [
      'as its Location has it, which is no string',
      `/parts('a')`,
      `/v1/things(${id})`,
      '(${thingId})',
    ],
    ['as the client writes keys', `/parts('a')`, `/v1/things('${id}')`, "('${thingId}')"],
    ['as a segment', `/things/${id}`, `/v1/things(${id})`, '/${thingId}'],
  ])('names what the service gave a key to %s', (_, url, location, key) => {
    const { document } = infer(
      exchange('POST /things {}', `201 {"id":"${id}"}`, { answered: { location } }),
      exchange(`PATCH ${url} {}`, '204'),
    )
    expect(document.finally).toEqual([`DELETE /things${key}`])
  })
})

describe('a multipart batch', () => {
  const part = (...lines: readonly string[]): string =>
    ['Content-Type: application/http', ...lines].join('\r\n')
  const join = (boundary: string, ...contents: readonly string[]): string =>
    `${contents.map((content) => `--${boundary}\r\n${content}\r\n`).join('')}--${boundary}--\r\n`
  const json = 'Content-Type: application/json'
  const creation = part(
    'Content-ID: 1',
    '',
    'POST /v1/things HTTP/1.1',
    'Host: service.test',
    json,
    '',
    '{"name":"a","password":"hunter22"}',
  )
  const batch: ObservedExchange = {
    time: '2026-01-01T00:00:00.000Z',
    duration: 1,
    request: {
      method: 'POST',
      url: '/$batch',
      headers: { 'content-type': 'multipart/mixed; boundary=b' },
      body: join(
        'b',
        part('', `GET ${root}/things HTTP/1.1`, 'Authorization: Bearer abcdefgh', '', ''),
        `Content-Type: multipart/mixed; boundary=c\r\n\r\n${join('c', creation)}`,
      ),
    },
    response: {
      status: 200,
      headers: { 'content-type': 'multipart/mixed; boundary=r' },
      body: join(
        'r',
        part('', 'HTTP/1.1 200 OK', json, '', '{"value":[]}'),
        `Content-Type: multipart/mixed; boundary=s\r\n\r\n${join('s', part('Content-ID: 1', '', 'HTTP/1.1 201 Created', json, '', `{"id":"${id}","name":"a"}`))}`,
      ),
    },
  }
  const traffic = [batch, exchange(`GET /things/${id}`, `200 {"id":"${id}"}`)]

  test('is looked into: captures, clean-up and redaction are those of its requests', () => {
    const { document, notes } = infer(...traffic)
    expect(document.steps[0]).toEqual({
      request: 'POST /$batch',
      headers: { 'Content-Type': 'multipart/mixed' },
      body: {
        requests: [
          { method: 'GET', url: '/things', headers: { authorization: '<redacted>' } },
          {
            id: '1',
            atomicityGroup: 'changeset-2',
            method: 'POST',
            url: '/things',
            body: { name: 'a', password: '<redacted>' },
          },
        ],
      },
      expect: {
        status: 200,
        body: {
          responses: {
            $only: [
              { status: 200, body: { value: { $type: 'array' } } },
              { id: '1', status: 201, body: { id: { $capture: 'thingId' }, name: 'a' } },
            ],
          },
        },
      },
    })
    expect([document.finally, notes]).toEqual([
      ['DELETE /things/${thingId}'],
      ['2 secrets redacted'],
    ])
  })

  test('is sent as one, and expects of its answer what a JSON batch would', async () => {
    const text = await writeScenario('x.yaml', infer(...traffic).document)
    const sent: ReplayRequest[] = []
    const scenario = await readScenario('x.yaml', text)
    const report = await replay(scenario, answerWith(sent, traffic), { baseUrl: root })
    expect(report.outcome).toBe('passed')
    expect(sent[0]!.headers['Content-Type']).toMatch(/^multipart\/mixed; boundary=batch_/)
    expect(sent[0]!.body).toEqual(
      expect.stringContaining(
        '\r\n\r\nPOST things HTTP/1.1\r\nContent-Type: application/json\r\n\r\n',
      ),
    )
    expect(sent[1]!.url).toBe(`/things/${id}`)
  })
})

describe('the law of recording', () => {
  test('replayed on the answers that were observed, a scenario passes and sends what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(observed, { minLength: 1, maxLength: 8 }), async (exchanges) => {
        const traffic = redactTraffic({ root, exchanges: exchanges as ObservedExchange[] })
        const redacted = traffic.exchanges
        const { document } = inferScenario(traffic, { name: 'recorded' })
        const written = await writeScenario('recorded.yaml', document)
        const scenario = await readScenario('recorded.yaml', written)
        const sent: ReplayRequest[] = []
        const report = await replay(scenario, answerWith(sent, redacted), { baseUrl: root })
        expect(report.steps.flatMap(({ problems }) => problems)).toEqual([])
        const shown = sent.slice(0, exchanges.length)
        expect(shown.map(({ method, url, body }) => ({ method, url, body }))).toEqual(
          redacted.map(({ request: { method, url, body } }) => ({
            method,
            url,
            body,
          })),
        )
      }),
      { numRuns: 100 },
    )
  })
})
