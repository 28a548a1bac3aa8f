import { expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

function openOwners(...annotations: readonly string[]) {
  const service = createUnderstudy({
    contract: ['test/contracts/owners.xml', ...annotations],
    fixtures: {
      Accounts: [{ AccountID: 1, 'Owner@odata.bind': 'Users(21)' }],
      Principals: [{ PrincipalID: 11 }],
      Users: [{ PrincipalID: 21, Name: 'Ann' }],
      Teams: [{ PrincipalID: 31 }],
    },
  })
  const ask = async (line: string, sent?: Sent): Promise<Answer> =>
    readAnswer(await sendTo(service.app, line, sent))
  return { service, ask }
}

test('A lookup to a base type leads to an entity in the set of a derived type, and back', async () => {
  const { service, ask } = openOwners()
  expect(await ask('GET /Accounts(1)?$expand=Owner')).toEqual({
    status: 200,
    body: {
      '@odata.context': 'http://service.test/$metadata#Accounts/$entity',
      AccountID: 1,
      OwnerID: 21,
      Owner: { '@odata.type': '#Owners.User', PrincipalID: 21, Name: 'Ann' },
    },
  })
  expect(await ask('GET /Accounts(1)/Owner')).toEqual({
    status: 200,
    body: {
      '@odata.context': 'http://service.test/$metadata#Users/$entity',
      PrincipalID: 21,
      Name: 'Ann',
    },
  })
  expect((await ask('GET /Users(21)/Accounts?$select=AccountID')).body).toMatchObject({
    value: [{ AccountID: 1 }],
  })
  expect(service.state()['Accounts']).toEqual([{ AccountID: 1, OwnerID: 21 }])
})

test.each([
  ['Teams(31)', 31],
  ['Principals(11)', 11],
])('POST and PATCH bind a lookup to a base type to %s', async (reference, OwnerID) => {
  const { ask } = openOwners()
  const bind = { 'Owner@odata.bind': reference }
  const created = await ask('POST /Accounts', { body: { AccountID: 2, ...bind } })
  expect([created.status, created.body]).toEqual([201, expect.objectContaining({ OwnerID })])
  expect((await ask('PATCH /Accounts(1)', { body: bind })).status).toBe(204)
  expect((await ask(`GET /Accounts?$filter=Owner/PrincipalID eq ${OwnerID}`)).body).toMatchObject({
    value: [{ AccountID: 1 }, { AccountID: 2 }],
  })
})

test('A lookup to what is gone leads to nothing', async () => {
  const { ask } = openOwners()
  expect((await ask('DELETE /Users(21)')).status).toBe(204)
  expect(await ask('GET /Accounts(1)/Owner')).toEqual({ status: 204, body: undefined })
})

test('A second document says that the service makes the keys', async () => {
  const account = { body: { OwnerID: 11 } }
  expect((await openOwners().ask('POST /Accounts', account)).status).toBe(400)
  const { ask } = openOwners('test/contracts/owners-computed.xml')
  expect(await ask('POST /Accounts', account)).toEqual({
    status: 201,
    body: {
      '@odata.context': 'http://service.test/$metadata#Accounts/$entity',
      AccountID: 2,
      OwnerID: 11,
    },
  })
})
