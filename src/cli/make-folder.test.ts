import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { makeFolder, makeReportFolder } from './make-folder.ts'

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'folder-'))
})
afterEach(() => rmSync(temporary, { recursive: true }))

test('a folder is made with those around it', () => {
  makeFolder(join(temporary, 'a/b/c'))
  expect(statSync(join(temporary, 'a/b/c')).isDirectory()).toBe(true)
})

test('a folder that is there is left as it is', () => {
  mkdirSync(join(temporary, 'a'))
  writeFileSync(join(temporary, 'a/kept'), '')
  makeFolder(join(temporary, 'a'))
  expect(existsSync(join(temporary, 'a/kept'))).toBe(true)
})

test.each([
  ['within a file', 'package.json/b', 'a part of the path is not a folder'],
  ...(existsSync('/proc/self')
    ? [['within one that takes none', '/proc/report/of/it', 'no such file or folder']]
    : []),
])('a folder is refused %s, at once', (_, folder, why) => {
  expect(() => makeReportFolder(folder!)).toThrow(
    new UsageError(`--report: ${folder} cannot be made: ${why}`),
  )
})
