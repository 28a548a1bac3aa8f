import { describe, expect, test } from '@jest/globals'
import { parseJson } from '../model/index.ts'
import { readScenario } from './read-scenario.ts'
import type { Variables } from './scenario.ts'
import { writeRequestBody } from './transport.ts'
import { writeRequest } from './write-request.ts'

const baseUrl = 'http://127.0.0.1:4010/beta'

const variables: Variables = new Map<string, never>(
  Object.entries({
    base: baseUrl,
    id: 'a/b c',
    name: "O'Neil & Söhne",
    number: 7,
    set: 'accessPackages',
    link: `${baseUrl}/accessPackages('7')?$skiptoken=a%2Bb`,
    location: '/beta/accessPackages/7',
    token: 'x+/=#?&%',
  }) as [string, never][],
)

/** A request's path as written, as sent, and as shown where that is another. */
const urls: readonly [written: string, sent: string, shown?: string][] = [
  ['/accessPackages/${id}', '/accessPackages/a%2Fb%20c', '/accessPackages/a/b c'],
  ['/${set}/${number}', '/accessPackages/7'],
  ["/people('${name}')", "/people('O''Neil%20%26%20S%C3%B6hne')", "/people('O'Neil & Söhne')"],
  [
    "/people?$filter=name eq '${name}'&$top=1",
    "/people?$filter=name%20eq%20'O''Neil%20%26%20S%C3%B6hne'&$top=1",
    "/people?$filter=name eq 'O'Neil & Söhne'&$top=1",
  ],
  [
    '/people?$search=${name}',
    "/people?$search=O'Neil%20%26%20S%C3%B6hne",
    "/people?$search=O'Neil & Söhne",
  ],
  ['/a?$skiptoken=${token}', '/a?$skiptoken=x%2B%2F=%23%3F%26%25', '/a?$skiptoken=x+/=#?&%'],
  ['${link}', "/accessPackages('7')?$skiptoken=a%2Bb"],
  ['${link}&$top=1', "/accessPackages('7')?$skiptoken=a%2Bb&$top=1"],
  ['${location}/owner', '/accessPackages/7/owner'],
  ['${base}?$top=1', '/?$top=1'],
  ['/a#b?x=50% ä"<>{}', '/a%23b?x=50%25%20%C3%A4%22%3C%3E%7B%7D', '/a#b?x=50% ä"<>{}'],
  ['/a?$filter=x eq %27b%27+c', '/a?$filter=x%20eq%20%27b%27+c', '/a?$filter=x eq %27b%27+c'],
  ['/$batch', '/$batch'],
]

async function write(step: string) {
  const text = `understudy: 1\nvars: { id: 1, name: 1, number: 1, set: 1, link: 1, location: 1, token: 1 }\nsteps:\n${step}`
  const { steps } = await readScenario('x.yaml', text)
  return writeRequest(steps[0]!, { baseUrl, variables })
}

describe('a request', () => {
  test.each(urls)('%s', async (written, sent, shown = sent) => {
    const request = JSON.stringify(`GET ${written}`)
    const { request: found, shown: text } = await write(`- request: ${request}`)
    expect([found.url, text]).toEqual([sent, `GET ${shown}`])
  })

  test('of another service is refused', async () => {
    await expect(write('- request: GET ${link}')).resolves.toBeDefined()
    variables.set('other', 'https://graph.example/beta/a')
    const text = 'understudy: 1\nvars: { other: 1 }\nsteps: [{ request: "GET ${other}" }]'
    const { steps } = await readScenario('x.yaml', text)
    expect(() => writeRequest(steps[0]!, { baseUrl, variables })).toThrow(
      `expected a path, or a URL below ${baseUrl}, found "https://graph.example/beta/a"`,
    )
  })

  const bodies: readonly [body: string, sent: unknown, contentType?: string][] = [
    ['{ a: "${number}", b: "is ${number}" }', '{"a":7,"b":"is 7"}'],
    ['{ "${set}@odata.bind": ["${base}/a"] }', `{"accessPackages@odata.bind":["${baseUrl}/a"]}`],
    [
      '{ big: 9007199254740993, more: [1.00000000000000000001] }',
      '{"big":9007199254740993,"more":[1.00000000000000000001]}',
    ],
    ['{ $base64: AQL/ }', Buffer.from([1, 2, 255]), 'application/octet-stream'],
    ['{ $base64: AQ, b: 1 }', '{"$base64":"AQ","b":1}'],
    ['a text', 'a text'],
    ['null', 'null'],
  ]

  test.each(bodies)('with the body %s', async (body, sent, contentType = 'application/json') => {
    const { request } = await write(`- { request: POST /a, body: ${body} }`)
    expect(writeRequestBody(request.body)).toEqual(sent)
    expect(request.headers).toEqual({ 'Content-Type': contentType })
  })

  test.each(['a\nb', 'Łódź'])('a header cannot be %j', async (value) => {
    const text =
      'understudy: 1\nvars: { v: "" }\nsteps: [{ request: GET /, headers: { A: "${v}" } }]'
    const { steps } = await readScenario('x.yaml', text)
    expect(() => writeRequest(steps[0]!, { baseUrl, variables: new Map([['v', value]]) })).toThrow(
      `expected a text of one line without letters beyond Latin-1, found ${JSON.stringify(value)}`,
    )
  })

  test('octets that a variable says are checked when it has its value', async () => {
    const text =
      'understudy: 1\nvars: { v: "" }\nsteps: [{ request: POST /, body: { $base64: "${v}" } }]'
    const { steps } = await readScenario('x.yaml', text)
    const bodyOf = (v: string) =>
      writeRequest(steps[0]!, { baseUrl, variables: new Map([['v', v]]) }).request.body
    expect(bodyOf('AQI=')).toEqual(Buffer.from([1, 2]))
    expect(() => bodyOf('%')).toThrow('expected octets in base64, found "%"')
  })

  test('a captured number keeps its digits', async () => {
    const captured: Variables = new Map()
    const text = `understudy: 1\nsteps:\n- request: GET /\n  expect: { body: { a: [{ $capture: big }] } }\n- request: GET /\${big}\n  body: { b: "\${big}" }`
    const { steps } = await readScenario('x.yaml', text)
    steps[0]!.expect.body!(parseJson('{"a":[9007199254740993]}'), '', captured)
    const { request } = writeRequest(steps[1]!, { baseUrl, variables: captured })
    expect([request.url, writeRequestBody(request.body)]).toEqual([
      '/9007199254740993',
      '{"b":9007199254740993}',
    ])
  })
})
