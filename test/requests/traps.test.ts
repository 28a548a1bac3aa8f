import { join } from 'node:path'
import { createServer, request as requestHttp, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Understudy } from '../../src/index.ts'
import { answer, answerUnchanged, ids, refusal, send, start, type Answer } from './answer.ts'
import { small } from './small-fixtures.ts'

const noContent: Answer = { status: 204, body: undefined }

/** Bookcases that contain books, which have no entity set of their own. */
function startBooks(): Understudy {
  const bookcases = [
    {
      id: 's',
      label: 'Study',
      books: [
        { id: 'b', title: 'B', pages: 9 },
        { id: 'c', title: 'C' },
      ],
    },
    { id: 't', label: 'Tower', books: [{ id: 'b', title: 'Other' }] },
  ]
  return start({ bookcases }, { contract: join('test', 'contracts', 'contained-books') })
}

describe('what other doubles get wrong', () => {
  test('deleting a contained entity deletes it alone', async () => {
    const service = startBooks()
    expect(await answer(service, 'DELETE /bookcases/s/books/b')).toEqual(noContent)
    expect(await ids(service, '/bookcases')).toEqual(['s', 't'])
    expect(await ids(service, '/bookcases/s/books')).toEqual(['c'])
    expect(await ids(service, '/bookcases/t/books')).toEqual(['b'])
  })

  test('deleting a link leaves both its ends', async () => {
    const service = start(small)
    const link = '/accessPackages/p1/incompatibleAccessPackages/p2/$ref'
    expect(await answer(service, `DELETE ${link}`)).toEqual(noContent)
    expect(await ids(service, '/accessPackages')).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
    expect(await ids(service, '/accessPackages/p1/incompatibleAccessPackages')).toEqual(['p3'])
  })

  test('PATCH on a contained entity changes it alone', async () => {
    const service = startBooks()
    const body = { title: 'Better' }
    expect((await answer(service, 'PATCH /bookcases/s/books/b', { body })).status).toBeLessThan(300)
    expect(
      (await answer(service, 'GET /bookcases/s/books?$select=id,title,pages')).body,
    ).toMatchObject({
      value: [
        { id: 'b', title: 'Better', pages: 9 },
        { id: 'c', title: 'C', pages: null },
      ],
    })
    expect((await answer(service, 'GET /bookcases/t/books/b/title/$value')).body).toBe('Other')
  })

  test('POST to a contained collection adds to that parent alone', async () => {
    const service = startBooks()
    const { status, body } = await send(service, 'POST /bookcases/s/books', {
      body: { title: 'D' },
    })
    expect(status).toBe(201)
    expect(await ids(service, '/bookcases/s/books')).toEqual(['b', 'c', body.id])
    expect(await ids(service, '/bookcases/t/books')).toEqual(['b'])
  })

  test('POST …/$ref answers 204 and links', async () => {
    const service = start(small)
    const body = { '@odata.id': 'groups/g2' }
    const line = 'POST /accessPackages/p2/incompatibleGroups/$ref'
    expect(await answer(service, line, { body })).toEqual(noContent)
    expect(await ids(service, '/accessPackages/p2/incompatibleGroups')).toEqual(['g2'])
  })

  test('a failed atomicity group leaves nothing behind', async () => {
    const create = { atomicityGroup: 'g', method: 'POST', url: '/accessPackages' }
    const requests = [
      { id: '1', ...create, body: { displayName: 'x' } },
      { id: '2', ...create, body: { displayName: 1 } },
    ]
    const service = start(small)
    const before = service.state()
    await answer(service, 'POST /$batch', { body: { requests } })
    expect(service.state()).toEqual(before)
  })

  test('each answer in a JSON batch has the id of its request', async () => {
    const requests = ['x', 'y', 'z'].map((id) => ({ id, method: 'GET', url: '/groups/$count' }))
    const { body } = await send(start(small), 'POST /$batch', { body: { requests } })
    expect(body.responses.map(({ id }: { id: string }) => id)).toEqual(['x', 'y', 'z'])
  })

  test.each([
    ['a value of the wrong type', { displayName: 7 }, 400],
    ['an unknown property', { dispalyName: 'x' }, 400],
    ['a key that is taken', { id: 'p1', displayName: 'x' }, 409],
  ])('a create with %s is refused', async (_, body, status) => {
    expect((await answerUnchanged(start(small), 'POST /accessPackages', { body })).status).toBe(
      status,
    )
  })

  test('a look-up by key in an empty set invents nothing', async () => {
    const service = start({ accessPackages: [] })
    expect(await answerUnchanged(service, 'GET /accessPackages/x')).toEqual(
      refusal(404, "no microsoft.graph.accessPackage with the key 'x' is here"),
    )
  })

  test('an unknown set answers 404', async () => {
    expect((await answer(start(small), 'GET /acessPackages')).status).toBe(404)
  })

  test('an unknown property in $filter answers 400', async () => {
    expect((await answer(start(small), "GET /groups?$filter=nope eq 'x'")).status).toBe(400)
  })

  test('malformed JSON answers 400, and the service lives on', async () => {
    const service = start(small)
    expect((await answer(service, 'POST /accessPackages', { body: '{"a":' })).status).toBe(400)
    expect(await answer(service, 'GET /groups/$count')).toEqual({ status: 200, body: '2' })
  })

  test('DELETE of a missing key answers 404', async () => {
    expect((await answerUnchanged(start(small), 'DELETE /accessPackages/zz')).status).toBe(404)
  })

  test('$top inside $expand is obeyed', async () => {
    const query = '$expand=incompatibleGroups($top=1;$select=id)&$select=id'
    expect((await answer(start(small), `GET /accessPackages/p1?${query}`)).body).toMatchObject({
      incompatibleGroups: [{ id: 'g1' }],
    })
  })

  test('$skiptoken is obeyed', async () => {
    const service = start(small)
    const headers = { Prefer: 'maxpagesize=1' }
    const { body } = await send(service, 'GET /groups?$select=id', { headers })
    const next = body['@odata.nextLink'].replace(/^.*\/beta/, '')
    expect(await ids(service, next)).toEqual(['g2'])
  })

  test('If-Match: * passes', async () => {
    const sent = { body: { displayName: 'x' }, headers: { 'If-Match': '*' } }
    expect(await answer(start(small), 'PATCH /accessPackages/p1', sent)).toEqual(noContent)
  })

  test('a type that is used twice is checked both times', async () => {
    const scope = { accessPackageResourceRole: { originId: 7 } }
    const body = { accessPackageResourceRoleScopes: [{ id: 'x' }, scope, scope] }
    const { status, body: refused } = await send(start(small), 'POST /accessPackages', { body })
    expect(status).toBe(400)
    expect(refused.error.details.map(({ target }: { target: string }) => target)).toEqual([
      '/accessPackageResourceRoleScopes/1/accessPackageResourceRole/originId',
      '/accessPackageResourceRoleScopes/2/accessPackageResourceRole/originId',
    ])
  })

  test.each(['none', 'minimal', 'full'])('metadata=%s is served', async (metadata) => {
    const headers = { Accept: `application/json;odata.metadata=${metadata}` }
    for (const path of [
      '',
      '/groups',
      '/groups/g1',
      '/accessPackages?$expand=*',
      '/groups/g1/displayName',
    ]) {
      expect((await answer(start(small), `GET ${path}`, { headers })).status).toBe(200)
    }
  })

  test('a refusal says where, what was expected and what was found', async () => {
    const { body } = await send(start(small), 'POST /accessPackages', { body: { isHidden: 'yes' } })
    expect(body.error.details).toEqual([
      {
        code: 'InvalidBody',
        message: 'expected Edm.Boolean, found the string "yes"',
        target: '/isHidden',
      },
    ])
  })

  test('services share no state', async () => {
    const [one, other] = [start(small), start(small)]
    await Promise.all([
      answer(one, 'DELETE /accessPackages/p1'),
      answer(other, 'PATCH /accessPackages/p1', { body: { displayName: 'Other' } }),
    ])
    expect(await ids(one, '/accessPackages')).toEqual(['p2', 'p3', 'p4', 'p5'])
    expect(await ids(other, '/accessPackages')).toHaveLength(5)
    expect([one, other].map(({ journal }) => journal.exchanges.length)).toEqual([2, 2])
  })
})

/** The texts that bars separate. */
function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split('|'))
}

/** Sends a path as it is, which no URL parser tidies. */
function sendRaw(
  server: Server,
  method: string,
  path: string,
  { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const { port } = server.address() as { port: number }
  return new Promise((resolve, reject) => {
    const sent = requestHttp(
      { port, host: '127.0.0.1', method, path, headers, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode!, text, headers: response.headers }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('hostile input', () => {
  let service: Understudy
  let server: Server

  beforeEach(async () => {
    service = start(small)
    // Node's own limit of 16 KiB for a request's head would answer long URLs for us.
    server = createServer({ maxHeaderSize: 1024 * 1024 }, service.app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    server.close()
    server.closeAllConnections()
  })

  const deep = (n: number, open: string, close: string) => open.repeat(n) + close.repeat(n)

  test.each([
    ['10,000-deep objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['10,000-deep arrays', deep(10_000, '[', ']')],
    ['a deep property', `{"displayName":${deep(200, '[', ']')}}`],
    ['__proto__', '{"__proto__":{"isHidden":true},"displayName":"x"}'],
    ['constructor', '{"constructor":{"prototype":{"isHidden":true}}}'],
    ['toString', '{"toString":"x"}'],
    ['hasOwnProperty', '{"hasOwnProperty":1}'],
    ['a huge number', '{"displayName":1e400}'],
    ['a key of another kind', '{"id":{"toString":1}}'],
    ['an annotation alone', '{"@odata.type":"#nope.nope"}'],
    ['a type that is none', '{"@odata.type":7}'],
    ['a link to itself', '{"incompatibleAccessPackages@odata.bind":["$self"]}'],
    ['a bound null', '{"incompatibleAccessPackages@odata.bind":null}'],
    ['bound nulls', '{"incompatibleAccessPackages@odata.bind":[null]}'],
    ['a nested null', '{"incompatibleAccessPackages":null}'],
    ['nested nulls', '{"incompatibleAccessPackages":[null]}'],
    ['a lone surrogate', '{"displayName":"\\ud800"'],
    ['a NUL', '{"displayName":"a\u0000b"}'],
  ])('a body with %s is refused and changes nothing', async (_, body) => {
    const before = service.state()
    for (const [method, path] of [
      ['POST', '/beta/accessPackages'],
      ['PATCH', '/beta/accessPackages/p1'],
      ['POST', '/beta/accessPackages/p1/incompatibleGroups/$ref'],
      ['POST', '/beta/$batch'],
    ] as const) {
      const headers = { 'Content-Type': 'application/json' }
      const { status, text } = await sendRaw(server, method, path, { body, headers })
      expect([method, path, status, JSON.parse(text).error.code]).toEqual([
        method,
        path,
        400,
        'BadRequest',
      ])
    }
    expect(service.state()).toEqual(before)
    expect(({} as { isHidden?: unknown }).isHidden).toBeUndefined()
  })

  test.each([
    ['/beta/__proto__', 404],
    ['/beta/constructor', 404],
    ['/beta/groups/__proto__', 404],
    ['/beta/groups/constructor', 404],
    ['/beta/groups/g1/constructor', 404],
    ['/beta/groups/g1/__proto__', 404],
    ['/beta/groups/g1/toString', 404],
    ['/beta/groups?$select=constructor', 400],
    ['/beta/groups?$select=__proto__', 400],
    ['/beta/groups?$expand=constructor', 400],
    ["/beta/groups?$filter=constructor%20eq%20'x'", 400],
    ['/beta/groups?$filter=toString()', 400],
    ['/beta/groups?$orderby=__proto__', 400],
    ['/beta/groups?__proto__=1', 200],
    ['/beta/groups?$filter=@__proto__&@__proto__=true', 200],
    ['/beta/groups?$top=99999999999999999999', 400],
    ['/beta/groups?$skip=9007199254740993', 400],
    ['/beta/groups?$top=1e3', 400],
    ['/beta/groups?$filter=length(displayName)%20gt%20999999999999999999999999', 200],
    ['/beta/groups/%00', 404],
    ['/beta/groups/%ED%A0%80', 400],
    ['/beta/groups/%', 400],
    ['/beta/groups/%zz', 400],
    ['/beta/groups/%C3%28', 400],
    ['/beta/%', 400],
    ['/beta?%', 400],
    ['/beta/$metadata?%', 400],
    ['/beta/groups?%', 400],
    ['/beta/groups?$filter=%zz', 400],
    ["/beta/groups?$filter=displayName%20eq%20'%ED%A0%80'", 400],
    ["/beta/groups?$filter=displayName%20eq%20'%00'", 200],
    ['/beta/groups/../groups', 404],
    ['/beta/groups/..', 404],
    ['/beta/../beta/groups', 404],
    ['/beta/%2e%2e/groups', 404],
    ['/beta/..%2f..%2fetc/passwd', 404],
    ['/beta/groups/%2e%2e%2f%2e%2e', 404],
    ['/beta/http://service.test/groups', 400],
    ['/beta/groups;a=b', 404],
    ['/beta/groups#x', 404],
    ["/beta/groups('", 400],
    ["/beta/groups('g1", 400],
    ["/beta/groups('g1'))", 400],
    ['/beta/groups((', 400],
    ['/beta/$metadata/x', 404],
    ['/beta/$batch/x', 404],
    ['/beta/$nope', 404],
    ['/beta/?', 200],
    ['/beta??', 200],
    ['/beta/groups?', 200],
    ['/beta/groups?=', 200],
    ['/beta/groups?&=&', 200],
    ['/beta/groups?$', 400],
    ['/beta/groups?$=1', 400],
  ])('GET %s answers %i', async (path, status) => {
    const found = await sendRaw(server, 'GET', path)
    expect([path, found.status]).toEqual([path, status])
    expect(found.status === 200 || JSON.parse(found.text).error.code.length > 0).toBe(true)
  })

  const terms = (n: number, term: string, operator: string) => Array(n).fill(term).join(operator)

  test.each([
    ['a path of 100 KB', `/beta/${'x'.repeat(100_000)}`, 404],
    ['10,000 segments', `/beta${'/groups'.repeat(10_000)}`, 404],
    ['a key of 100 KB', `/beta/groups/${'x'.repeat(100_000)}`, 404],
    ['a query of 100 KB', `/beta/groups?a=${'x'.repeat(100_000)}`, 200],
    ['20,000 options', `/beta/groups?${'a=1&'.repeat(20_000)}`, 200],
    [
      '5,000 terms with or',
      `/beta/groups?$filter=${terms(5000, "id%20eq%20'g1'", '%20or%20')}`,
      200,
    ],
    [
      '5,000 terms with and',
      `/beta/groups?$filter=${terms(5000, "id%20eq%20'g1'", '%20and%20')}`,
      200,
    ],
    ['5,000 additions', `/beta/groups?$filter=${terms(5000, '1', '%20add%20')}%20gt%200`, 200],
    ['5,000 parentheses', `/beta/groups?$filter=${deep(5000, '(', ')')}`, 400],
    ['5,000 times not', `/beta/groups?$filter=${'not%20'.repeat(5000)}true`, 400],
    ['5,000 calls', `/beta/groups?$filter=${'tolower('.repeat(5000)}'x'${')'.repeat(5000)}`, 400],
    ['5,000 values of in', `/beta/groups?$filter=id%20in%20(${terms(5000, "'g1'", ',')})`, 200],
    ['5,000 orders', `/beta/groups?$orderby=${terms(5000, 'id', ',')}`, 200],
    ['5,000 selections', `/beta/groups?$select=${terms(5000, 'id', ',')}`, 200],
    ['5,000 words of search', `/beta/groups?$search=${terms(5000, 'a', '%20OR%20')}`, 200],
    [
      '$expand nested 50 deep',
      `/beta/accessPackages?$expand=${'incompatibleAccessPackages($expand='.repeat(50)}incompatibleGroups${')'.repeat(50)}`,
      400,
    ],
    [
      'an unclosed $expand',
      `/beta/accessPackages?$expand=${'incompatibleAccessPackages($expand='.repeat(50)}`,
      400,
    ],
  ])('GET with %s', async (_, path, status) => {
    const found = await sendRaw(server, 'GET', path)
    expect([found.text.slice(0, 300), found.status]).toEqual([expect.any(String), status])
  })

  test('an id with a line break sets no header', async () => {
    const id = 'a\r\nSet-Cookie: x=y'
    const created = await sendRaw(server, 'POST', '/beta/accessPackages', {
      headers: { 'Content-Type': 'application/json', Host: 'service.test' },
      body: JSON.stringify({ id, displayName: id }),
    })
    expect(created.status).toBe(201)
    expect(created.headers['set-cookie']).toBeUndefined()
    const fixtures = { kettles: [{ id }] }
    const other = start(fixtures)
    const { status, body } = await send(other, `GET /kettles/${encodeURIComponent(id)}`, {
      headers: { Accept: 'application/json;odata.metadata=full' },
    })
    expect([status, body.id, body['@odata.id']]).toEqual([
      200,
      id,
      "http://service.test/beta/kettles('a%0D%0ASet-Cookie%3A%20x%3Dy')",
    ])
  })

  test('a Host that is no host does no harm', async () => {
    for (const Host of ['', 'a b', '"><script>', 'x'.repeat(5000)]) {
      const found = await sendRaw(server, 'GET', '/beta/groups', { headers: { Host } })
      expect(found.status).toBe(200)
      expect(JSON.parse(found.text).value).toHaveLength(2)
    }
  })

  const chosen = fc.constantFrom(
    ...words(
      "/accessPackages|/groups|/p1|('p1')|/$count|/$ref|/$value|/$metadata",
      '/incompatibleGroups|/displayName|/microsoft.graph.group|/filterByCurrentUser',
      "(on='x')|/|//|(|)|'|%|%27|%2F|%00|$|@|;|,|=|..",
    ),
  )
  const optionText = fc.constantFrom(
    ...words(
      '$filter=|$expand=|$select=|$orderby=|$top=|$skip=|$search=|$count=true',
      "$format=|$skiptoken=|$id=|@a=|&|?|=|;|,|(|)|'|*|/|displayName",
      "incompatibleGroups|id|any|all|p:|p/| eq | in | and |not |null|true|1|-|'x'",
      'contains|cast|isof|$it|@a|%|%20|+',
    ),
  )
  const urlText = (text: string) => text.replaceAll(/[^!-~]/g, (found) => encodeURIComponent(found))

  test('any path and query is answered, or named as not supported', async () => {
    const path = fc.array(fc.oneof({ weight: 4, arbitrary: chosen }, fc.string()), { maxLength: 7 })
    const query = fc.array(fc.oneof({ weight: 6, arbitrary: optionText }, fc.string()), {
      maxLength: 12,
    })
    const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS')
    const body = fc.constantFrom(undefined, {}, { displayName: 'x' }, { '@odata.id': 'groups/g1' })
    await fc.assert(
      fc.asyncProperty(method, path, query, body, async (verb, segments, options, sent) => {
        const url = `/beta${urlText(segments.join(''))}?${urlText(options.join(''))}`
        const { status, text } = await sendRaw(server, verb, url, {
          ...(sent && { body: JSON.stringify(sent) }),
          headers: { 'Content-Type': 'application/json' },
        })
        expect([status < 500 || status === 501, text]).toEqual([true, text])
      }),
      { numRuns: 400 },
    )
  })

  test('any body is answered', async () => {
    const target = fc.constantFrom(
      ['POST', '/accessPackages'],
      ['PATCH', '/accessPackages/p1'],
      ['POST', '/accessPackages/p1/accessPackageResourceRoleScopes'],
      ['POST', '/accessPackages/p1/incompatibleGroups/$ref'],
      ['POST', '/$batch'],
    )
    const names = fc.constantFrom(
      ...words(
        'id|displayName|isHidden|createdDateTime|@odata.id|@odata.type|requests',
        'incompatibleGroups|incompatibleGroups@odata.bind',
        'accessPackageResourceRoleScopes|accessPackageCatalog|method|url|constructor',
      ),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, true, 'x', 'groups/g1', "groups('g1')", 7, -0, 1e300, ''),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(target, tree, async ([method, path], body) => {
        const { status, text } = await sendRaw(server, method!, `/beta${path}`, {
          body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' },
        })
        expect([status < 500 || status === 501, text]).toEqual([true, text])
      }),
      { numRuns: 400 },
    )
  })
})
