import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import type { Exchange } from './exchange.ts'
import { writeCurl, type CurlOptions } from './write-curl.ts'

const serviceRoot = 'http://127.0.0.1:4010/beta'

function request(more: Partial<Exchange['request']> = {}): Exchange['request'] {
  return { method: 'GET', url: '/beta/packages', headers: {}, ...more }
}

test.each<[more: Partial<Exchange['request']>, options: CurlOptions, command: string]>([
  [{}, { serviceRoot }, 'curl -g http://127.0.0.1:4010/beta/packages'],
  [{}, {}, 'curl -g http://localhost/beta/packages'],
  [{ headers: { Host: 'graph.test:81' } }, {}, 'curl -g http://graph.test:81/beta/packages'],
  [{ url: 'https://graph.test/v1.0/me' }, { serviceRoot }, 'curl -g https://graph.test/v1.0/me'],
  [
    { url: "/beta/packages('a')?$top=1&$select=id" },
    { serviceRoot },
    `curl -g 'http://127.0.0.1:4010/beta/packages('\\''a'\\'')?$top=1&$select=id'`,
  ],
  [{ method: 'HEAD' }, { serviceRoot }, 'curl -g --head http://127.0.0.1:4010/beta/packages'],
  [
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: { a: 1 } },
    { serviceRoot },
    `curl -g -X POST http://127.0.0.1:4010/beta/packages -H 'content-type: application/json' --data-raw '{"a":1}'`,
  ],
  [
    { headers: { host: 'x', 'user-agent': 'y', accept: '*/*', connection: 'close', prefer: 'a' } },
    { serviceRoot },
    "curl -g http://127.0.0.1:4010/beta/packages -H 'prefer: a'",
  ],
  [
    { headers: { 'x-list': ['a', 'b'], 'x-none': '' } },
    { serviceRoot },
    "curl -g http://127.0.0.1:4010/beta/packages -H 'x-list: a' -H 'x-list: b' -H 'x-none;'",
  ],
  [
    { method: 'PUT', body: 'AAECAw' },
    { serviceRoot, hasOctets: true },
    'curl -g -X PUT http://127.0.0.1:4010/beta/packages --data-binary @request-body',
  ],
  [
    { method: 'POST', body: 'a\0b' },
    { serviceRoot },
    'curl -g -X POST http://127.0.0.1:4010/beta/packages --data-binary @request-body',
  ],
  [
    { method: 'POST', body: 'x'.repeat(20_001) },
    { serviceRoot },
    'curl -g -X POST http://127.0.0.1:4010/beta/packages --data-binary @request-body',
  ],
])('%j with %j', (more, options, command) => {
  expect(writeCurl(request(more), options)).toBe(command)
})

describe('a shell hands over what was sent', () => {
  test.each([
    'plain',
    `it's "quoted"`,
    '!history $HOME `date` \\ $(date)',
    'two\nlines',
    '{"a":"é 😀"}',
    '@file',
    '-X',
    "'",
    '',
  ])('%j', (body) => {
    const command = writeCurl(request({ method: 'POST', headers: { 'x-a': body || 'x' }, body }))
    const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }; ${command}`
    const given = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
    expect(given).toEqual([
      '-g',
      '-X',
      'POST',
      'http://localhost/beta/packages',
      '-H',
      `x-a: ${body || 'x'}`,
      '--data-raw',
      body,
    ])
  })
})
