import { expect, test } from '@jest/globals'
import { readIncludedAnnotations } from './read-included-annotations.ts'

const all = ['display.subject', 'display.style#tablet', 'display.more.hint', 'other.note']

test.each([
  ['*', all],
  ['-*', []],
  ['display.*', ['display.subject', 'display.style#tablet', 'display.more.hint']],
  ['display.subject', ['display.subject']],
  ['display.*#tablet', ['display.style#tablet']],
  ['display.style', ['display.style#tablet']],
  ['display.style#phone', []],
  ['*,-display.*', ['other.note']],
  ['-display.*', ['other.note']],
  ['-display.*,display.subject', ['display.subject']],
  ['display.subject,-display.*', ['display.subject']],
  ['display.*, -display.more.*', ['display.subject', 'display.style#tablet']],
  ['-*,display.more.hint', ['display.more.hint']],
  ['*,-display.style#tablet', ['display.subject', 'display.more.hint', 'other.note']],
  ['', []],
])('include-annotations="%s" includes %j', (list, expected) => {
  expect(all.filter(readIncludedAnnotations(list))).toEqual(expected)
})
