import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { createUnderstudy, defineBehavior, type Understudy } from '../src/index.ts'
import { violationRules } from '../src/journal/index.ts'
import { PlanCache } from '../src/service/plan-cache.ts'
import { answer, readAnswer, send, sendTo, start, type Sent } from './requests/answer.ts'
import { small } from './requests/small-fixtures.ts'

/*
 * The rules as a client meets them, over HTTP: what the double says of requests to reference pages, and
 * to a CSDL contract. What each rule takes for right and wrong in detail, its own cases say.
 */

beforeEach(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(() => {
  jest.restoreAllMocks()
})

const bearer = (claims: object) => ({
  Authorization: `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
})
const token = { headers: bearer({ upn: 'eve@example.com' }) }

/** `rule pointer`, of the last exchange. */
function found({ journal }: Pick<Understudy, 'journal'>): readonly string[] {
  const { violations } = journal.exchanges.at(-1)!
  return violations.map(({ rule, pointer }) => `${rule} ${pointer ?? '-'}`)
}

describe('on reference pages', () => {
  test.each<[line: string, sent: Sent, violations: readonly string[]]>([
    ['GET /accessPackages', token, []],
    ['GET /accessPackages', {}, ['missing-authorization Authorization']],
    [
      'GET /accessPackages',
      { headers: { Authorization: 'Basic eDp5' } },
      ['wrong-header Authorization'],
    ],
    [
      'GET /accessPackages',
      { headers: bearer({ scp: 'User.Read' }) },
      ['insufficient-permissions Authorization'],
    ],
    ['PUT /accessPackages/p1', { ...token, body: {} }, ['undocumented-operation -']],
    ['GET /acessPackages', token, ['undocumented-operation -']],
    ['GET /identityGovernance/entitlementManagment', token, ['undocumented-operation -']],
    ['GET /identityGovernance', token, []],
    ['GET /accessPackages/none', token, []],
    ['GET /accessPackages?$fliter=true', token, ['unknown-query-option $fliter']],
    ['GET /accessPackages?verbose=true', token, ['undocumented-query-option verbose']],
    ["GET /accessPackages?$filter=startswith(displayName,'A')", token, []],
    ['GET /accessPackages/$count', {}, ['missing-authorization Authorization']],
    ['GET /accessPackages/p1/displayName/$value', {}, ['missing-authorization Authorization']],
    ['GET /accessPackages?$filter=displayNam eq null', token, ['invalid-query-option $filter']],
    ['GET /accessPackages?$skiptoken=2', token, ['hand-built-paging-url $skiptoken']],
    ['POST /accessPackages', { ...token, body: { displayName: 'x' } }, []],
    [
      'POST /accessPackages',
      { ...token, body: { displayName: 5, isHiden: true } },
      ['invalid-request-body /isHiden', 'invalid-request-body /displayName'],
    ],
    ['POST /accessPackages', { ...token, body: '{"displayName":' }, ['invalid-request-body ']],
    [
      'POST /accessPackages',
      { headers: { ...token.headers, 'Content-Type': 'text/plain' }, body: 'x' },
      ['wrong-header Content-Type'],
    ],
    [
      'POST /accessPackages',
      { ...token, body: { displayName: 'x', createdBy: 'me' } },
      ['read-only-property /createdBy'],
    ],
    ['PATCH /accessPackages/p1', { ...token, body: { displayName: 'x', id: 'p1' } }, []],
    [
      'PATCH /accessPackages/p1',
      { ...token, body: { createdBy: 'me' } },
      ['read-only-property /createdBy'],
    ],
    ['DELETE /accessPackages/p4', token, []],
    ['DELETE /accessPackages/p4', { ...token, body: { id: 'p4' } }, ['invalid-request-body ']],
  ])('%s with %j', async (line, sent, violations) => {
    const service = start(small)
    await send(service, line, sent)
    expect(found(service)).toEqual(violations)
  })

  test('a violation tells what, where, expected, found, the page, and how to send it again', async () => {
    const service = start(small)
    await send(service, 'POST /accessPackages', { ...token, body: { displayName: 5 } })
    expect(service.journal.exchanges[0]!.violations).toEqual([
      {
        rule: 'invalid-request-body',
        severity: 'error',
        message: 'expected Edm.String, found the number 5',
        operation: 'Create accessPackage',
        pointer: '/displayName',
        expected: 'Edm.String',
        actual: 'the number 5',
        source: expect.stringMatching(/^fixtures\/.*resources\/accesspackage\.md:\d+$/),
        curl: expect.stringMatching(
          /^curl -g -X POST http:\/\/service\.test\/beta\/accessPackages .*-H 'authorization: Bearer <redacted>'.* --data-raw '\{"displayName":5\}'$/,
        ),
      },
    ])
  })

  test('an unmatched request names the nearest operations, in the answer, the journal and the error', async () => {
    const service = start(small)
    const { body } = await answer(service, 'PUT /accessPackages/p1', { ...token, body: {} })
    const { message } = (body as { error: { message: string } }).error
    expect(message).toMatch(
      /^the contract declares no PUT \/accessPackages\/p1; nearest: (?:(?:GET|PATCH|DELETE) \/accessPackages\/\{id\} \(\S+accesspackage-(?:get|update|delete)\.md:\d+\)(?:, |$)){3}$/,
    )
    const [exchange] = service.journal.exchanges
    expect(exchange!.nearest).toContainEqual({
      name: 'Update accessPackage',
      method: 'PATCH',
      path: '/accessPackages/{id}',
      source: expect.stringMatching(/accesspackage-update\.md:\d+$/),
      difference: 'the method: PATCH is documented, PUT was sent',
    })
    expect(exchange!.operation).toBeUndefined()
    expect(() => service.assertContract()).toThrow(
      /nearest: PATCH \/accessPackages\/\{id\} \(\S+accesspackage-update\.md:\d+\): the method: PATCH is documented, PUT was sent\n.*curl: curl -g -X PUT /s,
    )
  })

  test.each([
    ['GET /nowhere?$top=1', 'GET /nowhere'],
    ['PUT /accessPackages/p1', 'PUT /accessPackages/p1'],
    ["GET /accessPackages('p1", "GET /accessPackages('p1"],
    ['DELETE /$batch', 'DELETE /$batch'],
    ['DELETE /', 'DELETE /'],
  ])('violations of %s, which is no operation, say what it was', async (line, name) => {
    const service = start(small)
    await send(service, line, token)
    const { violations } = service.journal.exchanges[0]!
    expect(violations.map(({ operation }) => operation)).toEqual([name])
  })

  test.each([
    ['/accessPackages/$count', 'List accessPackages'],
    ['/accessPackages/p1/displayName', 'Get accessPackage'],
    ['/accessPackages/p1/description', 'Get accessPackage'],
    ['/accessPackages/p1/displayName/$value', 'Get accessPackage'],
    ['/accessPackages/p1/incompatibleGroups/$ref', 'List incompatibleGroups'],
    ['/accessPackages/p1/incompatibleGroups/$count', 'List incompatibleGroups'],
  ])('GET %s is part of %s', async (path, name) => {
    const service = start(small)
    await send(service, `GET ${path}`, token)
    const [exchange] = service.journal.exchanges
    expect([exchange!.operation!.name, exchange!.nearest, exchange!.violations]).toEqual([
      name,
      undefined,
      [],
    ])
  })

  test('a next link is followed as it is given, or violates the contract', async () => {
    const service = start(small)
    const headers = { ...token.headers, Prefer: 'odata.maxpagesize=2' }
    const { body } = await send(service, 'GET /accessPackages?$orderby=id', { headers })
    const next = new URL((body as Record<string, string>)['@odata.nextLink']!)
    await sendTo(service.app, `GET ${next.pathname}${next.search}`, { headers })
    expect(found(service)).toEqual([])
    await sendTo(service.app, `GET ${next.pathname}${next.search}&$count=true`, { headers })
    expect(found(service)).toEqual(['hand-built-paging-url $skiptoken'])
    await send(service, 'GET /accessPackages?$orderby=id&$skip=2', { headers })
    expect(found(service)).toEqual(['hand-built-paging-url $skip'])
  })

  test('a throttled client waits, by the clock of the service or really', async () => {
    const service = start(small)
    service.clock.freeze('2026-01-01T00:00:00Z')
    const again = async () => {
      await send(service, 'GET /accessPackages', token)
      return found(service)
    }
    service.faults.add({ on: 'GET /accessPackages', times: 1, status: 429, retryAfter: 30 })
    expect(await again()).toEqual([])
    expect(await again()).toEqual(['ignored-retry-after Retry-After'])
    service.clock.advance('PT30S')
    expect(await again()).toEqual([])
  })

  test('a rule that was asked to be ignored does not fail', async () => {
    const service = start(small)
    await send(service, 'PUT /accessPackages/p1', { ...token, body: {} })
    expect(() => service.assertContract({ ignore: ['undocumented-operation'] })).not.toThrow()
  })
})

describe('on CSDL', () => {
  function open(more: Partial<Parameters<typeof createUnderstudy>[0]> = {}): Understudy {
    return createUnderstudy({
      contract: 'test/contracts/shelves.xml',
      fixtures: { Shelves: [{ ID: 1, Label: 'Top', Number: '1' }] },
      ...more,
    })
  }

  test.each<[line: string, sent: Sent, violations: readonly string[]]>([
    ['GET /Shelves', {}, []],
    ['GET /Shelves(1)', {}, []],
    ['GET /Shelves(2)', {}, []],
    ['GET /$metadata', {}, []],
    ['GET /', {}, []],
    ['GET /Shelfs', {}, ['undocumented-operation -']],
    ['GET /Shelves(1)/Labl', {}, ['undocumented-operation -']],
    ['POST /Shelves(1)', { body: {} }, ['undocumented-operation -']],
    ['PUT /', { body: {} }, ['undocumented-operation -']],
    ['POST /Shelves', { body: '{"ID":2,"ID":3}' }, ['invalid-request-body /ID']],
    ['GET /Shelves?$serach=x', {}, ['unknown-query-option $serach']],
    ['GET /Shelves?$top=x', {}, ['invalid-query-option $top']],
    ['POST /Shelves', { body: { ID: 2 } }, []],
    ['POST /Shelves', { body: {} }, ['invalid-request-body /ID']],
    ['POST /Shelves', { body: { ID: 2, Label: 'much too long' } }, ['invalid-request-body /Label']],
    [
      'POST /Shelves',
      { body: { ID: 2, Made: '2026-01-01T00:00:00Z' } },
      ['read-only-property /Made'],
    ],
    ['PATCH /Shelves(1)', { body: { Number: '2' } }, ['deprecated-use Shelves.Shelf/Number']],
    ["GET /Shelves?$filter=Number eq '1'", {}, ['deprecated-use Shelves.Shelf/Number']],
    ['DELETE /Shelves(1)', {}, ['refused-by-capability -']],
    [
      'PATCH /Shelves',
      { body: { value: [{ ID: 1, Label: 'x' }] } },
      ['delta-without-context /@context'],
    ],
  ])('%s with %j', async (line, sent, violations) => {
    const service = open()
    await sendTo(service.app, line, sent)
    expect(found(service)).toEqual(violations)
  })

  test.each([
    ['GET /Shelfs', 'GET /Shelves', "the segment 'Shelfs': 'Shelves' is documented"],
    ['POST /Shelves(1)', 'PATCH /Shelves/{ID}', 'the method: PATCH is documented, POST was sent'],
  ])('%s is near to %s', async (line, operation, difference) => {
    const service = open()
    await sendTo(service.app, line, line.startsWith('POST') ? { body: {} } : {})
    const [exchange] = service.journal.exchanges
    expect(exchange!.operation).toBeUndefined()
    expect(
      exchange!.nearest!.map(({ method, path, ...near }) => [`${method} ${path}`, near.difference]),
    ).toContainEqual([operation, difference])
    expect(exchange!.violations[0]!.source).toMatch(/^test\/contracts\/shelves\.xml:\d+$/)
  })

  test('a behavior is held to the contract', async () => {
    const service = open({
      behaviors: { Shelves: defineBehavior({ afterRead: (_, shelf) => ({ ...shelf, Label: 5 }) }) },
    })
    const { status } = readAnswer(await sendTo(service.app, 'GET /Shelves(1)'))
    expect(status).toBe(500)
    expect(service.journal.exchanges[0]!.violations).toMatchObject([
      {
        rule: 'behavior-result',
        severity: 'error',
        message: 'behaviors.Shelves: afterRead: expected Edm.String, found the number 5',
        pointer: '/Label',
        expected: 'Edm.String',
        actual: 'the number 5',
      },
    ])
  })

  test('a behavior that fails violates the contract', async () => {
    const service = open({
      behaviors: {
        Shelves: defineBehavior({
          afterRead: () => {
            throw new TypeError('no shelf')
          },
        }),
      },
    })
    await sendTo(service.app, 'GET /Shelves(1)')
    expect(() => service.assertContract()).toThrow(/behavior-result: .*afterRead: no shelf/)
  })

  test.each([{}, { 'GET /Shelves': 503 }])(
    'a fault of the service itself fails the assertion, also behind what a test ordered: %j',
    async (ordered) => {
      const service = open()
      for (const [on, status] of Object.entries(ordered)) {
        service.faults.add({ on, status, carriedOut: true })
      }
      jest.spyOn(PlanCache.prototype, 'get').mockImplementation(() => {
        throw new TypeError('no plan')
      })
      const { status } = readAnswer(await sendTo(service.app, 'GET /Shelves'))
      expect(status).toBe('GET /Shelves' in ordered ? 503 : 500)
      expect(() => service.assertContract()).toThrow(
        /error internal-error: the service itself failed: TypeError: no plan; the stack is on standard error\n {4}expected: an answer\n/,
      )
    },
  )

  test.each([
    ['GET /Shelves(1)/Label/$value', 'the response body: it is no JSON'],
    [
      'GET /Shelves?$apply=aggregate($count as N)',
      'the response body: $apply and $compute give properties that no type has',
    ],
    ['GET /$metadata', 'the response body: that of the service itself has no type'],
  ])('%s is said to be unchecked', async (line, text) => {
    const service = open()
    await sendTo(service.app, line)
    expect(service.journal.exchanges[0]!.unchecked).toEqual([text])
  })

  test('what was checked says nothing', async () => {
    const service = open()
    await sendTo(service.app, 'GET /Shelves')
    expect(service.journal.exchanges[0]).not.toHaveProperty('unchecked')
  })
})

test('the reference has every rule, with its severity and what it says', () => {
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const lines = readFileSync('README.md', 'utf8').split('\n')
  const listed = lines.filter((line) => /^\| `[a-z-]+` +\| (?:error|warning) +\|/.test(line))
  expect(listed.map(cells)).toEqual(
    violationRules.map(({ name, severity, describes }) => [`\`${name}\``, severity, describes]),
  )
})
