import { describe, expect, test } from '@jest/globals'
import { XMLValidator } from 'fast-xml-parser'
import { answer, refusal, root, send, start } from './answer.ts'

const service = () => start({ groups: [] })

test.each([
  [undefined],
  ['*/*'],
  ['application/xml'],
  ['application/*'],
  ['application/json, text/plain, */*'],
  ['application/json;q=0.5, application/xml'],
])('GET $metadata with Accept: %s gives XML', async (accept) => {
  const { status, headers, text } = await send(service(), 'GET /$metadata', {
    headers: accept === undefined ? {} : { Accept: accept },
  })
  expect([status, headers['content-type'], headers['odata-version']]).toEqual([
    200,
    'application/xml',
    '4.0',
  ])
  expect(XMLValidator.validate(text)).toBe(true)
  expect(text).toContain('<EntityType Name="accessPackage">')
  expect(text).toContain(
    '<EntitySet Name="accessPackages" EntityType="microsoft.graph.accessPackage"',
  )
})

test.each([
  ['', 'application/json'],
  ['', 'application/json;odata.metadata=minimal'],
  ['?$format=json', undefined],
  ['?$format=application/json', 'application/xml'],
])('GET $metadata%s with Accept: %s gives CSDL JSON', async (query, accept) => {
  const { status, type, body } = await send(service(), `GET /$metadata${query}`, {
    headers: accept === undefined ? {} : { Accept: accept },
  })
  expect([status, type, body.$Version]).toEqual([200, 'application/json', '4.01'])
  expect(body['microsoft.graph'].accessPackage.$Kind).toBe('EntityType')
})

test.each([
  [
    '',
    'text/html',
    refusal(406, "expected application/xml or application/json in Accept, found 'text/html'", {
      target: 'Accept',
    }),
  ],
  [
    '?$format=atom',
    '*/*',
    refusal(415, "$format: expected xml or json, found 'atom'", {
      code: 'UnsupportedFormat',
      target: '$format',
    }),
  ],
])('GET $metadata%s with Accept: %s is refused', async (query, Accept, expected) => {
  expect(await answer(service(), `GET /$metadata${query}`, { headers: { Accept } })).toEqual(
    expected,
  )
})

test.each(['/', '', '?$format=json', '/?$format=json'])(
  'GET %s gives the service document',
  async (path) => {
    const { status, body } = await answer(service(), `GET ${path}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ '@odata.context': `${root}/$metadata` })
    expect((body as { value: unknown }).value).toEqual(
      expect.arrayContaining([
        { name: 'accessPackages', kind: 'EntitySet', url: 'accessPackages' },
        { name: 'groups', kind: 'EntitySet', url: 'groups' },
        { name: 'identityGovernance', kind: 'Singleton', url: 'identityGovernance' },
      ]),
    )
  },
)

test('the service document is JSON or nothing', async () => {
  const headers = { Accept: 'application/atomsvc+xml' }
  expect(await answer(service(), 'GET /', { headers })).toEqual(
    refusal(406, "expected application/json in Accept, found 'application/atomsvc+xml'", {
      target: 'Accept',
    }),
  )
})

test.each([
  [
    '/$metadata?$fitler=x',
    400,
    "'$fitler' is not a system query option; did you mean '$filter'?",
    '$fitler',
  ],
  ['/$metadata?$filter=true', 400, '$filter does not apply here', '$filter'],
  ['/?$top=1', 400, '$top does not apply here', '$top'],
  ['/?$format=json&format=json', 400, '$format is given twice', '$format'],
])('GET %s answers %i', async (path, status, message, target) => {
  expect(await answer(service(), `GET ${path}`)).toEqual(refusal(status, message, { target }))
})

test('GET $metadata with a custom option is served', async () => {
  expect((await answer(service(), 'GET /$metadata?sap-language=EN')).status).toBe(200)
})

test.each(['POST /$metadata', 'DELETE /', 'PATCH /$metadata'])('%s answers 405', async (line) => {
  const { status, headers } = await send(service(), line)
  expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS'])
})

test('every resource that the service document lists answers', async () => {
  const listed = await answer(service(), 'GET /')
  const { value } = listed.body as { value: { kind: string; url: string }[] }
  const urls = value.filter(({ kind }) => kind !== 'FunctionImport').map(({ url }) => url)
  expect(urls).toContain('identityGovernance')
  for (const url of urls) {
    const { status } = await answer(service(), `GET /${url}`)
    expect([url, status]).toEqual([url, 200])
  }
})

describe('the documents of the service', () => {
  const forms = [
    ['/$metadata', {}],
    ['/$metadata', { Accept: 'application/json' }],
    ['/$metadata', { 'OData-MaxVersion': '4.01' }],
    ['/', {}],
    ['/', { Accept: 'application/json;odata.metadata=none' }],
  ] as const

  test.each(forms)(
    '%s with %j has an entity tag by which it is not sent again',
    async (path, headers) => {
      const first = await send(service(), `GET ${path}`, { headers })
      const etag = first.headers['etag']!
      expect(etag).toMatch(/^W\/"[\w-]{27}"$/)
      for (const known of [etag, `"x", ${etag}`, '*', etag.slice(2)]) {
        const again = await send(service(), `GET ${path}`, {
          headers: { ...headers, 'If-None-Match': known },
        })
        expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag])
        expect(again.headers['content-type']).toBe(undefined)
      }
      const other = { ...headers, 'If-None-Match': 'W/"other"' }
      expect((await send(service(), `GET ${path}`, { headers: other })).text).toBe(first.text)
    },
  )

  test.each(forms)('HEAD %s with %j has the headers of GET', async (path, headers) => {
    const got = await send(service(), `GET ${path}`, { headers })
    const head = await send(service(), `HEAD ${path}`, { headers })
    const { date: _, ...expected } = got.headers
    expect(head.headers).toMatchObject(expected)
    expect([head.status, head.text ?? '']).toEqual([200, ''])
  })

  test.each([
    ['', { Accept: 'application/json' }, refusal(406, /4\.01/, { target: 'Accept' })],
    ['?$format=json', {}, refusal(415, /4\.01/, { code: 'UnsupportedFormat', target: '$format' })],
  ])('$metadata%s with %j is refused to a client of 4.0, which knows XML alone', async (...row) => {
    const [query, accept, expected] = row
    const headers = { ...accept, 'OData-MaxVersion': '4.0' }
    expect(await answer(service(), `GET /$metadata${query}`, { headers })).toEqual(expected)
  })
})
