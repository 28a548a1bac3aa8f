import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { UsageError } from '../src/errors.ts'
import { createUnderstudy, startUnderstudy, type Understudy } from '../src/index.ts'
import { sequentialId } from './requests/answer.ts'

const contract = 'fixtures/access-packages'

let folder: string
let services: Understudy[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-given-'))
  services = []
})

afterEach(async () => {
  for (const service of services) await service.close()
  rmSync(folder, { recursive: true })
  delete process.env['ANN_TOKEN']
})

function write(text: string): string {
  const file = join(folder, 'a.yaml')
  writeFileSync(file, `understudy: 1\nname: a\n${text}\n`)
  return file
}

function keep(service: Understudy): Understudy {
  services.push(service)
  return service
}

const create = `- request: POST /accessPackages
  body: { catalogId: c-1, displayName: Sales, description: x }`

test('given.faults happen to the steps, which wait for a busy service, until reset', async () => {
  const service = keep(createUnderstudy({ contract }))
  const faults = '{ on: POST /accessPackages, times: 1, status: 503, retryAfter: 0 }'
  const given = `given: { fixtures: { accessPackageCatalogs: [{ id: c-1 }] }, faults: [${faults}] }`
  const { steps } = await service.play(write(`${given}\nsteps:\n${create}`))
  expect(steps.map(({ request, attempts }) => [request, attempts])).toEqual([
    ['fixtures', undefined],
    ['faults', undefined],
    ['POST /accessPackages', 2],
  ])
  expect(service.faults.list).toHaveLength(1)
  await service.reset()
  expect(service.faults.list).toEqual([])
})

test('given.faults that the contract gives no meaning to are a mistake at their line', async () => {
  const service = keep(createUnderstudy({ contract }))
  const file = write(
    'given:\n  faults:\n  - status: 429\n    on: GET /nothing\nsteps: [{ request: GET /groups }]',
  )
  const playing = service.play(file)
  await expect(playing).rejects.toBeInstanceOf(UsageError)
  await expect(playing).rejects.toThrow(
    `${file}:6: faults /0/on: expected faults that the service takes, found `,
  )
})

test('given.ids counts the ids of a service that makes random ones, until reset', async () => {
  const service = keep(createUnderstudy({ contract }))
  const given = 'given: { ids: sequential, fixtures: { accessPackageCatalogs: [{ id: c-1 }] } }'
  const expected = `\n  expect: { body: { id: ${sequentialId(1)} } }`
  const file = write(`${given}\nsteps:\n${create}${expected}`)
  await service.play(file)
  await service.reset()
  await service.play(file)
  await service.reset()
  const { steps } = await service.play(write(`steps:\n- request: GET /groups`))
  expect(String(steps[0]?.exchange?.response.headers['request-id'])).not.toMatch(/^0{8}-/)
})

test('a service that counts its ids counts them anew after fixtures that were lent', async () => {
  const service = keep(createUnderstudy({ contract, ids: 'sequential' }))
  const given = 'given: { fixtures: { accessPackageCatalogs: [{ displayName: x }] } }'
  const file = write(`${given}\nsteps:\n- request: GET /accessPackageCatalogs`)
  const { steps: before } = await service.play(file)
  await service.reset()
  const { steps: after } = await service.play(file)
  expect(after[1]?.exchange?.response).toEqual(before[1]?.exchange?.response)
})

const packages = '{ request: GET /accessPackages, '
const callers = `callers:
  reader: { token: { $env: ANN_TOKEN }, claims: { upn: ann@example.com, scp: EntitlementManagement.Read.All } }
  stranger: { claims: { scp: Mail.Read } }
  nobody: {}
steps:
- ${packages}as: reader }
- ${packages}as: stranger, expect: { status: 403 } }
- ${packages}as: nobody, expect: { status: 401 } }`

test('steps are sent as several callers, by their claims on the double', async () => {
  const service = keep(createUnderstudy({ contract, auth: 'permissions' }))
  const { outcome } = await service.play(write(callers))
  expect(outcome).toBe('passed')
})

test('steps are sent as several callers, by their tokens on another service', async () => {
  const service = keep(createUnderstudy({ contract }))
  const other = keep(await startUnderstudy({ contract, port: 0, auth: 'permissions' }))
  const file = write(callers.replace('claims: { scp: Mail.Read }', 'token: opaque'))
  await expect(service.play(file, { against: other.url })).rejects.toThrow(
    new UsageError(
      `the scenario 'a' failed:\n${file}:4: callers: expected a token in the environment's ANN_TOKEN for the caller 'reader', found none, in callers`,
    ),
  )
  const claims = Buffer.from('{"scp":"EntitlementManagement.Read.All"}').toString('base64url')
  process.env['ANN_TOKEN'] = `e30.${claims}.`
  const { outcome } = await service.play(
    write(callers.replace('claims: { scp: Mail.Read }', 'token: e30.e30.')),
    { against: other.url },
  )
  expect(outcome).toBe('passed')
})

test('a multipart batch is said and expected in the form of a JSON one', async () => {
  const service = keep(createUnderstudy({ contract: 'fixtures/bookshop' }))
  const { outcome } = await service.play(
    write(`steps:
- request: POST /$batch
  headers: { Content-Type: multipart/mixed }
  body:
    requests:
    - { method: GET, url: /Authors?$top=1 }
    - { id: a, atomicityGroup: g, method: POST, url: /Authors, body: { ID: 901, Name: Ann } }
    - { id: b, atomicityGroup: g, method: PATCH, url: $a, body: { Name: Anne } }
    - { method: GET, url: /Authors(901) }
  expect:
    status: 200
    body:
      responses:
      - { status: 200, body: { value: { $type: array } } }
      - { id: a, status: 201, body: { ID: { $capture: author } } }
      - { id: b, status: { $any: true } }
      - { status: 200, body: { Name: Anne } }
- request: GET /Authors(\${author})
  expect: { status: 200 }`),
  )
  expect(outcome).toBe('passed')
})
