import { describe, expect, test } from '@jest/globals'
import { ordersRoot, sendMultipart, startOrders, type BatchAnswer } from './orders.ts'
import { sendTo, start } from './answer.ts'
import { small } from './small-fixtures.ts'

/** A body part with one request: `GET Orders`, or a line with headers and a body after it. */
const part = (text: string, id?: string) =>
  `--b\nContent-Type: application/http\n${id === undefined ? '' : `Content-ID: ${id}\n`}\n${text}\n`

const get = (url: string, id?: string) => part(`GET ${url} HTTP/1.1\n\n`, id)

const write = (line: string, body: object, id?: string) =>
  part(`${line} HTTP/1.1\nContent-Type: application/json\n\n${JSON.stringify(body)}`, id)

const changeSet = (...members: readonly string[]) =>
  `--b\nContent-Type: multipart/mixed; boundary=c\n\n${members.join('').replaceAll('--b\n', '--c\n')}--c--\n`

const batch = (...parts: readonly string[]) => `${parts.join('')}--b--\n`

/** What a client sees of an answer: `201`, `[204 204]` for a change set, with Content-IDs. */
function outline({ text, headers }: BatchAnswer): string[] {
  return partsOf(text, headers['content-type'] ?? '').map((each) => {
    const nested = /^Content-Type: (multipart\/mixed; boundary=\S+)\r\n\r\n/.exec(each)
    if (!nested) return outlineOne(each)
    const members = partsOf(each.slice(nested[0].length), nested[1]!)
    return `[${members.map(outlineOne).join(', ')}]`
  })
}

function partsOf(text: string, contentType: string): string[] {
  const boundary = contentType.split('boundary=')[1]!
  const pieces = text.split(`--${boundary}`)
  expect(pieces.at(-1)).toBe('--\r\n')
  expect(pieces[0]).toBe('')
  return pieces.slice(1, -1).map((piece) => piece.replace(/^\r\n/, '').replace(/\r\n$/, ''))
}

function outlineOne(each: string): string {
  const id = /^Content-ID: (.*)\r$/m.exec(each)?.[1]
  const status = /^HTTP\/1\.1 (\d+)/m.exec(each)?.[1]
  return id === undefined ? status! : `${id}: ${status}`
}

/** The JSON bodies of the answers. */
const bodiesOf = ({ text }: BatchAnswer): unknown[] =>
  [...text.matchAll(/\r\n\r\n(\{.*\})\r\n--/g)].map(([, json]) => JSON.parse(json!) as unknown)

async function find(service: ReturnType<typeof startOrders>, path: string): Promise<unknown> {
  const { status, text } = await sendTo(service.app, `GET /shop/${path}`)
  return status === 200 ? JSON.parse(text) : status
}

const names = async (service: ReturnType<typeof startOrders>) =>
  ((await find(service, 'Customers?$select=ID')) as { value: { ID: string }[] }).value.map(
    ({ ID }) => ID,
  )

test('is answered part for part, spelt as clients read it', async () => {
  const service = startOrders()
  const { status, headers, text } = await sendMultipart(
    service,
    batch(
      get("Customers('A')?$select=ID,Name", 'first'),
      changeSet(
        write('POST Orders', { ID: 7, Amount: 1 }, '1'),
        part('DELETE Orders(1) HTTP/1.1\n\n', '2'),
      ),
      get('Orders/$count'),
    ),
  )
  const boundary = /^multipart\/mixed; boundary=(batchresponse_[0-9a-f]{32})$/.exec(
    headers['content-type']!,
  )![1]!
  const inner = /boundary=(changesetresponse_[0-9a-f]{32})\r\n/.exec(text)![1]!
  const etags = [...text.matchAll(/^ETag: (W\/"[0-9a-f]{16}")\r$/gm)].map(([, etag]) => etag)
  const context = `"@odata.context":"${ordersRoot}/$metadata#`
  const found = `{${context}Customers(ID,Name)/$entity","ID":"A","Name":"O'Hara"}`
  const created = `{${context}Orders/$entity","ID":7,"Amount":1,"Text":null}`
  expect([status, headers['odata-version'], etags.length]).toEqual([200, '4.0', 2])
  expect(text.split('\r\n')).toEqual([
    `--${boundary}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    'Content-ID: first',
    '',
    'HTTP/1.1 200 OK',
    'OData-Version: 4.0',
    `ETag: ${etags[0]}`,
    'Content-Type: application/json;odata.metadata=minimal',
    `Content-Length: ${found.length}`,
    '',
    found,
    `--${boundary}`,
    `Content-Type: multipart/mixed; boundary=${inner}`,
    '',
    `--${inner}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    'Content-ID: 1',
    '',
    'HTTP/1.1 201 Created',
    'OData-Version: 4.0',
    `ETag: ${etags[1]}`,
    `Location: ${ordersRoot}/Orders(7)`,
    `OData-EntityId: ${ordersRoot}/Orders(7)`,
    'Content-Type: application/json;odata.metadata=minimal',
    `Content-Length: ${created.length}`,
    '',
    created,
    `--${inner}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    'Content-ID: 2',
    '',
    'HTTP/1.1 204 No Content',
    'OData-Version: 4.0',
    '',
    '',
    `--${inner}--`,
    '',
    `--${boundary}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'HTTP/1.1 200 OK',
    'OData-Version: 4.0',
    'Content-Type: text/plain',
    'Content-Length: 1',
    '',
    '1',
    `--${boundary}--`,
    '',
  ])
})

describe('reading', () => {
  test.each([
    ['a preamble and an epilogue', `hello\n${batch(get('Orders'))}Group ID: $auto`],
    ['an empty line before the first part', `\n${batch(get('Orders'))}`],
    ['no HTTP version', batch(part('GET Orders\n\n'))],
    ['no empty line after the request', batch(part('GET Orders HTTP/1.1'))],
    [
      'headers without a blank, in any case',
      '--b\ncontent-TYPE:application/http\n\nGET Orders HTTP/1.1\nACCEPT:application/json\n\n\n--b--',
    ],
    [
      'a folded header',
      '--b\nContent-Type: application/http;\n msgtype=request\n\nGET Orders HTTP/1.1\n\n\n--b--',
    ],
    [
      'blanks after the boundary',
      '--b  \nContent-Type: application/http\n\nGET Orders HTTP/1.1\n\n\n--b-- ',
    ],
    ['an absolute URL', batch(get('https://other.test:123/shop/Orders'))],
    ['a path of the host', batch(part('GET /shop/Orders HTTP/1.1\nHost: other.test\n\n'))],
    ['a path of the root', batch(get('/Orders'))],
    ['a method in lower case', batch(part('get Orders HTTP/1.1\n\n'))],
    [
      'a longer boundary that begins alike',
      batch(part('GET Orders HTTP/1.1\nX: 1\n\n--bb\n--b-\n')),
    ],
    ['a wrong Content-Length', batch(part('GET Orders HTTP/1.1\nContent-Length: 999\n\n'))],
  ])('%s is read', async (_, body) => {
    expect(outline(await sendMultipart(startOrders(), body))).toEqual(['200'])
  })

  test('lines may end in LF alone', async () => {
    const body = Buffer.from(batch(get('Orders'), write('PATCH Orders(1)', { Text: 'x' })))
    expect(outline(await sendMultipart(startOrders(), body))).toEqual(['200', '204'])
  })

  test.each([
    ['quoted', 'multipart/mixed; boundary="b c;"', 'b c;'],
    ['without a blank', 'multipart/mixed;boundary=b', 'b'],
    [
      'in upper case, with other parameters',
      'Multipart/Mixed; charset=utf-8; BOUNDARY=B; x=y',
      'B',
    ],
  ])('a boundary %s is taken', async (_, contentType, boundary) => {
    const body = batch(get('Orders')).replaceAll('--b', `--${boundary}`)
    const answered = await sendMultipart(startOrders(), body, { 'Content-Type': contentType })
    expect(outline(answered)).toEqual(['200'])
  })

  test('a body may begin with an empty line', async () => {
    const service = startOrders()
    const text = part(
      'PATCH Orders(1) HTTP/1.1\nContent-Type: application/json\n\n\n{"Text":"new"}',
    )
    expect(outline(await sendMultipart(service, batch(text)))).toEqual(['204'])
    expect(await find(service, 'Orders(1)/Text')).toMatchObject({ value: 'new' })
  })

  test.each([
    ['', /^the batch: expected a line '--b', found none$/],
    ['--x\n', /^the batch: expected a line '--b', found none$/],
    [get('Orders'), /^the batch: expected a line '--b--', found none$/],
    [
      batch('--b\n\nGET Orders HTTP/1.1\n\n\n'),
      /^part 1: expected Content-Type: application\/http, found none$/,
    ],
    [
      batch(get('Orders'), '--b\nContent-Type: text/plain\n\nGET Orders HTTP/1.1\n\n\n'),
      /^part 2: expected Content-Type: application\/http, found 'text\/plain'$/,
    ],
    [batch('--b\nnonsense\n\n\n'), /^part 1: expected a header 'Name: value', found 'nonsense'$/],
    [batch(part('')), /^part 1: expected a request line 'GET Products HTTP\/1.1', found ''$/],
    [batch(part('GET\n\n')), /^part 1: expected a request line .*, found 'GET'$/],
    [batch(part('GET Orders HTTP/1.1\nnonsense\n\n')), /^part 1: expected a header/],
    [batch('--b\nContent-Type: multipart/mixed\n\n\n'), /^part 1: expected a boundary in/],
    [
      batch('--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\n\n'),
      /^part 1: expected a line '--c--', found none$/,
    ],
    [
      batch(changeSet(write('POST Orders', { ID: 9 }, '1'), get('Orders', '2'))),
      /^part 1\.2: expected a modification or an action in a change set, found GET$/,
    ],
    [
      batch(changeSet(changeSet(part('DELETE Orders(1) HTTP/1.1\n\n')))),
      /^part 1\.1: expected Content-Type: application\/http, found 'multipart\/mixed; boundary=c'$/,
    ],
    [
      batch(changeSet(write('POST Orders', { ID: 9 }, '1'), write('POST Orders', { ID: 8 }, '1'))),
      /^part 1\.2: the Content-ID '1' is given twice$/,
    ],
  ])('%j answers 400 and does nothing', async (body, message) => {
    const service = startOrders()
    const before = service.state()
    const { status, text } = await sendMultipart(service, body)
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { error: { code: 'BadRequest', message: expect.stringMatching(message) } },
    ])
    expect(service.state()).toEqual(before)
  })

  test('no boundary answers 400', async () => {
    const headers = { 'Content-Type': 'multipart/mixed' }
    const { status, text } = await sendMultipart(startOrders(), batch(get('Orders')), headers)
    expect([status, JSON.parse(text)]).toEqual([
      400,
      {
        error: {
          code: 'BadRequest',
          message: "expected a boundary in Content-Type, found 'multipart/mixed'",
          target: 'Content-Type',
        },
      },
    ])
  })

  test('a Content-ID twice in the batch answers 400 in 4.01, and in two change sets is taken in 4.0', async () => {
    const body = batch(
      changeSet(write('POST Orders', { ID: 8 }, '1')),
      changeSet(write('POST Orders', { ID: 9 }, '1')),
    )
    const headers = { 'OData-Version': '4.01' }
    expect((await sendMultipart(startOrders(), body, headers)).status).toBe(400)
    expect(outline(await sendMultipart(startOrders(), body))).toEqual(['[1: 201]', '[1: 201]'])
  })

  test('a large batch of small parts takes time in proportion to its size', async () => {
    const body = batch(...Array.from({ length: 1000 }, () => get('Orders/$count')))
    const service = startOrders()
    expect(outline(await sendMultipart(service, body))).toHaveLength(1000)
    const more = batch(...Array.from({ length: 1001 }, () => get('Orders/$count')))
    expect((await sendMultipart(service, more)).status).toBe(400)
    const blanks = `--b\nContent-Type: application/http\n\n${'\n--b '.repeat(1_000_000)}`
    expect((await sendMultipart(service, blanks)).status).toBe(400)
  })
})

describe('a change set', () => {
  test('that fails has one answer, and leaves nothing behind', async () => {
    const service = startOrders()
    const before = service.state()
    const answered = await sendMultipart(
      service,
      batch(
        changeSet(
          write('POST Customers', { ID: 'C', Tags: [] }, '1'),
          write('POST $1/Orders', { ID: 5 }, '2'),
          write('PATCH Orders(1)', { 'Customer@odata.bind': "Customers('B')" }, '3'),
          part("DELETE Customers('B') HTTP/1.1\n\n", '4'),
          write('POST Orders', { ID: 'x' }, '5'),
          write('POST Orders', { ID: 6 }, '6'),
        ),
      ),
    )
    expect(outline(answered)).toEqual(['5: 400'])
    expect(bodiesOf(answered)).toEqual([
      { error: expect.objectContaining({ code: expect.any(String), message: expect.any(String) }) },
    ])
    expect(service.state()).toEqual(before)
  })

  test('without any request is answered by one without any', async () => {
    const answered = await sendMultipart(startOrders(), batch(changeSet(), get('Orders')))
    expect(outline(answered)).toEqual(['[]', '200'])
  })
})

describe('references', () => {
  test('to new entities stand in URLs and bodies of the same change set, and later', async () => {
    const service = startOrders()
    const answered = await sendMultipart(
      service,
      batch(
        changeSet(
          write('POST Customers', { ID: 'C/1', Tags: [] }, '0.0'),
          write('POST $0.0/Orders', { ID: 5 }, '1.0'),
          write('POST $1.0/Items', { Pos: 1 }, '2.0'),
          write('PATCH $0.0', { Name: 'Cy' }, '3.0'),
          write('POST Orders', { ID: 6, 'Customer@odata.bind': '$0.0' }, '4.0'),
          write('PUT Orders(1)/Customer/$ref', { '@odata.id': '$0.0' }, '5.0'),
        ),
        get('$1.0/Customer?$select=ID,Name&$expand=Orders($select=ID)'),
        get('$2.0', 'last'),
      ),
    )
    expect(outline(answered)).toEqual([
      '[0.0: 201, 1.0: 201, 2.0: 201, 3.0: 204, 4.0: 201, 5.0: 204]',
      '200',
      'last: 200',
    ])
    expect(answered.text).not.toContain('$0.0')
    expect(bodiesOf(answered).slice(-2)).toEqual([
      {
        '@odata.context': `${ordersRoot}/$metadata#Customers(ID,Name,Orders(ID))/$entity`,
        ID: 'C/1',
        Name: 'Cy',
        Orders: [{ ID: 5 }, { ID: 6 }, { ID: 1 }],
      },
      {
        '@odata.context': `${ordersRoot}/$metadata#Orders(5)/Items/$entity`,
        Pos: 1,
        Data: null,
      },
    ])
  })

  test('to an ETag stand in If-Match', async () => {
    const patch = (text: string) =>
      part(
        `PATCH Orders(1) HTTP/1.1\nContent-Type: application/json\nIf-Match: $1\n\n{"Text":"${text}"}`,
      )
    const headers = { Prefer: 'continue-on-error' }
    const body = batch(get('Orders(1)', '1'), patch('a'), patch('b'))
    expect(outline(await sendMultipart(startOrders(), body, headers))).toEqual([
      '1: 200',
      '204',
      '412',
    ])
  })

  test('to values stand in the query, but for what is quoted', async () => {
    const answered = await sendMultipart(
      startOrders(),
      batch(
        get("Customers('A')?$select=Building,Name,Since,Level,Notice,Tags,Address", '1'),
        get('Customers?$select=ID&$filter=Building eq $1/Building'),
        get(
          'Customers?$select=ID&$filter=Building%20eq%20%241%2FBuilding%20and%20Level%20ne%20$1/Level',
        ),
        get(
          'Customers?$select=ID&$filter=Name eq $1/Name and Since eq $1/Since and Notice eq $1/Notice',
        ),
        get("Customers?$select=ID&$filter=Name eq '$1/Name'"),
        get(
          'Customers?$select=ID&$filter=Tags/any(t:t in $1/Tags) and Tags/$count eq $1/Tags/$count',
        ),
        get('Customers?$select=ID&$filter=Address/City eq $1/Address/City&$top=1'),
      ),
    )
    const found = bodiesOf(answered).slice(1) as { value: { ID: string }[] }[]
    expect(found.map(({ value }) => value.map(({ ID }) => ID).join())).toEqual([
      'A,B',
      'B',
      'A',
      '',
      'A',
      'A',
    ])
  })

  test.each([
    ['GET', '$9/Orders', 400, "'$9' refers to no request before it in the batch"],
    ['GET', '$count/Orders', 404, "'$count' is not a resource of this service"],
    ['GET', '$3', 400, "'$3' refers to a request that answered no entity"],
    ['GET', '$4', 424, "'4', which it refers to, failed"],
    [
      'GET',
      'Orders?$filter=$1/Items/any()',
      501,
      "a function or lambda operator in the reference '$1/Items/any' is not supported by this service",
    ],
    [
      'GET',
      'Orders?$filter=$1/Address eq null',
      400,
      "'$1/Address' refers to a value that the answer does not have",
    ],
  ])('%s %s is refused', async (method, url, status, message) => {
    const { text } = await sendMultipart(
      startOrders(),
      batch(
        get('Orders(1)', '1'),
        part('DELETE Orders(1) HTTP/1.1\n\n', '3'),
        get('Orders(1)', '4'),
        part(`${method} ${url} HTTP/1.1\n\n`, 'asked'),
      ),
      { Prefer: 'odata.continue-on-error' },
    )
    const last = text.slice(text.indexOf('Content-ID: asked'))
    expect(/HTTP\/1\.1 (\d+)/.exec(last)?.[1]).toBe(String(status))
    expect(last).toContain(JSON.stringify(message))
  })
})

describe('an error', () => {
  const body = batch(
    get('Orders(1)'),
    changeSet(write('POST Orders', { ID: 'x' }, '1')),
    write('POST Customers', { ID: 'C', Tags: [] }),
  )

  test.each<[string, Record<string, string>, string[], string | undefined]>([
    ['ends the batch', {}, ['200', '1: 400'], undefined],
    [
      'ends it with continue-on-error=false',
      { Prefer: 'continue-on-error=false' },
      ['200', '1: 400'],
      'continue-on-error=false',
    ],
    [
      'is passed with continue-on-error',
      { Prefer: 'continue-on-error' },
      ['200', '1: 400', '201'],
      'continue-on-error',
    ],
    [
      'is passed with odata.continue-on-error=true',
      { Prefer: 'odata.continue-on-error=true' },
      ['200', '1: 400', '201'],
      'odata.continue-on-error=true',
    ],
  ])('%s', async (_, headers, expected, applied) => {
    const service = startOrders()
    const answered = await sendMultipart(service, body, headers)
    expect([answered.status, outline(answered), answered.headers['preference-applied']]).toEqual([
      200,
      expected,
      applied,
    ])
    expect(await names(service)).toEqual(expected.length === 3 ? ['A', 'B', 'C'] : ['A', 'B'])
  })

  test('is passed where the contract is pages, whose requests are independent', async () => {
    const lines = batch(get('accessPackages/zz'), get('accessPackages/$count')).replaceAll(
      '\n',
      '\r\n',
    )
    const test = sendTo(start(small).app, 'POST /beta/$batch', {
      headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
    })
    const { body: octets } = await test
      .parse((incoming, done) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () => done(null, Buffer.concat(chunks)))
      })
      .send(Buffer.from(lines))
    expect([...String(octets).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)).toEqual([
      '404',
      '200',
    ])
  })
})

describe('the answer', () => {
  const body = batch(
    get('Orders(1)?$select=ID', 'a'),
    changeSet(write('POST Orders', { ID: 7 }, '1'), write('PATCH Orders(7)', { Text: 'x' }, '2')),
    changeSet(write('POST Orders', { ID: 8 }, '3'), write('POST Orders', { ID: 8 }, '4')),
  )

  test.each<[string, Record<string, string>, string]>([
    ['4.0 and Accept: application/json', { Accept: 'application/json' }, 'multipart/mixed'],
    ['Accept: multipart/mixed', { Accept: 'multipart/mixed' }, 'multipart/mixed'],
    ['any Accept', { Accept: '*/*' }, 'multipart/mixed'],
    [
      '4.01 and both',
      { Accept: 'application/json, multipart/mixed', 'OData-Version': '4.01' },
      'multipart/mixed',
    ],
    [
      '4.01 and Accept: application/json',
      { Accept: 'application/json', 'OData-Version': '4.01' },
      'application/json',
    ],
  ])('for %s is of the type %s', async (_, headers, type) => {
    const answered = await sendMultipart(startOrders(), body, headers)
    expect([answered.status, answered.headers['content-type']!.split(';')[0]]).toEqual([200, type])
  })

  test('in JSON names change sets and has one answer for one that failed', async () => {
    const headers = { Accept: 'application/json', 'OData-MaxVersion': '4.01' }
    const answered = await sendMultipart(startOrders(), body, headers)
    const { responses } = JSON.parse(answered.text) as { responses: Record<string, unknown>[] }
    expect(
      responses.map(({ id, atomicityGroup, status }) => ({ id, atomicityGroup, status })),
    ).toEqual([
      { id: 'a', atomicityGroup: undefined, status: 200 },
      { id: '1', atomicityGroup: 'changeset_2', status: 201 },
      { id: '2', atomicityGroup: 'changeset_2', status: 204 },
      { id: '4', atomicityGroup: 'changeset_3', status: expect.any(Number) },
    ])
    expect(responses[0]).toEqual({
      id: 'a',
      status: 200,
      headers: {
        'odata-version': '4.01',
        'content-type': 'application/json;metadata=minimal',
        etag: expect.any(String),
      },
      body: { '@context': `${ordersRoot}/$metadata#Orders(ID)/$entity`, ID: 1 },
    })
  })

  test('that is acceptable in neither format is 406', async () => {
    const { status } = await sendMultipart(startOrders(), body, { Accept: 'text/html' })
    expect(status).toBe(406)
  })

  test('carries octets as they are', async () => {
    const service = startOrders()
    const octets = Buffer.concat([
      Buffer.from(
        '--b\r\nContent-Type: application/http\r\n\r\nPUT Orders(1)/Items(1)/Data/$value HTTP/1.1\r\nContent-Type: application/octet-stream\r\n\r\n',
      ),
      Buffer.from([0, 13, 10, 255, 10]),
      Buffer.from(
        '\r\n--b\r\nContent-Type: application/http\r\n\r\nGET Orders(1)/Items(1)/Data/$value HTTP/1.1\r\n\r\n\r\n--b--',
      ),
    ])
    await sendTo(service.app, 'POST /shop/Orders(1)/Items', { body: { Pos: 1 } })
    const { text } = await sendMultipart(service, octets)
    expect(text).toContain('\r\nContent-Length: 5\r\n\r\n\x00\r\n\xff\n\r\n--batchresponse_')
  })
})

test.each([
  [
    'a batch within a batch',
    part('POST $batch HTTP/1.1\nContent-Type: application/json\n\n{"requests":[]}'),
    400,
  ],
  ['an entity that is not there', get('Orders(99)'), 404],
  ['one that has not changed', part('GET Orders(1) HTTP/1.1\nIf-None-Match: *\n\n'), 304],
  ['a stale ETag', part('DELETE Orders(1) HTTP/1.1\nIf-Match: W/"x"\n\n'), 412],
  ['an unknown method', part('FOO Orders HTTP/1.1\n\n'), 501],
])('%s is answered as it would be alone', async (_, text, status) => {
  expect(outline(await sendMultipart(startOrders(), batch(text)))).toEqual([String(status)])
})

test.each([
  ['GET', "Customers('A')?$expand=Orders"],
  ['GET', 'Customers?$filter=Building eq 01234567-89ab-cdef-0123-456789abcdef&$count=true'],
  ['GET', 'Orders/$count'],
  ['GET', ''],
  ['GET', '$metadata'],
  ['GET', 'Orders(1)/Customer/$ref'],
  ['GET', 'Orders(9)'],
  ['GET', 'Nope'],
  ['GET', 'Orders?$top=x'],
  ['HEAD', 'Orders(1)'],
  ['OPTIONS', 'Orders'],
  ['PATCH', 'Orders(1)'],
  ['POST', 'Orders'],
  ['DELETE', 'Orders(1)'],
  ['DELETE', 'Orders'],
])('%s %s is answered in a batch as it is alone', async (method, url) => {
  const alone = await sendTo(startOrders().app, `${method} /shop/${url}`, {
    ...(method === 'PATCH' && { body: { Text: 'x' } }),
    ...(method === 'POST' && { body: { ID: 5 } }),
  })
  const { text } = await sendMultipart(
    startOrders(),
    batch(
      method === 'PATCH'
        ? write(`PATCH ${url}`, { Text: 'x' })
        : method === 'POST'
          ? write(`POST ${url}`, { ID: 5 })
          : part(`${method} ${url === '' ? '/' : url} HTTP/1.1\n\n`),
    ),
  )
  const [, head = '', body = ''] =
    /\r\n\r\n(HTTP.*?)\r\n\r\n(.*)\r\n--batchresponse_\w+--\r\n$/s.exec(text) ?? []
  const [statusLine, ...headers] = head.split('\r\n')
  // Caches see the batch as a whole, which varies.
  const ofEnvelope = ['date', 'connection', 'transfer-encoding', 'keep-alive', 'vary']
  const expected = Object.entries(alone.headers as Record<string, string>)
    .filter(([name]) => !ofEnvelope.includes(name))
    .map(([name, value]) => `${name}: ${value}`)
  expect(statusLine!.slice(9, 12)).toBe(String(alone.status))
  expect(
    headers.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase())).sort(),
  ).toEqual(expected.sort())
  expect(body).toBe(Buffer.from(alone.text ?? '').toString('latin1'))
})

test('a batch as OpenUI5 sends it', async () => {
  const json = 'application/json;odata.metadata=minimal;IEEE754Compatible=true'
  const lines = [
    '--batch_id-1795-36',
    'Content-Type: multipart/mixed;boundary=changeset_id-1795-37',
    '',
    '--changeset_id-1795-37',
    'Content-Type:application/http',
    'Content-Transfer-Encoding:binary',
    'Content-ID:0.0',
    '',
    "PATCH Customers('A') HTTP/1.1",
    'Accept:application/json;odata.metadata=minimal;IEEE754Compatible=true',
    'Accept-Language:en',
    `Content-Type:${json}`,
    'Prefer:return=minimal',
    'If-Match:*',
    '',
    '{"Name":"Ann"}',
    '--changeset_id-1795-37',
    'Content-Type:application/http',
    'Content-Transfer-Encoding:binary',
    'Content-ID:1.0',
    '',
    'POST $0.0/Orders HTTP/1.1',
    `Accept:${json}`,
    `Content-Type:${json};charset=UTF-8`,
    '',
    '{"ID":5,"Amount":"12.50"}',
    '--changeset_id-1795-37--',
    '',
    '--batch_id-1795-36',
    'Content-Type:application/http',
    'Content-Transfer-Encoding:binary',
    '',
    'GET Orders?$count=true&$select=ID,Amount&$skip=0&$top=100 HTTP/1.1',
    `Accept:${json}`,
    '',
    '',
    '--batch_id-1795-36--',
    'Group ID: $auto',
    '',
  ]
  const answered = await sendMultipart(startOrders(), Buffer.from(lines.join('\r\n')), {
    'Content-Type': 'multipart/mixed; boundary=batch_id-1795-36',
    Accept: 'multipart/mixed',
    'MIME-Version': '1.0',
    'OData-Version': '4.0',
    'OData-MaxVersion': '4.0',
    'X-CSRF-Token': 'Fetch',
  })
  expect([outline(answered), answered.headers['odata-version']]).toEqual([
    ['[0.0: 204, 1.0: 201]', '200'],
    '4.0',
  ])
  expect(answered.text.match(/^OData-Version: 4\.0\r$/gm)).toHaveLength(3)
  expect(bodiesOf(answered).at(-1)).toEqual({
    '@odata.context': `${ordersRoot}/$metadata#Orders(ID,Amount)`,
    '@odata.count': '2',
    value: [
      expect.objectContaining({ ID: 1, Amount: '2.5' }),
      expect.objectContaining({ ID: 5, Amount: '12.5' }),
    ],
  })
})

test('respond-async on a request of the batch is ignored', async () => {
  const text = part('GET Orders HTTP/1.1\nPrefer: respond-async\n\n')
  expect(outline(await sendMultipart(startOrders(), batch(text)))).toEqual(['200'])
})

test('each part is journalled, and the batch', async () => {
  const service = startOrders()
  await sendMultipart(service, batch(get('Orders?$top=0')))
  expect(
    service.journal.exchanges.map(({ request: { method, url } }) => `${method} ${url}`),
  ).toEqual(['GET /shop/Orders?$top=0', 'POST /shop/$batch'])
  expect(service.journal.exchanges[1]!.response.body).toMatch(/^--batchresponse_/)
})

test('the journal has a batch with media as text where it is text', async () => {
  const service = startOrders()
  const put = part('PUT Orders(1)/Items(1)/Data/$value HTTP/1.1\nContent-Type: text/plain\n\nhällo')
  await sendTo(service.app, 'POST /shop/Orders(1)/Items', { body: { Pos: 1 } })
  await sendMultipart(service, batch(put, get('Orders(1)/Items(1)/Data/$value')))
  const { request, response } = service.journal.exchanges.at(-1)!
  expect(request.body).toMatch(/^--b\r\n[^]*\r\nhällo\r\n/)
  expect(response.body).toMatch(/^--batchresponse_[^]*\r\nhällo\r\n/)
})

test.each([
  [
    '<PropertyValue Property="SupportedFormats"><Collection><String>application/json</String></Collection></PropertyValue>',
    415,
  ],
  [
    '<PropertyValue Property="SupportedFormats"><Collection><String>multipart/mixed</String></Collection></PropertyValue>',
    200,
  ],
  ['<PropertyValue Property="Supported" Bool="false"/>', 501],
])('BatchSupport with %s answers %d', async (support, status) => {
  expect((await sendMultipart(startOrders(support), batch(get('Orders')))).status).toBe(status)
})

test.each([
  ['ContinueOnErrorSupported', batch(get('Orders(9)'), get('Orders(1)')), ['404']],
  [
    'ReferencesAcrossChangeSetsSupported',
    batch(changeSet(write('POST Orders', { ID: 7 }, '1')), get('$1')),
    ['[1: 201]', '400'],
  ],
  [
    'ReferencesInRequestBodiesSupported',
    batch(
      changeSet(
        write('POST Customers', { ID: 'C', Tags: [] }, '1'),
        write('POST Orders', { ID: 7, 'Customer@odata.bind': '$1' }, '2'),
      ),
    ),
    ['2: 501'],
  ],
  [
    'EtagReferencesSupported',
    batch(get('Orders(1)', '1'), part('DELETE Orders(1) HTTP/1.1\nIf-Match: $1\n\n')),
    ['1: 200', '501'],
  ],
])('BatchSupport/%s=false is kept to', async (property, body, expected) => {
  const service = startOrders(`<PropertyValue Property="${property}" Bool="false"/>`)
  const answered = await sendMultipart(service, body, { Prefer: 'continue-on-error' })
  expect(outline(answered)).toEqual(expected)
})

test('another type than the two answers 415', async () => {
  const headers = { 'Content-Type': 'text/plain' }
  const { status, text } = await sendMultipart(startOrders(), batch(get('Orders')), headers)
  expect([status, JSON.parse(text)]).toEqual([
    415,
    {
      error: {
        code: 'UnsupportedMediaType',
        message:
          "expected a Content-Type of multipart/mixed or application/json, found 'text/plain'",
        target: 'Content-Type',
      },
    },
  ])
})

test.each([
  ['multipart/mixed', true],
  ['multipart/mixed, application/json;q=0', true],
  ['multipart/mixed, application/json;odata.metadata=none;q=0.5', false],
])('requests inherit of Accept: %s what it says of JSON', async (accept, hasContext) => {
  const answered = await sendMultipart(startOrders(), batch(get('Orders(1)')), { Accept: accept })
  expect(outline(answered)).toEqual(['200'])
  expect(answered.text.includes('"@odata.context"')).toBe(hasContext)
})

test('the preference return on the batch itself answers 400', async () => {
  const headers = { Prefer: 'return=minimal' }
  expect((await sendMultipart(startOrders(), batch(get('Orders')), headers)).status).toBe(400)
})
