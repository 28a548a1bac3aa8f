import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { commandLineFile, packageRoot } from './built-package.ts'
import { startCommand, understudy } from './run-command.ts'

const sample = join(packageRoot, 'fixtures/access-packages')
jest.setTimeout(60_000)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-report-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const there = (name: string): string => join(folder, name)

/** The journal of a run that sends each request, with an answer or none that fits. */
async function journalOf(requests: readonly string[], name: string, contract = sample) {
  const file = there(name)
  const script = there(`${name}.mjs`)
  writeFileSync(
    script,
    `const headers = { Authorization: 'Bearer token', 'Content-Type': 'application/json' }
     for (const request of ${JSON.stringify(requests)}) {
       const [method, path, body] = request.split(' ')
       await fetch(process.env.UNDERSTUDY_URL + path, { method, headers, body })
     }`,
  )
  await understudy(['run', contract, '--journal', file, '--', process.execPath, script])
  rmSync(script)
  return file
}

/** The same exchanges, a second from one to the next: only time tells their order across shards. */
function spaced(exchanges: readonly string[]): readonly string[] {
  return exchanges.map((line, second) => {
    const exchange = JSON.parse(line) as object
    return JSON.stringify({ ...exchange, time: `2026-01-01T00:00:0${second}.000Z` })
  })
}

const requests = [
  'GET /accessPackages',
  'GET /accessPackages?$filter=isHidden%20eq%20false',
  'POST /accessPackages {"dispalyName":"Sales"}',
  'GET /accessPackages/4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11',
  'DELETE /accessPackages/4f6f3d27-5a0c-4c57-9d5e-2b8f0a6c9e11',
  'GET /accessPackages?$select=id',
]

test('the report of four shards is that of one run', async () => {
  const whole = await journalOf(requests, 'whole.ndjson')
  const [header = '', ...rest] = readFileSync(whole, 'utf8').trimEnd().split('\n')
  const { session } = JSON.parse(header) as { readonly session: string }
  const exchanges = spaced(rest.slice(0, -1))
  writeFileSync(whole, `${[header, ...exchanges, rest.at(-1)].join('\n')}\n`)
  const shards = Array.from({ length: 4 }, (_, shard) => {
    const file = there(`shard-${shard}.ndjson`)
    const lines = exchanges.filter((__, index) => index % 4 === shard)
    const end = JSON.stringify({ session, end: { exchanges: lines.length } })
    const text = [header, ...lines, end].join('\n').replaceAll(session, `${session}-${shard}`)
    writeFileSync(file, `${text}\n`)
    return file
  })
  for (const format of ['json', 'junit', 'html', 'markdown']) {
    const one = await understudy(['report', whole, '--format', format])
    const merged = await understudy(['report', ...shards, '--format', format])
    expect(one.stdout).not.toBe('')
    expect(merged).toEqual(one)
  }
})

test('a folder is its journals, and a journal that is given twice counts once', async () => {
  mkdirSync(there('journals/deep'), { recursive: true })
  const file = await journalOf(['GET /accessPackages'], 'journals/deep/a.ndjson')
  writeFileSync(there('journals/copy.ndjson'), readFileSync(file))
  const { stdout } = await understudy(['report', there('journals'), file, '--format', 'json'])
  expect((JSON.parse(stdout) as { readonly exchanges: unknown[] }).exchanges).toHaveLength(1)
})

test('what is written as JSON satisfies the published schema', async () => {
  const file = await journalOf([...requests, 'PUT /accessPackage'], 'a.ndjson')
  const { stdout } = await understudy(['report', file, '--format', 'json'])
  const ajv = new Ajv2020({ allErrors: true })
  addFormats.default(ajv)
  const schema = readFileSync(join(packageRoot, 'schemas/understudy-report.schema.json'), 'utf8')
  const validate = ajv.compile(JSON.parse(schema) as object)
  validate(JSON.parse(stdout))
  expect(validate.errors).toBeNull()
})

test('violations are listed on standard error, with the page', async () => {
  const file = await journalOf(requests, 'a.ndjson')
  const { code, stderr } = await understudy(['report', file, '--format', 'json'])
  expect(code).toBe(0)
  expect(stderr).toMatch(
    /error invalid-request-body: 'dispalyName' is not a property of [^\n]*\n {2}#3 POST \/beta\/accessPackages \(400, Create accessPackage\)\n {2}at: \/dispalyName\n {2}expected: .*\n {2}found: .*\n {2}page: .*\.md:\d+\n/,
  )
})

test.each(['hello\n', ''])('%j is no journal: nothing is written', async (text) => {
  writeFileSync(there('a.txt'), text)
  const out = there('report.json')
  const { code, stderr } = await understudy(['report', there('a.txt'), '--out', out])
  expect([code, existsSync(out)]).toEqual([2, false])
  expect(stderr).toMatch(/^understudy: \S*a\.txt:1: expected a journal, found .+\n$/)
})

test('a journal is not written over by its report', async () => {
  const file = await journalOf(['GET /accessPackages'], 'a.ndjson')
  const before = readFileSync(file)
  const outcome = await understudy(['report', file, '--format', 'json', '--out', file])
  expect(outcome).toEqual({
    code: 2,
    stdout: '',
    stderr: `understudy: --out: ${file} is one of the journals: expected another file\n`,
  })
  expect(readFileSync(file)).toEqual(before)
})

test('who reads the report may stop before its end', async () => {
  const file = await journalOf(requests, 'a.ndjson')
  const report = `"${process.execPath}" "${commandLineFile}" report "${file}" --format html --fail-on violation`
  const running = startCommand('bash', ['-c', `${report} | head -c 1; exit \${PIPESTATUS[0]}`])
  const { code, stdout, stderr } = await running.outcome
  expect([code, stdout]).toEqual([3, '<'])
  expect(stderr).toMatch(/^error invalid-request-body/)
})

test('--out names the format by its ending, and is written as a whole in a folder made for it', async () => {
  const file = await journalOf(['GET /accessPackages'], 'a.ndjson')
  const out = there('reports/junit/report.xml')
  const { code, stdout } = await understudy(['report', file, '--out', out])
  expect([code, stdout]).toEqual([0, ''])
  expect(readFileSync(out, 'utf8')).toMatch(/^<\?xml version="1\.0"/)
  expect(readdirSync(there('reports/junit'))).toEqual(['report.xml'])
})

describe('the exit code', () => {
  test('is that of run where it is asked for', async () => {
    const file = await journalOf(requests, 'a.ndjson')
    const report = ['report', file, '--format', 'json']
    expect((await understudy([...report, '--fail-on', 'violation'])).code).toBe(3)
    expect((await understudy([...report, '--min-coverage', '99'])).code).toBe(4)
    expect((await understudy([...report, '--min-coverage', '1'])).code).toBe(0)
  })

  test('is 3 for an incomplete journal where it is asked for violations', async () => {
    const file = await journalOf(['GET /accessPackages'], 'a.ndjson')
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    writeFileSync(file, lines.slice(0, -1).join('\n').slice(0, -9))
    const told = await understudy(['report', file, '--format', 'markdown'])
    expect(told.code).toBe(0)
    expect(told.stdout).toContain('Incomplete')
    expect(told.stderr).toContain(`incomplete ${file}:2: expected a line of a journal, found `)
    expect(told.stderr).toContain(`incomplete ${file}:1: session `)
    const failed = await understudy(['report', file, '--format', 'json', '--fail-on', 'violation'])
    expect(failed.code).toBe(3)
  })

  test('is 2 for journals of different contracts, each named with its hash', async () => {
    const a = await journalOf(['GET /accessPackages'], 'a.ndjson')
    const b = await journalOf(['GET /Books'], 'b.ndjson', join(packageRoot, 'fixtures/bookshop'))
    const { code, stdout, stderr } = await understudy(['report', a, b, '--format', 'json'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      /^understudy: expected journals of one contract, found 2, by their hashes:\n {2}[0-9a-f]{64} in .*a\.ndjson\n {2}[0-9a-f]{64} in .*b\.ndjson\n$/,
    )
  })

  test.each<[args: readonly string[], message: string]>([
    [['none.ndjson', '--format', 'json'], 'none.ndjson: no such file or folder'],
    [[sample, '--format', 'json'], 'expected journals (*.ndjson), found none'],
    [['package.json'], 'expected --format, one of junit, html, json, markdown, github'],
    [['package.json', '--format', 'pdf'], "argument 'pdf' is invalid"],
    [
      ['package.json', '--out', 'package.json/such/x.json'],
      'package.json/such/x.json: cannot be written: a part of the path is not a folder',
    ],
  ])('is 2 for %j', async (args, message) => {
    const { code, stderr } = await understudy(['report', ...args])
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})
