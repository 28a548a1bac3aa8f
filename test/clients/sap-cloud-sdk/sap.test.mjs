import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { serveSample } from './service.mjs'

const require = createRequire(import.meta.url)
const { and, any, asc, contains, desc, or } = require('@sap-cloud-sdk/odata-v4')

let sdk
let books
let authors
let orders
const served = serveSample('bookshop', { prepare: generate })

async function generate(url) {
  mkdirSync('edmx', { recursive: true })
  const metadata = await fetch(`${url}/$metadata`)
  writeFileSync('edmx/bookshop.edmx', await metadata.text())
  const bin = require.resolve('@sap-cloud-sdk/generator/dist/cli.js')
  const args = ['--input', 'edmx', '--outputDir', 'generated', '--transpile', '--overwrite']
  await promisify(execFile)(process.execPath, [bin, ...args])
  writeFileSync('generated/package.json', '{"type":"commonjs"}')
  sdk = require('./generated/bookshop')
  ;({ booksApi: books, authorsApi: authors, ordersApi: orders } = sdk.bookshop())
}

const destination = () => ({ url: served.url })
const ids = (found) => found.map(({ id }) => id)

test('reads all, with a filter, an order and a page', async () => {
  const found = await books
    .requestBuilder()
    .getAll()
    .filter(and(books.schema.STOCK.greaterThan(0), books.schema.TITLE.notEquals('x')))
    .orderBy(desc(books.schema.TITLE))
    .top(2)
    .execute(destination())
  assert.deepEqual(ids(found), [104, 101])
})

test('filters by functions', async () => {
  const found = await books
    .requestBuilder()
    .getAll()
    .filter(contains(books.schema.TITLE, 'Last').equals(true))
    .execute(destination())
  assert.deepEqual(ids(found), [102])
})

test('filters by or and enumerations', async () => {
  const found = await books
    .requestBuilder()
    .getAll()
    .filter(or(books.schema.ID.equals(101), books.schema.FORMAT.equals('Audio')))
    .execute(destination())
  assert.deepEqual(ids(found), [101, 103])
})

test('reads by key', async () => {
  const book = await books.requestBuilder().getByKey(101).execute(destination())
  assert.deepEqual(
    [book.title, book.format, String(book.price)],
    ['Frankenstein', 'Hardcover', '24.5'],
  )
})

test('selects and expands', async () => {
  const [author] = await authors
    .requestBuilder()
    .getAll()
    .select(authors.schema.NAME)
    .expand(authors.schema.BOOKS.select(books.schema.ID))
    .filter(authors.schema.ID.equals(1))
    .execute(destination())
  assert.deepEqual(ids(author.books), [101, 102])
})

test('filters by any', async () => {
  const found = await authors
    .requestBuilder()
    .getAll()
    .filter(authors.schema.BOOKS.filter(any(books.schema.STOCK.greaterThan(100))))
    .execute(destination())
  assert.deepEqual(ids(found), [2])
})

test('counts', async () => {
  const count = await books
    .requestBuilder()
    .getAll()
    .filter(books.schema.STOCK.equals(0))
    .count()
    .execute(destination())
  assert.equal(count, 1)
})

test('creates', async () => {
  const book = books.entityBuilder().id(600).title('New').genres(['a']).stock(2).build()
  const created = await books.requestBuilder().create(book).execute(destination())
  assert.deepEqual([created.id, created.format, created.stock], [600, 'Paperback', 2])
})

test('updates what was read, by its version', async () => {
  const book = await books.requestBuilder().getByKey(102).execute(destination())
  book.stock = 6
  const updated = await books.requestBuilder().update(book).execute(destination())
  assert.equal(updated.stock, 6)
  const read = await books.requestBuilder().getByKey(102).execute(destination())
  assert.equal(read.stock, 6)
})

test('deletes', async () => {
  await books.requestBuilder().delete(104).execute(destination())
  const error = await books
    .requestBuilder()
    .getByKey(104)
    .execute(destination())
    .catch((caught) => caught)
  assert.equal(error.cause.response?.status ?? error.rootCause.response.status, 404)
})

test('reads entities with keys of text', async () => {
  const found = await orders
    .requestBuilder()
    .getAll()
    .orderBy(asc(orders.schema.NUMBER))
    .execute(destination())
  assert.ok(found.length > 0)
  assert.equal(typeof found[0].number, 'string')
})

test('batches reads and a change set', async () => {
  const [read, changes] = await sdk
    .batch(
      books.requestBuilder().getByKey(101),
      sdk.changeset(
        books.requestBuilder().create(books.entityBuilder().id(601).title('In a batch').build()),
      ),
    )
    .execute(destination())
  assert.ok(read.isSuccess() && changes.isSuccess())
  const [book] = read.as(books)
  assert.equal(book.title, 'Frankenstein')
  const created = changes.responses[0]
  assert.equal(created.httpCode, 201)
  assert.equal(created.as(books)[0]?.id ?? created.body.ID, 601)
})
