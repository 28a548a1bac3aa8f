import { describe, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { readAnswer, sendTo } from './answer.ts'
import {
  galleryRoot as root,
  jpeg,
  jpegType,
  png,
  pngType,
  readOctets,
  sendOctets,
  startGallery,
} from './octets.ts'

const fixtures = {
  Artists: [
    {
      Code: 'a',
      Name: 'Ann',
      'Portrait@odata.mediaContentType': 'image/png',
      Portrait: png.toString('base64url'),
      'Signature@odata.mediaContentType': 'text/plain',
      Signature: 'Ann',
      Frame: { Width: 5, 'Sketch@odata.mediaContentType': 'application/json', Sketch: { x: 1 } },
      Thumb: 'R0lG',
    },
    { Code: 'b' },
  ],
}
const portrait = "/Artists('a')/Portrait"
const sketch = "/Artists('a')/Frame/Sketch"
const tag = '"Ucq2VztuuYD3Zu1PZdhERp"'

/** @see Protocol, "Requesting Stream Properties" */
describe('reading a stream property', () => {
  test('GET gives the octets with their media type, length and tag', async () => {
    const { status, headers, body } = await sendOctets(startGallery(fixtures), `GET ${portrait}`)
    expect([status, body]).toEqual([200, png])
    expect(headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '7', etag: tag })
  })

  test.each([
    [sketch, {}, 200, '{"x":1}'],
    ["/Artists('a')/Signature", {}, 200, 'Ann'],
    [`${portrait}?$format=json`, {}, 200, png],
    [portrait, { 'If-None-Match': tag }, 304, ''],
    [portrait, { Accept: 'image/*' }, 200, png],
    [portrait, { Accept: 'text/plain' }, 406, undefined],
    ["/Artists('a')/Notes", {}, 204, ''],
    ["/Artists('b')/Frame/Sketch", {}, 404, undefined],
    ["/Artists('c')/Portrait", {}, 404, undefined],
    [`${portrait}/$value`, {}, 400, undefined],
    ["/Artists('a')/Thumb/$value", {}, 200, 'GIF'],
  ])('GET %s with %j answers %i', async (path, headers, status, body) => {
    const answer = await sendOctets(startGallery(fixtures), `GET ${path}`, { headers })
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual(body === undefined ? answer.body : Buffer.from(body))
  })

  test('the raw value of an Edm.Binary property has the media type that the contract says', async () => {
    const headers = { Accept: 'image/gif' }
    const path = "GET /Artists('a')/Thumb/$value"
    expect(await readOctets(startGallery(fixtures), path, { headers })).toEqual([
      200,
      'image/gif',
      Buffer.from('GIF'),
    ])
  })
})

/** @see Protocol, "Update Stream Values", "Delete Stream Values" */
describe('changing a stream property', () => {
  test('PUT replaces the octets and answers 204 with their new tag', async () => {
    const service = startGallery(fixtures)
    const put = { body: jpeg, headers: { ...jpegType, 'If-Match': tag } }
    const { status, headers, body } = await sendOctets(service, `PUT ${portrait}`, put)
    expect([status, String(body)]).toEqual([204, ''])
    const read = await sendOctets(service, `GET ${portrait}`)
    expect([read.headers['etag'], read.body]).toEqual([headers['etag'], jpeg])
    const stale = await sendOctets(service, `PUT ${portrait}`, put)
    expect([stale.status, JSON.parse(String(stale.body)).error.message]).toEqual([
      412,
      `If-Match: the stream's tag is ${headers['etag']}, found ${tag}`,
    ])
  })

  test('PUT with return=representation answers 200 with the octets', async () => {
    const headers = { ...jpegType, Prefer: 'return=representation' }
    const service = startGallery(fixtures)
    expect(await readOctets(service, `PUT ${portrait}`, { body: jpeg, headers })).toEqual([
      200,
      'image/jpeg',
      jpeg,
    ])
  })

  test('PUT of nothing leaves an empty stream', async () => {
    const service = startGallery(fixtures)
    const headers = { 'Content-Type': 'text/plain' }
    const put = await sendOctets(service, "PUT /Artists('b')/Notes", { body: '', headers })
    expect(put.status).toBe(204)
    expect(await readOctets(service, "GET /Artists('b')/Notes")).toEqual([
      200,
      'text/plain',
      Buffer.alloc(0),
    ])
  })

  test('PUT within a complex value keeps what else is there', async () => {
    const service = startGallery(fixtures)
    expect(
      (await sendOctets(service, `PUT ${sketch}`, { body: png, headers: pngType })).status,
    ).toBe(204)
    expect(await readOctets(service, `GET ${sketch}`)).toEqual([200, 'image/png', png])
    expect(service.state()['Artists']).toMatchObject([
      {
        Portrait: 'iVBOR_8AgA',
        Frame: { Width: 5, 'Sketch@odata.mediaContentType': 'image/png', Sketch: 'iVBOR_8AgA' },
      },
      { Code: 'b' },
    ])
  })

  test('an update of the entity or of a complex value leaves streams as they are', async () => {
    const service = startGallery(fixtures)
    const body = { Name: 'Anna', Frame: { Width: 6 } }
    expect((await sendTo(service.app, "PATCH /Artists('a')", { body })).status).toBe(204)
    expect((await readOctets(service, `GET ${portrait}`))[2]).toEqual(png)
    expect((await readOctets(service, `GET ${sketch}`))[2].toString()).toBe('{"x":1}')
  })

  test.each([
    [`DELETE ${portrait}`, 204],
    [`DELETE ${sketch}`, 204],
    ["DELETE /Artists('a')/Signature", 400],
    ["DELETE /Artists('c')/Portrait", 404],
  ])('%s answers %i', async (line, status) => {
    const service = startGallery(fixtures)
    expect((await sendOctets(service, line)).status).toBe(status)
    if (status !== 204) return
    const path = line.replace('DELETE', 'GET')
    expect((await sendOctets(service, path)).status).toBe(204)
    await service.reset()
    expect((await sendOctets(service, path)).status).toBe(200)
  })

  test('a media type that the contract does not list answers 415', async () => {
    const service = startGallery(fixtures)
    const headers = { 'Content-Type': 'text/plain' }
    const { status, body } = await sendOctets(service, `PUT ${portrait}`, { body: 'x', headers })
    expect([status, JSON.parse(String(body)).error.message]).toEqual([
      415,
      'Portrait: expected the media type image/*, found text/plain',
    ])
  })

  test.each(['POST', 'PATCH'])('%s answers 405', async (method) => {
    const sent = { body: png, headers: pngType }
    const { status, headers } = await sendOctets(
      startGallery(fixtures),
      `${method} ${portrait}`,
      sent,
    )
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS, PUT, DELETE'])
  })
})

/** @see URL Conventions, "Logical Operators" */
test.each([
  ['Portrait ne null', ['a']],
  ['Portrait eq null', ['b']],
  ["Frame/Sketch ne null and Code eq 'a'", ['a']],
  ['not (Notes ne null)', ['a', 'b']],
])('$filter=%s compares with null', async (filter, codes) => {
  const { app } = startGallery(fixtures)
  for (const more of ['', '&$compute=length(Code) as Size']) {
    const { body } = await sendTo(app, `GET /Artists?$select=Code&$filter=${filter}${more}`)
    expect((body as { value: { Code: string }[] }).value.map(({ Code }) => Code)).toEqual(codes)
  }
})

/** @see JSON Format, "Stream Property" */
describe('streams in JSON', () => {
  const said = {
    'Portrait@odata.mediaContentType': 'image/png',
    'Portrait@odata.mediaEtag': tag,
  }
  const links = {
    'Portrait@odata.mediaEditLink': `${root}${portrait}`,
    'Portrait@odata.mediaReadLink': `${root}${portrait}`,
  }

  test.each([
    ['$select=Code,Portrait', { Code: 'a', ...links, ...said }],
    ['$select=Code&$expand=Portrait', { Code: 'a', ...said, Portrait: 'iVBOR_8AgA' }],
    ['$select=Code&$expand=Notes', { Code: 'a', Notes: null }],
    [
      '$select=Code&$expand=Frame/Sketch',
      {
        Code: 'a',
        Frame: {
          'Sketch@odata.mediaContentType': 'application/json',
          'Sketch@odata.mediaEtag': expect.any(String),
          Sketch: { x: 1 },
        },
      },
    ],
    [
      '$select=Code,Frame/Sketch',
      {
        Code: 'a',
        Frame: {
          'Sketch@odata.mediaEditLink': `${root}${sketch}`,
          'Sketch@odata.mediaReadLink': `${root}${sketch}`,
          'Sketch@odata.mediaContentType': 'application/json',
          'Sketch@odata.mediaEtag': expect.any(String),
        },
      },
    ],
  ])('?%s', async (query, members) => {
    const service = startGallery(fixtures)
    const { body } = readAnswer(await sendTo(service.app, `GET /Artists('a')?${query}`))
    const { '@odata.context': context, ...rest } = body as Record<string, unknown>
    expect(rest).toEqual(members)
    expect(context).toMatch(/^http:\/\/service\.test\/\$metadata#Artists\(/)
  })

  test('4.01 has the names without odata', async () => {
    const headers = { 'OData-MaxVersion': '4.01' }
    const service = startGallery(fixtures)
    const { body } = await sendTo(service.app, "GET /Artists('a')?$select=Code,Portrait", {
      headers,
    })
    expect(body).toEqual({
      '@context': `${root}/$metadata#Artists(Code,Portrait)/$entity`,
      Code: 'a',
      'Portrait@mediaEditLink': `${root}${portrait}`,
      'Portrait@mediaReadLink': `${root}${portrait}`,
      'Portrait@mediaContentType': 'image/png',
      'Portrait@mediaEtag': tag,
    })
  })

  test('a body may have streams in place, by the media type beside them', async () => {
    const service = startGallery()
    const created = await sendTo(service.app, 'POST /Artists', {
      body: {
        Code: 'c',
        'Portrait@odata.mediaContentType': 'image/jpeg',
        Portrait: jpeg.toString('base64url'),
        'Notes@mediaContentType': 'text/plain',
        Notes: 'hé',
        Frame: { 'Sketch@odata.mediaContentType': 'image/png', Sketch: png.toString('base64url') },
      },
    })
    expect(created.status).toBe(201)
    expect(await readOctets(service, "GET /Artists('c')/Portrait")).toEqual([
      200,
      'image/jpeg',
      jpeg,
    ])
    expect((await readOctets(service, "GET /Artists('c')/Notes"))[2].toString()).toBe('hé')
    expect((await readOctets(service, "GET /Artists('c')/Frame/Sketch"))[2]).toEqual(png)
    const body = { Portrait: null, Frame: { Width: 1, Sketch: null } }
    expect((await sendTo(service.app, "PATCH /Artists('c')", { body })).status).toBe(204)
    expect((await sendOctets(service, "GET /Artists('c')/Portrait")).status).toBe(204)
    expect((await sendOctets(service, "GET /Artists('c')/Frame/Sketch")).status).toBe(204)
  })

  test.each([
    [{ Portrait: 'no octets!' }, 400, '/Portrait'],
    [{ Portrait: { a: 1 } }, 400, '/Portrait'],
    [{ Signature: null }, 400, '/Signature'],
    [
      { 'Portrait@odata.mediaContentType': 'text/html', Portrait: 'x' },
      415,
      '/Portrait@odata.mediaContentType',
    ],
  ])('PATCH with %j answers %i and changes nothing', async (body, status, target) => {
    const service = startGallery(fixtures)
    const before = service.state()
    const answer = await sendTo(service.app, "PATCH /Artists('a')", { body })
    const { error } = answer.body as { error: { target: string; details?: { target: string }[] } }
    expect([answer.status, error.details?.[0]?.target ?? error.target]).toEqual([status, target])
    expect(service.state()).toEqual(before)
  })
})

/** @see Protocol, "Invoking a Function", "Invoking an Action" */
describe('streams that operations answer', () => {
  const service = () =>
    createUnderstudy({
      contract: 'test/contracts/gallery.xml',
      fixtures: {
        Photos: [
          { ID: 1, Rating: 1, '@odata.mediaContentType': 'image/png', $value: 'iVBOR_8AgA' },
        ],
        "Sheet(form='csv')": { 'value@odata.mediaContentType': 'text/csv', value: 'a;b' },
        "Sheet(form='octets')": { value: 'iVBOR_8AgA' },
        "Sheet(form='text')": { value: 'a, b' },
        "Sheet(form='json')": { value: { a: 1 } },
        "Sheet(form='none')": { value: null },
        'Print()': { 'value@odata.mediaContentType': 'image/png', value: 'iVBOR_8AgA' },
      },
    })

  test.each([
    ["GET /Sheet(form='csv')", {}, 200, 'text/csv', 'a;b'],
    ["GET /Sheet(form='csv')", { Accept: 'text/csv' }, 200, 'text/csv', 'a;b'],
    ["GET /Sheet(form='csv')?$format=json", {}, 200, 'text/csv', 'a;b'],
    ["GET /Sheet(form='csv')", { Range: 'bytes=0-0' }, 206, 'text/csv', 'a'],
    ["GET /Sheet(form='octets')", {}, 200, 'application/octet-stream', png],
    ["GET /Sheet(form='text')", {}, 200, 'text/plain;charset=utf-8', 'a, b'],
    ["GET /Sheet(form='json')", {}, 200, 'application/json', '{"a":1}'],
    ["GET /Sheet(form='none')", {}, 204, undefined, ''],
    ['POST /Print', {}, 200, 'image/png', png],
  ] as const)('%s with %j answers %i in %s', async (line, headers, status, type, octets) => {
    const sent = { headers: { ...headers } as Record<string, string> }
    expect(await readOctets(service(), line, sent)).toEqual([status, type, Buffer.from(octets)])
  })

  test('one that the client does not accept answers 406', async () => {
    const headers = { Accept: 'image/png' }
    expect((await sendOctets(service(), "GET /Sheet(form='csv')", { headers })).status).toBe(406)
  })

  test('the media of the entity that a function answers is read behind it', async () => {
    const behaviors = {
      Photos: {
        operations: {
          Newest: ({ list }: { list: (path: string) => unknown[] }) => list('Photos')[0],
        },
      },
    }
    const fixtures = {
      Photos: [{ ID: 1, Rating: 1, '@odata.mediaContentType': 'image/png', $value: 'iVBOR_8AgA' }],
    }
    const contract = 'test/contracts/gallery.xml'
    const answered = createUnderstudy({ contract, fixtures, behaviors: behaviors as never })
    const path = 'GET /Photos/Gallery.Newest()/$value'
    expect(await readOctets(answered, path)).toEqual([200, 'image/png', png])
    expect((await sendOctets(service(), path)).status).toBe(501)
  })
})
