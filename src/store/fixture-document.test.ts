import { describe, expect, test } from '@jest/globals'
import { findFixtureFaults, findResourcePathFault, isFunctionCallPath } from './fixture-document.ts'

describe('resource paths', () => {
  test.each([
    'accessPackages',
    'identityGovernance/entitlementManagement/accessPackages',
    "accessPackages/filterByCurrentUser(on='allowedRequestor')",
    "accessPackages/filter(on='a/b (c')",
    "accessPackages('o''neil')/policies",
    'users/adele@contoso.com/messages',
    "users/o'neil/messages",
    'Shop.Top(count=3)',
    'me',
    'Straße',
    '__proto__',
  ])('%s', (resourcePath) => {
    expect(findResourcePathFault(resourcePath)).toBeUndefined()
  })

  const slashes = 'expected a name between slashes and none at the ends'
  test.each<[resourcePath: string, fault: string]>([
    ['', slashes],
    ['/accessPackages', slashes],
    ['accessPackages/', slashes],
    ['a//b', slashes],
    [
      'access packages',
      "expected the name of an entity set, singleton or function, found 'access packages'",
    ],
    ['1st', "expected the name of an entity set, singleton or function, found '1st'"],
    ['$metadata', "expected the name of an entity set, singleton or function, found '$metadata'"],
    ['accessPackages/$count', "'$count' cannot be stored"],
    ['accessPackages?$top=1', 'it holds a character that no path has'],
    ['accessPackages\\x', 'it holds a character that no path has'],
    ["accessPackages('a", 'a parenthesis or a quote is not closed'],
    ['accessPackages)', 'a parenthesis or a quote is not closed'],
  ])('%j is refused', (resourcePath, fault) => {
    expect(findResourcePathFault(resourcePath)).toBe(fault)
  })
})

test.each<[resourcePath: string, isFunctionCall: boolean]>([
  ["accessPackages/filterByCurrentUser(on='allowedRequestor')", true],
  ['accessPackages/delta()', true],
  ['accessPackages/microsoft.graph.delta()', true],
  ["reports/usage(period='D7',date=2026-01-01)", true],
  ["reports/usage(period='a/b')", true],
  ["accessPackages('id')", false],
  ["accessPackages('a=b')", false],
  ['accessPackages(1)', false],
  ["accessPackages/filterByCurrentUser(on='x')/policies", false],
  ['accessPackages', false],
  ["accessPackages('a", false],
])('%s is a function call: %j', (resourcePath, isFunctionCall) => {
  expect(isFunctionCallPath(resourcePath)).toBe(isFunctionCall)
})

describe('faults of a document', () => {
  test.each<[document: unknown, faults: readonly [pointer: string, message: string][]]>([
    [{}, []],
    [{ accessPackages: [], me: {}, groups: [{ id: 'a' }] }, []],
    [[], [['', 'expected an object keyed by resource path, found an array']]],
    [null, [['', 'expected an object keyed by resource path, found null']]],
    [
      { groups: 5 },
      [['/groups', 'expected an array of entities or one object, found the number 5']],
    ],
    [
      { groups: 'x' },
      [['/groups', 'expected an array of entities or one object, found the string "x"']],
    ],
    [
      { 'a/b': [{}, null, []] },
      [
        ['/a~1b/1', 'expected an entity, found null'],
        ['/a~1b/2', 'expected an entity, found an array'],
      ],
    ],
    [
      { '/a': [], b: [true] },
      [
        [
          '/~1a',
          "'/a' is not a resource path: expected a name between slashes and none at the ends",
        ],
        ['/b/0', 'expected an entity, found true'],
      ],
    ],
  ])('%j', (document, faults) => {
    expect(findFixtureFaults(document).map(({ pointer, message }) => [pointer, message])).toEqual(
      faults,
    )
  })

  test('no more than 20 are listed', () => {
    expect(findFixtureFaults({ a: Array.from({ length: 50 }, () => 1), b: 2 })).toHaveLength(20)
  })
})
