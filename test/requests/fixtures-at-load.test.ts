import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createUnderstudy, UsageError } from '../../src/index.ts'
import { answer, ids, start } from './answer.ts'
import { sample } from './contracts.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-fixtures-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: unknown): string {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function startHere(fixtures = folder) {
  return createUnderstudy({ contract: sample.contract, fixtures })
}

/** The message of the user's mistake that starting ends in, its folder left out. */
function mistake(fixtures = folder): string {
  try {
    startHere(fixtures)
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(`${folder}/`, '')
    throw error
  }
  return 'none'
}

describe('a folder', () => {
  test('whose files are resource paths', async () => {
    write('groups.json', [{ id: 'g' }])
    write('accessPackages.json', [{ id: 'a', 'incompatibleGroups@odata.bind': ["groups('g')"] }])
    write("accessPackages/filterByCurrentUser(on='allowedRequestor').json", [])
    const service = startHere()
    expect(await ids(service, '/accessPackages/a/incompatibleGroups')).toEqual(['g'])
    expect(
      await ids(service, "/accessPackages/filterByCurrentUser(on='allowedRequestor')"),
    ).toEqual([])
  })

  test('through the other door', async () => {
    write('identityGovernance/entitlementManagement/accessPackages.json', [{ id: 'a' }])
    expect(await ids(startHere(), '/accessPackages')).toEqual(['a'])
  })

  test('every invalid entity is named with file, place, id and pointer', () => {
    write('groups.json', [{ id: 'g', displayName: 3, nope: 1 }, { id: 'g' }])
    write('accessPackages.json', [
      { id: 'a' },
      { id: 'b', 'incompatibleGroups@odata.bind': ["groups('zz')"] },
    ])
    expect(mistake().split('\n').toSorted()).toEqual([
      "accessPackages.json: accessPackages[1] (id 'b') /incompatibleGroups@odata.bind/0: 'groups('zz')' names no entity: no microsoft.graph.group with the key 'zz' is here",
      "groups.json: groups[0] (id 'g') /displayName: expected Edm.String, found the number 3",
      "groups.json: groups[0] (id 'g') /nope: 'nope' is not a property of microsoft.graph.group",
      'the fixtures do not fit the contract:',
    ])
  })

  test.each([
    [
      'a key twice',
      'groups.json',
      [{ id: 'g' }, { id: 'g' }],
      /groups\[1\] \(id 'g'\) \/id: .* exists already$/,
    ],
    [
      'one object for a set',
      'groups.json',
      { id: 'g' },
      /groups\.json: groups: expected an array of entities$/,
    ],
    [
      'a nested value of the wrong type',
      'accessPackages.json',
      [{ id: 'a', accessPackageResourceRoleScopes: [{ id: 'r', createdBy: 3 }] }],
      /accessPackages\[0\] \(id 'a'\) \/accessPackageResourceRoleScopes\/0\/createdBy: expected Edm\.String, found the number 3$/,
    ],
    [
      'a property that is spelt wrong',
      'accessPackages.json',
      [{ id: 'a', dispalyName: 'x' }],
      /\/dispalyName: .* did you mean 'displayName'\?$/,
    ],
    [
      'a link of the wrong type',
      'accessPackages.json',
      [{ id: 'a', 'incompatibleGroups@odata.bind': ["accessPackages('a')"] }],
      /\/incompatibleGroups@odata\.bind\/0: expected a reference to a microsoft\.graph\.group, found a microsoft\.graph\.accessPackage/,
    ],
    [
      'one link where several are',
      'accessPackages.json',
      [{ id: 'a', 'incompatibleGroups@odata.bind': "groups('g')" }],
      /\/incompatibleGroups@odata\.bind: expected /,
    ],
    ['malformed JSON', 'groups.json', '[{ "id": "g", }]', /^groups\.json:1/],
    ['null', 'groups.json', 'null', /^groups\.json/],
    ['a number in place of an entity', 'groups.json', [3], /groups/],
  ])('%s is refused', (_, name, content, message) => {
    write(name, content)
    expect(mistake()).toMatch(message)
  })

  test('that is not there is refused', () => {
    expect(mistake(join(folder, 'nope'))).toMatch(/nope/)
  })
})

test('a file is one document keyed by resource path', async () => {
  const file = write('state.json', { groups: [{ id: 'g' }], accessPackages: [{ id: 'a' }] })
  expect(await ids(startHere(file), '/groups')).toEqual(['g'])
  const other = write('other.json', { groups: [{ id: 3 }] })
  expect(mistake(other)).toBe(
    'the fixtures do not fit the contract:\nother.json: groups[0] /id: expected Edm.String, found the number 3',
  )
})

describe('what fixtures may leave to the service', () => {
  test('a key is made, defaults are filled in, computed values are taken', async () => {
    const service = start({
      accessPackages: [{ displayName: 'x', createdBy: 'eve@example.com' }],
    })
    const { body } = await answer(service, 'GET /accessPackages')
    expect(body).toMatchObject({
      value: [{ id: expect.any(String), isHidden: false, createdBy: 'eve@example.com' }],
    })
  })

  test('links may go in circles, and name what comes later or in another file', async () => {
    const service = start({
      accessPackages: [
        { id: 'a', 'incompatibleAccessPackages@odata.bind': ["accessPackages('b')"] },
        { id: 'b', 'incompatibleAccessPackages@odata.bind': ['accessPackages/a'] },
      ],
    })
    expect(await ids(service, '/accessPackages/a/accessPackagesIncompatibleWith')).toEqual(['b'])
    expect(await ids(service, '/accessPackages/b/accessPackagesIncompatibleWith')).toEqual(['a'])
  })

  test('a link may be given at either end, or at both', async () => {
    const service = start({
      accessPackages: [
        { id: 'a', 'incompatibleAccessPackages@odata.bind': ["accessPackages('b')"] },
        { id: 'b', 'accessPackagesIncompatibleWith@odata.bind': ["accessPackages('a')"] },
      ],
    })
    expect(await ids(service, '/accessPackages/a/incompatibleAccessPackages')).toEqual(['b'])
  })

  test('related entities may be nested, and then live in their own set', async () => {
    const service = start({
      accessPackages: [{ id: 'a', incompatibleGroups: [{ id: 'g', displayName: 'Guests' }] }],
      groups: [],
    })
    expect(await ids(service, '/accessPackages/a/incompatibleGroups')).toEqual(['g'])
    expect(await ids(service, '/groups')).toEqual(['g'])
  })
})
