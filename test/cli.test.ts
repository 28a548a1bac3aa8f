import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { manifest, packageRoot } from './built-package.ts'
import { run, serve, understudy, type RunningService } from './run-command.ts'

const sample = join(packageRoot, 'fixtures/access-packages')
// Each test starts processes, on machines that may be busy with others.
jest.setTimeout(60_000)

const thing = `---
title: "thing resource type"
doc_type: resourcePageType
---

# thing resource type

Namespace: library

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|Identifies it.|
|size|Int32|See [sizes](sizes.md).|
`
const finance = '4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11'

let folder: string
let services: RunningService[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-cli-'))
  services = []
})

afterEach(async () => {
  for (const service of services) service.kill('SIGKILL')
  await Promise.all(services.map(({ outcome }) => outcome))
  rmSync(folder, { recursive: true })
})

async function serveUntilTestEnds(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const service = await serve(args, { env })
  services.push(service)
  return service
}

/** @returns the status, and the body as JSON where there is one */
async function send(
  method: string,
  url: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

const count = async (url: string): Promise<number> =>
  Number(await (await fetch(`${url}/$count`)).text())

/** A copy of the sample that a test may spoil. */
function copySample(): string {
  const copy = join(folder, 'access-packages')
  cpSync(sample, copy, { recursive: true })
  return copy
}

describe('serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line on standard output, and %s ends it with 0',
    async (signal) => {
      const service = await serveUntilTestEnds([sample])
      expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/beta$/)
      expect(await count(`${service.url}/accessPackages`)).toBe(20)
      service.kill(signal)
      const { code, stdout } = await service.outcome
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: `understudy listening on ${service.url}\n`,
      })
    },
  )

  test('SIGTERM lets it end while a client keeps its connection', async () => {
    const service = await serveUntilTestEnds([sample])
    const answers = Array.from({ length: 5 }, () => fetch(`${service.url}/accessPackages`))
    for (const answer of await Promise.all(answers)) await answer.text()
    service.kill('SIGTERM')
    expect((await service.outcome).code).toBe(0)
  })

  test('every line that it suggests works as printed', async () => {
    const service = await serveUntilTestEnds([sample])
    await service.until(/\/_understudy\/reset/)
    const lines = service.stderr().match(/^ {2}curl .*$/gm) ?? []
    expect(lines.map((line) => line.trim().replaceAll(service.origin, ''))).toEqual([
      "curl '/beta/$metadata'",
      "curl '/beta/accessPackages?$top=2&$count=true'",
      `curl '/beta/accessPackages/${finance}'`,
      `curl -G '/beta/accessPackages' --data-urlencode "\\$filter=contains(displayName,'a')" --data-urlencode '$select=displayName'`,
      `curl -X POST '/beta/accessPackages' -H 'Content-Type: application/json' -d '{"displayName":"Made with curl"}'`,
      "curl '/_understudy/journal'",
      "curl -X POST '/_understudy/reset'",
    ])
    const statuses: string[] = []
    for (const line of lines) {
      const { stdout } = await run('bash', ['-c', `${line} -sS -w '\\n%{http_code}'`])
      statuses.push(stdout.slice(stdout.lastIndexOf('\n') + 1))
    }
    expect(statuses).toEqual(['200', '200', '200', '200', '201', '200', '204'])
    expect(await count(`${service.url}/accessPackages`)).toBe(20)
  })

  test('--tls serves https with a certificate whose file it names, and takes away at the end', async () => {
    const service = await serveUntilTestEnds([sample, '--tls'])
    expect(service.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/beta$/)
    await service.until(/\/_understudy\/reset/)
    const [, file = ''] = /^the certificate is (\S+);/m.exec(service.stderr()) ?? []
    const url = `${service.url}/accessPackages/$count`
    const { stdout } = await run('curl', ['-sS', '--cacert', file, url])
    expect(stdout).toBe('20')
    expect((await run('curl', ['-sS', url])).code).toBe(60)
    service.kill('SIGTERM')
    expect((await service.outcome).code).toBe(0)
    expect(existsSync(file)).toBe(false)
  })

  test('--cors lets pages of the origins that are named read answers', async () => {
    const origins = ['https://a.example', 'https://b.example']
    const service = await serveUntilTestEnds([
      sample,
      ...origins.flatMap((each) => ['--cors', each]),
    ])
    const allowed = await Promise.all(
      [...origins, 'https://c.example'].map(async (Origin) => {
        const { headers } = await fetch(`${service.url}/$metadata`, { headers: { Origin } })
        return headers.get('access-control-allow-origin')
      }),
    )
    expect(allowed).toEqual([...origins, null])
  })

  test('pages alone are served without entities, and none is suggested', async () => {
    const service = await serveUntilTestEnds([join(sample, 'contract')])
    await service.until(/\/_understudy\/reset/)
    expect(service.stderr().match(/^ {2}curl .*$/gm)).toHaveLength(4)
    expect(await count(`${service.url}/accessPackages`)).toBe(0)
  })

  test('--fixtures and --base-path replace what the folder and its pages say', async () => {
    const fixtures = join(folder, 'state.json')
    writeFileSync(fixtures, JSON.stringify({ groups: [{ id: 'g1', displayName: 'Night shift' }] }))
    const args = ['--fixtures', fixtures, '--base-path', '/v1.0/']
    const service = await serveUntilTestEnds([sample, ...args])
    expect(service.url).toBe(`${service.origin}/v1.0`)
    expect(await count(`${service.url}/groups`)).toBe(1)
    expect(await count(`${service.url}/accessPackages`)).toBe(0)
  })

  test('--clock and --ids make two runs answer alike', async () => {
    const args = ['--clock', '2026-01-01T00:00:00Z', '--ids', 'sequential']
    const answerOf = async (): Promise<unknown> => {
      const { url } = await serveUntilTestEnds([sample, ...args])
      const { body } = await send('POST', `${url}/accessPackages`, { displayName: 'Sales' })
      const { '@odata.context': context, ...entity } = body as Record<string, unknown>
      expect(context).toBe(`${url}/$metadata#accessPackages/$entity`)
      return entity
    }
    const first = await answerOf()
    expect(await answerOf()).toEqual(first)
    expect(first).toMatchObject({ createdDateTime: '2026-01-01T00:00:00.000Z' })
  })

  test.each([
    ['off', 200],
    ['report', 200],
    ['require', 401],
    ['permissions', 401],
  ])('--auth %s answers a request without token with %i', async (mode, status) => {
    const { url } = await serveUntilTestEnds([sample, '--auth', mode])
    expect((await send('GET', `${url}/accessPackages`)).status).toBe(status)
  })

  test.each([
    ['--journal', (file: string) => [['--journal', file], {}] as const],
    ['UNDERSTUDY_JOURNAL', (file: string) => [[], { UNDERSTUDY_JOURNAL: file }] as const],
  ])('%s appends a line for each exchange after the header', async (_, ask) => {
    const file = join(folder, 'journal.ndjson')
    const [args, env] = ask(file)
    const service = await serveUntilTestEnds([sample, ...args], env)
    await send('GET', `${service.url}/accessPackages?$top=1`)
    await send('DELETE', `${service.url}/groups/none`)
    service.kill('SIGTERM')
    await service.outcome
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const [header, ...exchanges] = lines
      .map((line) => JSON.parse(line) as object)
      .filter((line) => !('end' in line))
    expect(header).toMatchObject({ options: { auth: 'report', ids: 'uuid' } })
    expect(exchanges).toMatchObject([
      { exchange: { request: { method: 'GET' }, response: { status: 200 } } },
      { exchange: { request: { method: 'DELETE' }, response: { status: 405 } } },
    ])
  })
})

describe('a mistake of the user is one message and exit code 2', () => {
  const started = (...args: string[]): string[] => ['serve', sample, ...args]

  test.each([
    [['serve', 'nowhere'], 'understudy: nowhere: no such file or folder'],
    [
      started('--fixtures', 'nowhere'),
      'understudy: nowhere: cannot be read: no such file or folder',
    ],
    [
      started('--clock', 'yesterday'),
      "understudy: clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found 'yesterday'",
    ],
    [
      started('--clock', '2026-01-01T00:00'),
      "understudy: clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found '2026-01-01T00:00'",
    ],
    [
      started('--clock', '2026-02-29T00:00:00Z'),
      "understudy: clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found '2026-02-29T00:00:00Z'",
    ],
    [
      started('--clock', '2026-13-01'),
      "understudy: clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found '2026-13-01'",
    ],
    [
      started('--base-path', 'a b'),
      "understudy: basePath: expected a path such as /beta, found 'a b'",
    ],
    [
      started('--host', 'nowhere.invalid'),
      "understudy: host: 'nowhere.invalid' is no address of this machine",
    ],
    [
      started('--auth', 'none'),
      "understudy: option '--auth <mode>' argument 'none' is invalid. Allowed choices are off, report, require, permissions.",
    ],
    [
      started('--ids', 'numbers'),
      "understudy: option '--ids <kind>' argument 'numbers' is invalid. Allowed choices are uuid, sequential.",
    ],
    [
      started('--port', '65536'),
      "understudy: option '--port <n>' argument '65536' is invalid. expected 0 to 65535.",
    ],
    [
      ['serve', '--cors', sample],
      `understudy: option '--cors [origin]' argument '${sample}' is invalid. expected an origin such as https://app.example.com; for any, the option stands after the contract.`,
    ],
    [started('--tls-key', 'key.pem'), 'understudy: expected --tls-cert and --tls-key together'],
    [started('--prot', '1'), "understudy: unknown option '--prot'\n(Did you mean --port?)"],
    [
      started('--behaviors', 'nowhere'),
      "understudy: behaviors: 'nowhere' is no folder that can be read (ENOENT: no such file or directory, scandir 'nowhere')",
    ],
    [['serve'], "understudy: missing required argument 'contract'"],
    [['sevre', sample], "understudy: unknown command 'sevre'\n(Did you mean serve?)"],
    [
      ['record', '--upstream', 'http://127.0.0.1'],
      "understudy: required option '--out <file>' not specified",
    ],
    [['run', sample], 'understudy: expected understudy run <contract...> [options] -- COMMAND'],
    [
      ['report', 'nowhere.ndjson', '--format', 'html'],
      'understudy: nowhere.ndjson: no such file or folder',
    ],
    [['schemas', 'nowhere', '--out', 'out'], 'understudy: nowhere: no such file or folder'],
    [['schemas', sample], "understudy: required option '--out <dir>' not specified"],
    [['lint', 'nowhere'], 'understudy: nowhere: no such file or folder'],
    [
      ['lint', sample, '--format', 'html'],
      "understudy: option '--format <format>' argument 'html' is invalid. Allowed choices are text, json, github.",
    ],
    [
      ['replay', 'nowhere'],
      'understudy: nowhere: expected a scenario file or folder, found nothing',
    ],
    [
      ['replay', sample, '--report', 'x'],
      "understudy: --report: expected a file that ends with .xml, .html, .json, .md, found 'x'",
    ],
    [
      ['replay', sample, '--against', 'graph'],
      "understudy: --against: expected an http or https URL, or double, found 'graph'",
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await understudy(args, { cwd: folder })
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `${message}\n`,
    })
  })

  test('a port that is taken', async () => {
    const { origin } = await serveUntilTestEnds([sample])
    const { port } = new URL(origin)
    const { code, stdout, stderr } = await understudy(['serve', sample, '--port', port])
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `understudy: port ${port} of 127.0.0.1 is taken\n`,
    })
  })

  test('an invalid fixture, named by file, entity and pointer', async () => {
    const file = join(copySample(), 'data/accessPackageAssignmentPolicies.json')
    const [first, second] = JSON.parse(readFileSync(file, 'utf8')) as { id: string }[]
    writeFileSync(file, JSON.stringify([first, { ...second, displayName: 7 }]))
    const { code, stdout, stderr } = await understudy(['serve', join(folder, 'access-packages')])
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'understudy: the fixtures do not fit the contract:\n' +
        `${file}: accessPackageAssignmentPolicies[1] (id '${second!.id}') /displayName: expected Edm.String, found the number 7\n`,
    })
  })

  test('a fixture file that is torn, named with its line', async () => {
    const file = join(copySample(), 'data/groups.json')
    writeFileSync(file, '[\n  { "id": "g1" },\n  { "id": \n')
    const { code, stdout, stderr } = await understudy(['serve', join(folder, 'access-packages')])
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `understudy: ${file}:4:1: expected a value, found the end of the text\n`,
    })
  })
})

test('serve tells of a contract that contradicts itself, and serves the rest', async () => {
  const contract = join(folder, 'torn.xml')
  const sets = ['People', 'Dogs'].map(
    (name, index) => `<EntitySet Name="${name}" EntityType="a.${['Person', 'Dog'][index]}"/>`,
  )
  writeFileSync(
    contract,
    `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="a" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="Person"><Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32" Nullable="false"/></EntityType>
<EntityContainer Name="c">
${sets.join('\n')}
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`,
  )
  const service = await serve([contract])
  await service.until(/Try:/)
  expect((await fetch(`${service.url}/People`)).status).toBe(200)
  service.kill('SIGTERM')
  const { stderr } = await service.outcome
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    'the contract contradicts itself; understudy lint tells all of it:',
    `${contract}:6: unknown-type: no type a.Dog`,
  ])
})

describe('serve --store', () => {
  let store: string
  beforeEach(() => {
    store = join(folder, 'store.json')
  })

  test('keeps the state over a restart, and the fixtures do not come back', async () => {
    const first = await serveUntilTestEnds([sample, '--store', store])
    await send('DELETE', `${first.url}/accessPackages/${finance}`)
    first.kill('SIGTERM')
    expect((await first.outcome).code).toBe(0)
    const second = await serveUntilTestEnds([sample, '--store', store])
    expect(await count(`${second.url}/accessPackages`)).toBe(19)
  })

  /** Creates groups of writes at once until the service dies; gives the names that were answered. */
  async function writeUntilKilled(service: RunningService, round: number): Promise<string[]> {
    const answered: string[] = []
    const write = async (writer: number): Promise<void> => {
      for (let number = 0; ; number++) {
        const displayName = `round ${round} writer ${writer} number ${number}`
        const { status } = await send('POST', `${service.url}/accessPackages`, { displayName })
        expect(status).toBe(201)
        answered.push(displayName)
        // Others are on their way at this moment, at another place each round.
        if (answered.length === 5 + 7 * round) service.kill('SIGKILL')
      }
    }
    const ends = await Promise.allSettled([0, 1, 2, 3].map(write))
    expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'))
    await service.outcome
    return answered
  }

  test('SIGKILL in the middle of writes loses nothing that was answered', async () => {
    const answered: string[] = []
    for (let round = 0; round < 4; round++) {
      const service = await serveUntilTestEnds([sample, '--store', store])
      answered.push(...(await writeUntilKilled(service, round)))
    }
    const { url } = await serveUntilTestEnds([sample, '--store', store])
    const { body } = await send('GET', `${url}/accessPackages?$select=displayName`)
    const names = (body as { value: { displayName: string }[] }).value.map(
      ({ displayName }) => displayName,
    )
    expect(names).toEqual(expect.arrayContaining(answered))
    expect(new Set(names).size).toBe(names.length)
  })

  test.each([
    ['torn', '{"understudy":1,"fixtures":{"groups":[{"id":'],
    ['empty', ''],
    ['foreign', '{"version":3}'],
    ['of a later format', '{"understudy":2,"fixtures":{}}'],
  ])('a file that is %s is refused with 2, and left as it is', async (_, text) => {
    writeFileSync(store, text)
    const { code, stdout, stderr } = await understudy(['serve', sample, '--store', store])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^understudy: \S+store\.json:.+\n$/)
    expect(readFileSync(store, 'utf8')).toBe(text)
    expect(readdirSync(folder)).toEqual(['store.json'])
  })

  test('a file that another process keeps is refused', async () => {
    const { url } = await serveUntilTestEnds([sample, '--store', store])
    const { code, stderr } = await understudy(['serve', sample, '--port', '0', '--store', store])
    expect({ code, isNamed: stderr.startsWith(`understudy: ${store}: is in use by `) }).toEqual({
      code: 2,
      isNamed: true,
    })
    expect((await send('DELETE', `${url}/accessPackages/${finance}`)).status).toBe(204)
  })
})

describe('schemas', () => {
  test('writes a file for each type, as they are in schemas/', async () => {
    const out = join(folder, 'made/for it')
    const { code, stdout } = await understudy(['schemas', sample, '--out', out])
    const committed = join(packageRoot, 'schemas')
    const names = readdirSync(committed).filter((name) => name.startsWith('microsoft.graph.'))
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `wrote ${names.length} schemas to ${out}\n`,
    })
    expect(readdirSync(out).toSorted()).toEqual(names.toSorted())
    const read = (where: string): unknown[] =>
      names.map((name) => JSON.parse(readFileSync(join(where, name), 'utf8')))
    expect(read(out)).toEqual(read(committed))
  })
})

describe('lint', () => {
  const rule = 'no-content-with-body'
  const message = 'a 204 response has no body, yet the example shows one'

  /** @returns a page whose answer 204 has a body, in line 71 */
  function contradict(): string {
    const page = join(copySample(), 'contract/api/accesspackage-delete.md')
    const text = readFileSync(page, 'utf8')
    const shown = 'Content-Type: application/json\n\n{ "id": "4f6f" }\n'
    writeFileSync(
      page,
      text.replace('HTTP/1.1 204 No Content\n', (status) => status + shown),
    )
    return page
  }

  test('prints nothing and exits with 0 for the sample', async () => {
    expect(await understudy(['lint', sample])).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test.each([
    ['text', (file: string) => `${file}:71: ${rule}: ${message}`],
    ['github', (file: string) => `::error file=${file},line=71,title=${rule}::${message}`],
    [
      'json',
      (file: string) =>
        JSON.stringify([{ rule, severity: 'error', message, source: { file, line: 71 } }], null, 2),
    ],
  ])('an error as %s, and exit code 1', async (format, write) => {
    const page = contradict()
    const contract = join(folder, 'access-packages')
    expect(await understudy(['lint', contract, '--format', format])).toEqual({
      code: 1,
      stdout: `${write(page)}\n`,
      stderr: '',
    })
  })

  test('a warning alone leaves the exit code at 0', async () => {
    const page = join(folder, 'thing.md')
    writeFileSync(page, thing)
    const { code, stdout } = await understudy(['lint', page])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${page}:15: broken-link: sizes.md: no such page in the contract\n`,
    })
  })
})

describe('replay', () => {
  const scenarios = join(sample, 'scenarios')

  /** A scenario in a copy of the sample whose second step expects `status`. */
  function writeScenario(status: number): string {
    const file = join(copySample(), 'scenarios/new.yaml')
    const steps = [
      '- request: GET /groups/5c0f9a3e-1d2b-4f68-9a7c-8e6d5b4a3c21',
      '- request: GET /groups/none',
      `  expect: { status: ${status} }`,
    ]
    writeFileSync(file, ['understudy: 1', 'name: two groups', 'steps:', ...steps, ''].join('\n'))
    return file
  }

  test("the sample's scenarios pass", async () => {
    const { code, stdout, stderr } = await understudy(['replay', scenarios])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/\n4 scenarios: 4 passed; (\d+) steps: \1 passed\n$/)
  })

  test.each([
    [404, 0, ['  ✓ GET /groups/none', '1 scenario: 1 passed; 2 steps: 2 passed']],
    [
      200,
      1,
      [
        '  ✗ GET /groups/none',
        '      FILE:6: status: expected 200, found 404',
        '1 scenario: 1 failed; 2 steps: 1 passed, 1 failed',
      ],
    ],
  ])('a step that expects %i of 404: exit code %i', async (status, expected, end) => {
    const file = writeScenario(status)
    const { code, stdout, stderr } = await understudy(['replay', file])
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' })
    // The answer's body follows what was found.
    const text = stdout.replaceAll(file, 'FILE').replace(/(found 404): .*/, '$1')
    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      'two groups (FILE)',
      '  ✓ GET /groups/5c0f9a3e-1d2b-4f68-9a7c-8e6d5b4a3c21',
      ...end,
    ])
  })

  test('a scenario that cannot be read is located, and exit code 2', async () => {
    const file = writeScenario(404)
    writeFileSync(file, readFileSync(file, 'utf8').replace('expect:', 'expects:'))
    const { code, stdout, stderr } = await understudy(['replay', file])
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `understudy: ${file}:6: unknown key 'expects' in a step; expected name, as, request, headers, body, expect; did you mean 'expect'?\n`,
    })
  })

  test('--against sends the same steps to a running service, without their fixtures', async () => {
    const service = await serveUntilTestEnds([sample])
    const file = join(scenarios, 'role-scopes.yaml')
    const { code, stdout } = await understudy(['replay', file, '--against', service.url])
    expect(stdout).toContain('- given: fixtures (skipped: the service keeps its own state)\n')
    expect(code).toBe(0)
    const { body } = await send('GET', `${service.origin}/_understudy/journal`)
    expect((body as { exchanges: object[] }).exchanges).toHaveLength(7)
  })

  test('--against a service that is not there fails the steps', async () => {
    const service = await serveUntilTestEnds([sample])
    service.kill('SIGTERM')
    await service.outcome
    const { code } = await understudy(['replay', writeScenario(404), '--against', service.url])
    expect(code).toBe(1)
  })
})

describe('help', () => {
  test.each([
    [[], ['serve', 'schemas', 'lint', 'replay', 'record', 'run', 'report']],
    [['serve'], ['--fixtures', '--port', '--host', '--base-path', '--store', '--auth']],
    [['serve'], ['--clock', '--ids', '--journal', '--seed-examples', '--behaviors', '--watch']],
    [['schemas'], ['--out']],
    [['lint'], ['--format']],
    [['replay'], ['--against', '--report']],
    [['record'], ['--upstream', '--out', '--port', '--host', '--contract']],
    [['run'], ['--report', '--min-coverage', '--fail-on']],
    [['report'], ['--format', '--out']],
  ])('%j --help tells of %j', async (command, names) => {
    const { code, stdout, stderr } = await understudy([...command, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^Usage: ${['understudy', ...command].join(' ')} `))
    expect(
      names.filter((name) => !stdout.includes(`  ${name}`) && !stdout.includes(`\n${name}`)),
    ).toEqual([])
  })

  test('without a command it shows the help as a mistake', async () => {
    const { code, stdout, stderr } = await understudy([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^Usage: understudy /)
  })

  test("--version is the package's", async () => {
    expect(await understudy(['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })
})
