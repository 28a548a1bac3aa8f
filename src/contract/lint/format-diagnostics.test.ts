import { expect, test } from '@jest/globals'
import type { Diagnostic } from '../contract.ts'
import { formatDiagnostics } from './format-diagnostics.ts'

const diagnostics: readonly Diagnostic[] = [
  {
    rule: 'a-rule',
    severity: 'error',
    message: 'one: 100 %, two\nlines',
    source: { file: 'a,b/c:d.md', line: 3 },
  },
  { rule: 'b-rule', severity: 'info', message: 'three', source: { file: 'e.md', line: 5 } },
]

test('text is one line each', () => {
  expect(formatDiagnostics(diagnostics, 'text')).toBe(
    'a,b/c:d.md:3: a-rule: one: 100 %, two lines\ne.md:5: b-rule: three',
  )
})

test('github is workflow commands with their escapes', () => {
  expect(formatDiagnostics(diagnostics, 'github')).toBe(
    '::error file=a%2Cb/c%3Ad.md,line=3,title=a-rule::one: 100 %25, two%0Alines\n::notice file=e.md,line=5,title=b-rule::three',
  )
})

test('json is an array', () => {
  expect(JSON.parse(formatDiagnostics(diagnostics, 'json'))).toEqual(diagnostics)
  expect(formatDiagnostics([], 'json')).toBe('[]')
})
