import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { startUnderstudy } from 'odata-understudy'

let service
let books

before(async () => {
  service = await startUnderstudy({ contract: 'node_modules/odata-understudy/fixtures/bookshop' })
  mkdirSync('services', { recursive: true })
  const metadata = await fetch(`${service.url}/$metadata`)
  writeFileSync('services/shop.edmx', await metadata.text())
  const command =
    'generate-odata-client --input services --outputDir recipe --transpile --overwrite'
  execFileSync('npx', command.split(' '))
  writeFileSync('recipe/package.json', '{ "type": "commonjs" }')
  const { shop } = createRequire(import.meta.url)('./recipe/shop')
  books = shop().booksApi
})

after(() => service.close())

test('filters', async () => {
  const found = await books
    .requestBuilder()
    .getAll()
    .filter(books.schema.STOCK.greaterThan(100))
    .execute({ url: service.url })
  assert.equal(found[0].id, 103)
})
