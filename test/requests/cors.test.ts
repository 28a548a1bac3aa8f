import { describe, expect, test } from '@jest/globals'
import { send, sendTo, start } from './answer.ts'
import { small } from './small-fixtures.ts'

const Origin = 'https://app.example.com'

const exposed =
  'OData-Version, OData-EntityId, OData-Error, ETag, Accept-Ranges, Content-Range, Location, Preference-Applied, AsyncResult, Retry-After, Allow, WWW-Authenticate, X-CSRF-Token, request-id, client-request-id, Content-Disposition'

function corsOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-')),
  )
}

describe('a preflight', () => {
  test.each([
    ['/$metadata', 'GET', 'x-sap-security-session'],
    [
      '/$batch',
      'POST',
      'content-type,mime-version,odata-maxversion,odata-version,sap-cancel-on-close,x-csrf-token',
    ],
    ['/accessPackages/p1', 'PATCH', 'authorization,consistencylevel,sdkversion,client-request-id'],
    ['/nope', 'GET', 'authorization'],
    ['/', 'GET', 'authorization'],
  ])('of %s allows %s with what headers are asked for', async (path, method, asked) => {
    const found = await send(start(small, { cors: true, auth: 'require' }), `OPTIONS ${path}`, {
      headers: {
        Origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': asked,
      },
    })
    expect([found.status, found.text]).toEqual([204, ''])
    expect(corsOf(found.headers)).toEqual({
      'access-control-allow-origin': Origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': exposed,
      'access-control-allow-methods': 'GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS',
      'access-control-allow-headers': asked,
      'access-control-max-age': '600',
    })
    expect(found.headers['vary']).toBe('Accept, OData-MaxVersion, Prefer, Origin')
  })

  test('is no exchange with the service', async () => {
    const service = start(small, { cors: true })
    const headers = { Origin, 'Access-Control-Request-Method': 'GET' }
    await send(service, 'OPTIONS /groups', { headers })
    expect(service.journal.exchanges).toEqual([])
  })

  test('an OPTIONS that is none tells the methods', async () => {
    const found = await send(start(small, { cors: true }), 'OPTIONS /groups', {
      headers: { Origin },
    })
    expect([found.status, found.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect(found.headers['access-control-allow-origin']).toBe(Origin)
  })
})

describe('an answer', () => {
  test.each([
    'GET /groups',
    'GET /nope',
    'GET /',
    'GET /$metadata',
    'HEAD /groups',
    'TRACE /groups',
  ])('to %s may be read by a page of another origin', async (line) => {
    const found = await send(start(small, { cors: true }), line, { headers: { Origin } })
    expect(corsOf(found.headers)).toEqual({
      'access-control-allow-origin': Origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': exposed,
    })
  })

  test.each([
    [undefined, {}],
    [false, {}],
    ['https://other.example.com', {}],
    [['https://other.example.com', Origin], { 'access-control-allow-origin': Origin }],
    ['*', { 'access-control-allow-origin': Origin }],
    [Origin, { 'access-control-allow-origin': Origin }],
  ])('with cors: %j allows %j', async (cors, expected) => {
    const found = await send(start(small, { cors }), 'GET /groups', { headers: { Origin } })
    expect(found.status).toBe(200)
    const { 'access-control-allow-origin': allowed } = corsOf(found.headers)
    expect(allowed === undefined ? {} : { 'access-control-allow-origin': allowed }).toEqual(
      expected,
    )
  })

  test('to a request without an origin has nothing of it', async () => {
    const found = await send(start(small, { cors: true }), 'GET /groups')
    expect(corsOf(found.headers)).toEqual({})
  })

  test('of the control plane is not opened', async () => {
    const { app } = start(small, { cors: true })
    for (const line of ['GET /_understudy/state', 'OPTIONS /_understudy/reset']) {
      const headers = { Origin, 'Access-Control-Request-Method': 'POST', Host: '127.0.0.1' }
      expect(corsOf((await sendTo(app, line, { headers })).headers)).toEqual({})
    }
  })
})

test.each([['example.com'], [['https://app.example.com/path']], ['']])(
  'cors: %j is no origin',
  (cors) => {
    expect(() => start(small, { cors })).toThrow(/^cors: expected \* or an origin such as /)
  },
)
