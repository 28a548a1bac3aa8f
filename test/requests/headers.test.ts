import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import {
  answer,
  answerUnchanged,
  readAnswer,
  refusal,
  root,
  send,
  sequentialId,
  start,
} from './answer.ts'
import { small } from './small-fixtures.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

describe('versions', () => {
  test.each([
    [{}, '4.0'],
    [{ 'OData-Version': '4.0', 'OData-MaxVersion': '4.0' }, '4.0'],
    [{ 'OData-Version': '4.01', 'OData-MaxVersion': '4.0' }, '4.0'],
    [{ 'OData-Version': '4.01' }, '4.01'],
    [{ 'OData-MaxVersion': '4.01' }, '4.01'],
    [{ 'OData-Version': '4.0', 'OData-MaxVersion': '4.01' }, '4.01'],
    [{ 'OData-MaxVersion': '5.0' }, '4.01'],
  ])('%j is answered in OData-Version %s', async (headers, version) => {
    for (const path of ['/groups?$top=0', '/groups/zz', '/groups/$count', '/']) {
      const found = await send(start(small), `GET ${path}`, { headers })
      expect([path, found.headers['odata-version']]).toEqual([path, version])
    }
  })

  test('in 4.01 control information needs no prefix', async () => {
    const headers = { 'OData-MaxVersion': '4.01', Prefer: 'odata.maxpagesize=1' }
    const path = '/groups?$count=true&$select=id'
    const found = await send(start(small), `GET ${path}`, { headers })
    expect([
      found.headers['content-type'],
      found.headers['preference-applied'],
      found.body,
    ]).toEqual([
      'application/json;metadata=minimal',
      'odata.maxpagesize=1',
      {
        '@context': `${root}/$metadata#groups(id)`,
        '@count': 2,
        value: [{ id: 'g1' }],
        '@nextLink': `${root}${path}&$skiptoken=WzEsMSwiZzEiLCJnMiJd`,
      },
    ])
  })

  test.each([
    [
      { 'OData-Version': '3.0' },
      refusal(400, "expected OData-Version 4.0 or 4.01, found '3.0'", { target: 'OData-Version' }),
    ],
    [
      { 'OData-MaxVersion': '3.0' },
      refusal(400, "expected OData-MaxVersion 4.0 or later, found '3.0'", {
        target: 'OData-MaxVersion',
      }),
    ],
  ])('%j is refused', async (headers, expected) => {
    expect(await answer(start(small), 'GET /groups', { headers })).toEqual(expected)
  })

  test.each([
    'GET /nope',
    'GET /groups/zz',
    'DELETE /groups',
    'GET /groups?$top=x',
    'SEARCH /groups',
  ])('%s is refused in OData-Version 4.0 as well', async (line) => {
    const { status, headers } = await send(start(small), line)
    expect([status >= 400, headers['odata-version']]).toEqual([true, '4.0'])
  })
})

describe('Accept and $format', () => {
  const minimal = 'application/json;odata.metadata=minimal'

  test.each([
    ['', undefined, minimal],
    ['', '*/*', minimal],
    ['', 'application/json', minimal],
    ['', 'application/*', minimal],
    ['', 'application/json, text/plain, */*', minimal],
    ['', 'text/html, */*;q=0.1', minimal],
    ['', 'application/json;odata.metadata=none', 'application/json;odata.metadata=none'],
    ['', 'application/json;metadata=full', 'application/json;odata.metadata=full'],
    ['', 'application/json;IEEE754Compatible=true', `${minimal};IEEE754Compatible=true`],
    [
      '',
      'application/json;q=0.1, application/json;odata.metadata=full;q=0.9',
      'application/json;odata.metadata=full',
    ],
    ['', 'application/json;odata=verbose, application/json', minimal],
    [
      '',
      'application/json;odata.streaming=true;charset="UTF-8";ExponentialDecimals=true',
      `${minimal};odata.streaming=true;charset=utf-8`,
    ],
    ['', 'application/json;streaming=false;ExponentialDecimals=false', minimal],
    ['', '*/*, application/json;odata.metadata=full', 'application/json;odata.metadata=full'],
    ['', 'application/json;q=0.2, application/json;metadata=none;q=0.1', minimal],
    ['&$format=json', 'application/xml', minimal],
    [
      '&format=application/json;odata.metadata=none',
      undefined,
      'application/json;odata.metadata=none',
    ],
  ])('%s with Accept: %s answers %s', async (option, accept, expected) => {
    const { status, headers } = await send(start(small), `GET /groups?$top=1${option}`, {
      headers: accept === undefined ? {} : { Accept: accept },
    })
    expect([status, headers['content-type']]).toEqual([200, expected])
  })

  test.each([
    [
      '',
      'text/html',
      refusal(406, "expected application/json in Accept, found 'text/html'", { target: 'Accept' }),
    ],
    [
      '',
      'application/json;q=0',
      refusal(406, "expected application/json in Accept, found 'application/json;q=0'", {
        target: 'Accept',
      }),
    ],
    [
      '',
      'application/json;q=0, */*',
      refusal(406, "expected application/json in Accept, found 'application/json;q=0, */*'", {
        target: 'Accept',
      }),
    ],
    [
      '',
      'application/json;odata.metadata=some',
      refusal(406, "Accept: expected odata.metadata=none or minimal or full, found 'some'", {
        target: 'Accept',
      }),
    ],
    [
      '',
      'application/json;metdata=none',
      refusal(
        406,
        "Accept: 'metdata' is not a format parameter of application/json; did you mean 'metadata'?",
        { target: 'Accept' },
      ),
    ],
    [
      '?$format=application/json;IEEE754Compatible=maybe',
      '*/*',
      refusal(415, "$format: expected ieee754compatible=true or false, found 'maybe'", {
        code: 'UnsupportedFormat',
        target: '$format',
      }),
    ],
    [
      '?$format=xml',
      '*/*',
      refusal(415, "$format: expected json or application/json, found 'xml'", {
        code: 'UnsupportedFormat',
        target: '$format',
      }),
    ],
  ])('%s with Accept: %s is refused', async (query, Accept, expected) => {
    expect(await answer(start(small), `GET /groups${query}`, { headers: { Accept } })).toEqual(
      expected,
    )
  })

  test.each([
    ['4.0', 'minimal', { '@odata.context': `${root}/$metadata` }],
    ['4.01', 'minimal', { '@context': `${root}/$metadata` }],
    ['4.01', 'none', {}],
  ])('the service document in %s with metadata=%s', async (version, metadata, context) => {
    const headers = {
      'OData-MaxVersion': version,
      Accept: `application/json;metadata=${metadata}`,
    }
    const { status, body } = await answer(start(small), 'GET /', { headers })
    expect([status, body]).toEqual([200, { ...context, value: expect.any(Array) }])
  })

  test('/$value and /$count take $format=text/plain', async () => {
    const found = await send(start(small), 'GET /groups/$count?$format=text/plain')
    expect([found.status, found.type, found.text]).toEqual([200, 'text/plain', '2'])
  })

  test.each(['text/plain', 'text/plain;q=0.9', 'application/json', '*/*'])(
    '/$count and /$value with Accept: %s answer plain text',
    async (Accept) => {
      for (const [path, text] of [
        ['/groups/$count', '2'],
        ['/groups/g1/displayName/$value', 'Guests'],
      ]) {
        const found = await send(start(small), `GET ${path}`, { headers: { Accept } })
        expect([found.status, found.type, found.text]).toEqual([200, 'text/plain', text])
      }
    },
  )

  test('metadata=none leaves out the context, the next link and the count stay', async () => {
    const headers = { Accept: 'application/json;odata.metadata=none', Prefer: 'maxpagesize=1' }
    const { body } = await answer(start(small), 'GET /groups?$select=id&$count=true', { headers })
    expect(body).toEqual({
      '@odata.count': 2,
      value: [{ id: 'g1' }],
      '@odata.nextLink': expect.stringMatching(/\$skiptoken=/),
    })
  })

  test('metadata=full says where an entity and each of its relationships is', async () => {
    const headers = { Accept: 'application/json;odata.metadata=full' }
    const line = 'GET /accessPackages/p1'
    const { status, body } = await answer(start(small), line, { headers })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      '@odata.context': `${root}/$metadata#accessPackages/$entity`,
      '@odata.type': '#microsoft.graph.accessPackage',
      '@odata.id': `${root}/accessPackages('p1')`,
      '@odata.editLink': "accessPackages('p1')",
      'incompatibleGroups@odata.navigationLink': `${root}/accessPackages('p1')/incompatibleGroups`,
      'incompatibleGroups@odata.associationLink': `${root}/accessPackages('p1')/incompatibleGroups/$ref`,
      id: 'p1',
      isHidden: false,
    })
  })
})

describe('Accept-Charset and charset', () => {
  test.each([
    [{ 'Accept-Charset': 'utf-8' }, 'application/json;odata.metadata=minimal'],
    [{ 'Accept-Charset': 'iso-8859-1;q=0.5, *;q=0.1' }, 'application/json;odata.metadata=minimal'],
    [
      { 'Accept-Charset': 'utf-8', Accept: 'application/json;charset=iso-8859-1' },
      'application/json;odata.metadata=minimal;charset=utf-8',
    ],
  ])('%j is answered with %s', async (headers, expected) => {
    const found = await send(start(small), 'GET /groups?$top=1', { headers })
    expect([found.status, found.headers['content-type']]).toEqual([200, expected])
  })

  test.each([
    [{ 'Accept-Charset': 'iso-8859-1' }, /^expected utf-8 in Accept-Charset, found 'iso-8859-1'$/],
    [{ 'Accept-Charset': 'utf-8;q=0, *' }, /^expected utf-8/],
    [{ Accept: 'application/json;charset=iso-8859-1' }, /^Accept: expected charset=utf-8/],
  ])('%j answers 406', async (headers, message) => {
    const target = 'Accept-Charset' in headers ? 'Accept-Charset' : 'Accept'
    expect(await answer(start(small), 'GET /groups', { headers })).toEqual(
      refusal(406, message, { target }),
    )
  })

  test('a text has a charset where one was asked for', async () => {
    const headers = { Accept: 'text/plain;charset=utf-8' }
    const found = await send(start(small), 'GET /groups/$count', { headers })
    expect(found.headers['content-type']).toBe('text/plain;charset=utf-8')
  })
})

describe('what the answer depends on', () => {
  test.each(['GET /groups', 'GET /', 'GET /$metadata', 'GET /nope'])(
    '%s says in Vary',
    async (line) => {
      const { headers } = await send(start(small), line)
      expect(headers['vary']).toBe('Accept, OData-MaxVersion, Prefer')
    },
  )
})

describe('errors', () => {
  test.each([
    [{}, 'application/json;odata.metadata=minimal'],
    [{ 'OData-MaxVersion': '4.01' }, 'application/json;metadata=minimal'],
    [{ Accept: 'application/json;odata.metadata=none' }, 'application/json;odata.metadata=none'],
    [{ Accept: 'text/html' }, 'application/json;odata.metadata=minimal'],
    [{ Accept: 'application/xml' }, 'application/json;odata.metadata=minimal'],
  ])('with %j are JSON in English', async (headers, type) => {
    const found = await send(start(small), 'GET /nope', { headers })
    expect([
      found.status,
      found.headers['content-type'],
      found.headers['content-language'],
    ]).toEqual([404, type, 'en'])
    expect(found.body.error.code).toBe('ResourceNotFound')
  })
})

describe('Prefer: return', () => {
  test.each([
    ['POST /accessPackages', undefined, 201, undefined],
    ['POST /accessPackages', 'return=representation', 201, 'return=representation'],
    ['POST /accessPackages', 'return=minimal', 204, 'return=minimal'],
    ['PATCH /accessPackages/p1', undefined, 204, undefined],
    ['PATCH /accessPackages/p1', 'return=minimal', 204, 'return=minimal'],
    ['PATCH /accessPackages/p1', 'return=representation', 200, 'return=representation'],
    ['PATCH /accessPackages/p1', 'return=nonsense', 204, undefined],
  ])('%s with Prefer: %s answers %i', async (line, Prefer, status, applied) => {
    const service = start(small)
    const sent = { body: { displayName: 'New' }, headers: Prefer === undefined ? {} : { Prefer } }
    const found = await send(service, line, sent)
    expect([found.status, found.headers['preference-applied']]).toEqual([status, applied])
    expect(found.headers['etag']).toMatch(/^W\/"[\w-]+"$/)
    const id = line.startsWith('POST') ? sequentialId(1) : 'p1'
    const url = `${root}/accessPackages('${id}')`
    const isNew = line.startsWith('POST')
    expect([found.headers['location'], found.headers['odata-entityid']]).toEqual(
      isNew ? [url, url] : [undefined, undefined],
    )
    const { body } = await send(service, `GET /accessPackages/${id}`)
    expect(body.displayName).toBe('New')
    expect(readAnswer(found).body).toEqual(status === 204 ? undefined : body)
  })
})

describe('entity tags', () => {
  const tagOf = async (service: ReturnType<typeof start>, path: string) =>
    (await send(service, `GET ${path}`)).headers['etag']!

  test('stay as long as the entity does, and change with it', async () => {
    const service = start(small)
    const before = await tagOf(service, '/accessPackages/p1')
    expect(await tagOf(service, '/accessPackages/p1?$select=id')).toBe(before)
    const { headers } = await send(service, 'PATCH /accessPackages/p1', {
      body: { displayName: 'New' },
    })
    expect(headers['etag']).not.toBe(before)
    expect(await tagOf(service, '/accessPackages/p1')).toBe(headers['etag'])
  })

  test.each([
    ['If-Match', '*'],
    ['If-Match', 'TAG'],
    ['If-Match', '"other", TAG'],
    ['If-None-Match', 'W/"other"'],
  ])('a modification with %s: %s passes', async (name, value) => {
    for (const line of ['PATCH /accessPackages/p1', 'DELETE /accessPackages/p1']) {
      const service = start(small)
      const tag = await tagOf(service, '/accessPackages/p1')
      const body = line.startsWith('PATCH') ? { displayName: 'New' } : undefined
      const headers = { [name]: value.replace('TAG', tag) }
      expect(await answer(service, line, { body, headers })).toEqual({ status: 204 })
    }
  })

  test.each([
    ['PATCH /accessPackages/p1', 'If-Match', 'W/"stale"'],
    ['DELETE /accessPackages/p1', 'If-Match', 'W/"stale"'],
    ['PATCH /accessPackages/p1', 'If-None-Match', '*'],
  ])('%s with %s: %s answers 412 and changes nothing', async (line, name, value) => {
    const service = start(small)
    const tag = await tagOf(service, '/accessPackages/p1')
    const body = line.startsWith('PATCH') ? { displayName: 'New' } : undefined
    const begin = name === 'If-Match' ? 'If-Match' : 'If-None-Match'
    expect(await answerUnchanged(service, line, { body, headers: { [name]: value } })).toEqual(
      refusal(412, `${begin}: the entity's tag is ${tag}, found ${value}`, { target: name }),
    )
  })

  test('a missing entity answers 404 whatever the tag', async () => {
    const sent = { body: { displayName: 'x' }, headers: { 'If-Match': '*' } }
    const { status } = await answer(start(small), 'PATCH /accessPackages/zz', sent)
    expect(status).toBe(404)
  })
})

describe('Content-Type', () => {
  test.each(['GET /accessPackages?$top=0', 'DELETE /accessPackages/p1'])(
    '%s with a Content-Type and no body is served',
    async (line) => {
      const headers = { 'Content-Type': 'application/json' }
      expect((await send(start(small), line, { headers })).status).toBeLessThan(300)
    },
  )

  test.each([
    'application/json',
    'application/json;charset=UTF-8;IEEE754Compatible=true',
    'APPLICATION/JSON; odata.metadata=minimal',
    'application/vnd.api+json',
  ])('a body of %s is taken', async (type) => {
    const sent = { body: '{"displayName":"x"}', headers: { 'Content-Type': type } }
    expect((await send(start(small), 'POST /accessPackages', sent)).status).toBe(201)
  })

  const text = '{"displayName":"é𝄞"}'
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  const utf32 = writeUtf32(text)
  const marked = writeUtf32(`\ufeff${text}`)

  test.each([
    ['utf-16', utf16],
    ['UTF-16LE', utf16.subarray(2)],
    ['utf-16', Buffer.from(utf16).swap16()],
    ['utf-16', Buffer.from(utf16.subarray(2)).swap16()],
    ['utf-32', utf32],
    ['utf-32', marked],
    ['"utf-32"', Buffer.from(marked).swap32()],
  ])('a body in %s is taken', async (charset, octets) => {
    const headers = { 'Content-Type': `application/json;charset=${charset}` }
    const found = await send(start(small), 'POST /accessPackages', { headers })
      .serialize(() => octets as unknown as string)
      .send({})
    expect([found.status, found.body.displayName]).toEqual([201, 'é𝄞'])
  })

  test.each(['utf-16', 'utf-32'])(
    'a body that says so and is not in %s answers 400',
    async (charset) => {
      const headers = { 'Content-Type': `application/json;charset=${charset}` }
      const sent = { headers, body: '{"displayName":"n"}' }
      expect(await answerUnchanged(start(small), 'POST /accessPackages', sent)).toEqual(
        refusal(400, `the body is not ${charset}`, { target: 'Content-Type' }),
      )
    },
  )

  test('a body in another charset answers 415', async () => {
    const type = 'application/json;charset=iso-8859-1'
    const sent = { body: '{"displayName":"x"}', headers: { 'Content-Type': type } }
    expect(await answerUnchanged(start(small), 'POST /accessPackages', sent)).toEqual(
      refusal(415, `expected a body of the charset utf-8, utf-16 or utf-32, found '${type}'`, {
        target: 'Content-Type',
      }),
    )
  })

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
    'a body of %s answers 415',
    async (type) => {
      const sent = { body: '{"displayName":"x"}', headers: { 'Content-Type': type } }
      expect(await answerUnchanged(start(small), 'POST /accessPackages', sent)).toEqual(
        refusal(415, `expected a body of application/json, found '${type}'`, {
          target: 'Content-Type',
        }),
      )
    },
  )

  test.each([
    ['{"displayName":"\\ud800"}', '/displayName'],
    ['{"displayName":"\\udc00\\ud800"}', '/displayName'],
    ['{"a":[{"b":["x","\\udfffy"]}]}', '/a/0/b/1'],
  ])('%s, half of a character, is refused', async (body, target) => {
    const found = await answerUnchanged(start(small), 'POST /accessPackages', { body })
    const message = 'half of a surrogate pair is no character'
    expect(found).toEqual(refusal(400, message, { target }))
  })

  test('a character by its two escapes is one', async () => {
    const sent = { body: '{"displayName":"\\ud83d\\ude00"}' }
    const found = await send(start(small), 'POST /accessPackages', sent)
    expect([found.status, found.body.displayName]).toEqual([201, '😀'])
  })

  test('a byte order mark before the JSON does no harm', async () => {
    const sent = { body: '\ufeff{"displayName":"x"}' }
    expect((await send(start(small), 'POST /accessPackages', sent)).status).toBe(201)
  })
})

describe('methods', () => {
  test.each([
    ['HEAD /accessPackages', 200],
    ['HEAD /accessPackages/', 200],
    ['HEAD /accessPackages/p1', 200],
    ['HEAD /accessPackages/zz', 404],
    ['HEAD /', 200],
    ['HEAD /$metadata', 200],
    ['HEAD /$batch/', 200],
  ])('%s answers %i without a body', async (line, status) => {
    const headers = { 'X-CSRF-Token': 'Fetch' }
    const found = await send(start(small), line, { headers })
    expect([found.status, found.text ?? '', found.headers['odata-version']]).toEqual([
      status,
      '',
      '4.0',
    ])
  })

  test.each([
    ['OPTIONS /accessPackages', 'GET HEAD OPTIONS POST'],
    ['OPTIONS /accessPackages/p1', 'DELETE GET HEAD OPTIONS PATCH'],
    ['OPTIONS /accessPackages/p1/incompatibleGroups/$ref', 'GET HEAD OPTIONS POST'],
    ['OPTIONS /accessPackages/p1/incompatibleGroups/g1/$ref', 'DELETE GET HEAD OPTIONS'],
    ['OPTIONS /', 'GET HEAD OPTIONS'],
    ['OPTIONS /$metadata', 'GET HEAD OPTIONS'],
    ['OPTIONS /$batch', 'HEAD OPTIONS POST'],
  ])('%s answers 204 with Allow: %s', async (line, allowed) => {
    const { status, headers } = await send(start(small), line)
    expect([status, headers['allow']!.split(', ').toSorted().join(' ')]).toEqual([204, allowed])
  })

  test.each(['TRACE', 'COPY', 'LINK'])('%s answers 501', async (method) => {
    expect(await answer(start(small), `${method} /accessPackages`)).toEqual(
      refusal(501, `the method ${method} is not supported`),
    )
  })
})

describe('Isolation', () => {
  test.each(['Isolation', 'OData-Isolation'])('%s: snapshot answers 412', async (name) => {
    const headers = { [name]: 'snapshot' }
    const sent = { headers, body: { displayName: 'x' } }
    expect(await answerUnchanged(start(small), 'POST /accessPackages', sent)).toEqual(
      refusal(412, /snapshot/, { target: 'Isolation' }),
    )
  })
})

describe('Content-Encoding', () => {
  test('a body in gzip is taken', async () => {
    const service = start(small)
    const text = gzipSync('{"displayName":"Zipped"}')
    const found = await send(service, 'POST /accessPackages', {
      headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' },
    })
      .serialize(() => text as unknown as string)
      .send({})
    expect([found.status, found.body.displayName]).toEqual([201, 'Zipped'])
  })

  test('one that is not known answers 415 and says which are', async () => {
    const sent = { body: '{}', headers: { 'Content-Encoding': 'zip' } }
    const found = await send(start(small), 'POST /accessPackages', sent)
    expect([found.status, found.headers['accept-encoding']]).toEqual([
      415,
      'gzip, deflate, br, identity',
    ])
  })
})

describe('X-CSRF-Token', () => {
  test.each([
    'HEAD /',
    'GET /',
    'HEAD /$batch/',
    'HEAD /accessPackages/',
    'GET /groups',
    'GET /$metadata',
  ])('%s fetches a token, and any is taken', async (line) => {
    for (const word of ['Fetch', 'fetch']) {
      const found = await send(start(small), line, { headers: { 'X-CSRF-Token': word } })
      expect([found.status, found.headers['x-csrf-token']]).toEqual([200, 'understudy'])
    }
    expect((await send(start(small), line)).headers['x-csrf-token']).toBe(undefined)
  })

  test('any token is taken for a modification', async () => {
    const sent = { body: { displayName: 'x' }, headers: { 'X-CSRF-Token': 'whatever' } }
    const found = await send(start(small), 'POST /accessPackages', sent)
    expect([found.status, found.headers['x-csrf-token']]).toEqual([201, undefined])
  })
})

describe('identification', () => {
  test('client-request-id is given back, in an error also in its body', async () => {
    const headers = { 'client-request-id': 'from-the-client' }
    const found = await send(start(small), 'GET /groups?$top=0', { headers })
    expect(found.headers['client-request-id']).toBe('from-the-client')
    const refused = await send(start(small), 'GET /groups/zz', { headers })
    expect(refused.headers['client-request-id']).toBe('from-the-client')
    const { innerError } = refused.body.error
    expect(innerError).toEqual({
      date: '2026-01-01T00:00:00',
      'request-id': refused.headers['request-id'],
      'client-request-id': 'from-the-client',
    })
    expect(innerError['request-id']).toMatch(uuid)
  })

  test('what clients of Graph send besides does no harm', async () => {
    const headers = {
      SdkVersion: 'graph-js/3.0.7',
      ConsistencyLevel: 'eventual',
      'X-Requested-With': 'XMLHttpRequest',
      Cookie: 'a=b',
    }
    expect((await send(start(small), 'GET /groups?$count=true', { headers })).status).toBe(200)
  })
})

/** The big end first. */
function writeUtf32(text: string): Buffer {
  const codes = Array.from(text, (character) => character.codePointAt(0)!)
  const octets = Buffer.alloc(codes.length * 4)
  codes.forEach((code, index) => octets.writeUInt32BE(code, index * 4))
  return octets
}
