import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { UsageError } from '../errors.ts'
import { runReplay } from './replay.ts'

let server: Server
let against: readonly string[]
let folder: string
let output: string[]

/** Knows one person, at `/people/1`, and answers who asks with which token. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const isKnown = request.url === '/v1.0/people/1'
    response.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json' })
    response.end(isKnown ? JSON.stringify({ token: request.headers.authorization }) : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  against = [`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0/`]
})

afterAll(() => {
  server.close()
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'))
  output = []
  const keep = (text: string): void => void output.push(text.replaceAll(`${folder}/`, ''))
  jest.spyOn(console, 'log').mockImplementation(keep)
})

afterEach(() => {
  jest.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), `understudy: 1\n${text}`)
}

/** The message of a user's mistake that ends the command before it prints anything. */
async function mistakeOf(command: Promise<number>): Promise<string> {
  const error = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof UsageError)) throw error ?? new Error('expected a UsageError, found none')
  expect(output).toEqual([])
  return error.message.replaceAll(`${folder}/`, '')
}

test('prints each step, what failed beneath it, and a summary', async () => {
  write('a.yaml', 'name: known\nsteps:\n- request: GET /people/1')
  write(
    'b.yaml',
    'given: { fixtures: {} }\nsteps:\n- request: GET /people/2\n  expect: { status: 200 }\n- request: GET /people/1\nfinally: [ DELETE /people/2 ]',
  )
  expect(await runReplay([folder], { against })).toBe(1)
  expect(output.join('\n')).toBe(`known (a.yaml)
  ✓ GET /people/1
b.yaml (b.yaml)
  - given: fixtures (skipped: the service keeps its own state)
  ✗ GET /people/2
      b.yaml:5: status: expected 200, found 404
  - GET /people/1 (skipped: what comes before it failed)
  ✓ finally: DELETE /people/2

2 scenarios: 1 passed, 1 failed; 5 steps: 2 passed, 1 failed, 2 skipped`)
})

test('sends the token, and ends with 0 when every step passes', async () => {
  write('a.yaml', 'steps:\n- request: GET /people/1\n  expect: { body: { token: Bearer t } }')
  process.env['UNDERSTUDY_TEST_TOKEN'] = 't'
  const options = { against, tokenEnv: ['UNDERSTUDY_TEST_TOKEN'] }
  expect(await runReplay([join(folder, 'a.yaml')], options)).toBe(0)
  delete process.env['UNDERSTUDY_TEST_TOKEN']
})

test('names every file that cannot be read, and sends nothing', async () => {
  write('a.yaml', 'steps:\n- requst: GET /')
  write('b.yaml', 'steps:\n- request: GET /people/2\n  expect: { status: 200 }')
  write('c.yaml', 'steps: x')
  expect(await mistakeOf(runReplay([folder], { against }))).toBe(
    "a.yaml:3: unknown key 'requst' in a step; expected name, as, request, headers, body, expect; did you mean 'request'?\n" +
      'c.yaml:2: steps: expected a list, found "x"',
  )
})

test.each([
  [
    { against: ['localhost'] },
    "--against: expected an http or https URL, or double, found 'localhost'",
  ],
  [
    { against: ['double', 'file:///a'] },
    "--against: expected an http or https URL, or double, found 'file:///a'",
  ],
  [{ against: ['double', 'double', 'double'] }, '--against: expected one or two, found 3'],
  [{ tokenEnv: ['A'] }, '--token-env: expected no more of them than of --against'],
  [
    { against: ['http://localhost'], tokenEnv: ['UNDERSTUDY_NO_SUCH_TOKEN'] },
    "--token-env: expected a token in the environment's UNDERSTUDY_NO_SUCH_TOKEN, found none",
  ],
])('refuses %j', async (options, message) => {
  expect(await mistakeOf(runReplay([folder], options))).toBe(message)
})

test('without --against, a scenario stands in a service folder', async () => {
  mkdirSync(join(folder, 'scenarios'))
  write('scenarios/a.yaml', 'steps:\n- request: GET /')
  expect(await mistakeOf(runReplay([folder], {}))).toBe(
    'scenarios/a.yaml: expected a service folder around it, with contract/ beside scenarios/; found none. Give --against URL to replay on a running service',
  )
})
