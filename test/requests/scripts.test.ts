import { describe, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { readAnswer, sendTo } from './answer.ts'

/* Names of letters of every script (CSDL, "Simple Identifier"), which URLs in headers have in ASCII. */
const set = 'B%C3%BCcher'
const key = 'Gr%C3%B6%C3%9Fe=1,Titel='

function open() {
  return createUnderstudy({ contract: 'test/contracts/scripts.xml', fixtures: { Bücher: [] } })
}

describe('names of other scripts', () => {
  test.each<readonly [path: string, prefer: string, location: string]>([
    [`/${set}`, 'return=representation', `${set}(${key}'%E3%82%A2')`],
    [`/${set}`, 'return=minimal', `${set}(${key}'%E3%82%A2')`],
  ])('POST %s with %s answers with a Location that can be read', async (path, prefer, location) => {
    const service = open()
    const { headers } = await sendTo(service.app, `POST ${path}`, {
      body: { Größe: 1, Titel: 'ア' },
      headers: { prefer },
    })
    const url = `http://service.test/${location}`
    expect([headers['location'], headers['odata-entityid']]).toEqual([url, url])
    const read = readAnswer(await sendTo(service.app, `GET /${location}`))
    expect(read.body).toMatchObject({ Größe: 1, Titel: 'ア' })
  })

  test('a contained entity too', async () => {
    const service = open()
    await sendTo(service.app, `POST /${set}`, { body: { Größe: 1, Titel: 'a' } })
    const place = `${set}(${key}'a')/%E7%AB%A0`
    const body = { Größe: 1, Titel: 'b' }
    const { headers } = await sendTo(service.app, `POST /${place}`, { body })
    expect(headers['location']).toBe(`http://service.test/${place}(${key}'b')`)
  })

  test('in $batch', async () => {
    const requests = [
      { id: '1', method: 'POST', url: set, body: { Größe: 2, Titel: 'c' } },
      { id: '2', method: 'GET', url: '$1', dependsOn: ['1'] },
    ]
    const { body } = await sendTo(open().app, 'POST /$batch', { body: { requests } })
    const { responses } = body as { responses: { status: number; headers: object }[] }
    expect(responses.map(({ status }) => status)).toEqual([201, 200])
    expect(responses[0]!.headers).toMatchObject({
      location: `http://service.test/${set}(Gr%C3%B6%C3%9Fe=2,Titel='c')`,
    })
  })
})
