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
  Photos: [
    { ID: 1, Rating: 5, '@odata.mediaContentType': 'image/png', $value: png.toString('base64url') },
  ],
}
const tag = '"Ucq2VztuuYD3Zu1PZdhERp"'
const json = 'application/json;odata.metadata=minimal'

/** @see Protocol, "Create a Media Entity" */
describe('creating a media entity', () => {
  test('POST of a photo to its entity set answers 201 with the entity that the service makes', async () => {
    const service = startGallery(fixtures)
    const created = await sendOctets(service, 'POST /Photos', { body: jpeg, headers: jpegType })
    expect(created.status).toBe(201)
    expect(created.headers).toMatchObject({
      location: `${root}/Photos(2)`,
      'odata-entityid': `${root}/Photos(2)`,
      'content-type': json,
    })
    expect(JSON.parse(String(created.body))).toEqual({
      '@odata.context': `${root}/$metadata#Photos/$entity`,
      ID: 2,
      Title: null,
      Rating: 0,
      '@odata.mediaContentType': 'image/jpeg',
      '@odata.mediaEtag': expect.any(String),
    })
    expect(await readOctets(service, 'GET /Photos(2)/$value')).toEqual([200, 'image/jpeg', jpeg])
  })

  test('its properties are set by a PATCH afterwards, which leaves the media as it is', async () => {
    const service = startGallery()
    await sendOctets(service, 'POST /Photos', { body: png, headers: pngType })
    const body = { Title: 'Sun', Rating: 3 }
    expect((await sendTo(service.app, 'PATCH /Photos(1)', { body })).status).toBe(204)
    expect(await readOctets(service, 'GET /Photos(1)/$value')).toEqual([200, 'image/png', png])
    expect(service.state()['Photos']).toEqual([
      { ID: 1, ...body, '@odata.mediaContentType': 'image/png', $value: 'iVBOR_8AgA' },
    ])
  })

  test('a body of JSON is the media too', async () => {
    const service = startGallery()
    const headers = { 'Content-Type': 'application/json' }
    const body = '{ "Name": "x" }'
    const created = await sendOctets(service, 'POST /Documents', { body, headers })
    expect([created.status, JSON.parse(String(created.body)).Name]).toEqual([
      201,
      '00000000-0000-4000-8000-000000000001',
    ])
    const path = "GET /Documents('00000000-0000-4000-8000-000000000001')/$value"
    expect(await readOctets(service, path)).toEqual([200, 'application/json', Buffer.from(body)])
  })

  test('return=minimal answers 204 with Location', async () => {
    const headers = { ...pngType, Prefer: 'return=minimal' }
    const created = await sendOctets(startGallery(), 'POST /Photos', { body: png, headers })
    expect([created.status, created.headers['location'], String(created.body)]).toEqual([
      204,
      `${root}/Photos(1)`,
      '',
    ])
  })

  test('POST to a collection-valued navigation property creates and links', async () => {
    const service = startGallery({ Artists: [{ Code: 'a' }] })
    const path = "POST /Artists('a')/Photos"
    expect((await sendOctets(service, path, { body: png, headers: pngType })).status).toBe(201)
    const linked = await sendTo(service.app, 'GET /Photos(1)/Artist/Code')
    expect(readAnswer(linked)).toEqual({
      status: 200,
      body: { '@odata.context': `${root}/$metadata#Artists('a')/Code`, value: 'a' },
    })
  })

  test('the number of a new one is free where it is created: by links, a type cast, containment', async () => {
    const service = startGallery({ ...fixtures, Artists: [{ Code: 'a' }] })
    const create = async (path: string) => {
      const sent = { body: png, headers: pngType }
      const { status, headers } = await sendOctets(service, `POST ${path}`, sent)
      return [status, headers['location']]
    }
    expect(await create("/Artists('a')/Photos")).toEqual([201, `${root}/Photos(2)`])
    expect(await create('/Photos/Gallery.Panorama')).toEqual([201, `${root}/Photos(3)`])
    expect(await create("/Artists('a')/Scans")).toEqual([201, `${root}/Artists('a')/Scans(1)`])
    expect(await create("/Artists('a')/Scans")).toEqual([201, `${root}/Artists('a')/Scans(2)`])
  })

  test('hooks find the entity with its media', async () => {
    const service = createUnderstudy({
      contract: 'test/contracts/gallery.xml',
      behaviors: {
        Photos: {
          beforeCreate: (_, body) => void (body['Title'] = body['@odata.mediaContentType']),
          afterCreate: ({ path, update }) => void update(path!, { Rating: 4 }),
        },
      },
    })
    const created = await sendOctets(service, 'POST /Photos', { body: png, headers: pngType })
    expect([created.status, JSON.parse(String(created.body))]).toMatchObject([
      201,
      { Title: 'image/png', Rating: 4, '@odata.mediaContentType': 'image/png' },
    ])
    expect(await readOctets(service, 'GET /Photos(1)/$value')).toEqual([200, 'image/png', png])
  })

  test.each([
    ['POST /Photos', {}, 'expected the media type of the stream in Content-Type, found none'],
    [
      'POST /Photos',
      { 'Content-Type': 'text/plain' },
      'Photo: expected the media type image/png or image/jpeg, found text/plain',
    ],
    [
      'PUT /Photos(1)/$value',
      { 'Content-Type': 'nonsense' },
      "expected the media type of the stream in Content-Type, found 'nonsense'",
    ],
  ])('%s with %j answers 415 and changes nothing', async (line, headers, message) => {
    const service = startGallery(fixtures)
    const before = service.state()
    const { status, body } = await sendOctets(service, line, {
      body: png,
      headers: { 'Content-Type': '', ...headers },
    })
    expect([status, JSON.parse(String(body))]).toEqual([
      415,
      { error: { code: 'UnsupportedMediaType', message, target: 'Content-Type' } },
    ])
    expect(service.state()).toEqual(before)
  })
})

/** @see Protocol, "Requesting the Media Stream of a Media Entity using `$value`" */
describe('reading media', () => {
  test('GET gives the octets with their media type, length and tag', async () => {
    const { status, headers, body } = await sendOctets(
      startGallery(fixtures),
      'GET /Photos(1)/$value',
    )
    expect([status, body]).toEqual([200, png])
    expect(headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '7', etag: tag })
  })

  test('HEAD gives the same headers', async () => {
    const answer = await sendOctets(startGallery(fixtures), 'HEAD /Photos(1)/$value')
    expect([answer.status, answer.headers['content-type'], answer.headers['etag']]).toEqual([
      200,
      'image/png',
      tag,
    ])
  })

  test.each([
    [{ 'If-None-Match': tag }, 304],
    [{ 'If-None-Match': '"other"' }, 200],
    [{ 'If-Match': tag }, 200],
    [{ 'If-Match': '"other"' }, 412],
    [{ Accept: 'image/png' }, 200],
    [{ Accept: 'image/*;q=0.5' }, 200],
    [{ Accept: 'text/plain, */*;q=0.1' }, 200],
    [{ Accept: 'image/jpeg' }, 406],
    [{ Accept: 'application/json' }, 406],
  ])('GET with %j answers %i', async (headers, status) => {
    const answer = await sendOctets(startGallery(fixtures), 'GET /Photos(1)/$value', { headers })
    expect([answer.status, answer.headers['etag']]).toEqual([
      status,
      status < 400 ? tag : undefined,
    ])
  })

  test.each([
    ['/Photos(2)/$value', 404],
    ['/Documents/$value', 404],
    ["/Artists('a')/Cover/$value", 404],
    ["/Artists('a')/$value", 400],
    ['/Logo/$value', 404],
  ])('GET %s answers %i', async (path, status) => {
    const service = startGallery({ Artists: [{ Code: 'a' }] })
    expect((await sendOctets(service, `GET ${path}`)).status).toBe(status)
  })
})

/** @see RFC 9110, "Range Requests" */
describe('reading a part of media', () => {
  const ranged = async (method: string, headers: Record<string, string>) => {
    const answer = await sendOctets(startGallery(fixtures), `${method} /Photos(1)/$value`, {
      headers,
    })
    const { 'content-range': range, 'content-length': length } = answer.headers
    return [answer.status, range, length, answer.body] as const
  }

  test.each([
    ['bytes=0-2', 'bytes 0-2/7', png.subarray(0, 3)],
    ['bytes=4-', 'bytes 4-6/7', png.subarray(4)],
    ['bytes=-2', 'bytes 5-6/7', png.subarray(5)],
    ['bytes=-99', 'bytes 0-6/7', png],
    ['bytes=3-99', 'bytes 3-6/7', png.subarray(3)],
    ['Bytes = 6-6', 'bytes 6-6/7', png.subarray(6)],
  ])('GET with Range: %s answers 206 with %s', async (range, found, octets) => {
    expect(await ranged('GET', { Range: range })).toEqual([
      206,
      found,
      String(octets.length),
      octets,
    ])
  })

  test.each(['bytes=', 'bytes=-', 'bytes=3-1', 'bytes=a-b', 'bytes', 'items=0-1', 'bytes=0-1,3-4'])(
    'GET with Range: %s answers 200 with the whole',
    async (range) => {
      expect(await ranged('GET', { Range: range })).toEqual([200, undefined, '7', png])
    },
  )

  test.each(['bytes=7-', 'bytes=100-200', 'bytes=-0'])(
    'GET with Range: %s answers 416 with the length',
    async (range) => {
      const [status, found, , body] = await ranged('GET', { Range: range })
      expect([status, found, JSON.parse(String(body))]).toEqual([
        416,
        'bytes */7',
        {
          error: {
            code: 'RangeNotSatisfiable',
            message: `Range: expected a part of 7 octets, found ${range}`,
            target: 'Range',
          },
        },
      ])
    },
  )

  test.each([
    ['GET', { Range: 'bytes=0-2', 'If-Range': tag }, 206],
    ['GET', { Range: 'bytes=0-2', 'If-Range': '"other"' }, 200],
    ['GET', { Range: 'bytes=0-2', 'If-Range': 'Sat, 03 Oct 2026 00:00:00 GMT' }, 200],
    ['GET', { Range: 'bytes=0-2', 'If-None-Match': tag }, 304],
    ['GET', { Range: 'bytes=0-2', Accept: 'text/plain' }, 406],
    ['HEAD', { Range: 'bytes=0-2' }, 200],
  ])('%s with %j answers %i', async (method, headers, status) => {
    expect((await ranged(method, headers as Record<string, string>))[0]).toBe(status)
  })

  test('every answer of octets says that it has parts, and no other', async () => {
    const service = startGallery({ ...fixtures, Artists: [{ Code: 'a', Thumb: 'R0lG' }] })
    const read = async (path: string) => {
      const { status, headers } = await sendOctets(service, `GET ${path}`, {
        headers: { Range: 'bytes=1-1' },
      })
      return [status, headers['accept-ranges']]
    }
    expect(await read('/Photos(1)/$value')).toEqual([206, 'bytes'])
    expect(await read("/Artists('a')/Thumb/$value")).toEqual([206, 'bytes'])
    expect(await read('/Photos(1)')).toEqual([200, undefined])
  })
})

/** @see Protocol, "Update a Media Entity Stream", "Delete a Media Entity" */
describe('changing media', () => {
  test('PUT replaces the octets and answers 204 with their new tag', async () => {
    const service = startGallery(fixtures)
    const put = { body: jpeg, headers: { ...jpegType, 'If-Match': tag } }
    const { status, headers, body } = await sendOctets(service, 'PUT /Photos(1)/$value', put)
    expect([status, String(body)]).toEqual([204, ''])
    const read = await sendOctets(service, 'GET /Photos(1)/$value')
    expect([read.headers['etag'], read.headers['content-type'], read.body]).toEqual([
      headers['etag'],
      'image/jpeg',
      jpeg,
    ])
    expect((await sendOctets(service, 'PUT /Photos(1)/$value', put)).status).toBe(412)
  })

  test('PUT with return=representation answers 200 with the media entity', async () => {
    const headers = { ...jpegType, Prefer: 'return=representation' }
    const sent = { body: jpeg, headers }
    const answer = await sendOctets(startGallery(fixtures), 'PUT /Photos(1)/$value', sent)
    expect([answer.status, answer.headers['preference-applied']]).toEqual([
      200,
      'return=representation',
    ])
    expect(JSON.parse(String(answer.body))).toMatchObject({
      ID: 1,
      Rating: 5,
      '@odata.mediaContentType': 'image/jpeg',
    })
  })

  test.each([
    ["/Documents('new')/$value", "Documents('new')"],
    ['/Photos(7)/$value', 'Photos(7)'],
    ['/Logo/$value', 'Logo'],
    ["/Artists('a')/Cover/$value", "Artists('a')/Cover"],
  ])('PUT %s creates the media entity that is not there', async (path, id) => {
    const service = startGallery({ Artists: [{ Code: 'a' }] })
    const { status, headers } = await sendOctets(service, `PUT ${path}`, {
      body: png,
      headers: pngType,
    })
    expect([status, headers['location']]).toEqual([201, `${root}/${id}`])
    expect(await readOctets(service, `GET ${path}`)).toEqual([200, 'image/png', png])
  })

  test.each(['PUT', 'DELETE'])(
    '%s without If-Match answers 428 where the contract declares optimistic concurrency',
    async (method) => {
      const service = startGallery({ Prints: fixtures.Photos })
      const before = service.state()
      const sent = { body: jpeg, headers: jpegType }
      const { status, body } = await sendOctets(service, `${method} /Prints(1)/$value`, sent)
      expect([status, JSON.parse(String(body))]).toEqual([
        428,
        {
          error: {
            code: 'PreconditionRequired',
            message:
              'If-Match: expected the ETag of the stream of the Gallery.Photo, or *, since the contract declares optimistic concurrency, found no such header',
            target: 'If-Match',
          },
        },
      ])
      expect(service.state()).toEqual(before)
      const headers = { ...jpegType, 'If-Match': tag }
      const again = await sendOctets(service, `${method} /Prints(1)/$value`, {
        body: jpeg,
        headers,
      })
      expect(again.status).toBe(204)
    },
  )

  test.each(['DELETE /Photos(1)/$value', 'DELETE /Photos(1)'])(
    '%s deletes the entity with its media',
    async (line) => {
      const service = startGallery(fixtures)
      expect((await sendOctets(service, line)).status).toBe(204)
      expect((await sendOctets(service, 'GET /Photos(1)/$value')).status).toBe(404)
      expect((await sendOctets(service, 'GET /Photos(1)')).status).toBe(404)
    },
  )

  test('PUT of a part, by Content-Range, answers 400 and changes nothing', async () => {
    const service = startGallery(fixtures)
    const headers = { ...pngType, 'Content-Range': 'bytes 0-2/7' }
    const sent = { body: png.subarray(0, 3), headers }
    const { status, body } = await sendOctets(service, 'PUT /Photos(1)/$value', sent)
    expect([status, JSON.parse(String(body))]).toEqual([
      400,
      {
        error: {
          code: 'BadRequest',
          message: 'Content-Range: expected the whole in one request, found the part bytes 0-2/7',
          target: 'Content-Range',
        },
      },
    ])
    expect(await readOctets(service, 'GET /Photos(1)/$value')).toEqual([200, 'image/png', png])
  })

  test.each(['POST', 'PATCH'])('%s of the octets answers 405', async (method) => {
    const sent = { body: png, headers: pngType }
    const answer = await sendOctets(startGallery(fixtures), `${method} /Photos(1)/$value`, sent)
    expect([answer.status, answer.headers['allow']]).toEqual([
      405,
      'GET, HEAD, OPTIONS, PUT, DELETE',
    ])
  })

  test('a snapshot and a reset give back the octets', async () => {
    const service = startGallery(fixtures)
    const mark = service.snapshot()
    await sendOctets(service, 'PUT /Photos(1)/$value', { body: jpeg, headers: jpegType })
    await service.restore(mark)
    expect(await readOctets(service, 'GET /Photos(1)/$value')).toEqual([200, 'image/png', png])
    await sendOctets(service, 'DELETE /Photos(1)/$value')
    await service.reset()
    expect(await readOctets(service, 'GET /Photos(1)/$value')).toEqual([200, 'image/png', png])
  })
})

/** @see JSON Format, "Media Entity" */
describe('a media entity in JSON', () => {
  const said = { '@odata.mediaContentType': 'image/png', '@odata.mediaEtag': tag }

  test.each([
    ['minimal', '', { ID: 1, Title: null, Rating: 5, ...said }],
    [
      'minimal',
      '?$expand=$value',
      { ID: 1, Title: null, Rating: 5, ...said, $value: 'iVBOR_8AgA' },
    ],
    ['none', '', { ID: 1, Title: null, Rating: 5 }],
    ['none', '?$select=ID&$expand=$value', { ID: 1, $value: 'iVBOR_8AgA' }],
  ])('with metadata=%s, GET /Photos(1)%s', async (metadata, query, members) => {
    const headers = { Accept: `application/json;odata.metadata=${metadata}` }
    const service = startGallery(fixtures)
    const { body } = readAnswer(await sendTo(service.app, `GET /Photos(1)${query}`, { headers }))
    const { '@odata.context': context, ...rest } = body as Record<string, unknown>
    expect(rest).toEqual(members)
    expect(context === undefined).toBe(metadata === 'none')
  })

  test('full metadata has the links of the media', async () => {
    const headers = { Accept: 'application/json;odata.metadata=full' }
    const { body } = await sendTo(startGallery(fixtures).app, 'GET /Photos(1)', { headers })
    expect(body).toMatchObject({
      '@odata.mediaEditLink': `${root}/Photos(1)/$value`,
      '@odata.mediaReadLink': `${root}/Photos(1)/$value`,
      ...said,
    })
  })

  test('$expand=$value gives JSON and text as they are, and null for no media', async () => {
    const service = startGallery({
      Documents: [
        { Name: 'a', '@odata.mediaContentType': 'application/ld+json', $value: { x: [1] } },
        { Name: 'b', '@odata.mediaContentType': 'text/plain;charset=utf-8', $value: 'hé' },
        { Name: 'c' },
      ],
    })
    const { body } = await sendTo(service.app, 'GET /Documents?$expand=$value')
    expect((body as { value: { $value: unknown }[] }).value.map((each) => each.$value)).toEqual([
      { x: [1] },
      'hé',
      null,
    ])
    const path = "GET /Documents('b')/$value"
    expect((await readOctets(service, path))[2]).toEqual(Buffer.from('hé'))
    expect(startGallery(service.state()).state()).toEqual(service.state())
  })

  test('octets that are not what their media type says survive the state', async () => {
    const service = startGallery()
    const headers = { 'Content-Type': 'application/json' }
    await sendOctets(service, "PUT /Documents('a')/$value", { body: '{ "a": 1', headers })
    const again = startGallery(service.state())
    expect((await readOctets(again, "GET /Documents('a')/$value"))[2].toString()).toBe('{ "a": 1')
  })
})

test('a JSON batch carries octets in base64url, in both directions', async () => {
  const service = startGallery()
  const requests = [
    {
      id: '1',
      method: 'POST',
      url: 'Photos',
      headers: { 'content-type': 'image/png' },
      body: png.toString('base64url'),
    },
    { id: '2', method: 'GET', url: 'Photos(1)/$value', dependsOn: ['1'] },
  ]
  const { body } = await sendTo(service.app, 'POST /$batch', { body: { requests } })
  const { responses } = body as { responses: { status: number; body: unknown }[] }
  expect(responses.map(({ status }) => status)).toEqual([201, 200])
  expect(responses[1]!.body).toBe(png.toString('base64url'))
})

test('the journal has octets in base64url', async () => {
  const service = startGallery()
  await sendOctets(service, 'POST /Photos', { body: png, headers: pngType })
  await sendOctets(service, 'GET /Photos(1)/$value')
  const [posted, read] = service.journal.exchanges
  expect([posted?.request.body, read?.response.body]).toEqual(['iVBOR_8AgA', 'iVBOR_8AgA'])
})

describe('media of reference pages', () => {
  const start = () =>
    createUnderstudy({
      contract: 'test/contracts/photos',
      fixtures: {
        users: [
          {
            id: 'u',
            photo: { id: '1x1', '@odata.mediaContentType': 'image/jpeg', $value: '_9j_4A' },
          },
          { id: 'v' },
        ],
        items: [{ id: 'i', name: 'f.txt' }],
      },
      ids: 'sequential',
    })
  const photo = (id: string) => `/beta/users/${id}/photo/$value`

  test('GET, PUT and DELETE of /photo/$value', async () => {
    const service = start()
    expect(await readOctets(service, `GET ${photo('u')}`)).toEqual([200, 'image/jpeg', jpeg])
    const put = await sendOctets(service, `PUT ${photo('u')}`, { body: png, headers: pngType })
    expect([put.status, JSON.parse(String(put.body))]).toEqual([
      200,
      {
        '@odata.context': `${root}/beta/$metadata#users('u')/photo`,
        id: '1x1',
        height: null,
        width: null,
        '@odata.mediaContentType': 'image/png',
        '@odata.mediaEtag': tag,
      },
    ])
    expect(await readOctets(service, `GET ${photo('u')}`)).toEqual([200, 'image/png', png])
    expect((await sendOctets(service, `DELETE ${photo('u')}`)).status).toBe(204)
    expect((await sendOctets(service, `GET ${photo('u')}`)).status).toBe(404)
  })

  test('PUT makes the photo that is not there, with the status that the page has', async () => {
    const service = start()
    const put = await sendOctets(service, `PUT ${photo('v')}`, { body: png, headers: pngType })
    expect(put.status).toBe(200)
    expect(await readOctets(service, `GET ${photo('v')}`)).toEqual([200, 'image/png', png])
  })

  test('PUT of /content answers with the item, as the page says', async () => {
    const service = start()
    const headers = { 'Content-Type': 'text/plain' }
    const put = await sendOctets(service, 'PUT /beta/items/i/content', { body: 'hello', headers })
    expect([put.status, JSON.parse(String(put.body))]).toEqual([
      200,
      {
        '@odata.context': `${root}/beta/$metadata#items/$entity`,
        id: 'i',
        name: 'f.txt',
        'content@odata.mediaContentType': 'text/plain',
        'content@odata.mediaEtag': put.headers['etag'],
      },
    ])
    expect((await readOctets(service, 'GET /beta/items/i/content'))[2].toString()).toBe('hello')
  })
})
