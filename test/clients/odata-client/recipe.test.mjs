import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OData } from '@odata/client'
import { startUnderstudy } from 'odata-understudy'

let service
let client

before(async () => {
  service = await startUnderstudy({ contract: 'node_modules/odata-understudy/fixtures/bookshop' })
  client = OData.New4({ serviceEndpoint: `${service.url}/` })
})

after(() => service.close())

test('reads by key', async () => {
  const { Title } = await client.getEntitySet('Books').retrieve(101)
  assert.equal(Title, 'Frankenstein')
})
