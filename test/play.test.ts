import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { UsageError } from '../src/errors.ts'
import { createUnderstudy } from '../src/index.ts'

const group = '5c0f9a3e-1d2b-4f68-9a7c-8e6d5b4a3c21'

let folder: string
let server: Server
let against: string

/** Answers every request with a group that is none of the contract. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-play-'))
  server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(`{"id":"${group}","displayName":"Finance","securityEnabled":"yes"}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  against = `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta`
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

function write(name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, ['understudy: 1', `name: ${name}`, ...lines, ''].join('\n'))
  return file
}

async function messageOf(playing: Promise<unknown>): Promise<string> {
  const error = await playing.catch((reason: unknown) => reason)
  return (error as Error).message.replaceAll(`${folder}/`, '')
}

test('play throws one error that lists every problem, those of the contract too', async () => {
  const service = createUnderstudy({ contract: 'fixtures/access-packages' })
  const file = write('a.yaml', [
    'steps:',
    `  - request: GET /groups/${group}`,
    '    expect: { status: 200, body: { displayName: Sales } }',
  ])
  const message = await messageOf(service.play(file, { against }))
  expect(message.split('\n').map((line) => line.replace(/\(.*\.md:\d+\)/, '(page)'))).toEqual([
    "the scenario 'a.yaml' failed:",
    `a.yaml:5: body /displayName: expected "Sales", found "Finance", in GET /groups/${group}`,
    expect.stringMatching(/^a\.yaml:4: contract \/securityEnabled: expected .*, found /),
  ])
  await service.close()
})

test('what a scenario gives lasts until reset, and is a mistake where the contract refuses it', async () => {
  const service = createUnderstudy({ contract: 'fixtures/access-packages' })
  const before = service.state()
  const steps = ['steps:', '  - request: GET /groups', '    expect: { body: { value: [] } }']
  const given = write('c.yaml', [
    'given: { fixtures: { groups: [], accessPackages: [] } }',
    ...steps,
  ])
  await service.play(given)
  await service.play(given)
  await service.seed('groups', [{ id: group, displayName: 'Late' }])
  expect(Object.keys(service.state())).toEqual(['accessPackages', 'groups'])
  await service.reset()
  expect(service.state()).toEqual(before)

  const refused = write('d.yaml', ['given:', '  fixtures:', '    groups:', '    - id: 1', ...steps])
  const playing = service.play(refused)
  await expect(playing).rejects.toBeInstanceOf(UsageError)
  expect(await messageOf(playing)).toMatch(
    /^the scenario 'd\.yaml' failed:\nd\.yaml:6: fixtures \/groups\/0\/id: expected fixtures that the service takes, found groups\[0\].* \/id: /,
  )
  expect(service.state()).toEqual(before)
  await service.close()
})

test('play sets the clock and the state, and reports what the steps exchanged', async () => {
  const service = createUnderstudy({ contract: 'fixtures/access-packages', ids: 'sequential' })
  const file = write('b.yaml', [
    'states: { one: { accessPackageCatalogs: [{ id: c-1, displayName: One }] } }',
    'given: { states: one, clock: 2026-01-01T00:00:00Z, fixtures: { accessPackages: [] } }',
    'steps:',
    '  - name: create',
    '    request: POST /accessPackages',
    '    body: { catalogId: c-1, displayName: Sales, description: x }',
    '    expect: { status: 201, body: { createdDateTime: "2026-01-01T00:00:00.000Z" } }',
  ])
  const { steps } = await service.play(file)
  const made = steps.find(({ name }) => name === 'create')
  expect([made?.attempts, made?.exchange?.operation?.source]).toEqual([
    1,
    expect.stringMatching(/\/accesspackage-post\.md:\d+$/),
  ])
  await service.close()
})
