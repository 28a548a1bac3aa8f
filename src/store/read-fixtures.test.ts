import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { UsageError } from '../errors.ts'
import { readFixtures } from './read-fixtures.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixtures-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

function messageOf(path: string): string {
  try {
    readFixtures(path)
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(folder, '.')
    throw error
  }
  return 'nothing refused'
}

describe('a folder', () => {
  test('gives its files by resource path, sorted, others ignored', () => {
    write({
      'groups.json': '[{"id":"g"}]',
      'accessPackages.json': '\uFEFF[]',
      'me.json': '{"id":"u"}',
      "accessPackages/filterByCurrentUser(on='allowedRequestor').json": '[]',
      'identityGovernance/entitlementManagement/accessPackages.json': '[{"id":"a"}]',
      'README.md': '# not a fixture',
      '.hidden.json': 'not JSON',
      '.git/config.json': 'not JSON',
    })
    const fixtures = readFixtures(folder)
    expect(fixtures).toEqual({
      accessPackages: [],
      "accessPackages/filterByCurrentUser(on='allowedRequestor')": [],
      groups: [{ id: 'g' }],
      'identityGovernance/entitlementManagement/accessPackages': [{ id: 'a' }],
      me: { id: 'u' },
    })
    expect(Object.keys(fixtures)).toEqual(Object.keys(fixtures).toSorted())
  })

  test('gives nothing when it is empty', () => {
    expect(readFixtures(folder)).toEqual({})
  })

  test('may link to itself, to another folder and to nowhere', () => {
    write({ 'data/groups.json': '[]' })
    symlinkSync(folder, join(folder, 'data/loop'))
    symlinkSync('data', join(folder, 'linked'))
    symlinkSync('nowhere', join(folder, 'notes.txt'))
    expect(readFixtures(folder)).toEqual({ 'data/groups': [], 'linked/groups': [] })
  })

  test.each<[files: Record<string, string | Buffer>, message: string]>([
    [
      { 'a.json': '[\n  {"id": 1,}\n]' },
      './a.json:2:12: expected a property name in double quotes, found }',
    ],
    [{ 'a.json': '' }, './a.json:1:1: expected a value, found the end of the text'],
    [
      { 'b/a.json': '[{}, 5, "x"]' },
      './b/a.json: /1: expected an entity, found the number 5\n./b/a.json: /2: expected an entity, found the string "x"',
    ],
    [{ 'a.json': 'null' }, './a.json: expected an array of entities or one object, found null'],
    [
      { 'a copy.json': '[]' },
      "./a copy.json: 'a copy' is not a resource path: expected the name of an entity set, singleton or function, found 'a copy'",
    ],
    [{ 'a.JSON': '[]', 'a.json': '[]' }, "./a.json: 'a' has fixtures already, in ./a.JSON"],
    [
      { 'a.json': Buffer.from('\uFEFF[]', 'utf16le') },
      './a.json: expected text in UTF-8, found other bytes',
    ],
  ])('%j is refused', (files, message) => {
    write(files)
    expect(messageOf(folder)).toBe(message)
  })

  test('a JSON file that links to nowhere is refused', () => {
    symlinkSync('nowhere', join(folder, 'groups.json'))
    expect(messageOf(folder)).toBe('./groups.json: cannot be read: no such file or folder')
  })
})

describe('one document', () => {
  test('gives what stands at each resource path', () => {
    write({ 'state.json': '{"groups": [{"id":"g"}], "me": {}}' })
    expect(readFixtures(join(folder, 'state.json'))).toEqual({ groups: [{ id: 'g' }], me: {} })
  })

  test.each<[text: string, message: string]>([
    ['[]', './state.json: expected an object keyed by resource path, found an array'],
    [
      '{"groups": 5}',
      './state.json: /groups: expected an array of entities or one object, found the number 5',
    ],
    [
      '{"a/": []}',
      "./state.json: /a~1: 'a/' is not a resource path: expected a name between slashes and none at the ends",
    ],
    ['{"a": [],\n "b": {"a": 1},\n "a": []}', "./state.json:3:2: 'a' has fixtures already, above"],
  ])('%j is refused', (text, message) => {
    write({ 'state.json': text })
    expect(messageOf(join(folder, 'state.json'))).toBe(message)
  })
})

test('a path that leads nowhere is refused', () => {
  expect(messageOf(join(folder, 'none'))).toBe('./none: cannot be read: no such file or folder')
})
