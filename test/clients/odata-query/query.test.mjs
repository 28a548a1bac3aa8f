import assert from 'node:assert/strict'
import { test } from 'node:test'
import buildQuery from 'odata-query'
import { serveSample } from './service.mjs'

const served = serveSample('bookshop')

async function ask(path, query = {}) {
  const response = await fetch(`${served.url}/${path}${buildQuery(query)}`)
  assert.equal(response.status, 200, await response.clone().text())
  return response.json()
}

const ids = ({ value }) => value.map(({ ID }) => ID)

test('filters by equality of several properties', async () => {
  assert.deepEqual(ids(await ask('Books', { filter: { Format: 'Paperback', Stock: 0 } })), [102])
})

test('filters by comparisons and functions', async () => {
  const filter = { and: [{ Price: { gt: 9, lt: 20 } }, { Title: { contains: 'Last' } }] }
  assert.deepEqual(ids(await ask('Books', { filter })), [102])
})

test('filters by or, not and in', async () => {
  assert.deepEqual(
    ids(await ask('Books', { filter: { or: [{ ID: 101 }, { ID: 104 }] } })),
    [101, 104],
  )
  assert.deepEqual(ids(await ask('Books', { filter: { not: { Stock: { gt: 0 } } } })), [102])
  assert.deepEqual(ids(await ask('Books', { filter: { ID: { in: [102, 103] } } })), [102, 103])
})

test('filters by any', async () => {
  const filter = "Genres/any(genres:genres in ('classic','horror'))"
  assert.deepEqual(ids(await ask('Books', { filter })), [101, 103])
  const authors = { Books: { any: { Stock: { gt: 100 } } } }
  assert.deepEqual(ids(await ask('Authors', { filter: authors })), [2])
})

test('filters by dates, null and functions of properties', async () => {
  const filter = { Born: { lt: { type: 'raw', value: '1800-01-01' } } }
  assert.deepEqual(ids(await ask('Authors', { filter })), [1])
  assert.deepEqual(ids(await ask('Books', { filter: { Price: null } })), [104])
  assert.deepEqual(ids(await ask('Books', { filter: { 'length(Title)': { lt: 13 } } })), [101, 102])
  assert.deepEqual(ids(await ask('Books', { filter: ['Price mul 2 gt 40'] })), [101])
})

test('selects, orders, skips and limits', async () => {
  const found = await ask('Books', {
    select: ['ID', 'Title'],
    orderBy: ['Title desc'],
    top: 2,
    skip: 1,
  })
  assert.deepEqual(found.value, [
    { ID: 104, Title: 'Songs Without an Author' },
    { ID: 101, Title: 'Frankenstein' },
  ])
})

test('counts', async () => {
  const found = await ask('Books', { count: true, top: 1 })
  assert.equal(found['@odata.count'], 4)
  const text = await fetch(`${served.url}/Books${buildQuery({ count: { Stock: { gt: 0 } } })}`)
  assert.equal(await text.text(), '3')
})

test('expands with options', async () => {
  const expand = {
    Books: { select: ['ID'], filter: { Stock: { gt: 0 } }, orderBy: 'ID desc', top: 1 },
  }
  const found = await ask('Authors', { filter: { ID: 1 }, expand })
  assert.deepEqual(found.value[0].Books, [{ ID: 101 }])
})

test('reads by key and searches', async () => {
  const found = await fetch(`${served.url}/Books${buildQuery({ key: 103, select: ['Title'] })}`)
  assert.equal((await found.json()).Title, 'Around the World in Eighty Days')
  assert.deepEqual(ids(await ask('Books', { search: 'Frankenstein' })), [101])
})

test('aggregates', async () => {
  const transform = [
    { filter: { Price: { ne: null } } },
    { aggregate: { Stock: { with: 'sum', as: 'All' } } },
  ]
  assert.equal((await ask('Books', { transform })).value[0].All, 123)
  const groups = {
    groupBy: {
      properties: ['Format'],
      transform: [{ aggregate: { ID: { with: 'countdistinct', as: 'Many' } } }],
    },
  }
  const { value } = await ask('Books', { transform: groups })
  assert.deepEqual(
    value.map(({ Format, Many }) => [Format, Many]),
    [
      ['Hardcover', 1],
      ['Paperback', 2],
      ['Audio', 1],
    ],
  )
})

test('writes with fetch', async () => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ ID: 200, Title: 'New' })
  const created = await fetch(`${served.url}/Books`, { method: 'POST', headers, body })
  assert.equal(created.status, 201)
  const changed = await fetch(created.headers.get('location'), {
    method: 'PATCH',
    headers: { ...headers, 'If-Match': created.headers.get('etag') },
    body: '{"Stock":5}',
  })
  assert.equal(changed.status, 204)
  assert.deepEqual(ids(await ask('Books', { filter: { Stock: 5 } })), [200])
  const removed = await fetch(created.headers.get('location'), { method: 'DELETE' })
  assert.equal(removed.status, 204)
})
