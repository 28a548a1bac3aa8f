import { describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { startUnderstudy } from '../../src/index.ts'
import { answer, ids, send, sendTo, sequentialId, start } from './answer.ts'

const contract = [join('test', 'contracts', 'accounts')]
/** Of the first that is created. */
const id = sequentialId(1)
const above = '9007199254740993'
const below = '9007199254740992'

function open(fixtures = '{"accounts":[]}') {
  return start({}, { contract, fixtures: writeFixtureFile(fixtures) })
}

function writeFixtureFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'exact-')), 'fixtures.json')
  writeFileSync(file, text)
  return file
}

const both = `{"accounts":[{"id":"a","big":${above}},{"id":"b","big":${below}},{"id":"c","big":-1}]}`

async function textOf(service: ReturnType<typeof open>, line: string, headers = {}) {
  return (await send(service, line, { headers })).text
}

test('an Int64 beyond the doubles comes back with the digits that were sent', async () => {
  const service = open()
  const body = `{"big":${above},"amount":0.12345678901234567890,"all":[1,${above}],"limit":{"most":9223372036854775807}}`
  const created = await send(service, 'POST /accounts', { body })
  expect([created.status, created.text]).toEqual([
    201,
    `{"@odata.context":"http://service.test/beta/$metadata#accounts/$entity","id":"${id}","big":${above},"amount":0.1234567890123456789,"rate":null,"all":[1,${above}],"limit":{"most":9223372036854775807}}`,
  ])
  const selected = await textOf(service, `GET /accounts('${id}')?$select=big,limit/most`)
  expect(selected).toContain(`"big":${above},"limit":{"most":9223372036854775807}`)
  const quoted = await textOf(service, `GET /accounts('${id}')`, {
    Accept: 'application/json;IEEE754Compatible=true',
  })
  expect(quoted).toContain(`"big":"${above}","amount":"0.1234567890123456789"`)
  expect(quoted).toContain(`"all":["1","${above}"],"limit":{"most":"9223372036854775807"}`)
  expect(await textOf(service, `GET /accounts('${id}')/big/$value`)).toBe(above)
  expect(await textOf(service, `GET /accounts('${id}')/big`)).toContain(`"value":${above}}`)
})

test('an Int64 in quotes is the same value, and zeros at the end of a Decimal go', async () => {
  const service = open()
  const body = `{"big":"${above}","amount":"1.10","limit":{"most":"5"}}`
  await send(service, 'POST /accounts', {
    body,
    headers: { 'Content-Type': 'application/json;IEEE754Compatible=true' },
  })
  const text = await textOf(service, `GET /accounts('${id}')`)
  expect(text).toContain(`"big":${above},"amount":1.1,"rate":null,"all":[],"limit":{"most":5}`)
})

describe('neighbours that are one double', () => {
  const found: readonly [query: string, ids: readonly string[]][] = [
    [`$filter=big eq ${above}`, ['a']],
    [`$filter=big eq ${below}`, ['b']],
    [`$filter=big gt ${below}`, ['a']],
    [`$filter=big in (${above},7)`, ['a']],
    [`$filter=big sub 1 eq ${below}`, ['a']],
    ['$orderby=big', ['c', 'b', 'a']],
    ['$orderby=big desc', ['a', 'b', 'c']],
  ]
  test.each(found)('%s', async (query, expected) => {
    expect(await ids(open(both), `/accounts?${query}`)).toEqual(expected)
  })
})

test.each([
  ['{"id":"a","big":9223372036854775808}'],
  ['{"id":"a","big":"9223372036854775808"}'],
  ['{"id":"a","big":9007199254740993.5}'],
  ['{"id":"a","amount":1e4000}'],
  ['{"id":"a","amount":"1e4000"}'],
  ['{"id":"a","rate":1e999}'],
  ['{"id":"a","limit":{"most":-9223372036854775809}}'],
])('%s is refused', async (body) => {
  expect((await answer(open(), 'POST /accounts', { body })).status).toBe(400)
})

test('INF, -INF and NaN of a Double are strings in JSON', async () => {
  const service = open()
  for (const rate of ['INF', '-INF', 'NaN']) {
    const body = { rate }
    expect((await answer(service, 'POST /accounts', { body })).body).toMatchObject(body)
  }
  expect(await ids(service, '/accounts?$filter=rate gt 1')).toEqual([id])
})

test('a batch carries the digits in and out', async () => {
  const service = open()
  const batch = `{"requests":[{"id":"1","method":"POST","url":"accounts","headers":{"Content-Type":"application/json"},"body":{"big":${above}}},{"id":"2","method":"GET","url":"accounts('${id}')/big/$value"}]}`
  const { text } = await send(service, 'POST /$batch', { body: batch })
  expect(text).toContain(`"id":"${id}","big":${above},`)
  expect(text).toContain(`"body":"${above}"`)
})

test('state and fixtures give the digits to each other, over HTTP and in process', async () => {
  const service = open(both)
  const state = await request(service.app).get('/_understudy/state').set('Host', 'localhost')
  expect(state.text).toContain(`"id":"a","big":${above},`)
  const again = open()
  const put = await request(again.app)
    .put('/_understudy/fixtures')
    .set('Host', 'localhost')
    .set('Content-Type', 'application/json')
    .send(state.text)
  expect(put.status).toBe(204)
  expect(await ids(again, `/accounts?$filter=big eq ${above}`)).toEqual(['a'])
  const third = start(again.state(), { contract })
  expect(await ids(third, `/accounts?$filter=big eq ${above}`)).toEqual(['a'])
})

test('the journal shows the digits', async () => {
  const service = open()
  await send(service, 'POST /accounts', { body: `{"id":"a","big":${above}}` })
  const { text } = await request(service.app).get('/_understudy/journal').set('Host', 'localhost')
  expect(text).toContain(`"body":{"id":"a","big":${above}}`)
  expect(text).toContain(`"big":${above},"amount":null`)
})

test('a store file keeps the digits', async () => {
  const store = join(mkdtempSync(join(tmpdir(), 'exact-')), 'store.json')
  const options = { contract, store, port: 0, fixtures: writeFixtureFile(both) }
  const first = await startUnderstudy(options)
  await fetch(`${first.url}/accounts('b')`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: '{"amount":12345678901234567.25}',
  })
  await first.close()
  expect(readFileSync(store, 'utf8')).toContain(`"big":${above}`)
  const second = await startUnderstudy(options)
  const text = await (await fetch(`${second.url}/accounts('b')`)).text()
  await second.close()
  expect(text).toContain(`"big":${below},"amount":12345678901234567.25`)
})

test('a name that is given twice in a body is refused with its pointer', async () => {
  const body = '{"id":"a","limit":{"most":1,"most":2}}'
  const refused = await answer(open(), 'POST /accounts', { body })
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { message: "the name of '/limit/most' is given twice", target: '/limit/most' } },
  })
})

test('what a fixture gives for a call keeps its digits', async () => {
  const schema = `<Schema Namespace="N" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <Function Name="Total"><ReturnType Type="Edm.Int64"/></Function>
    <EntityContainer Name="C"><FunctionImport Name="Total" Function="N.Total"/></EntityContainer>
  </Schema>`
  const file = join(mkdtempSync(join(tmpdir(), 'exact-')), 'metadata.xml')
  writeFileSync(
    file,
    `<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>${schema}</edmx:DataServices></edmx:Edmx>`,
  )
  const fixtures = writeFixtureFile(`{"Total()":{"value":${above}}}`)
  const service = start({}, { contract: [file], fixtures })
  const { text } = await sendTo(service.app, 'GET /Total()')
  expect(text).toContain(`"value":${above}}`)
})
