import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BatchRequestContent,
  Client,
  HTTPMessageHandler,
  PageIterator,
} from '@microsoft/microsoft-graph-client'
import { serveSample } from './service.mjs'

const served = serveSample('access-packages')
const payment = 'deb5bd29-a1cd-407f-b434-bf50233687ea'
const entry = '1ecf59ab-f55d-493d-9231-4ca54b81aa0a'
const travel = '409771cf-09c0-47de-9fa8-28a16705be18'
const catalog = '9b1c6f0e-8d4a-4e0b-a7c2-61d35f7e2a90'

/** The base URL has no version: the client adds one. */
function connect() {
  const { origin } = new URL(served.url)
  return Client.init({
    baseUrl: `${origin}/`,
    defaultVersion: 'beta',
    authProvider: (done) => done(null, 'a.b.c'),
  })
}

test('lists with $select, $filter, $orderby and $top', async () => {
  const { value } = await connect()
    .api('/accessPackages')
    .filter("startswith(displayName,'Pay')")
    .select(['id', 'displayName'])
    .orderby('displayName desc')
    .top(2)
    .get()
  assert.deepEqual(value, [
    { id: '17faaa32-788e-42e5-a98d-d1cfef1318a5', displayName: 'Payroll' },
    { id: payment, displayName: 'Payment release' },
  ])
})

test('counts and searches', async () => {
  const found = await connect().api('/accessPackages').search('"Payment"').count(true).get()
  assert.equal(found['@odata.count'], found.value.length)
  assert.ok(
    found.value.every(({ displayName, description }) => /payment/i.test(displayName + description)),
  )
})

test('reads one and expands', async () => {
  const found = await connect().api(`/accessPackages/${payment}`).expand('incompatibleGroups').get()
  assert.equal(found.displayName, 'Payment release')
  assert.ok(Array.isArray(found.incompatibleGroups))
})

test('creates, updates and deletes', async () => {
  const client = connect()
  const created = await client
    .api('/accessPackages')
    .post({ catalogId: catalog, displayName: 'Made', description: 'By a test' })
  assert.deepEqual([created.displayName, created.isHidden], ['Made', false])
  await client.api(`/accessPackages/${created.id}`).patch({ displayName: 'Changed' })
  const changed = await client.api(`/accessPackages/${created.id}`).get()
  assert.equal(changed.displayName, 'Changed')
  await client.api(`/accessPackages/${created.id}`).delete()
  await assert.rejects(client.api(`/accessPackages/${created.id}`).get(), { statusCode: 404 })
})

test('adds and removes references', async () => {
  const client = connect()
  const references = `/accessPackages/${payment}/incompatibleAccessPackages`
  const { value: before } = await client.api(references).get()
  await client
    .api(`${references}/$ref`)
    .post({ '@odata.id': `https://graph.microsoft.com/beta/accessPackages/${travel}` })
  const { value: after } = await client.api(references).get()
  assert.equal(after.length, before.length + 1)
  await client.api(`${references}/${travel}/$ref`).delete()
  const { value: last } = await client.api(references).get()
  assert.deepEqual(last, before)
})

test('a link shows from the other side', async () => {
  const { value } = await connect()
    .api(`/accessPackages/${entry}/accessPackagesIncompatibleWith`)
    .get()
  assert.ok(value.some(({ id }) => id === payment))
})

test('batches, with an answer for each id', async () => {
  const client = connect()
  const content = new BatchRequestContent([
    { id: '1', request: new Request('https://x/accessPackages?$top=1&$select=id') },
    {
      id: '2',
      request: new Request('https://x/accessPackages', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ catalogId: catalog, displayName: 'Batched', description: 'x' }),
      }),
    },
    { id: '3', request: new Request('https://x/accessPackages/none') },
  ])
  const body = await content.getContent()
  for (const request of body.requests) request.url = request.url.replace('https://x', '')
  const { responses } = await client.api('/$batch').post(body)
  assert.deepEqual(
    responses.map(({ id, status }) => [id, status]),
    [
      ['1', 200],
      ['2', 201],
      ['3', 404],
    ],
  )
  assert.equal(responses[1].body.displayName, 'Batched')
})

test('errors are GraphErrors', async () => {
  const failed = await connect()
    .api('/accessPackages')
    .post({ displayName: 7 })
    .catch((error) => error)
  assert.equal(failed.constructor.name, 'GraphError')
  assert.deepEqual([failed.statusCode, failed.code], [400, 'BadRequest'])
  assert.ok(failed.requestId)
})

test('follows pages over http with a client whose middleware undoes what it does to next links', async () => {
  // Its `api` takes an absolute URL only for https: `http://…` is appended to the base URL.
  class HttpLinks {
    async execute(context) {
      context.request = String(context.request).replace(/^.*\/beta\/(http:\/\/)/, '$1')
      await this.next.execute(context)
    }
    setNext(next) {
      this.next = next
    }
  }
  const { origin } = new URL(served.url)
  const links = new HttpLinks()
  links.setNext(new HTTPMessageHandler())
  const client = Client.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: 'beta',
    middleware: links,
  })
  const page = await client
    .api('/accessPackages')
    .header('Prefer', 'odata.maxpagesize=6')
    .select('id')
    .get()
  const ids = []
  await new PageIterator(client, page, ({ id }) => ids.push(id)).iterate()
  assert.equal(new Set(ids).size, 20)
})
