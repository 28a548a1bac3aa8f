import { describe, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { findLeastPrivilege, inventoryOf } from '../../src/journal/index.ts'
import { answer, answerUnchanged, refusal, send, sendTo, start } from './answer.ts'
import { small } from './small-fixtures.ts'

function bearer(claims: object): { readonly Authorization: string } {
  return {
    Authorization: `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
  }
}

const create = { body: { displayName: 'New' } }
const readWrite = 'EntitlementManagement.ReadWrite.All'

describe('report, the default', () => {
  test('serves a request without a token and journals a warning with the page', async () => {
    const service = start(small)
    expect((await answer(service, 'POST /accessPackages', create)).status).toBe(201)
    expect(service.journal.exchanges[0]!.violations).toMatchObject([
      {
        rule: 'missing-authorization',
        severity: 'warning',
        operation: 'Create accessPackage',
        pointer: 'Authorization',
        source: expect.stringMatching(/accesspackage-post\.md:\d+$/),
      },
    ])
    expect(() => service.assertContract()).not.toThrow()
  })

  test('serves a token without the permission and journals an error', async () => {
    const service = start(small)
    const sent = { ...create, headers: bearer({ scp: 'User.Read' }) }
    expect((await answer(service, 'POST /accessPackages', sent)).status).toBe(201)
    expect(service.journal.exchanges[0]!.violations).toMatchObject([
      { rule: 'insufficient-permissions', severity: 'error', actual: 'the delegated User.Read' },
    ])
    expect(() => service.assertContract()).toThrow(
      'needs a permission that the token does not have',
    )
  })

  test.each([
    ['a documented delegated permission', bearer({ scp: `User.Read ${readWrite}` })],
    ['a documented application permission', bearer({ roles: [readWrite] })],
    ['a token that names no permissions', bearer({ upn: 'eve@example.com' })],
    ['a token that is no JWT', { Authorization: 'Bearer opaque' }],
  ])('has nothing to say of %s', async (_, headers) => {
    const service = start(small)
    await answer(service, 'POST /accessPackages', { ...create, headers })
    expect(service.journal.exchanges[0]!.violations).toEqual([])
  })
})

test('off says nothing at all', async () => {
  const service = start(small, { auth: 'off' })
  await answer(service, 'POST /accessPackages', create)
  expect(service.journal.exchanges[0]!.violations).toEqual([])
})

describe.each(['require', 'permissions'] as const)('%s', (auth) => {
  test.each([
    ['no header', {}, 'no Authorization header'],
    [
      'another scheme',
      { Authorization: 'Basic eDp5' },
      'the scheme Basic in the Authorization header',
    ],
    ['no token', { Authorization: 'Bearer' }, 'the scheme Bearer without a token'],
  ])('refuses %s with 401 and changes nothing', async (_, headers, found) => {
    const service = start(small, { auth })
    const { headers: answered } = await send(service, 'DELETE /accessPackages/p1', { headers })
    expect(answered['www-authenticate']).toBe('Bearer')
    expect(await answerUnchanged(service, 'POST /accessPackages', { ...create, headers })).toEqual(
      refusal(401, `expected an Authorization header with a Bearer token, found ${found}`),
    )
  })

  test('serves a token with a documented permission', async () => {
    const service = start(small, { auth })
    const headers = bearer({ scp: readWrite })
    expect((await answer(service, 'POST /accessPackages', { ...create, headers })).status).toBe(201)
  })
})

describe('permissions', () => {
  test.each([
    ['another one', { scp: 'User.Read' }, 'the delegated User.Read'],
    ['none', {}, 'neither scp nor roles in the token'],
    [
      'that of an application as a delegated one',
      { roles: ['User.Read'] },
      'the application permissions User.Read',
    ],
  ])('refuses %s with 403, names the page and changes nothing', async (_, claims, found) => {
    const service = start(small, { auth: 'permissions' })
    const sent = { ...create, headers: bearer(claims) }
    const refused = await answerUnchanged(service, 'POST /accessPackages', sent)
    expect(refused).toEqual(refusal(403, /^Create accessPackage: expected one of /))
    const { message } = (refused.body as { error: { message: string } }).error
    expect(message).toContain(`the delegated permissions (${readWrite})`)
    expect(message).toContain(`found ${found} (`)
    expect(message).toMatch(/accesspackage-post\.md:\d+\)$/)
  })

  test('reads what only a reader may', async () => {
    const service = start(small, { auth: 'permissions' })
    const headers = bearer({ scp: 'EntitlementManagement.Read.All' })
    expect((await answer(service, 'GET /accessPackages/p1', { headers })).status).toBe(200)
    expect((await answer(service, 'DELETE /accessPackages/p1', { headers })).status).toBe(403)
  })
})

/** @see Vocabulary Capabilities, "PermissionType" and "OperationRestrictions" */
describe('permissions that annotations of CSDL ask for', () => {
  const open = (auth: 'report' | 'permissions') =>
    createUnderstudy({
      contract: 'test/contracts/permitted-tools.xml',
      fixtures: { Tools: [{ ID: 1 }] },
      auth,
    })

  const denied = (name: string, expected: string, found: string, line: number) =>
    `${name}: expected one of the delegated permissions (${expected}) or of the application permissions (${name.endsWith('Sharpen') ? 'Tool.Sharpen.All' : 'not supported'}), found ${found} (test/contracts/permitted-tools.xml:${line})`

  test.each<[line: string, claims: object, status: number, ...messages: string[]]>([
    ['GET /Tools', { scp: 'Tool.Read' }, 200],
    ['GET /Tools(1)', { scp: 'Tool.Sharpen' }, 200],
    ['HEAD /Tools', { roles: ['Tool.Read'] }, 403],
    [
      'GET /Tools',
      { scp: 'Tool.Write' },
      403,
      denied('List Tools', 'Tool.Read or Tool.Sharpen', 'the delegated Tool.Write', 52),
    ],
    ['DELETE /Tools(1)', { scp: 'Tool.Write' }, 204],
    ['POST /Tools(1)/Tools.Sharpen', { roles: ['Tool.Sharpen.All'] }, 204],
    [
      'POST /Tools(1)/Tools.Sharpen',
      { scp: 'Tool.Read' },
      403,
      denied('Invoke Sharpen', 'Tool.Sharpen', 'the delegated Tool.Read', 11),
    ],
    [
      'GET /Count()',
      { scp: 'Tool.Sharpen' },
      403,
      denied('Invoke Count', 'Tool.Read', 'the delegated Tool.Sharpen', 34),
    ],
  ])('%s with %j answers %i', async (line, claims, status, ...messages) => {
    const { app } = open('permissions')
    const { body, ...response } = await sendTo(app, line, { headers: bearer(claims) })
    const { error } = body as { error?: { message: string } }
    expect([response.status, ...(error ? [error.message] : [])]).toEqual([status, ...messages])
  })

  test('reports them, and which the calls need at least', async () => {
    const service = open('report')
    await sendTo(service.app, 'GET /Tools')
    await sendTo(service.app, 'POST /Tools(1)/Tools.Sharpen', { headers: bearer({ scp: 'x' }) })
    await sendTo(service.app, 'DELETE /Tools(1)')
    const { contract, journal } = service
    const violations = journal.exchanges.flatMap((exchange) => exchange.violations)
    expect(violations.map(({ rule, operation, source }) => [rule, operation, source])).toEqual([
      ['missing-authorization', 'List Tools', 'test/contracts/permitted-tools.xml:52'],
      ['insufficient-permissions', 'Invoke Sharpen', 'test/contracts/permitted-tools.xml:11'],
    ])
    expect(findLeastPrivilege(inventoryOf(contract), journal.exchanges)).toEqual({
      delegated: [{ permission: 'Tool.Sharpen', operations: ['List Tools', 'Invoke Sharpen'] }],
      application: [{ permission: 'Tool.Sharpen.All', operations: ['Invoke Sharpen'] }],
      unknown: ['Delete Tools'],
      unsupported: { delegated: [], application: ['List Tools'] },
    })
  })
})

test("the caller's upn is who created and who modified", async () => {
  const service = start(small)
  const eve = bearer({ upn: 'eve@example.com' })
  const { body } = await send(service, 'POST /accessPackages', { ...create, headers: eve })
  expect([body.createdBy, body.modifiedBy]).toEqual(['eve@example.com', 'eve@example.com'])
  const headers = { ...bearer({ upn: 'bob@example.com' }), Prefer: 'return=representation' }
  const { body: changed } = await send(service, `PATCH /accessPackages/${body.id}`, {
    body: { displayName: 'Newer' },
    headers,
  })
  expect([changed.createdBy, changed.modifiedBy]).toEqual(['eve@example.com', 'bob@example.com'])
})

test('the journal keeps no token', async () => {
  const service = start(small)
  await answer(service, 'GET /groups', { headers: { Authorization: 'Bearer s3cret' } })
  expect(JSON.stringify(service.journal.exchanges)).not.toContain('s3cret')
})

test('the service document needs a token where one is required, $metadata does not', async () => {
  const service = start(small, { auth: 'require' })
  const statuses = await Promise.all(
    ['GET /', 'HEAD /', 'GET /$metadata', 'HEAD /$batch'].map(
      async (line) => (await send(service, line)).status,
    ),
  )
  expect(statuses).toEqual([401, 401, 200, 401])
})
