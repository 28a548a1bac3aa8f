import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { findScenarioFiles } from './find-scenario-files.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenarios-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
}

test('finds the files of a folder, sorted, and those below it', () => {
  write('b.yml', 'a.yaml', 'c/d.JSON', 'notes.md')
  symlinkSync(folder, join(folder, 'loop'))
  expect(findScenarioFiles([folder])).toEqual(
    ['a.yaml', 'b.yml', 'c/d.JSON'].map((file) => join(folder, file)),
  )
})

test('takes only the scenarios of a service folder', () => {
  write('contract/a.md', 'data/people.json', 'scenarios/x.yaml')
  expect(findScenarioFiles([folder])).toEqual([join(folder, 'scenarios/x.yaml')])
})

test('leaves what a recording says of the service', () => {
  write('recorded.yaml', 'recorded.drift.json', 'recorded.drift.md')
  expect(findScenarioFiles([folder])).toEqual([join(folder, 'recorded.yaml')])
})

test('takes a file once, whatever it is called', () => {
  write('a.yaml', 'b.txt')
  const paths = ['b.txt', 'a.yaml', ''].map((file) => join(folder, file))
  expect(findScenarioFiles(paths)).toEqual([join(folder, 'b.txt'), join(folder, 'a.yaml')])
})

test('refuses a path that does not exist, and a folder without scenarios', () => {
  expect(() => findScenarioFiles([join(folder, 'x.yaml')])).toThrow(
    `${join(folder, 'x.yaml')}: expected a scenario file or folder, found nothing`,
  )
  expect(() => findScenarioFiles([folder])).toThrow(
    `${folder}: expected scenario files (.yaml, .yml, .json), found none`,
  )
})
