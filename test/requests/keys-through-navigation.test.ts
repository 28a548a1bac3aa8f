import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'
import { ask } from './depot.ts'

/** @see CSDL, "Key"; Protocol, "Delete an Entity", "Change the Reference in a Single-Valued Navigation Property" */
const bind = (name: string) => ({ 'Owner@odata.bind': `People('${name}')` })
const badges: FixturesDocument = {
  Badges: [{ No: 1, Text: 'first', ...bind("O''Hara") }],
  People: [{ Name: "O'Hara" }, { Name: 'Bob' }],
}
const badge = "Badges(OwnerName='O''Hara',No=1)"

function openBadges(fixtures = badges): Understudy {
  return createUnderstudy({ contract: join('test', 'contracts', 'badges.xml'), fixtures })
}

test('an entity is read by a key with a property of a related entity', async () => {
  const service = openBadges()
  expect(await ask(service, `GET /${badge}`)).toEqual([200, { No: 1, Text: 'first' }])
  const headers = { Accept: 'application/json;odata.metadata=full' }
  const { text } = await sendTo(service.app, 'GET /Badges?$expand=Owner', { headers })
  const { value } = JSON.parse(text) as { value: readonly Record<string, unknown>[] }
  expect(value).toMatchObject([
    { '@odata.id': `http://service.test/${badge}`, Owner: { Name: "O'Hara" } },
  ])
})

describe('a new entity has the key of the one that it is related to', () => {
  test.each<readonly [line: string, body: object, headers?: Record<string, string>]>([
    ['POST /Badges', { No: 2, ...bind('Bob') }],
    ['POST /Badges', { No: 2, Owner: { '@id': "People('Bob')" } }, { 'OData-Version': '4.01' }],
    ['POST /Badges', { No: 2, Owner: { Name: 'New' } }],
    ["PATCH /Badges(OwnerName='Bob',No=2)", { Text: 'y' }],
  ])('%s %j', async (line, body, headers = {}) => {
    const service = openBadges()
    const created = await sendTo(service.app, line, { body, headers })
    const owner = JSON.stringify(body).includes('New') ? 'New' : 'Bob'
    const path = `/Badges(OwnerName='${owner}',No=2)`
    expect([created.status, created.headers['location']]).toEqual([
      201,
      `http://service.test${path}`,
    ])
    for (const each of [service, openBadges(service.state())]) {
      expect(await ask(each, `GET ${path}/Owner`)).toEqual([200, { Name: owner }])
      expect(await ask(each, `PATCH ${path}`, { body: { Text: 'x' } })).toEqual([204, undefined])
      expect(await ask(each, `GET ${path}/Text`)).toEqual([200, 'x'])
    }
  })
})

describe('what would change or break such a key is refused', () => {
  const fixed = `'Owner' is part of the key of ${badge}: what it leads to cannot be changed`
  test.each<readonly [line: string, body: object | undefined, status: number, message: string]>([
    [`PUT /${badge}/Owner/$ref`, { '@odata.id': "People('Bob')" }, 405, fixed],
    [`PATCH /${badge}`, bind('Bob'), 405, fixed],
    [
      `DELETE /${badge}/Owner/$ref`,
      undefined,
      400,
      "'Owner' is not nullable: its link can be replaced, not removed",
    ],
    [
      'POST /Badges',
      { No: 1, ...bind("O''Hara") },
      409,
      `a Badge.Badge with the key '["O'Hara","1"]' exists already`,
    ],
  ])('%s %j answers %i', async (line, body, status, message) => {
    const service = openBadges()
    const before = service.state()
    expect(await ask(service, line, { body })).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })
})

test('an entity goes with the one that its key has a property of', async () => {
  const service = openBadges()
  expect(await ask(service, "DELETE /People('O''Hara')")).toEqual([204, undefined])
  expect(await ask(service, 'GET /Badges')).toEqual([200, []])
})
