import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compilePattern } from './index.ts'

const results: readonly [pattern: string, flags: string, text: string, matches: boolean][] = [
  ['', '', '', true],
  ['^A.*e$', '', 'Alice', true],
  ['^A.*e$', '', 'Alicia', false],
  ['b', '', 'abc', true],
  ['^b', '', 'abc', false],
  ['^$', '', '', true],
  ['berg$', 'm', 'Heidelberg\n69115', true],
  ['berg$', '', 'Heidelberg\n69115', false],
  ['a.c', '', 'a\nc', false],
  ['a.c', 's', 'a\nc', true],
  ['ÄB', 'i', 'äb', true],
  ['[^]', '', '\n', true],
  ['[]', '', 'a', false],
  ['[\\]a-c]+$', '', ']', true],
  ['a|b|', '', 'x', true],
  ['^(?:a|bc){2,3}$', '', 'abca', true],
  ['^(?:a|bc){2,3}$', '', 'abcabc', false],
  ['^(?<year>\\d{4})-\\d\\d$', '', '2024-05', true],
  ['^a{2}$', '', 'aa', true],
  ['^a{,2}$', '', 'a{,2}', true],
  ['^x{$', '', 'x{', true],
  ['^]$', '', ']', true],
  ['\\bfoo\\b', '', 'a foo!', true],
  ['\\bfoo\\B', '', 'a foo!', false],
  ['^\\s$', '', '\u00a0', true],
  ['^\\w$', '', 'é', false],
  ['^\\u0041\\x42\\cJ\\0$', '', 'AB\n\0', true],
  ['^.$', '', '😀', false],
  ['^.$', 'u', '😀', true],
  ['^\\p{Lu}$', 'u', 'É', true],
  ['^\\u{1F600}$', 'u', '😀', true],
  ['^\\ud83d\\ude00$', 'u', '😀', true],
  ['^(a*)*$', '', 'aaaa', true],
  ['^((a|b){1,2}){2}$', '', 'abab', true],
  ['^((a|b){1,2}){2}$', '', 'a', false],
  ['^((ab?)+c?)*$', '', 'abacab', true],
  ['^((ab?)+c?)*$', '', 'cab', false],
  ['(|a)+b', '', 'aab', true],
  ['b', 'y', 'ab', false],
  ['b', 'g', 'ab', true],
]

test.each(results)('/%s/%s and %j', (pattern, flags, text, matches) => {
  expect(compilePattern(pattern, flags)(text)).toBe(matches)
})

test.each([
  ['(', '', 'Invalid regular expression: /(/: Unterminated group'],
  ['a', 'xx', "Invalid flags supplied to RegExp constructor 'xx'"],
])('/%s/%s is no regular expression', (pattern, flags, message) => {
  expect(() => compilePattern(pattern, flags)).toThrow(message)
})

test.each([
  ['(a)\\1', '', 'a backreference in matchespattern is not supported by this service'],
  ['a(?=b)', '', 'lookaround ((?=b…) in matchespattern is not supported by this service'],
  ['(?<!a)b', '', 'lookaround ((?<!…) in matchespattern is not supported by this service'],
  ['a', 'v', 'the flag v in matchespattern is not supported by this service'],
  ['(a{1000}){9}', '', 'a pattern of this size in matchespattern is not supported by this service'],
])('/%s/%s is refused by name', (pattern, flags, message) => {
  expect(() => compilePattern(pattern, flags)).toThrow(message)
})

test('a pattern that would backtrack for ever is answered', () => {
  expect(compilePattern('^(a+)+$', '')(`${'a'.repeat(5000)}!`)).toBe(false)
  expect(compilePattern(`${'('.repeat(400)}a${')+'.repeat(400)}`, '')('b')).toBe(false)
})

test('a pattern of any nesting is matched or refused', () => {
  const pattern = '(?:'.repeat(100_000) + ')'.repeat(100_000)
  expect(() => compilePattern(pattern, '')).toThrow('a pattern of this size in matchespattern')
})

const part = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\w',
  '\\W',
  '^',
  '$',
  '\\b',
  'B',
  '\n',
)
const group = fc.oneof(
  part,
  fc.tuple(part, part).map(([a, b]) => a + b),
  fc.tuple(part, part).map(([a, b]) => `(?:${a}|${b})`),
)
/** The engine backtracks, so no quantifier stands within another: its time is polynomial in four characters. */
const patterns = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(group, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
      .map(([content, sign]) => `(${content})${sign}`),
    part,
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
  ),
})).node
const texts = fc.array(fc.constantFrom('a', 'b', 'B', '\n', ' '), { maxLength: 4 })

test('agrees with the engine', () => {
  const flags = fc.constantFrom('', 'i', 'm', 's', 'u', 'imu')
  fc.assert(
    fc.property(patterns, flags, texts, (pattern, flag, characters) => {
      const text = characters.join('')
      expect([pattern, compilePattern(pattern, flag)(text)]).toEqual([
        pattern,
        new RegExp(pattern, flag).test(text),
      ])
    }),
    { numRuns: 1000 },
  )
})
