import { describe, expect, test } from '@jest/globals'
import { bearer } from '../../../test/callers.ts'
import { limitsOf } from './graph-limits.ts'
import { readCall, type Call } from './throttle-limit.ts'

function callOf(line: string, { token = '', octets = 0 } = {}): Call {
  const [method = '', url = ''] = line.split(' ')
  return readCall({
    method,
    url: `/${url}`,
    headers: token === '' ? {} : { authorization: token },
    body: Buffer.alloc(octets),
    serviceRoot: 'http://127.0.0.1/beta',
    isHttps: false,
  })
}

function limitsFor(call: Call) {
  return limitsOf(call, { limit: undefined, window: undefined })
}

describe('resource units of identity and access', () => {
  test.each<[line: string, units: number | undefined]>([
    ['GET applications', 2],
    ['GET users?$filter=startswith(displayName,%27a%27)', 2],
    ['GET users?$select=id', 1],
    ['GET users?$top=19', 1],
    ['GET users?$top=20', 2],
    ['GET users/u', 1],
    ['GET users/u?$select=id', 1],
    ['GET users?$expand=manager', 3],
    ['GET users?$expand=manager&$select=id&$top=5', 1],
    ['GET groups/g/members', 3],
    ['GET groups/g/transitiveMembers?$top=5', 4],
    ["GET groups('g')/transitiveMembers", 5],
    ['POST groups/g/members', 1],
    ['POST me/checkMemberGroups', 4],
    ['POST directoryObjects/getByIds', 3],
    ['POST directoryObjects/microsoft.graph.getByIds', 3],
    ['POST users/u/isMemberOf', 4],
    ['PATCH users/u', 1],
    ['GET usersOfOthers', undefined],
    ['GET education/classes', undefined],
    ['GET me/messages', undefined],
    ['GET users/u/drive/root', undefined],
    ['GET me/insights/used', undefined],
    ['GET groups/g/team', undefined],
  ])('%s: %s', (line, units) => {
    const call = callOf(line)
    const [limit] = limitsFor(call).filter(({ isOfResourceUnits }) => isOfResourceUnits)
    expect(limit?.unitsOf(call)).toBe(units)
  })
})

describe('resource units of files and lists', () => {
  test.each<[line: string, units: number | undefined]>([
    ['GET me/drive', 1],
    ['GET drives/d/items/i', 1],
    ['GET drives/d/items/i/content', 1],
    ['GET drives/d/root:/a/b.txt', 1],
    ['GET drives/d/items/i/children', 2],
    ['GET drives/d/root/delta', 2],
    ['GET drives/d/root/delta?token=latest', 1],
    ["GET drives/d/root/delta(token='t')", 1],
    ["GET drives/d/root/search(q='a')", 2],
    ['PUT drives/d/items/i/content', 2],
    ['GET drives/d/items/i/permissions', 5],
    ['GET drives/d/items/i?$expand=permissions', 5],
    ['GET sites/s/onenote/pages', undefined],
    ['GET drives/d/items/i/workbook/tables', undefined],
    ['GET driveItems', undefined],
  ])('%s: %s', (line, units) => {
    const call = callOf(line)
    const [limit] = limitsFor(call).filter(({ hasRateLimit }) => hasRateLimit)
    expect(limit?.unitsOf(call)).toBe(units)
  })
})

describe('limits besides the global one and those of resource units', () => {
  const writes = [
    'writes of identity and access: 3000 in 150',
    'writes of identity and access of the app: 70000 in 300',
    'writes of identity and access in the tenant: 18000 in 300',
  ]
  const mailbox = ['requests to a mailbox: 10000 in 600', 'requests to a mailbox: 4 at once']
  const assignments = [
    'assignments: 500 in 10',
    'assignments in the tenant: 1000 in 10',
    'assignments in an hour: 15000 in 3600',
    'assignments in the tenant in an hour: 30000 in 3600',
  ]
  test.each<[line: string, limits: readonly string[]]>([
    ['GET users', []],
    ['PATCH users/u', writes],
    ["DELETE groups('g')", writes],
    ['POST me/getMemberGroups', []],
    ['POST directoryObjects/microsoft.graph.getByIds', []],
    ['POST me/revokeSignInSessions', writes],
    ['GET me/messages', mailbox],
    ["GET users('u')/mailFolders/inbox/messages", mailbox],
    ['GET groups/g/calendarView', mailbox],
    ['GET me/photo/$value', mailbox],
    ['GET contacts', []],
    ['GET bookingBusinesses/b/services', ['requests to a booking mailbox: 4 at once']],
    [
      'GET me/insights/trending',
      ['requests to insights: 10000 in 600', 'requests to insights: 4 at once'],
    ],
    [
      'GET me/onenote/notebooks',
      [
        'OneNote for a user: 120 in 60',
        'OneNote for a user in an hour: 400 in 3600',
        'requests to OneNote for a user: 5 at once',
      ],
    ],
    [
      'GET me/activities/recent',
      ['reads of activities: 400 in 300', 'reads of activities in a day: 12000 in 86400'],
    ],
    [
      'POST subscriptions',
      [
        'subscriptions: 5000 in 20',
        'subscriptions in the tenant: 10000 in 20',
        'writes of subscriptions: 1000 in 20',
        'writes of subscriptions in the tenant: 2000 in 20',
      ],
    ],
    [
      'GET tenantRelationships/managedTenants/tenants',
      ['managed tenants: 1000 in 20', 'managed tenants in the tenant: 2000 in 20'],
    ],
    [
      'POST me/drive/items/i/workbook/createSession',
      ['workbooks: 1500 in 10', 'workbooks of the app: 5000 in 10'],
    ],
    [
      "GET reports/getTeamsUserActivityCounts(period='D7')",
      ['a usage report in CSV: 14 in 600', 'a usage report in CSV in the tenant: 40 in 600'],
    ],
    [
      "GET reports/getTeamsUserActivityCounts(period='D7')?$format=application/json",
      ['a usage report in JSON: 100 in 600'],
    ],
    ['POST education/classes', ['rosters: 35000 in 10', 'rosters of the app: 400000 in 20']],
    ['POST education/classes/c/assignments', assignments],
    [
      'GET education/me/assignments',
      [...assignments, 'own assignments: 50 in 10', 'own assignments in the tenant: 150 in 10'],
    ],
    ['GET auditLogs/signIns', ['identity and access reports: 5 in 10']],
    ['GET riskyUsers', ['identity protection and conditional access: 1 in 1']],
    [
      'POST users/u/exportPersonalData',
      [
        ...writes,
        'exports of personal data: 1000 in 86400',
        'exports of the personal data of a user: 100 in 86400',
      ],
    ],
    ['GET dataPolicyOperations/d', ['data policy operations: 10000 in 3600']],
    ['POST invitations', ['invitations: 150 in 5']],
    [
      'POST informationProtection/threatAssessmentRequests',
      ['threat assessments: 150 in 900', 'threat assessments in a day: 10000 in 86400'],
    ],
    ['GET me/presence', ['presence: 1500 in 30']],
    [
      'GET communications/callRecords/c?$skiptoken=s',
      [
        'call records: 1500 in 20',
        'call records in the tenant: 10000 in 20',
        'other pages of a call record: 50 in 300',
      ],
    ],
    ['GET security/cases/ediscoveryCases', ['eDiscovery cases: 5 in 60']],
    [
      'GET security/secureScoreControlProfiles',
      ['secure scores: 10000 in 600', 'requests to secure scores: 4 at once'],
    ],
    ['POST $batch', []],
  ])('%s', (line, limits) => {
    const others = limitsFor(callOf(line)).filter(
      ({ name }) => name !== 'global requests' && !name.startsWith('resource units'),
    )
    expect(
      others.map(({ name, limit, window }) =>
        window === undefined ? `${name}: ${limit} at once` : `${name}: ${limit} in ${window}`,
      ),
    ).toEqual(limits)
  })

  test('octets that are uploaded count for a mailbox', () => {
    const call = callOf('POST me/messages', { octets: 7 })
    const [upload] = limitsFor(call).filter(({ name }) => name === 'octets uploaded to a mailbox')
    expect([upload?.limit, upload?.window, upload?.unitsOf(call)]).toEqual([150_000_000, 300, 7])
  })

  test('a limit that is given takes the place of all', () => {
    const found = limitsOf(callOf('PATCH users/u'), { limit: 3, window: undefined })
    expect(found).toMatchObject([{ scope: 'Tenant_Application', limit: 3, window: 10 }])
  })
})

describe('limits of Teams: of an app in a tenant, of the app, and of what is counted apart', () => {
  test.each<[line: string, limits: readonly number[]]>([
    ['GET teams/t', [30, 300, 4]],
    ['GET me/joinedTeams', [30, 300]],
    ['POST teams', [10, 100]],
    ['PUT groups/g/team', [6, 150]],
    ['POST teams/t/clone', [6, 150, 4]],
    ['GET teams/t/channels', [60, 1200, 4]],
    ['GET teams/t/channels/c', [30, 600, 4, 1]],
    ['GET teams/t/channels/c/members', [60, 1200, 4, 1]],
    ['GET teams/t/channels/getAllMessages', [200, 1000, 4]],
    ['POST teams/t/channels', [30, 300, 4]],
    ['DELETE teams/t/channels/c', [15, 150, 4, 1]],
    ['GET teams/t/channels/c/messages', [20, 200, 4, 1]],
    ['POST teams/t/channels/c/messages', [50, 500, 4, 1, 1]],
    ['POST chats/c/messages', [20, 200, 1, 1]],
    ['POST teams/t/members', [30, 300, 4, 4]],
    ['GET me/chats', [30, 1500, 5]],
    ['GET chats/c', [30, 1500, 1, 5]],
    ['DELETE teams/t/schedule/shifts/s', [15, 150, 4]],
    ['POST teamwork/sendActivityNotificationToRecipients', [2, 20]],
    ['GET me/teamwork/sections', [5]],
    ['GET appCatalogs/teamsApps', [30, 600]],
    ['PATCH teams/t', [30, 300, 4]],
    ['GET teamsOfOthers', []],
  ])('%s: %j', (line, limits) => {
    const found = limitsFor(callOf(line)).filter(({ name }) => name !== 'global requests')
    expect(found.map(({ limit }) => limit)).toEqual(limits)
  })
})

describe('whom a mailbox belongs to', () => {
  const token = bearer({ oid: 'U-1', tid: 't', appid: 'a', scp: 'Mail.Read' })
  test.each<[line: string, owner: string]>([
    ['GET me/messages', 'users/u-1'],
    ['GET users/u-1/messages', 'users/u-1'],
    ["GET users('U-1')/messages", 'users/u-1'],
    ['GET users/ann%40example.com/messages', 'users/ann@example.com'],
    ['GET users/%/messages', 'users/%'],
    ['GET groups/g/events', 'groups/g'],
  ])('%s: %s', (line, owner) => {
    const call = callOf(line, { token })
    const [limit] = limitsFor(call).filter(({ name }) => name === 'requests to a mailbox')
    expect(limit?.apart?.(call)).toBe(owner)
  })
})

test('an app that calls for itself has other limits of OneNote than one that calls for a user', () => {
  const call = callOf('GET sites/s/onenote/pages', { token: bearer({ roles: ['Notes.Read.All'] }) })
  expect(limitsFor(call).map(({ name }) => name)).toEqual([
    'global requests',
    'OneNote for the app',
    'OneNote for the app in an hour',
    'requests to OneNote for the app',
  ])
})
