import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { findJournalFiles, isAmong, readLines } from './journal-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-files-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function fileOf(content: string, name = 'a.ndjson'): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

describe('lines', () => {
  test.each<[content: string, lines: readonly string[]]>([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['\n\na\n', ['', '', 'a']],
  ])('of %j', (content, lines) => {
    expect([...readLines(fileOf(content))]).toEqual(lines)
  })

  test('are whole where they are longer than what is read at once, and no character is torn', () => {
    const long = 'ä€😀'.repeat(400_000)
    const lines = ['short', long, 'x', long.slice(1)]
    const read = [...readLines(fileOf(`${lines.join('\n')}\n`))]
    expect(read.map((line, index) => line === lines[index])).toEqual([true, true, true, true])
  })

  test('begin where they are asked to', () => {
    expect([...readLines(fileOf('a\nb\n'), 2)]).toEqual(['b'])
  })

  test('of a file that is not there are refused', () => {
    expect(() => [...readLines(join(folder, 'none'))]).toThrow(
      `${folder}/none: cannot be read: no such file or folder`,
    )
  })
})

test('a path below a file is none', () => {
  const path = `${fileOf('a')}/none`
  expect(() => findJournalFiles([path])).toThrow(`${path}: no such file or folder`)
  expect(isAmong(path, [fileOf('a')])).toBe(false)
})

test('a folder is the .ndjson files in and below it, in the order of their names; each file counts once', () => {
  mkdirSync(join(folder, 'b'))
  for (const name of ['c.ndjson', 'b/d.ndjson', 'a.ndjson', 'notes.txt']) fileOf('', name)
  symlinkSync(join(folder, 'b'), join(folder, 'e'))
  const files = findJournalFiles([
    folder,
    join(folder, 'b/../a.ndjson'),
    join(folder, 'e/d.ndjson'),
  ])
  expect(files).toEqual(['a.ndjson', 'b/d.ndjson', 'c.ndjson'].map((name) => join(folder, name)))
})

test('a file is known by another name', () => {
  const file = fileOf('')
  symlinkSync(file, join(folder, 'link'))
  expect(isAmong(join(folder, 'link'), [file])).toBe(true)
  expect(isAmong(fileOf('', 'b.ndjson'), [file])).toBe(false)
  expect(isAmong(join(folder, 'none'), [file])).toBe(false)
})
