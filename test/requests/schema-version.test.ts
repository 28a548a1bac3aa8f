import { expect, test } from '@jest/globals'
import { readAnswer, sendTo } from './answer.ts'
import { getPeople, startPeople } from './people.ts'

/** Protocol, "System Query Option $schemaversion"; the contract of people declares the version 2.1. */
test.each([
  ['/People?$top=0&$schemaversion=2.1', 200],
  ['/People?$top=0&$schemaversion=*', 200],
  ["/People('ann')/Name?schemaversion=2.1", 200],
  ['/People/$count?$schemaversion=2.1', 200],
  ['/$metadata?$schemaversion=2.1', 200],
  ['/$metadata?$schemaversion=*&$format=json', 200],
  ['/?$schemaversion=2.1', 200],
  ['/People?$schemaversion=2.2', 404],
  ['/$metadata?$schemaversion=2.2', 404],
  ['/?$schemaversion=2', 404],
  ['/People?$schemaversion=', 400],
  ['/People?$schemaversion=2.1&schemaversion=2.1', 400],
  ['/$metadata?$schemaversion=2.1&$SchemaVersion=*', 400],
])('GET %s answers %i', async (path, status) => {
  expect((await getPeople(path)).status).toBe(status)
})

test('another version is named with that which there is', async () => {
  const message = "there is no version '3' of the schema, which is 2.1"
  expect(await getPeople('/People?$schemaversion=3')).toEqual({
    status: 404,
    body: { error: { code: 'ResourceNotFound', message } },
  })
})

/** URL Conventions, "System Query Option $index". */
test('$index on a collection without Core.PositionalInsert answers 400 and creates nothing', async () => {
  const { app } = startPeople()
  const body = { Code: 'FI', Label: 'Finland' }
  const { status } = await sendTo(app, 'POST /Countries?$index=0', { body })
  const count = readAnswer(await sendTo(app, 'GET /Countries/$count'))
  expect([status, count.body]).toEqual([400, '3'])
})

test('options of a create shape what it answers with', async () => {
  const { app } = startPeople()
  const body = { UserName: 'eva', Tags: [], Places: [] }
  const line = 'POST /People?$select=UserName&$expand=Friends/$ref,Home/Country'
  expect(readAnswer(await sendTo(app, line, { body }))).toEqual({
    status: 201,
    body: {
      '@odata.context': 'http://service.test/$metadata#People(UserName)/$entity',
      UserName: 'eva',
      Home: null,
      Friends: [],
    },
  })
})
