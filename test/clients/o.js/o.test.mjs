import assert from 'node:assert/strict'
import { test } from 'node:test'
import { o } from 'o.js'
import { serveSample } from './service.mjs'

const served = serveSample('bookshop')

function connect(options = {}) {
  return o(`${served.url}/`, options)
}

const ids = (books) => books.map(({ ID }) => ID)

test('reads a collection with every option', async () => {
  const books = await connect()
    .get('Books')
    .query({ $filter: 'Stock gt 0', $orderby: 'Title desc', $top: 2, $select: 'ID,Title' })
  assert.deepEqual(books, [
    { ID: 104, Title: 'Songs Without an Author' },
    { ID: 101, Title: 'Frankenstein' },
  ])
})

test('filters with quotes and functions, encoded as it does', async () => {
  const books = await connect()
    .get('Books')
    .query({ $filter: "contains(Title,'World') and not (Format eq 'Paperback')" })
  assert.deepEqual(ids(books), [103])
})

test('reads by key and expands', async () => {
  const author = await connect().get('Authors(1)').query({ $expand: 'Books($select=ID)' })
  assert.deepEqual(ids(author.Books), [101, 102])
})

test('counts', async () => {
  const count = await connect().get('Books/$count').query({ $filter: 'Stock eq 0' })
  assert.equal(Number(count), 1)
})

test('skips and searches', async () => {
  assert.deepEqual(ids(await connect().get('Books').query({ $skip: 3 })), [104])
  assert.deepEqual(ids(await connect().get('Books').query({ $search: 'Last' })), [102])
})

test('creates', async () => {
  const created = await connect().post('Books', { ID: 400, Title: 'New' }).query()
  assert.deepEqual([created.ID, created.Format], [400, 'Paperback'])
})

test('patches', async () => {
  await connect().patch('Books(101)', { Stock: 8 }).query()
  assert.equal((await connect().get('Books(101)').query()).Stock, 8)
})

test('puts', async () => {
  await connect().put('Books(101)', { Title: 'Put', Genres: [] }).query()
  const { Title, Price, Stock } = await connect().get('Books(101)').query()
  assert.deepEqual([Title, Price, Stock], ['Put', null, 0])
})

test('deletes, and throws the response of what is gone', async () => {
  await connect().delete('Books(104)').query()
  const thrown = await connect()
    .get('Books(104)')
    .query()
    .catch((response) => response)
  assert.equal(thrown.status, 404)
  assert.equal(typeof (await thrown.json()).error.message, 'string')
})

test('batches, with absolute URLs', async () => {
  const answers = await connect()
    .get('Books(101)')
    .post('Books', { ID: 401, Title: 'Batched' })
    .get('Books(401)')
    .batch()
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.ID]),
    [
      [200, 101],
      [201, 401],
      [200, 401],
    ],
  )
})

test('batches with relative URLs and a change set', async () => {
  const { config } = connect()
  const batch = { ...config.batch, useRelativeURLs: true, useChangset: true }
  const answers = await connect({ batch })
    .post('Books', { ID: 402, Title: 'One' })
    .patch('Books(102)', { Stock: 2 })
    .batch()
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 204],
  )
  assert.equal((await connect().get('Books(402)').query()).Title, 'One')
  assert.equal((await connect().get('Books(102)').query()).Stock, 2)
})
