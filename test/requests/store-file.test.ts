import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createUnderstudy,
  startUnderstudy,
  type FixturesDocument,
  type Understudy,
} from '../../src/index.ts'
import type { JsonObject } from '../../src/model/index.ts'
import { answer, ids } from './answer.ts'
import { sample } from './contracts.ts'
import { png, readOctets, sendOctets } from './octets.ts'
import { small } from './small-fixtures.ts'

let folder: string
let store: string
const running: Understudy[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-store-'))
  store = join(folder, 'state.json')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()))
  rmSync(folder, { recursive: true })
})

async function startHere(fixtures: object = small): Promise<Understudy> {
  const service = await startUnderstudy({
    contract: sample.contract,
    fixtures: fixtures as typeof small,
    store,
  })
  running.push(service)
  return service
}

async function startBookshop(fixtures: FixturesDocument): Promise<Understudy> {
  const service = await startUnderstudy({
    contract: 'fixtures/bookshop/contract',
    basePath: '/beta',
    fixtures,
    auth: 'off',
    store,
  })
  running.push(service)
  return service
}

async function restart(service: Understudy, fixtures?: object): Promise<Understudy> {
  await service.close()
  running.splice(running.indexOf(service), 1)
  return startHere(fixtures)
}

test('keeps the state over a restart, links and contained entities too', async () => {
  const service = await startHere()
  await answer(service, 'POST /accessPackages', { body: { id: 'n', displayName: 'New' } })
  await answer(service, 'DELETE /accessPackages/p2')
  await answer(service, 'POST /accessPackages/p4/incompatibleGroups/$ref', {
    body: { '@odata.id': 'groups/g2' },
  })
  await answer(service, 'POST /accessPackages/p4/accessPackageResourceRoleScopes', { body: {} })
  const before = service.state()
  const { body: tagged } = await answer(service, 'GET /accessPackages?$expand=*')
  const again = await restart(service)
  expect(again.state()).toEqual(before)
  expect((await answer(again, 'GET /accessPackages?$expand=*')).body).toEqual(tagged)
  expect(await ids(again, '/accessPackages/p4/incompatibleGroups')).toEqual(['g2'])
})

test('keeps streams over a restart, whatever their octets and media types', async () => {
  const open = async (fixtures: FixturesDocument) => {
    const service = await startUnderstudy({
      contract: 'test/contracts/gallery.xml',
      fixtures,
      store,
    })
    running.push(service)
    return service
  }
  const service = await open({ Artists: [{ Code: 'a', Frame: { Width: 1 } }] })
  const streams = [
    ['/Photos(1)/$value', 'image/png', png],
    ['/Photos(2)/$value', 'image/jpeg;x="1"', Buffer.alloc(0)],
    ["/Artists('a')/Portrait", 'image/png', Buffer.alloc(300_000, 0xfe)],
    ["/Artists('a')/Notes", 'text/plain;charset=utf-16', Buffer.from([0xff, 0xfe, 0x00])],
    ["/Artists('a')/Frame/Sketch", 'application/json', '{ "a" : 1.0 }'],
    ["/Artists('a')/Cover/$value", 'text/plain', Buffer.from('hé')],
    ['/Logo/$value', 'application/json', 'no JSON'],
  ] as const
  for (const [path, type, body] of streams) {
    const { status } = await sendOctets(service, `PUT ${path}`, {
      body,
      headers: { 'Content-Type': type },
    })
    expect([path, status]).toEqual([path, path.endsWith('$value') ? 201 : 204])
  }
  const before = service.state()
  await service.close()
  const again = await open({})
  expect(again.state()).toEqual(before)
  for (const [path, type, body] of streams) {
    expect([path, ...(await readOctets(again, `GET ${path}`))]).toEqual([
      path,
      200,
      type,
      Buffer.from(body),
    ])
  }
})

test('keeps what was accepted to be done later, whether it is asked for or not', async () => {
  const service = await startHere()
  const headers = { Prefer: 'respond-async' }
  const accepted = await answer(service, 'DELETE /accessPackages/p1', { headers })
  expect(accepted.status).toBe(202)
  const again = await restart(service)
  expect(await ids(again, '/accessPackages')).not.toContain('p1')
})

test('is on disk when a read has seen what was accepted', async () => {
  const service = await startHere()
  const headers = { Prefer: 'respond-async' }
  await answer(service, 'DELETE /accessPackages/p1', { headers })
  expect(readFileSync(store, 'utf8')).toContain('"p1"')
  await answer(service, 'GET /groups')
  expect(readFileSync(store, 'utf8')).not.toContain('"p1"')
})

test('reset after a restart gives the fixtures, also on disk', async () => {
  const service = await startHere()
  const fixtures = service.state()
  await answer(service, 'DELETE /accessPackages/p1')
  const again = await restart(service)
  expect(await ids(again, '/accessPackages')).not.toContain('p1')
  await again.reset()
  expect(again.state()).toEqual(fixtures)
  expect((await restart(again)).state()).toEqual(fixtures)
})

test('a write is on disk when it is answered', async () => {
  const service = await startHere()
  for (const name of ['first', 'second']) {
    const body = { displayName: name }
    expect((await answer(service, 'POST /accessPackages', { body })).status).toBe(201)
    expect(readFileSync(store, 'utf8')).toContain(`"${name}"`)
  }
  expect((await answer(service, 'PATCH /groups/g1', { body: { displayName: 'x' } })).status).toBe(
    405,
  )
  expect((await answer(service, 'DELETE /accessPackages/p1')).status).toBe(204)
  expect(readFileSync(store, 'utf8')).not.toContain('"Alpha"')
})

describe('a store that cannot be written', () => {
  const refusal = { error: { code: 'StoreNotWritten' } }
  const broken = () => `${store}.understudy.tmp`
  const create = (service: Understudy, displayName: string) =>
    answer(service, 'POST /accessPackages', { body: { displayName } })
  const names = (service: Understudy) =>
    (service.state()['accessPackages'] as readonly JsonObject[]).map(
      ({ displayName }) => displayName,
    )

  test.each([
    ['was never written', []],
    ['has a state', ['kept']],
  ])('that %s answers with an error, and nothing has happened', async (_, first) => {
    const service = await startHere()
    for (const name of first) await create(service, name)
    const before = service.state()
    const named = names(service)
    mkdirSync(broken())
    expect(await create(service, 'lost')).toMatchObject({ status: 500, body: refusal })
    expect(service.state()).toEqual(before)
    expect(await ids(service, "/accessPackages?$filter=displayName eq 'lost'")).toEqual([])
    rmdirSync(broken())
    expect((await create(service, 'lost')).status).toBe(201)
    const again = await restart(service)
    expect(names(again)).toEqual([...named, 'lost'])
  })

  test('answers all who write together so', async () => {
    const service = await startHere()
    const before = service.state()
    mkdirSync(broken())
    const found = await Promise.all(['a', 'b', 'c', 'd'].map((id) => create(service, id)))
    expect(found.map(({ status }) => status)).toEqual([500, 500, 500, 500])
    expect(service.state()).toEqual(before)
    rmdirSync(broken())
  })

  test('keeps seeds from the state', async () => {
    const service = await startHere()
    await create(service, 'kept')
    const before = service.state()
    mkdirSync(broken())
    await expect(service.seed('groups', [{ id: 'lost' }])).rejects.toThrow('cannot be written')
    expect(service.state()).toEqual(before)
    rmdirSync(broken())
    await service.seed('groups', [{ id: 'found' }])
    expect(await ids(service, '/groups')).toContain('found')
  })
})

test('writes that arrive together are all kept', async () => {
  const service = await startHere({ accessPackages: [] })
  const names = Array.from({ length: 25 }, (_, n) => `name ${n}`)
  await Promise.all(
    names.map((displayName) => answer(service, 'POST /accessPackages', { body: { displayName } })),
  )
  const again = await restart(service, { accessPackages: [] })
  const { body } = await answer(again, 'GET /accessPackages?$select=displayName')
  const kept = (body as { value: { displayName: string }[] }).value.map((it) => it.displayName)
  expect(kept.toSorted()).toEqual(names.toSorted())
})

test('a control request is on disk when it is answered', async () => {
  const service = await startHere()
  const root = new URL('/_understudy/', service.url)
  const put = await fetch(new URL('fixtures', root), {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ groups: [{ id: 'only-this' }] }),
  })
  expect([put.status, readFileSync(store, 'utf8').includes('"only-this"')]).toEqual([204, true])
})

test('seed and restore are kept too', async () => {
  const service = await startHere()
  const mark = service.snapshot()
  await service.seed('groups', [{ id: 'seeded' }])
  expect(readFileSync(store, 'utf8')).toContain('"seeded"')
  await service.restore(mark)
  expect(readFileSync(store, 'utf8')).not.toContain('"seeded"')
})

test.each([
  ['a torn file', (text: string) => text.slice(0, text.length / 2)],
  ['a file of another program', () => '{"name":"something else"}'],
  ['an empty file', () => ''],
  ['a list', () => '[]'],
])('%s is refused and left as it is', async (_, damage) => {
  const service = await startHere()
  await answer(service, 'DELETE /accessPackages/p1')
  await service.close()
  running.splice(0)
  const damaged = damage(readFileSync(store, 'utf8'))
  writeFileSync(store, damaged)
  await expect(startHere()).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(store),
  })
  expect(readFileSync(store, 'utf8')).toBe(damaged)
})

test('a store that another service holds is refused', async () => {
  await startHere()
  await expect(startHere()).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(store),
  })
})

test('without a socket there is no store', () => {
  expect(() => createUnderstudy({ contract: sample.contract, store })).toThrow(
    'store: expected none without a socket; use startUnderstudy',
  )
})

test('what fixtures left out of a property that is not nullable is no null after a restart', async () => {
  const fixtures = { Authors: [{ ID: 1 }], Orders: [{ Number: '1' }] }
  const service = await startBookshop(fixtures)
  await answer(service, 'PATCH /Authors(1)', { body: { Born: '1990-01-01' } })
  const before = service.state()
  expect(before).toEqual({
    Authors: [{ ID: 1, Born: '1990-01-01' }],
    Books: [],
    Orders: [{ Number: '1', ShipTo: null }],
  })
  await service.close()
  const again = await startBookshop(fixtures)
  expect(again.state()).toEqual(before)
})
