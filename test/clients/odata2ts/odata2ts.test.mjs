import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { FetchClient } from '@odata2ts/http-client-fetch'
import { serveSample } from './service.mjs'

let bookshop
const served = serveSample('bookshop', { prepare: generate })

async function generate(url) {
  const args = ['--source-url', url, '--source', 'metadata.xml', '--output', 'build']
  const bin = createRequire(import.meta.url).resolve('@odata2ts/odata2ts/lib/run-cli.js')
  await promisify(execFile)(process.execPath, [
    bin,
    ...args,
    ...['--refresh-file', '--mode', 'all', '--emit-mode', 'js'],
    // Keys of the bookshop are given by its clients.
    ...['--service-name', 'bookshop', '--disable-auto-managed-key'],
  ])
  mkdirSync('build', { recursive: true })
  writeFileSync('build/package.json', '{"type":"commonjs"}')
  const { bookshopService } = createRequire(import.meta.url)('./build/bookshopService.js')
  bookshop = new bookshopService(new FetchClient(), url)
}

const ids = ({ data }) => data.value.map(({ ID }) => ID)

test('queries with a typed filter', async () => {
  const found = await bookshop.Books().query((builder, book) => builder.filter(book.Stock.gt(0)))
  assert.deepEqual(ids(found), [101, 103, 104])
})

test('filters by strings, enumerations and lambdas', async () => {
  const books = bookshop.Books()
  assert.deepEqual(
    ids(await books.query((b, book) => b.filter(book.Title.contains('Last')))),
    [102],
  )
  assert.deepEqual(ids(await books.query((b, book) => b.filter(book.Format.eq('Audio')))), [103])
  const classic = await books.query((b, book) =>
    b.filter(book.Genres.any((genre) => genre.it.eq('classic'))),
  )
  assert.deepEqual(ids(classic), [101, 103])
})

test('selects, orders, limits and counts', async () => {
  const { data } = await bookshop
    .Books()
    .query((b, book) => b.select('ID', 'Title').orderBy(book.Title.desc()).top(2).skip(1).count())
  assert.deepEqual(data, {
    '@odata.context': `${served.url}/$metadata#Books(ID,Title)`,
    '@odata.count': 4,
    value: [
      { ID: 104, Title: 'Songs Without an Author' },
      { ID: 101, Title: 'Frankenstein' },
    ],
  })
})

test('expands with options', async () => {
  const { data } = await bookshop
    .Authors(1)
    .query((b) => b.expanding('Books', (books, book) => books.select('ID').orderBy(book.ID.desc())))
  assert.deepEqual(
    data.Books.map(({ ID }) => ID),
    [102, 101],
  )
})

test('reads by key', async () => {
  const { data } = await bookshop.Books(101).query()
  assert.equal(data.Title, 'Frankenstein')
})

test('creates', async () => {
  const { status, data } = await bookshop.Books().create({ ID: 500, Title: 'New', Genres: [] })
  assert.deepEqual([status, data.ID, data.Format], [201, 500, 'Paperback'])
})

test('patches', async () => {
  const { status } = await bookshop.Books(101).patch({ Stock: 1 })
  assert.equal(status, 204)
  assert.equal((await bookshop.Books(101).query()).data.Stock, 1)
})

test('updates by PUT', async () => {
  await bookshop.Books(101).update({ ID: 101, Title: 'Put', Genres: [] })
  const { data } = await bookshop.Books(101).query()
  assert.deepEqual([data.Title, data.Price], ['Put', null])
})

test('deletes', async () => {
  assert.equal((await bookshop.Books(104).delete()).status, 204)
  assert.deepEqual(ids(await bookshop.Books().query()), [101, 102, 103])
})

test('follows navigation properties, contained ones too', async () => {
  const { data } = await bookshop.Authors(1).Books().query()
  assert.deepEqual(
    data.value.map(({ ID }) => ID),
    [101, 102],
  )
  const orders = (await bookshop.Orders().query()).data.value
  const { data: items } = await bookshop.Orders(orders[0].Number).Items().query()
  assert.ok(items.value.length > 0)
})

test('reads a collection of values', async () => {
  const { data } = await bookshop.Books(101).Genres().query()
  assert.deepEqual(data.value, ['horror', 'classic'])
})

test('errors carry the message of the service', async () => {
  const error = await bookshop
    .Books()
    .create({ ID: 501 })
    .catch((caught) => caught)
  assert.equal(error.status, 400)
  assert.match(error.message, /Title/)
})
