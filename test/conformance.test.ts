import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { createUnderstudy } from '../src/index.ts'

const page = readFileSync('docs/conformance.md', 'utf8')
const pages = page + readFileSync('docs/language.md', 'utf8')

/** Requests that the table of what is left out gives, with their status. */
const leftOut = [...page.matchAll(/\| `(GET|POST) ([^`]+)` +\| (\d{3}) +\|/g)].map(
  ([, method, url, status]) => [method!, url!, Number(status)] as const,
)

test('every file that the pages name is there', () => {
  const named = pages.matchAll(/`((?:src|test|docs|fixtures)\/[\w./-]+)`/g)
  const missing = [...named].map(([, path]) => path!).filter((path) => !existsSync(path))
  expect(missing).toEqual([])
})

describe('what is left out is refused by name', () => {
  test.each(leftOut)('%s %s', async (_method, url, status) => {
    const service = createUnderstudy({ contract: 'fixtures/bookshop', auth: 'off' })
    const answer = await request(service.app).get(encodeURI(decodeURI(url)))
    expect([answer.status, (answer.body as { error: { code: string } }).error.code]).toEqual([
      status,
      'NotImplemented',
    ])
    await service.close()
  })

  test('the page gives requests for it', () => {
    expect(leftOut.length).toBeGreaterThan(0)
  })
})
