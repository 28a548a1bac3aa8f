import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Client, PageIterator } from '@microsoft/microsoft-graph-client'
import { startUnderstudy } from 'odata-understudy'
import { Agent } from 'undici'

let service
let client

before(async () => {
  service = await startUnderstudy({
    contract: 'node_modules/odata-understudy/fixtures/access-packages',
    auth: 'require',
    tls: true,
  })
  client = Client.init({
    baseUrl: new URL('/', service.url).href,
    defaultVersion: 'beta',
    // It sends Authorization to hosts of Graph and to these, and over https alone.
    customHosts: new Set([new URL(service.url).hostname]),
    authProvider: (done) => done(null, 'a.bearer.token'),
    fetchOptions: { dispatcher: new Agent({ connect: { ca: service.certificate } }) },
  })
})

after(() => service.close())

test('reads every page', async () => {
  const page = await client.api('/accessPackages').header('Prefer', 'odata.maxpagesize=6').get()
  const names = []
  await new PageIterator(client, page, ({ displayName }) => names.push(displayName)).iterate()
  assert.equal(names.length, 20)
})
