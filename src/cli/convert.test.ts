import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { parse } from 'yaml'
import { captureOutput, type CapturedOutput } from '../../test/capture-output.ts'
import { UsageError } from '../errors.ts'
import { startUnderstudy } from '../index.ts'
import { runConvert, type ConvertCommandOptions } from './convert.ts'

let folder: string
let output: CapturedOutput

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convert-'))
  output = captureOutput(folder)
})

afterEach(() => {
  jest.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

function write(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function convert(files: readonly string[], options: Partial<ConvertCommandOptions>) {
  return runConvert(files, { to: 'scenario', consumer: 'c', provider: 'p', ...options })
}

const id = '11111111-1111-4111-8111-111111111111'

const scenario = `understudy: 1
name: things
given: { fixtures: { things: [] } }
steps:
- request: POST /things
  body: { name: a }
  expect: { status: 201, body: { id: { $capture: thing }, at: { $regex: '^\\d{4}-' } } }
- request: GET /things/\${thing}?$select=name
  headers: { Prefer: odata.maxpagesize=1 }
  expect:
    status: 200
    body: { value: { $contains: [ { id: '\${thing}', note: { $any: true }, gone: { $absent: true } } ] } }
finally: [ 'DELETE /things/\${thing}' ]
`

test('a browser archive becomes a scenario: other hosts are left out, credentials redacted', async () => {
  const entry = (method: string, url: string, status: number, text?: unknown, sent?: unknown) => ({
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 1,
    request: {
      method,
      url,
      headers: [
        { name: ':authority', value: 'graph.test' },
        { name: 'Authorization', value: 'Bearer the-secret-token' },
      ],
      ...(sent !== undefined && {
        postData: { mimeType: 'application/json', text: JSON.stringify(sent) },
      }),
    },
    response: {
      status,
      headers: [],
      content: {
        mimeType: 'application/json',
        ...(text !== undefined && {
          encoding: 'base64',
          text: Buffer.from(JSON.stringify(text)).toString('base64'),
        }),
      },
    },
  })
  const root = 'https://graph.test/odata/v2'
  const file = write('browser.har', {
    log: {
      entries: [
        entry('GET', 'https://cdn.test/app.js', 200),
        entry(
          'POST',
          `${root}/things`,
          201,
          { '@odata.context': `${root}/$metadata#things`, id },
          {},
        ),
        entry('DELETE', `${root}/things/${id}`, 204),
      ],
    },
  })
  expect(await convert([file], {})).toBe(0)
  expect(parse(output.stdout)).toEqual({
    understudy: 1,
    name: 'browser',
    steps: [
      {
        request: 'POST /things',
        body: {},
        expect: { status: 201, body: { id: { $capture: 'thingId' } } },
      },
      { request: 'DELETE /things/${thingId}', expect: { status: 204, body: { $empty: true } } },
    ],
  })
  expect(output.stderr).toBe(
    'browser.har: log/entries/0 is left out: https://cdn.test/app.js is not below https://graph.test/odata/v2\n1 secret redacted\n',
  )
})

test('mocks of Dev Proxy become a scenario, but for what stands for many URLs or in a file', async () => {
  const file = write('mocks.json', {
    mocks: [
      { request: { url: 'https://graph.microsoft.com/v1.0/users/*' }, response: {} },
      {
        request: { url: 'https://graph.microsoft.com/v1.0/logo' },
        response: { body: '@logo.png' },
      },
      {
        request: { url: 'https://graph.microsoft.com/v1.0/me', bodyFragment: 'x' },
        response: { statusCode: 404, body: { error: { code: 'NotFound' } } },
      },
    ],
  })
  await convert([file], {})
  expect((parse(output.stdout) as { steps: unknown }).steps).toEqual([
    {
      request: 'GET /me',
      expect: { status: 404, body: { error: { code: { $type: 'string' } } } },
    },
  ])
  expect(output.stderr).toBe(
    'mocks.json: mocks/0 is left out: https://graph.microsoft.com/v1.0/users/* stands for any number of URLs\n' +
      "mocks.json: mocks/1 is left out: its body is the file 'logo.png'\n" +
      'mocks.json: mocks/2: bodyFragment is left out: a step sends a whole body\n',
  )
})

test('a pact has rules for matchers, states for what came before, and says what it cannot hold', async () => {
  await convert([write('things.yaml', scenario)], { to: 'pact', root: 'https://a.test/v1' })
  const { consumer, interactions } = JSON.parse(output.stdout) as {
    consumer: object
    interactions: Record<string, Record<string, unknown>>[]
  }
  expect(consumer).toEqual({ name: 'c' })
  expect(interactions[0]?.['response']).toEqual({
    status: 201,
    headers: { 'Content-Type': ['application/json'] },
    body: {
      content: { id: '00000000-0000-4000-8000-000000000001', at: '2026-01-01T00:00:00Z' },
      contentType: 'application/json',
      contentTypeHint: 'TEXT',
      encoded: false,
    },
    matchingRules: {
      header: {
        'Content-Type': {
          combine: 'AND',
          matchers: [{ match: 'regex', regex: '^application/([\\w.+-]+\\+)?json(;.*)?$' }],
        },
      },
      body: {
        '$.id': { combine: 'AND', matchers: [{ match: 'type' }] },
        '$.at': { combine: 'AND', matchers: [{ match: 'regex', regex: '^\\d{4}-' }] },
      },
    },
  })
  expect(interactions[1]?.['request']).toEqual({
    method: 'GET',
    path: '/v1/things/00000000-0000-4000-8000-000000000001',
    query: { $select: ['name'] },
    headers: { Prefer: ['odata.maxpagesize=1'] },
    generators: { path: { type: 'ProviderState', expression: '/v1/things/${thing}' } },
  })
  expect(interactions[1]?.['providerStates']).toEqual([
    {
      name: 'things, after step 1',
      params: { fixtures: { things: [] }, requests: ['POST /things'] },
    },
  ])
  expect(output.stderr).toBe(
    [
      'things.yaml:5: finally is left out: a pact has no clean-up',
      'things.yaml:5: the interactions of a pact are independent: each names the steps before it as its state',
      'things.yaml:8: $.note: $any accepts null and empty values, notEmpty does not',
      'things.yaml:8: $.gone: $absent is left out: a pact cannot expect that nothing is there',
      '',
    ].join('\n'),
  )
})

test('a .http file keeps captures as request variables', async () => {
  await convert([write('things.yaml', scenario)], { to: 'http' })
  expect(output.stdout).toBe(`# things
@base = http://localhost:4010

###

# @name step1
POST {{base}}/things
Content-Type: application/json

{
  "name": "a"
}

###

GET {{base}}/things/{{step1.response.body.$.id}}?$select=name
Prefer: odata.maxpagesize=1

###

DELETE {{base}}/things/{{step1.response.body.$.id}}
`)
})

test('mocks of the same request are output.stderr apart by their number', async () => {
  const text =
    'understudy: 1\nsteps: [ { request: GET /a }, { request: GET /b }, { request: GET /a } ]'
  await convert([write('a.yaml', text)], { to: 'dev-proxy', root: 'https://a.test' })
  const { mocks } = JSON.parse(output.stdout) as { mocks: { request: object }[] }
  expect(mocks.map(({ request }) => request)).toEqual([
    { url: 'https://a.test/a', method: 'GET', nth: 1 },
    { url: 'https://a.test/b', method: 'GET' },
    { url: 'https://a.test/a', method: 'GET', nth: 2 },
  ])
})

test('a journal becomes an archive, several files go to a folder', async () => {
  const journal = join(folder, 'run.ndjson')
  const service = await startUnderstudy({
    contract: join(process.cwd(), 'fixtures/access-packages'),
    journal,
  })
  const { url } = service
  await fetch(`${url}/accessPackages?$top=1`, {
    headers: { Authorization: 'Bearer hush-hush' },
  })
  await service.close()
  const out = mkdtempSync(join(folder, 'out-'))
  expect(await convert([journal, write('a.yaml', scenario)], { to: 'har', out })).toBe(0)
  expect(readdirSync(out)).toEqual(['a.har', 'run.har'])
  const written = readFileSync(join(out, 'run.har'), 'utf8')
  const { log } = JSON.parse(written) as { log: { entries: { request: { url: string } }[] } }
  expect(log.entries.map(({ request }) => request.url)).toEqual([`${url}/accessPackages?$top=1`])
  expect(written).not.toContain('hush-hush')
})

describe('refused', () => {
  test.each<[options: Partial<ConvertCommandOptions>, message: string]>([
    [
      { to: 'yaml' },
      "--to: expected one of journal, har, dev-proxy, http, pact, scenario, found 'yaml'",
    ],
    [{ to: 'journal' }, '--to: journal cannot be written'],
    [{ root: 'graph' }, "--root: expected an http or https URL, found 'graph'"],
  ])('%j', async (options, message) => {
    await expect(convert([write('a.yaml', scenario)], options)).rejects.toThrow(
      new UsageError(message),
    )
  })

  test.each([
    [
      'a.txt',
      'hello',
      'a.txt: expected one of journal, har, dev-proxy, http, scenario; give --from to say which',
    ],
    [
      'a.har',
      '{',
      "a.har:1:2: expected a property name in double quotes or '}', found the end of the text",
    ],
    [
      'a.har',
      '{"log":{"entries":[{}]}}',
      'a.har: log/entries/0: expected a request with method and url, and a response',
    ],
    [
      'mocks.json',
      '{"mocks":[{"request":{}}]}',
      'mocks.json: mocks/0: expected a request with url, found none',
    ],
    [
      'mocks.json',
      '{"mocks":[{"request":{"url":"https://a.test/"},"response":{"body":"@a.json"}}]}',
      'mocks.json: expected mocks with URLs, found none',
    ],
  ])('%s: %s', async (name, text, message) => {
    const file = write(name, text)
    const error = await convert([file], {}).catch((reason: unknown) => reason as Error)
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message.replaceAll(`${folder}/`, '')).toBe(message)
  })
})
