import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import buildQuery from 'odata-query'
import { startUnderstudy } from 'odata-understudy'

let service

before(async () => {
  service = await startUnderstudy({ contract: 'node_modules/odata-understudy/fixtures/bookshop' })
})

after(() => service.close())

test('filters', async () => {
  const query = buildQuery({ filter: { Stock: { gt: 100 } }, select: ['ID'] })
  const response = await fetch(`${service.url}/Books${query}`)
  assert.deepEqual((await response.json()).value, [{ ID: 103 }])
})
