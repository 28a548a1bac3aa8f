import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parseCommonExpr } from './common-expr.ts'
import { printCommonExpr } from './print.ts'
import { parseResourcePath } from './resource-path.ts'
import { parseSearch } from './search.ts'
import { parseExpand } from './select-expand.ts'

/*
 * Time is counted in characters looked at, which no busy machine disturbs: ten times the text may
 * cost twelve times the looks.
 */
let looks = 0
const charCodeAt = Object.getOwnPropertyDescriptor(String.prototype, 'charCodeAt')!

beforeEach(() => {
  Object.defineProperty(String.prototype, 'charCodeAt', {
    ...charCodeAt,
    value(this: string, index: number) {
      looks++
      return (charCodeAt.value as (index: number) => number).call(this, index)
    },
  })
})

afterEach(() => {
  Object.defineProperty(String.prototype, 'charCodeAt', charCodeAt)
})

const texts: readonly [
  name: string,
  parse: (text: string) => unknown,
  text: (size: number) => string,
][] = [
  [
    'or chain',
    parseCommonExpr,
    (size) => Array.from({ length: size }, (_, index) => `name eq '${index}'`).join(' or '),
  ],
  [
    'chain of mixed operators',
    parseCommonExpr,
    (size) => 'a mul b add c eq d and e or '.repeat(size) + 'f',
  ],
  ['list', parseCommonExpr, (size) => `a in (${"'value',".repeat(size)}'last')`],
  ['arguments', parseCommonExpr, (size) => `f(${'a,'.repeat(size)}b)`],
  ['path', parseCommonExpr, (size) => `${'a/'.repeat(size)}b`],
  ['path of keys', parseCommonExpr, (size) => `${'a(1)/'.repeat(size)}b`],
  ['qualified name', parseCommonExpr, (size) => `${'a.'.repeat(size)}b`],
  [
    'blanks',
    parseCommonExpr,
    (size) => `(a${' '.repeat(size)}eq${' '.repeat(size)}b)${' '.repeat(size)}`,
  ],
  ['string', parseCommonExpr, (size) => `'${"a''".repeat(size)}'`],
  ['number', parseCommonExpr, (size) => '1'.repeat(size)],
  ['JSON', parseCommonExpr, (size) => `[${'{"a":"b\\n"},'.repeat(size)}1]`],
  ['search words', parseSearch, (size) => 'blue AND NOT green OR '.repeat(size) + 'red'],
  ['search words that look like operators', parseSearch, (size) => 'NOT AND OR '.repeat(size)],
  ['nested options', parseExpand, (size) => `a(${'$top=1;'.repeat(size)}$skip=2)`],
  ['nested expansions', parseExpand, (size) => `${'a($expand='.repeat(size)}b${')'.repeat(size)}`],
  ['resource path', parseResourcePath, (size) => "/a('%20')/b".repeat(size)],
  ['unclosed filter segments', parseResourcePath, (size) => '/$filter(a'.repeat(size)],
]

test.each(texts)(
  '%s: ten times the text costs at most twelve times the looks',
  (_name, parse, text) => {
    const few = looksOf(() => parse(text(100)))
    const many = looksOf(() => parse(text(1000)))
    expect(few).toBeGreaterThan(100)
    expect(many).toBeLessThanOrEqual(12 * few)
  },
)

function looksOf(action: () => unknown): number {
  looks = 0
  try {
    action()
  } catch {
    // What is refused has to be refused in linear time as well.
  }
  return looks
}

test('a chain of 50,000 terms is parsed and printed', () => {
  const text = `${'a or '.repeat(49_999)}a`
  expect(printCommonExpr(parseCommonExpr(text))).toBe(text)
})
