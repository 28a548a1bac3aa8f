import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OData } from '@odata/client'
import { serveSample } from './service.mjs'

const served = serveSample('bookshop')

function connect(options = {}) {
  return OData.New4({ serviceEndpoint: `${served.url}/`, ...options })
}

const ids = (books) => books.map(({ ID }) => ID)

test('queries with a filter, an order, a page and a selection', async () => {
  const client = connect()
  const options = client
    .newOptions()
    .filter(OData.newFilter().property('Stock').gt(0))
    .orderby('Title', 'desc')
    .top(2)
    .select(['ID', 'Title'])
  assert.deepEqual(await client.getEntitySet('Books').query(options), [
    { ID: 104, Title: 'Songs Without an Author' },
    { ID: 101, Title: 'Frankenstein' },
  ])
})

test('reads by key, with an expansion', async () => {
  const client = connect()
  const options = client.newOptions().expand('Author')
  const book = await client.getEntitySet('Books').retrieve(101, options)
  assert.deepEqual([book.Title, book.Author.ID], ['Frankenstein', 1])
})

test('finds by an example and by several values', async () => {
  const set = connect().getEntitySet('Books')
  assert.deepEqual(ids(await set.find({ Format: 'Paperback', Stock: 7 })), [104])
  assert.deepEqual(
    ids(await set.query(OData.newFilter().property('ID').in([101, 103]))),
    [101, 103],
  )
})

test('counts', async () => {
  const set = connect().getEntitySet('Books')
  assert.equal(await set.count(), 4)
  assert.equal(await set.count(OData.newFilter().property('Stock').gt(0)), 3)
})

test('creates, updates and deletes', async () => {
  const set = connect().getEntitySet('Books')
  const created = await set.create({ ID: 300, Title: 'New', Price: 5.5 })
  assert.deepEqual([created.ID, created.Format, created.Stock], [300, 'Paperback', 0])
  await set.update(300, { Stock: 9 })
  assert.equal((await set.retrieve(300)).Stock, 9)
  await set.delete(300)
  await assert.rejects(set.retrieve(300))
})

test('aggregates', async () => {
  const client = connect()
  // Its `groupBy` writes a name that no service need take: OData's is `groupby`.
  const options = client.newOptions().apply('groupby((Format),aggregate(Stock with sum as All))')
  const rows = await client.getEntitySet('Books').query(options)
  assert.deepEqual(
    rows.map(({ Format, All }) => [Format, All]),
    [
      ['Hardcover', 3],
      ['Paperback', 7],
      ['Audio', 120],
    ],
  )
})

test('fetches a CSRF token before it writes', async () => {
  const client = connect({ processCsrfToken: true })
  const created = await client.getEntitySet('Books').create({ ID: 301, Title: 'Guarded' })
  assert.equal(created.ID, 301)
})

test('errors carry the message of the service', async () => {
  const error = await connect()
    .getEntitySet('Books')
    .create({ ID: 302 })
    .catch((caught) => caught)
  assert.match(error.message, /Title/)
})

test('batches in the multipart format, with a change set for each change', async () => {
  const client = connect()
  const answers = await client.execBatchRequests([
    client.newBatchRequest({ collection: 'Books', id: 101 }),
    client.newBatchRequest({
      collection: 'Books',
      method: 'POST',
      entity: { ID: 303, Title: 'Batched' },
    }),
    client.newBatchRequest({ collection: 'Books', id: 303, method: 'PATCH', entity: { Stock: 4 } }),
    client.newBatchRequest({ collection: 'Books', id: 303 }),
    client.newBatchRequest({ collection: 'Books', id: 303, method: 'DELETE' }),
    client.newBatchRequest({
      collection: 'Books',
      id: 104,
      params: client.newOptions().select('Title'),
    }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 201, 204, 200, 204, 200],
  )
  assert.equal((await answers[0].json()).Title, 'Frankenstein')
  assert.equal((await answers[3].json()).Stock, 4)
})

test('batches in JSON', async () => {
  const client = connect()
  const answers = await client.execBatchRequestsJson([
    client.newBatchRequest({ collection: 'Books', id: 102 }),
    client.newBatchRequest({ collection: 'Books', id: 102, method: 'PATCH', entity: { Stock: 1 } }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 204],
  )
  assert.equal((await answers[0].json()).Title, 'The Last Man')
})
