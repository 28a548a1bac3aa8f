import request, { type Test } from 'supertest'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'

/** What the service of the gallery calls itself when a request says `Host: service.test`. */
export const galleryRoot = 'http://service.test'

/** Octets that are no text in UTF-8. */
export const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0x80])
export const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0])

export const pngType = { 'Content-Type': 'image/png' }
export const jpegType = { 'Content-Type': 'image/jpeg' }

export function startGallery(fixtures: FixturesDocument = {}): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/gallery.xml',
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

interface SentOctets {
  readonly body?: Buffer | string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends octets; the body of the answer is its octets too. */
export function sendOctets(
  { app }: Pick<Understudy, 'app'>,
  line: string,
  { body, headers = {} }: SentOctets = {},
): Test {
  const [, method = '', url = ''] = /^(\S+) (.*)$/s.exec(line) ?? []
  const name = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head'
  const test = request(app)
    [name](url)
    .set('Host', 'service.test')
    .set(headers)
    .ok(() => true)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('end', () => done(null, Buffer.concat(chunks)))
    })
  return body === undefined ? test : test.send(body)
}

/** Status, media type and octets of an answer. */
export async function readOctets(
  service: Pick<Understudy, 'app'>,
  line: string,
  sent?: SentOctets,
): Promise<readonly [number, string | undefined, Buffer]> {
  const answer = await sendOctets(service, line, sent)
  return [
    answer.status,
    answer.headers['content-type'] as string | undefined,
    answer.body as Buffer,
  ]
}
