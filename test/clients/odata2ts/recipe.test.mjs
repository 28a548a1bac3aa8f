import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { FetchClient } from '@odata2ts/http-client-fetch'
import { startUnderstudy } from 'odata-understudy'

let service
let bookshop

before(async () => {
  service = await startUnderstudy({ contract: 'node_modules/odata-understudy/fixtures/bookshop' })
  const metadata = await fetch(`${service.url}/$metadata`)
  writeFileSync('bookshop.xml', await metadata.text())
  const command =
    'odata2ts --source bookshop.xml --output recipe --emit-mode js --service-name shop'
  execFileSync('npx', command.split(' '))
  writeFileSync('recipe/package.json', '{ "type": "commonjs" }')
  const { shopService } = createRequire(import.meta.url)('./recipe/shopService.js')
  bookshop = new shopService(new FetchClient(), service.url)
})

after(() => service.close())

test('filters', async () => {
  const { data } = await bookshop.Books().query((query, book) => query.filter(book.Stock.gt(100)))
  assert.equal(data.value[0].ID, 103)
})
