import { describe, expect, test } from '@jest/globals'
import { limitsOf, type Call } from './graph-limits.ts'

function callOf(line: string): Call {
  const [method = '', url = ''] = line.split(' ')
  return { method, path: url.split('?')[0]!, url }
}

function limitsFor(line: string) {
  return limitsOf(callOf(line), { limit: undefined, window: undefined })
}

describe('resource units', () => {
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
    ['PATCH users/u', 1],
    ['GET usersOfOthers', undefined],
    ['GET education/classes', undefined],
  ])('%s: %s', (line, units) => {
    const [limit] = limitsFor(line).filter(({ isOfResourceUnits }) => isOfResourceUnits)
    expect(limit?.unitsOf(callOf(line))).toBe(units)
  })
})

describe('limits besides the global one and that of resource units', () => {
  const writes = [
    'writes of identity and access: 3000 in 150',
    'writes of identity and access of the app: 70000 in 300',
    'writes of identity and access in the tenant: 18000 in 300',
  ]
  test.each<[line: string, limits: readonly string[]]>([
    ['GET users', []],
    ['PATCH users/u', writes],
    ["DELETE groups('g')", writes],
    ['POST me/getMemberGroups', []],
    ['POST directoryObjects/microsoft.graph.getByIds', []],
    ['POST me/revokeSignInSessions', writes],
    ['POST education/classes', []],
    [
      'POST education/classes/c/assignments',
      ['assignments: 500 in 10', 'assignments in the tenant: 1000 in 10'],
    ],
    ['GET auditLogs/signIns', ['identity and access reports: 5 in 10']],
    ['GET riskyUsers', ['identity protection and conditional access: 1 in 1']],
    ['POST invitations', ['invitations: 150 in 5']],
    ['GET me/presence', ['presence: 1500 in 30']],
    ['GET security/cases/ediscoveryCases', ['eDiscovery cases: 5 in 60']],
  ])('%s', (line, limits) => {
    const others = limitsFor(line).filter(
      ({ name, isOfResourceUnits }) => name !== 'global requests' && !isOfResourceUnits,
    )
    expect(others.map(({ name, limit, window }) => `${name}: ${limit} in ${window}`)).toEqual(
      limits,
    )
  })

  test('a limit that is given takes the place of all', () => {
    const found = limitsOf(callOf('PATCH users/u'), { limit: 3, window: undefined })
    expect(found).toMatchObject([{ scope: 'Tenant_Application', limit: 3, window: 10 }])
  })
})
