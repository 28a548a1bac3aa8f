import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { createUnderstudy, startUnderstudy, type Understudy } from '../src/index.ts'
import { sequentialId } from './requests/answer.ts'

/* Two runs with the same clock and counted ids are alike to the byte, whatever was asked. */

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'equal-journals-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** As a client that calls the service by one name, whatever its port is. */
function send(service: Understudy, line: string, body?: unknown, headers = {}): Promise<number> {
  const [method = '', path = ''] = line.split(' ')
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve) => {
    const sent = request(
      new URL(path, service.url),
      {
        method,
        headers: {
          Host: 'service.test',
          Authorization: 'Bearer token',
          ...(text !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        response.resume()
        response.once('close', () => resolve(response.statusCode ?? 0))
      },
    )
    sent.once('error', () => resolve(0))
    sent.end(text)
  })
}

async function run(name: string): Promise<string> {
  const journal = join(folder, name)
  const service = await startUnderstudy({
    contract: 'fixtures/access-packages',
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
    journal,
  })
  service.faults.add({ on: 'GET /groups', status: 503, probability: 0.5, seed: 3 })
  service.faults.add({ on: 'GET /groups/$count', reset: true })
  service.faults.add({ on: 'GET /accessPackages', latency: { min: 1, max: 9 } })
  const root = '/beta'
  await send(service, `POST ${root}/accessPackages`, { displayName: 'a', catalogId: 'c' })
  await send(service, `GET ${root}/accessPackages?$top=1`)
  await send(service, `GET ${root}/nope`)
  for (let asked = 0; asked < 4; asked++) await send(service, `GET ${root}/groups`)
  await send(service, `GET ${root}/groups/$count`)
  service.clock.advance('PT1M')
  const requests = [
    { id: '1', method: 'GET', url: '/groups' },
    { id: '2', method: 'POST', url: '/accessPackages', body: { nope: 1 } },
  ]
  await send(service, `POST ${root}/$batch`, { requests })
  await send(
    service,
    `PATCH ${root}/accessPackages/none`,
    { displayName: 'x' },
    { Prefer: 'respond-async' },
  )
  await send(service, `GET ${root}/$async/1`)
  await service.close()
  return readFileSync(journal, 'utf8')
}

test('with a fixed clock and counted ids, two runs write the same journal to the byte', async () => {
  const [first, second] = [await run('first.ndjson'), await run('second.ndjson')]
  expect(second).toBe(first)
  const lines = first
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { session: string })
  expect(lines).toHaveLength(16)
  expect(lines[0]).toMatchObject({
    session: '1',
    options: { ids: 'sequential', clock: '2026-01-01T00:00:00Z' },
    inventory: { operations: expect.any(Array) },
  })
})

test('after a reset, ids go on after those of the fixtures, as they did after the start', async () => {
  const service = createUnderstudy({
    contract: 'test/contracts/teams',
    auth: 'off',
    ids: 'sequential',
    fixtures: { teams: [{ displayName: 'Has no id' }] },
  })
  const worker = await service.sandbox('w')
  const create = async ({ url, app }: Understudy) => {
    const { body } = await supertest(app).post(`${url}/people`).send({ displayName: 'New' })
    return (body as { id: string }).id
  }
  for (const place of [service, worker]) {
    const first = await create(place)
    await place.reset()
    expect([first, await create(place)]).toEqual([sequentialId(2), sequentialId(2)])
  }
  await service.close()
})
