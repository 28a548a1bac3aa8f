import { expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { send } from './answer.ts'

const root = 'http://service.test/beta'

function start(contract: string, fixtures: Record<string, Record<string, string>[]>): Understudy {
  return createUnderstudy({
    contract: `test/contracts/${contract}`,
    basePath: '/beta',
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

const startCatalogue = () => start('catalogue', { 'library/catalog/books': [{ id: 'b1' }] })

test('a singleton of pages answers with default values before anyone gave it', async () => {
  const service = start('office', {})
  const { status, body } = await send(service, 'GET /me')
  expect([status, body]).toEqual([
    200,
    {
      '@odata.context': `${root}/$metadata#me`,
      id: 'me',
      displayName: null,
      mail: null,
      userPrincipalName: null,
    },
  ])
})

test('what is created below it and changed of it is kept, and only that is state', async () => {
  const service = start('office', {})
  const before = service.state()
  expect(await send(service, 'GET /me')).toMatchObject({ status: 200 })
  expect(service.state()).toEqual(before)
  const message = await send(service, 'POST /me/messages', { body: { subject: 'Hi' } })
  expect([message.status, message.headers['location']]).toEqual([
    201,
    `${root}/me/messages('00000000-0000-4000-8000-000000000001')`,
  ])
  expect(service.state()['me']).toEqual({
    id: 'me',
    messages: [expect.objectContaining({ subject: 'Hi' })],
  })
  expect(await send(service, 'PATCH /me', { body: { displayName: 'A' } })).toMatchObject({
    status: 204,
  })
  expect(service.state()['me']).toMatchObject({ displayName: 'A', messages: [{ subject: 'Hi' }] })
})

test('the state of what was there by itself is read back', async () => {
  const service = start('office', {})
  await send(service, 'POST /me/messages', { body: { subject: 'Hi' } })
  const other = createUnderstudy({
    contract: 'test/contracts/office',
    basePath: '/beta',
    fixtures: service.state(),
  })
  const { body } = await send(other, 'GET /me?$expand=messages($select=subject)')
  expect(body).toMatchObject({ id: 'me', messages: [{ subject: 'Hi' }] })
})

test('a reset takes away what was added to it', async () => {
  const service = start('office', {})
  await send(service, 'POST /me/messages', { body: { subject: 'Hi' } })
  await service.reset()
  expect((await send(service, 'GET /me/messages')).body).toEqual({
    '@odata.context': `${root}/$metadata#me/messages`,
    value: [],
  })
})

test('what pages only go through, as from each book to its index, is there too', async () => {
  const service = startCatalogue()
  const { headers } = await send(service, 'GET /books/b1')
  const path = '/library/catalog/books/b1/index'
  expect((await send(service, `GET ${path}`)).body).toEqual({
    '@odata.context': `${root}/$metadata#library/catalog/books('b1')/index`,
    id: 'index',
    isSorted: false,
  })
  expect((await send(service, `GET ${path}/entries`)).body['value']).toEqual([])
  expect((await send(service, 'GET /books/b1')).headers['etag']).toBe(headers['etag'])
  expect(await send(service, `POST ${path}/entries`, { body: { heading: 'A' } })).toMatchObject({
    status: 201,
  })
  expect((await send(service, `GET ${path}/entries`)).body['value']).toMatchObject([
    { heading: 'A' },
  ])
})

test('of an entity that is absent nothing is there', async () => {
  expect(await send(startCatalogue(), 'GET /books/zz/index')).toMatchObject({ status: 404 })
})
