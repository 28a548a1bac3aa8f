import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { answer, readAnswer, send, sendTo, start, type Answer, type Sent } from './answer.ts'
import { startPeople } from './people.ts'
import { small } from './small-fixtures.ts'

/** Books need their tags, by their set; pages by a navigation restriction; clerks by their type; shelves do not. */
function openBooks(): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'concurrency.xml'),
    fixtures: {
      Shelves: [
        { ID: 1, Label: 'low' },
        { ID: 2, Label: 'high' },
      ],
      Books: [
        {
          ID: 1,
          Title: 'One',
          Place: { City: 'Oslo' },
          Words: ['a', 'b'],
          Pages: [{ No: 1, Text: 'first' }],
          'Shelf@odata.bind': 'Shelves(1)',
        },
        { ID: 2, Title: null, Words: [] },
      ],
      Clerks: [
        { ID: 1, Name: 'Kim' },
        { '@odata.type': '#Tags.Boss', ID: 2 },
      ],
      Desk: { ID: 9, Label: 'desk' },
    },
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

async function ask(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}

async function tagOf(service: Understudy, path: string): Promise<string> {
  return (await sendTo(service.app, `GET ${path}`)).headers['etag']!
}

/** Status, tag and error's target. */
async function outcome(service: Understudy, line: string, sent?: Sent) {
  const { status, headers, text } = await sendTo(service.app, line, sent)
  const { error } = (text ? JSON.parse(text) : {}) as { error?: { code: string; target?: string } }
  return { status, tag: headers['etag'], code: error?.code, target: error?.target }
}

const stale = 'W/"0000000000000000"'

describe('where the tag stands', () => {
  test('an entity, a member of a collection and an expanded entity have the tag of the header', async () => {
    const service = openBooks()
    const tag = await tagOf(service, '/Books(1)')
    expect(tag).toMatch(/^W\/"[0-9a-f]{16}"$/)
    const one = { '@odata.etag': tag, ID: 1 }
    const root = 'http://service.test/$metadata'
    expect(await ask(service, 'GET /Books(1)?$select=ID')).toEqual({
      status: 200,
      body: { '@odata.context': `${root}#Books(ID)/$entity`, ...one },
    })
    expect(await ask(service, 'GET /Books?$select=ID&$top=1')).toEqual({
      status: 200,
      body: { '@odata.context': `${root}#Books(ID)`, value: [one] },
    })
    expect(await ask(service, 'GET /Shelves(1)?$select=ID&$expand=Books($select=ID)')).toEqual({
      status: 200,
      body: { '@odata.context': `${root}#Shelves(ID,Books(ID))/$entity`, ID: 1, Books: [one] },
    })
  })

  test('4.01 calls it @etag', async () => {
    const service = openBooks()
    const headers = { 'OData-MaxVersion': '4.01' }
    const { body } = await ask(service, 'GET /Books(1)?$select=ID', { headers })
    expect(body).toMatchObject({ '@etag': await tagOf(service, '/Books(1)') })
  })

  test.each([
    ['/Clerks(2)', true],
    ['/Desk', true],
    ['/Books(1)/Pages(1)', true],
    ['/Shelves(1)', false],
  ])('%s has the tag in its body: %s', async (path, has) => {
    const service = openBooks()
    const { headers, body } = await sendTo(service.app, `GET ${path}`)
    expect(body['@odata.etag']).toBe(has ? headers['etag'] : undefined)
    const full = { headers: { Accept: 'application/json;odata.metadata=full' } }
    expect((await sendTo(service.app, `GET ${path}`, full)).body['@odata.etag']).toBe(
      headers['etag'],
    )
  })

  test.each([
    '/Books(1)/Title',
    '/Books(1)/Title/$value',
    '/Books(1)/Place',
    '/Books(1)/Place/City',
    '/Books(1)/Words',
    '/Shelves(1)/Books(1)',
  ])('GET %s has the tag of the book', async (path) => {
    const service = openBooks()
    expect(await tagOf(service, path)).toBe(await tagOf(service, '/Books(1)'))
  })

  test('a property that is null has the tag of its entity', async () => {
    const service = openBooks()
    expect(await outcome(service, 'GET /Books(2)/Title')).toMatchObject({
      status: 204,
      tag: await tagOf(service, '/Books(2)'),
    })
  })

  test.each(['/Books', '/Books/$count', '/Books(1)/$ref', '/Books(1)/Pages'])(
    'GET %s has no tag',
    async (path) => {
      expect((await sendTo(openBooks().app, `GET ${path}`)).headers['etag']).toBeUndefined()
    },
  )
})

describe('when the tag changes', () => {
  test.each<[string, unknown, boolean]>([
    ['PATCH /Books(1)', { Title: 'Two' }, true],
    ['PATCH /Books(1)', { Title: 'One' }, false],
    ['PATCH /Books(1)', { 'Shelf@odata.bind': 'Shelves(2)' }, true],
    ['PATCH /Books(1)', { 'Shelf@odata.bind': 'Shelves(1)' }, false],
    ['PUT /Books(1)/Shelf/$ref', { '@odata.id': 'Shelves(2)' }, true],
    ['DELETE /Books(1)/Shelf/$ref', undefined, true],
    ['DELETE /Shelves(1)/Books(1)/$ref', undefined, true],
    ['POST /Shelves(2)/Books/$ref', { '@odata.id': 'Books(1)' }, true],
    ['PATCH /Shelves(1)', { Label: 'x' }, false],
  ])('%s %j changes the tag of the book: %s', async (line, body, changes) => {
    const service = openBooks()
    const before = await tagOf(service, '/Books(1)')
    const sent = { ...(body ? { body } : {}), headers: { 'If-Match': '*' } }
    expect((await sendTo(service.app, line, sent)).status).toBe(204)
    const after = await tagOf(service, '/Books(1)')
    expect(after !== before).toBe(changes)
  })

  test('a shelf has another tag when a book is put on it', async () => {
    const service = openBooks()
    const before = await tagOf(service, '/Shelves(1)')
    await sendTo(service.app, 'POST /Shelves(1)/Books', { body: { ID: 3 } })
    expect(await tagOf(service, '/Shelves(1)')).not.toBe(before)
  })

  test.each([
    ["PUT /People('ann')/Home/Country/$ref", { '@odata.id': "Countries('SE')" }],
    ["DELETE /People('ann')/Home/Country/$ref", undefined],
    ["POST /People('ann')/Home/Visited/$ref", { '@odata.id': "Countries('NO')" }],
    ["PATCH /People('ann')", { Home: { 'Country@odata.bind': "Countries('SE')" } }],
  ])('%s changes what a complex value of a person leads to, and the tag', async (line, body) => {
    const service = startPeople()
    const before = await tagOf(service, "/People('ann')")
    const sent = body === undefined ? {} : { body }
    expect((await sendTo(service.app, line, sent)).status).toBe(204)
    expect(await tagOf(service, "/People('ann')")).not.toBe(before)
    const contract = join('test', 'contracts', 'people.xml')
    const copy = createUnderstudy({ contract, fixtures: service.state() })
    expect(await tagOf(copy, "/People('ann')")).toBe(await tagOf(service, "/People('ann')"))
    await service.reset()
    expect(await tagOf(service, "/People('ann')")).toBe(before)
  })

  test('what is taken back has its tag again', async () => {
    const service = openBooks()
    const before = await tagOf(service, '/Books(1)')
    const sent = { body: { '@odata.id': 'Shelves(2)' } }
    await sendTo(service.app, 'PUT /Books(1)/Shelf/$ref', sent)
    await service.reset()
    expect(await tagOf(service, '/Books(1)')).toBe(before)
  })

  test.each([
    ['PATCH /Books(1)', { Title: 'x' }, 'minimal'],
    ['PATCH /Books(1)', { Title: 'x' }, 'representation'],
    ['PUT /Books(1)', { Title: 'x' }, 'minimal'],
    ['POST /Books', { ID: 7 }, 'minimal'],
    ['POST /Books', { ID: 7 }, 'representation'],
  ])('the answer of %s %j with return=%s has the new tag', async (line, body, returned) => {
    const service = openBooks()
    const before = await tagOf(service, '/Books(1)')
    const headers = { 'If-Match': before, Prefer: `return=${returned}` }
    const sent = { body, headers: line.startsWith('POST') ? { Prefer: headers.Prefer } : headers }
    const found = await sendTo(service.app, line, sent)
    const path = line.startsWith('POST') ? '/Books(7)' : '/Books(1)'
    expect(found.headers['etag']).toBe(await tagOf(service, path))
    expect(found.headers['etag']).not.toBe(before)
    expect(found.body['@odata.etag']).toBe(
      returned === 'minimal' ? undefined : found.headers['etag'],
    )
  })
})

describe('conditional reads', () => {
  test.each([
    '/Books(1)',
    '/Books(1)?$select=Title',
    '/Shelves(1)/Books(1)',
    '/Books(1)/Title',
    '/Books(1)/Title/$value',
    '/Books(1)/Words',
    '/Books(2)/Title',
    '/Desk',
  ])('GET %s with If-None-Match of its tag answers 304 without a body', async (path) => {
    const service = openBooks()
    const tag = await tagOf(service, path)
    for (const value of [tag, tag.slice(2), `"x", ${tag}`, '*']) {
      const headers = { 'If-None-Match': value }
      const found = await sendTo(service.app, `GET ${path}`, { headers })
      expect([
        found.status,
        found.text,
        found.headers['etag'],
        found.headers['content-type'],
      ]).toEqual([304, '', tag, undefined])
    }
  })

  test('GET with If-None-Match of another tag answers 200', async () => {
    const headers = { 'If-None-Match': stale }
    expect((await ask(openBooks(), 'GET /Books(1)', { headers })).status).toBe(200)
  })

  test('an expanded entity may have changed, so the answer is given', async () => {
    const service = openBooks()
    const headers = { 'If-None-Match': await tagOf(service, '/Books(1)') }
    expect((await ask(service, 'GET /Books(1)?$expand=Shelf', { headers })).status).toBe(200)
  })

  test.each([
    ['/Books(1)', stale, 412],
    ['/Books(1)/Title', stale, 412],
    ['/Books', stale, 412],
    ['/Books(1)', '*', 200],
    ['/Books', '*', 200],
    ['/Books(7)', stale, 404],
  ])('GET %s with If-Match: %s answers %i', async (path, value, status) => {
    const headers = { 'If-Match': value }
    expect((await ask(openBooks(), `GET ${path}`, { headers })).status).toBe(status)
  })

  test.each(['abc', 'W/abc', '"a" "b"', '"a', '', 'w/"a"', '*, "a"'])(
    'If-None-Match: %s is no list of tags',
    async (value) => {
      const headers = { 'If-None-Match': value }
      expect(await outcome(openBooks(), 'GET /Books(1)', { headers })).toMatchObject({
        status: 400,
        target: 'If-None-Match',
      })
    },
  )
})

test('a long list that is malformed at its end is refused at once', async () => {
  const headers = { 'If-None-Match': `${'"a"  ,'.repeat(1500)}x` }
  expect((await ask(openBooks(), 'GET /Books(1)', { headers })).status).toBe(400)
})

describe('conditional modifications', () => {
  const modifications: readonly (readonly [string, unknown])[] = [
    ['PATCH /Books(1)', { Title: 'x' }],
    ['PUT /Books(1)', { Title: 'x' }],
    ['DELETE /Books(1)', undefined],
    ['PATCH /Shelves(1)/Books(1)', { Title: 'x' }],
    ['PUT /Books(1)/Title', { value: 'x' }],
    ['DELETE /Books(1)/Title', undefined],
    ['PATCH /Books(1)/Place', { City: 'x' }],
    ['PUT /Books(1)/Words', { value: ['x'] }],
    ['POST /Books(1)/Tags.Lend', {}],
    ['PATCH /Books(1)/Pages(1)', { Text: 'x' }],
    ['DELETE /Books(1)/Pages(1)', undefined],
    ['PATCH /Clerks(1)', { Name: 'x' }],
    ['PATCH /Clerks(2)', { Name: 'x' }],
    ['PATCH /Desk', { Label: 'x' }],
  ]

  test.each(modifications)(
    '%s without If-Match answers 428 and changes nothing',
    async (line, body) => {
      const service = openBooks()
      const before = service.state()
      expect(await outcome(service, line, body ? { body } : {})).toMatchObject({
        status: 428,
        code: 'PreconditionRequired',
        target: 'If-Match',
      })
      expect(service.state()).toEqual(before)
    },
  )

  test.each(modifications)(
    '%s with a stale If-Match answers 412 and changes nothing',
    async (line, body) => {
      const service = openBooks()
      const before = service.state()
      const sent = { ...(body ? { body } : {}), headers: { 'If-Match': stale } }
      expect(await outcome(service, line, sent)).toMatchObject({
        status: 412,
        code: 'PreconditionFailed',
        target: 'If-Match',
      })
      expect(service.state()).toEqual(before)
    },
  )

  test.each(modifications)('%s with If-Match: * is done', async (line, body) => {
    const sent = { ...(body ? { body } : {}), headers: { 'If-Match': '*' } }
    expect((await sendTo(openBooks().app, line, sent)).status).toBeLessThan(300)
  })

  test.each([
    ['PATCH /Shelves(1)', { Label: 'x' }],
    ['DELETE /Shelves(1)', undefined],
    ['POST /Shelves(1)/Tags.Dust', {}],
    ['POST /Books', { ID: 7 }],
    ['POST /Books(1)/Pages', { No: 7 }],
    ['PUT /Books(1)/Shelf/$ref', { '@odata.id': 'Shelves(2)' }],
    ['PATCH /Books/$each', { Title: 'x' }],
  ])('%s needs no tag', async (line, body) => {
    const sent = body ? { body } : {}
    expect((await sendTo(openBooks().app, line, sent)).status).toBeLessThan(300)
  })

  test.each([
    ['PUT /Books(1)/Shelf/$ref', { '@odata.id': 'Shelves(2)' }, 412],
    ['POST /Books', { ID: 7 }, 412],
    ['PATCH /Books(7)', { Title: 'x' }, 412],
    ['PUT /Books(7)', { Title: 'x' }, 412],
    ['DELETE /Books(7)', undefined, 404],
    ['PATCH /Nothing(7)', { Title: 'x' }, 404],
  ])('%s %j with a stale If-Match answers %i', async (line, body, status) => {
    const service = openBooks()
    const before = service.state()
    const sent = { ...(body ? { body } : {}), headers: { 'If-Match': stale } }
    expect((await ask(service, line, sent)).status).toBe(status)
    expect(service.state()).toEqual(before)
  })

  test.each([
    ['PATCH /Books(1)', '*', 412],
    ['PATCH /Books(1)', 'TAG', 412],
    ['PATCH /Shelves(1)', stale, 204],
    ['PATCH /Books(7)', '*', 201],
    ['PATCH /Books(7)', stale, 201],
  ])('%s with If-None-Match: %s answers %i', async (line, value, status) => {
    const service = openBooks()
    const tag = await tagOf(service, '/Books(1)')
    const headers = { 'If-None-Match': value.replace('TAG', tag) }
    expect((await ask(service, line, { body: {}, headers })).status).toBe(status)
  })

  test('a link is put under the tag of the entity that it leads from', async () => {
    const service = openBooks()
    const headers = { 'If-Match': await tagOf(service, '/Books(1)') }
    const sent = { body: { '@odata.id': 'Shelves(2)' }, headers }
    expect((await ask(service, 'PUT /Books(1)/Shelf/$ref', sent)).status).toBe(204)
    expect((await ask(service, 'PUT /Books(1)/Shelf/$ref', sent)).status).toBe(412)
  })

  test('what is refused by its path is so whatever the tag', async () => {
    expect((await ask(openBooks(), 'PATCH /Books(1)/Nope', { body: {} })).status).toBe(404)
  })

  test('reference pages declare no concurrency, so nothing is required', async () => {
    const sent = { body: { displayName: 'x' } }
    expect((await answer(start(small), 'PATCH /accessPackages/p1', sent)).status).toBe(204)
    expect((await send(start(small), 'GET /accessPackages/p1')).body['@odata.etag']).toBeUndefined()
  })
})
