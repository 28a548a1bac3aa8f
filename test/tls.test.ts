import { get as getPlain } from 'node:http'
import { get, type RequestOptions } from 'node:https'
import { connect } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, startUnderstudy, type Understudy } from '../src/index.ts'
import { makeCertificate } from '../src/service/self-signed-certificate.ts'
import { sample } from './requests/contracts.ts'
import { small } from './requests/small-fixtures.ts'

const { contract } = sample

async function withService(
  tls: Parameters<typeof startUnderstudy>[0]['tls'],
  use: (service: Understudy) => Promise<void>,
): Promise<void> {
  const service = await startUnderstudy({ contract, fixtures: small, tls })
  try {
    await use(service)
  } finally {
    await service.close()
  }
}

function read(url: string, options: RequestOptions): Promise<{ status?: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, ...options }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode!, text }))
    }).on('error', reject)
  })
}

describe('a service with tls: true', () => {
  test('answers https to clients that trust its certificate, by every name of this machine', async () => {
    await withService(true, async (service) => {
      expect(service.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/beta$/)
      const ca = service.certificate!
      for (const host of ['127.0.0.1', 'localhost']) {
        const url = service.url.replace('127.0.0.1', host)
        const { status, text } = await read(`${url}/groups?$top=1`, {
          ca,
          family: 4,
          headers: { Prefer: 'maxpagesize=1' },
        })
        expect(status).toBe(200)
        expect((JSON.parse(text) as Record<string, string>)['@odata.context']).toBe(
          `${url}/$metadata#groups`,
        )
      }
    })
  })

  test('gives next links in https', async () => {
    await withService(true, async ({ url, certificate }) => {
      const { text } = await read(`${url}/groups`, {
        ca: certificate!,
        headers: { Prefer: 'maxpagesize=1' },
      })
      const { '@odata.nextLink': link = '' } = JSON.parse(text) as Record<string, string>
      expect(link.startsWith(`${url}/groups?$skiptoken=`)).toBe(true)
      expect((await read(link, { ca: certificate! })).status).toBe(200)
    })
  })

  test('is not trusted by a client that was not told of it', async () => {
    await withService(true, async ({ url }) => {
      await expect(read(`${url}/groups`, {})).rejects.toThrow(/self-signed certificate/)
    })
  })

  test('has the control plane in https too', async () => {
    await withService(true, async ({ url, certificate }) => {
      const { status } = await read(new URL('/_understudy/state', url).href, { ca: certificate! })
      expect(status).toBe(200)
    })
  })

  test('does not answer plain http', async () => {
    await withService(true, async ({ url }) => {
      const failed = new Promise((resolve) => {
        getPlain(url.replace('https', 'http'), { agent: false }, ({ statusCode }) => {
          resolve(statusCode)
        }).on('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
      })
      expect(await failed).not.toBe(200)
    })
  })
})

describe('tls', () => {
  test('may be a key and certificate of the user', async () => {
    const tls = await makeCertificate(['127.0.0.1'], new Date())
    await withService(tls, async ({ url, certificate }) => {
      expect(certificate).toBe(tls.cert)
      expect((await read(`${url}/groups`, { ca: tls.cert })).status).toBe(200)
    })
  })

  test.each([
    [{ key: 'x', cert: 'y' }, /^tls: the key and the certificate do not do: /],
    [{ key: 'x' }, /^tls: expected true, or an object with key and cert as PEM$/],
  ])('refuses %j', async (tls, message) => {
    const options = { contract, fixtures: small, tls: tls as { key: string; cert: string } }
    await expect(startUnderstudy(options)).rejects.toThrow(message)
  })

  test('needs a socket', () => {
    expect(() => createUnderstudy({ contract, fixtures: small, tls: true })).toThrow(
      'tls: expected none without a socket; use startUnderstudy',
    )
  })

  test('is left out by default', async () => {
    await withService(undefined, ({ url, certificate }) => {
      expect([url.startsWith('http://'), certificate]).toEqual([true, undefined])
      return Promise.resolve()
    })
  })
})

/** What a server sends back for octets, however little they are a request. */
function exchange(service: Understudy, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

describe('what is no request that can be read', () => {
  test.each([
    ['a method of nobody', 'FOO /beta/groups HTTP/1.1\r\n\r\n', '501 Not Implemented'],
    ['no HTTP', 'hello\r\n\r\n', '(501 Not Implemented|400 Bad Request)'],
    [
      'a URL too long',
      `GET /beta/groups?$filter=${'x'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
  ])('%s is answered with an error body', async (_, text, status) => {
    await withService(undefined, async (service) => {
      const found = await exchange(service, text)
      expect(found).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\nOData-Version: 4\\.0\r\n`))
      const body = JSON.parse(found.slice(found.indexOf('\r\n\r\n'))) as { error: { code: string } }
      expect(body.error.code).toMatch(/^\w+$/)
    })
  })

  test('a URL of 60,000 characters is read', async () => {
    await withService(undefined, async (service) => {
      const query = `$filter=displayName eq '${'x'.repeat(60_000)}'`.replaceAll(' ', '%20')
      const text = `GET /beta/groups?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
      expect(await exchange(service, text)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    })
  })
})
