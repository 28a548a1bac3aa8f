import { describe, expect, test } from '@jest/globals'
import { readContract } from '../../contract/index.ts'
import { findPatternProblem } from './check-fault-pattern.ts'
import { readFaultPattern } from './fault-pattern.ts'

const contract = readContract(['fixtures/access-packages/contract'])
const { model } = contract
const service = { basePath: '/beta', world: { model, contract } } as unknown as Parameters<
  typeof findPatternProblem
>[1]

describe('a pattern and a request', () => {
  test.each<[pattern: string, request: string, matches: boolean]>([
    ['GET /accessPackages', 'GET /accessPackages', true],
    ['GET /accessPackages', 'GET //accessPackages/', true],
    ['GET /accessPackages', 'GET /accessPackages?$top=2', true],
    ['GET /accessPackages', 'GET /accessPackages/a', false],
    ['GET /accessPackages', 'POST /accessPackages', false],
    ['get /accessPackages', 'GET /accessPackages', true],
    ['* /accessPackages', 'OPTIONS /accessPackages', true],
    ['PATCH /accessPackages/*', 'PATCH /accessPackages/a', true],
    ['PATCH /accessPackages/*', "PATCH /accessPackages('a')", true],
    ['PATCH /accessPackages/*', "PATCH /accessPackages('a%2Fb')", true],
    ['PATCH /accessPackages/*', 'PATCH /accessPackages/a/b', false],
    ['PATCH /accessPackages/*', 'PATCH /accessPackages', false],
    ["PATCH /accessPackages('a')", 'PATCH /accessPackages/a', true],
    ["PATCH /accessPackages('o''x')", 'PATCH /accessPackages/o%27x', true],
    ['PATCH /accessPackages(a)', "PATCH /accessPackages('b')", false],
    ["PATCH /accessPackages('{id}')", 'PATCH /accessPackages/a', true],
    [
      'GET /accessPackages/{id}/incompatibleGroups',
      'GET /accessPackages/a/incompatibleGroups',
      true,
    ],
    ['GET /accessPackages/a*', 'GET /accessPackages/abc', true],
    ['GET /accessPackages/a*', 'GET /accessPackages/bbc', false],
    ['GET /accessPackages/a.c', 'GET /accessPackages/abc', false],
    ['* /**', 'DELETE /accessPackages/a/incompatibleGroups/b/$ref', true],
    ['* /**', 'GET ', true],
    ['GET /accessPackages/**', 'GET /accessPackages', true],
    ['GET /accessPackages/**', 'GET /accessPackages/a/incompatibleGroups', true],
    ['GET /accessPackages/**', 'GET /groups', false],
    ['* /**/$ref', 'DELETE /accessPackages/a/incompatibleGroups/b/$ref', true],
    ['GET /', 'GET ', true],
    ['GET /', 'GET /accessPackages', false],
    ['GET /$metadata', 'GET /$metadata', true],
    ['GET /$metadata', 'GET /%24metadata', true],
    [
      'GET /accessPackages/filterByCurrentUser',
      "GET /accessPackages/filterByCurrentUser(on='allowedRequestor')",
      true,
    ],
    [
      "GET /accessPackages/filterByCurrentUser(on='allowedRequestor')",
      "GET /accessPackages/filterByCurrentUser(on = 'allowedRequestor')",
      true,
    ],
    [
      "GET /accessPackages/filterByCurrentUser(on='*')",
      "GET /accessPackages/microsoft.graph.filterByCurrentUser(on='allowedRequestor')",
      true,
    ],
    [
      "GET /accessPackages/filterByCurrentUser(on='other')",
      "GET /accessPackages/filterByCurrentUser(on='allowedRequestor')",
      false,
    ],
    ['GET /accessPackages?$top=*', 'GET /accessPackages?$top=5', true],
    ['GET /accessPackages?$top=*', 'GET /accessPackages?top=5', true],
    ['GET /accessPackages?$top=5', 'GET /accessPackages?$filter=a&$top=50', false],
    ['GET /accessPackages?$filter=*', 'GET /accessPackages', false],
    [
      "GET /accessPackages?$filter=displayName eq 'x'",
      'GET /accessPackages?$filter=displayName%20eq%20%27x%27',
      true,
    ],
  ])('%s: %s', (text, request, matches) => {
    const [, method = '', url = ''] = /^(\S+) (.*)$/.exec(request)!
    expect(readFaultPattern(text, model)!.matches(method, url)).toBe(matches)
  })
})

test.each(['', 'GET', '/accessPackages', 'GET accessPackages', '** /accessPackages'])(
  "'%s' is no pattern",
  (text) => {
    expect(readFaultPattern(text, model)).toBeUndefined()
  },
)

describe('what no request can match', () => {
  test.each<[pattern: string, problem: string | RegExp | undefined]>([
    ['GET /accessPackages/*/incompatibleGroups/$count', undefined],
    ['GET /**/anything', undefined],
    ['GET /*/*/incompatibleGroups', undefined],
    ['PUT /accessPackages/*', undefined],
    ['POST /accessPackages/$query', undefined],
    ['POST /$batch', undefined],
    ['GET /$async/*', undefined],
    ['GET /identityGovernance/entitlementManagement/accessPackages/{id}', undefined],
    [
      'PATHC /accessPackages',
      /^'PATHC' is no method; did you mean 'PATCH'\?; expected \* or one of GET/,
    ],
    ['GET /accessPackagez', /'accessPackagez'.*; did you mean 'accessPackages'\?/],
    [
      'GET /accessPackages/*/incompatibleGroup',
      /'incompatibleGroup'.*; did you mean 'incompatibleGroups'\?/,
    ],
    ['GET /beta/accessPackages', /'beta'.*; the path begins after the service root \/beta$/],
  ])('%s', (text, problem) => {
    const found = findPatternProblem(readFaultPattern(text, model)!, service)
    expect(found ?? 'none').toMatch(problem ?? /^none$/)
  })
})
