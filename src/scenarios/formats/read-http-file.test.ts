import { describe, expect, test } from '@jest/globals'
import { UsageError } from '../../errors.ts'
import { readHttpFile } from './read-http-file.ts'

async function read(text: string, root?: string) {
  const said: string[] = []
  const contents = await readHttpFile('a.http', text, {
    root,
    say: (message) => said.push(message),
  })
  if (contents.kind !== 'scenario') throw new Error('expected a scenario')
  const { steps, vars } = contents.document
  return { steps, ...(vars && { vars }), said }
}

const rest = `
@host = https://graph.test
@base = {{host}}/beta
@name = Sales

# A comment.
### Create
# @name made
POST {{base}}/things
  ?$select=id
Content-Type: application/json
Authorization: Bearer {{token}}

{ "name": "{{name}}", "count": {{number}} }

### Read
GET {{base}}/things/{{made.response.body.$.id}} HTTP/1.1
If-Match: {{made.response.headers.ETag}}

###
GET {{base}}/things
    ?$top=1
    &$skip={{$processEnv SKIP}}
`

describe('a .http file', () => {
  test('becomes steps with variables and captures, without credentials', async () => {
    expect(await read(rest)).toEqual({
      vars: { name: 'Sales', number: { $env: 'number' }, SKIP: { $env: 'SKIP' } },
      steps: [
        {
          request: 'POST /things?$select=id',
          body: { name: '${name}', count: '${number}' },
          expect: {
            headers: { ETag: { $capture: 'made-ETag' } },
            body: { id: { $capture: 'made-id' } },
          },
        },
        { request: 'GET /things/${made-id}', headers: { 'If-Match': '${made-ETag}' } },
        { request: 'GET /things?$top=1&$skip=${SKIP}' },
      ],
      said: ['a.http:9: {{number}} has no value in the file: it is taken from the environment'],
    })
  })

  test.each<[what: string, text: string, step: object]>([
    ['a URL alone is a GET', 'https://a.test/v1.0/me', { request: 'GET /me' }],
    [
      'the root of a host without a version',
      'GET https://a.test/things',
      { request: 'GET /things' },
    ],
    [
      'a body that is no JSON',
      'POST https://a.test/notes\nContent-Type: text/plain\n\none\n\ntwo\n\n',
      {
        request: 'POST /notes',
        headers: { 'Content-Type': 'text/plain' },
        body: 'one\n\ntwo',
      },
    ],
    [
      'carriage returns and a mark at the beginning',
      '\uFEFFPOST https://a.test/x\r\nPrefer: return=minimal\r\n\r\n{"a":1}\r\n',
      { request: 'POST /x', headers: { Prefer: 'return=minimal' }, body: { a: 1 } },
    ],
  ])('%s', async (_, text, step) => {
    expect((await read(text)).steps).toEqual([step])
  })

  test.each([
    [
      'GET https://a.test/\n\n< ./body.json',
      "a.http:3: expected the body itself, found the file that '< ./body.json' includes",
    ],
    ['nonsense here', "a.http:1: expected a method and a URL, found 'nonsense here'"],
    ['GET https://a.test/\nno header', "a.http:2: expected a header, found 'no header'"],
    ['# nothing', 'a.http: expected a request, found none'],
    ['GET /things', 'a.http:1: expected a URL with its host; give --root'],
    ['GET https://a.test/{{x.response.body.$.id}}', "a.http:1: no request before has the name 'x'"],
    ['GET https://a.test/{{$unheard}}', 'a.http:1: {{$unheard}} has no counterpart'],
  ])('%j is refused', (text, message) => {
    expect(() => readHttpFile('a.http', text, { root: undefined, say: () => undefined })).toThrow(
      new UsageError(message),
    )
  })

  test('credentials in it are left out, and said', async () => {
    const text =
      'GET https://a.test/x?api_key=the-key-1\nAuthorization: Basic dTpzZWNyZXQ=\nX-Own: 1'
    expect(await read(text)).toEqual({
      steps: [{ request: 'GET /x?api_key=<redacted>', headers: { 'X-Own': '1' } }],
      said: ['a.http: secrets are redacted (2)'],
    })
  })

  test('what an environment would give the host is the root that is given', async () => {
    const text = 'GET {{host}}/x?$top=1\n###\nGET {{ host }}\n'
    expect(await read(text, 'https://a.test/v1')).toEqual({
      steps: [{ request: 'GET /x?$top=1' }, { request: 'GET /' }],
      said: [],
    })
  })

  test('scripts and what answers are written to are left out, and said', async () => {
    const text =
      'GET https://a.test/x\n\n> {%\n client.test()\n%}\n### \n< {% one %}\nGET https://a.test/y\n\n>> out.json\n'
    expect(await read(text)).toEqual({
      steps: [{ request: 'GET /x' }, { request: 'GET /y' }],
      said: [
        'a.http:3: a script is left out',
        'a.http:7: a script is left out',
        "a.http:10: '>> out.json' is left out",
      ],
    })
  })
})
