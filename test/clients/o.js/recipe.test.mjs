import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { o } from 'o.js'
import { startUnderstudy } from 'odata-understudy'

let service

before(async () => {
  service = await startUnderstudy({ contract: 'node_modules/odata-understudy/fixtures/bookshop' })
})

after(() => service.close())

test('filters', async () => {
  const books = await o(`${service.url}/`).get('Books').query({ $filter: 'Stock gt 100' })
  assert.equal(books[0].ID, 103)
})
