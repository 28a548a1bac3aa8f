import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { commandLineFile, packageRoot } from './built-package.ts'
import { serve, startCommand, understudy, type RunningService } from './run-command.ts'

// Each test starts processes, on machines that may be busy with others.
jest.setTimeout(60_000)

const sample = join(packageRoot, 'fixtures/access-packages')
const bookshop = join(packageRoot, 'fixtures/bookshop')

let folder: string
let services: RunningService[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-replay-'))
  services = []
})

afterEach(async () => {
  for (const service of services) service.kill('SIGKILL')
  await Promise.all(services.map(({ outcome }) => outcome))
  rmSync(folder, { recursive: true })
})

/** A second, independent instance: a process of its own. */
async function serveUntilTestEnds(args: readonly string[]): Promise<RunningService> {
  const service = await serve(args)
  services.push(service)
  return service
}

describe.each([
  ['the sample of pages', sample],
  ['the sample of CSDL', bookshop],
])('%s', (_, serviceFolder) => {
  test('has scenarios that pass on the double and, unchanged, on a second instance', async () => {
    const { url } = await serveUntilTestEnds([serviceFolder])
    const onDouble = await understudy(['replay', serviceFolder])
    expect([onDouble.code, onDouble.stderr]).toEqual([0, ''])
    const onInstance = await understudy(['replay', serviceFolder, '--against', url])
    expect([onInstance.code, onInstance.stderr]).toEqual([0, ''])
  })

  test('answers as a second instance does, step by step', async () => {
    const { url } = await serveUntilTestEnds([serviceFolder])
    const targets = ['--against', 'double', '--against', url]
    const { code, stdout } = await understudy(['replay', serviceFolder, ...targets])
    expect(stdout.match(/^ {2}✗.*\n(?: {6}.*\n)*/gm)).toBeNull()
    expect(code).toBe(0)
  })
})

test('outside a service folder answers are held to no contract, which is said', async () => {
  const { url } = await serveUntilTestEnds([bookshop])
  const scenario = join(folder, 'alone.yaml')
  writeFileSync(scenario, 'understudy: 1\nsteps: [{ request: GET /Books }]\n')
  const { code, stderr } = await understudy(['replay', scenario, '--against', url])
  expect([code, stderr]).toEqual([
    0,
    `understudy: ${scenario}: no service folder is around it, with contract/ beside scenarios/: its answers are held to no contract\n`,
  ])
})

const oneGroup = `understudy: 1
name: one group
steps:
  - name: read
    request: GET /groups/5c0f9a3e-1d2b-4f68-9a7c-8e6d5b4a3c21
    expect: { status: 200 }
`

test('two services that differ: the pointer is named, and exit code 1', async () => {
  const groups = JSON.parse(readFileSync(join(sample, 'data/groups.json'), 'utf8')) as object[]
  const fixtures = join(folder, 'other.json')
  writeFileSync(fixtures, JSON.stringify({ groups: [{ ...groups[0], visibility: 'Public' }] }))
  const scenario = join(folder, 'one-group.yaml')
  writeFileSync(scenario, oneGroup)
  const one = await serveUntilTestEnds([sample])
  const other = await serveUntilTestEnds([sample, '--fixtures', fixtures])
  const report = join(folder, 'report.json')
  const targets = ['--against', one.url, '--against', other.url, '--report', report]
  const { code, stdout } = await understudy(['replay', scenario, ...targets])
  expect(stdout).toBe(`one group (${scenario}) on ${one.url}
  ✓ GET /groups/5c0f9a3e-1d2b-4f68-9a7c-8e6d5b4a3c21: read
one group (${scenario}) on ${other.url}
  ✗ GET /groups/5c0f9a3e-1d2b-4f68-9a7c-8e6d5b4a3c21: read
      ${scenario}:5: body /visibility: expected "Private" as of ${one.url}, found "Public" as of ${other.url}

2 scenarios: 1 passed, 1 failed; 2 steps: 1 passed, 1 failed
`)
  expect(code).toBe(1)
  const { replays } = JSON.parse(readFileSync(report, 'utf8')) as {
    replays: { target: string; outcome: string }[]
  }
  expect(replays.map(({ target, outcome }) => [target, outcome])).toEqual([
    [one.url, 'passed'],
    [other.url, 'failed'],
  ])
})

test.each(['xml', 'html', 'md', 'json'])('--report writes .%s', async (extension) => {
  const report = join(folder, `report.${extension}`)
  const scenario = join(sample, 'scenarios/two-packages.yaml')
  const { code } = await understudy(['replay', scenario, '--report', report])
  expect(code).toBe(0)
  expect(readFileSync(report, 'utf8')).toContain('two access packages rule each other out')
})

test.each([
  [['--report', 'report.txt'], /^understudy: --report: expected a file that ends with \./],
  [['--timeout', 'soon'], /expected a number of seconds/],
  [['--max-attempts', '0'], /expected 1 to 9999/],
])('%j is a mistake, exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await understudy(['replay', sample, ...args])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
})

test('--report makes its folder, and says at once where it cannot', async () => {
  const scenario = join(folder, 'x.yaml')
  writeFileSync(scenario, oneGroup)
  const { url } = await serveUntilTestEnds([sample])
  const report = join(folder, 'reports/replays/x.xml')
  expect((await understudy(['replay', scenario, '--against', url, '--report', report])).code).toBe(
    0,
  )
  expect(readFileSync(report, 'utf8')).toContain('one group')
  const refused = await understudy(['replay', scenario, '--report', join(scenario, 'x.xml')])
  expect([refused.code, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toContain(`--report: ${scenario} cannot be made`)
})

test('--bail ends with the first scenario that fails', async () => {
  for (const name of ['a', 'b']) writeFileSync(join(folder, `${name}.yaml`), oneGroup)
  const { url } = await serveUntilTestEnds([bookshop])
  const { code, stdout } = await understudy(['replay', folder, '--against', url, '--bail'])
  expect(code).toBe(1)
  expect(stdout).toContain('\n1 scenario: 1 failed; 1 step: 1 failed\n')
})

test('the token is that of the environment, and each service gets its own', async () => {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scenario = join(folder, 'x.yaml')
  writeFileSync(scenario, 'understudy: 1\nsteps: [{ request: GET /a }]\n')
  const env = { UNDERSTUDY_TOKEN: 'default', ONE: 'one', TWO: 'two' }
  await understudy(['replay', scenario, '--against', url], { env })
  const both = ['--against', url, '--against', `${url}/b`]
  await understudy(['replay', scenario, ...both, '--token-env', 'ONE', '--token-env', 'TWO'], {
    env,
  })
  server.close()
  expect([seen[0], new Set(seen.slice(1))]).toEqual([
    'Bearer default',
    new Set(['Bearer one', 'Bearer two']),
  ])
})

test('SIGINT ends the steps after the one under way, and cleans up once', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (seen.length === 1) {
      command.kill('SIGINT')
      // The signal is there before the answer.
      void command.until(/interrupted/).then(() => {
        response.writeHead(200, json).end('{"id":"7"}')
      })
    } else response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scenario = join(folder, 'x.yaml')
  writeFileSync(
    scenario,
    `understudy: 1
name: interrupted
steps:
  - request: POST /a
    expect: { body: { id: { $capture: a } } }
  - request: GET /a/\${a}
finally: ['DELETE /a/\${a}']
`,
  )
  const command = startCommand(process.execPath, [
    commandLineFile,
    'replay',
    scenario,
    '--against',
    url,
  ])
  const { code, stdout, stderr } = await command.outcome
  server.close()
  expect(seen).toEqual(['POST /a', 'DELETE /a/7'])
  expect([code, stderr.split('\n').slice(1)]).toEqual([
    130,
    ['understudy: interrupted; cleaning up', ''],
  ])
  expect(stdout).toBe(`interrupted (${scenario})
  ✓ POST /a
  - GET /a/\${a} (skipped: the replay was interrupted)
  ✓ finally: DELETE /a/7

1 scenario: 1 failed; 3 steps: 2 passed, 1 skipped
`)
})

test('SIGTERM does not wait long for a service that hangs, and cleans up', async () => {
  const seen: string[] = []
  const server = createServer(({ method }, response) => {
    seen.push(`${method}`)
    if (method === 'GET') command.kill('SIGTERM')
    else response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scenario = join(folder, 'x.yaml')
  const steps = 'steps: [{ request: GET /a }, { request: GET /b }]'
  writeFileSync(scenario, `understudy: 1\n${steps}\nfinally: ['DELETE /a']\n`)
  const report = join(folder, 'report.xml')
  const args = ['replay', scenario, '--against', url, '--report', report]
  const command = startCommand(process.execPath, [commandLineFile, ...args])
  const { code, stdout } = await command.outcome
  server.closeAllConnections()
  server.close()
  expect([code, seen]).toEqual([143, ['GET', 'DELETE']])
  expect(stdout).toContain('x.yaml:2: request: expected an answer, found an interruption\n')
  expect(readFileSync(report, 'utf8')).toContain('an interruption')
})

test('each scenario starts from the data of its folder, whatever others of it left', async () => {
  cpSync(bookshop, folder, { recursive: true })
  rmSync(join(folder, 'scenarios'), { recursive: true })
  const write = (name: string, text: string): void => {
    mkdirSync(join(folder, 'scenarios'), { recursive: true })
    writeFileSync(join(folder, 'scenarios', name), `understudy: 1\n${text}`)
  }
  const counting = (count: number, given = ''): string =>
    `${given}steps: [{ request: GET /Books/$count, expect: { body: ${count} } }, { request: DELETE /Books(102), expect: { status: [204, 404] } }]\n`
  write('a.yaml', counting(4))
  write('b.yaml', counting(0, 'given: { fixtures: { Books: [] }, clock: 2026-01-01T00:00:00Z }\n'))
  write('c.yaml', counting(4))
  expect((await understudy(['replay', folder])).code).toBe(0)

  write('d.yaml', counting(0, 'given:\n  fixtures:\n    Books:\n    - ID: x\n'))
  const { code, stdout } = await understudy(['replay', folder])
  expect(code).toBe(2)
  expect(stdout).toMatch(/scenarios\/d\.yaml:5: fixtures \/Books\/0\/ID: .*expected Edm\.Int32/)
  expect(stdout).toContain('4 scenarios: 3 passed, 1 failed')
})

const json = { 'Content-Type': 'application/json' }
