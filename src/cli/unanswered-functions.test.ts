import { afterAll, expect, test } from '@jest/globals'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readContract } from '../contract/index.ts'
import { findUnansweredFunctions } from './unanswered-functions.ts'

const folder = mkdtempSync(join(tmpdir(), 'unanswered-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

test('functions without behavior, fixture or example are listed, each with what a call answers', () => {
  mkdirSync(join(folder, 'contract'))
  copyFileSync('test/contracts/operations.xml', join(folder, 'contract/operations.xml'))
  write('data/People.json', '[]')
  write('data/People(1)/Tint(color=null).json', '{ "value": "red" }')
  write('behaviors/People.cjs', 'module.exports = { operations: { Rank() {}, "Ops.ZipOf"() {} } }')
  const found = findUnansweredFunctions(readContract([folder]), [folder])
  expect(found.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
    [
      'unanswered-function',
      'warning',
      'Ops.Chief has no behavior and no fixture: a call answers 501',
    ],
    [
      'unanswered-function',
      'warning',
      'Ops.Top has no behavior and no fixture: it answers the whole collection',
    ],
    [
      'unanswered-function',
      'warning',
      'Ops.Near has no behavior and no fixture: a call answers 501',
    ],
    [
      'unanswered-function',
      'warning',
      'Ops.Circle has no behavior and no fixture: a call answers 501',
    ],
    [
      'unanswered-function',
      'warning',
      'Ops.Letters has no behavior and no fixture: a call answers 501',
    ],
  ])
  expect(found[0]!.source).toEqual({
    file: join(folder, 'contract/operations.xml'),
    line: expect.any(Number),
  })
})

test('of a contract alone nothing is said', () => {
  const contract = readContract(['test/contracts/operations.xml'])
  expect(findUnansweredFunctions(contract, ['test/contracts/operations.xml'])).toEqual([])
})

test.each(['fixtures/access-packages', 'fixtures/bookshop'])('%s has none', (path) => {
  expect(findUnansweredFunctions(readContract([path]), [path])).toEqual([])
})
