import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo } from './answer.ts'
import { clientOf, openLibrary } from './tracked.ts'

interface Part {
  readonly id: string
  readonly status: number
  readonly body?: unknown
}

async function ask({ app }: Pick<Understudy, 'app'>, requests: readonly object[]): Promise<Part[]> {
  const { status, body } = readAnswer(await sendTo(app, 'POST /$batch', { body: { requests } }))
  expect(status).toBe(200)
  return (body as { responses: Part[] }).responses
}

const statuses = (parts: readonly Part[]) => parts.map(({ id, status }) => `${id} ${status}`)

describe('media of an atomicity group', () => {
  const png = { 'content-type': 'image/png' }
  const octets = Buffer.from([0x89, 0, 0xff]).toString('base64url')
  const open = () =>
    createUnderstudy({
      contract: 'test/contracts/gallery.xml',
      fixtures: {},
      ids: 'sequential',
    })
  const create = {
    id: '1',
    atomicityGroup: 'g',
    method: 'post',
    url: 'Photos',
    headers: png,
    body: octets,
  }

  test('are there when it succeeds', async () => {
    const parts = await ask(open(), [
      create,
      {
        id: '2',
        atomicityGroup: 'g',
        method: 'patch',
        url: '$1',
        body: { Title: 'x' },
        dependsOn: ['1'],
      },
      { id: '3', method: 'get', url: '$1/$value', dependsOn: ['g'] },
    ])
    expect(statuses(parts)).toEqual(['1 201', '2 204', '3 200'])
    expect(parts[2]!.body).toBe(octets)
  })

  test('are gone when it fails', async () => {
    const service = open()
    const before = service.state()
    const parts = await ask(service, [
      create,
      {
        id: '2',
        atomicityGroup: 'g',
        method: 'put',
        url: 'Photos(1)/$value',
        headers: png,
        body: 'AAAA',
      },
      { id: '3', atomicityGroup: 'g', method: 'patch', url: 'Photos(1)', body: { Nope: 1 } },
      { id: '4', method: 'get', url: 'Photos/$count' },
    ])
    expect(statuses(parts)).toEqual(['1 424', '2 424', '3 400', '4 200'])
    expect(parts[3]!.body).toBe('0')
    expect(service.state()).toEqual(before)
  })
})

test('what an atomicity group took back is no change that a delta link tells', async () => {
  const service = openLibrary()
  const client = clientOf(service, '4.01')
  const link = await client.track('/Authors?$expand=Books')
  const group = (id: string, method: string, url: string, body?: object) => ({
    id,
    atomicityGroup: 'g',
    method,
    url,
    body,
  })
  const parts = await ask(service, [
    group('1', 'post', 'Authors', { ID: 9, Name: 'New' }),
    group('2', 'patch', 'Authors(1)', { Name: 'Other' }),
    group('3', 'delete', 'Books(11)'),
    group('4', 'delete', 'Authors(2)'),
    group('5', 'post', 'Authors', { ID: 9 }),
  ])
  expect(statuses(parts)).toEqual(['1 424', '2 424', '3 424', '4 424', '5 409'])
  expect(await client.changes(link)).toEqual([])
})

test('what a group took back is in the journal with what it was answered', async () => {
  const service = createUnderstudy({ contract: 'test/contracts/gallery.xml', fixtures: {} })
  const part = { atomicityGroup: 'g', method: 'post', url: 'Photos' }
  const headers = { 'content-type': 'image/png' }
  const body = Buffer.from([1]).toString('base64url')
  const parts = await ask(service, [
    { ...part, id: '1', headers, body },
    { ...part, id: '2', method: 'get', url: 'Nothing' },
  ])
  expect(statuses(parts)).toEqual(['1 424', '2 404'])
  expect(
    service.journal.exchanges.map(({ request, response }) => [
      `${request.method} ${request.url}`,
      response.status,
      response.body === undefined || response.status === 200 ? undefined : response.body,
    ]),
  ).toEqual([
    ['POST /Photos', 424, parts[0]!.body],
    ['GET /Nothing', 404, parts[1]!.body],
    ['POST /$batch', 200, undefined],
  ])
})
