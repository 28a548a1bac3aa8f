import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  arbitraryApply,
  arbitraryCompute,
  arbitraryExpand,
  arbitraryExpression,
  arbitraryOrderby,
  arbitrarySearch,
  arbitrarySelect,
} from '../../test/syntax/arbitrary-trees.ts'
import { atZero } from '../../test/syntax/nodes.ts'
import { parseApply } from './apply.ts'
import { parseCommonExpr } from './common-expr.ts'
import { parseCompute } from './compute.ts'
import { parseOrderby } from './orderby.ts'
import { printApply } from './print-apply.ts'
import {
  printCommonExpr,
  printCompute,
  printExpand,
  printOrderby,
  printResourcePath,
  printSearch,
  printSelect,
  printUrl,
} from './print.ts'
import { splitQueryOptions } from './query-options.ts'
import { parseResourcePath } from './resource-path.ts'
import { parseSearch } from './search.ts'
import { parseExpand, parseSelect } from './select-expand.ts'

const printed: readonly [text: string, printed: string][] = [
  ['((a)) or ((b and c))', 'a or b and c'],
  ['(a or b) and c', '(a or b) and c'],
  ['a sub (b sub c)', 'a sub (b sub c)'],
  ['(a sub b) sub c', 'a sub b sub c'],
  ['not(a eq 1)', 'not (a eq 1)'],
  ['(not a) eq 1', 'not a eq 1'],
  ["(-a) has Ns.E'X'", "(-a) has Ns.E'X'"],
  ['-(5)', '-(5)'],
  ['-(INF)', '-(INF)'],
  ['-(5 in (5))', '-(5 in (5))'],
  ['a  IN ( b )', 'a in b'],
  ['x/any( y : y eq 1 )', 'x/any(y:y eq 1)'],
  ["f( a , 'x' )", "f(a,'x')"],
  ['case( a : 1 , true : 2 )', 'case(a:1,true:2)'],
  ['a/$count( filter=b ; $search=x y )', 'a/$count($filter=b;$search=x AND y)'],
]

test.each(printed)('%s is printed as %s', (text, expected) => {
  expect(printCommonExpr(parseCommonExpr(text))).toBe(expected)
})

describe('what is printed parses to the same tree', () => {
  test('expressions', () => {
    fc.assert(
      fc.property(arbitraryExpression, (tree) => {
        expect(atZero(parseCommonExpr(printCommonExpr(tree)))).toEqual(tree)
      }),
      { numRuns: 500 },
    )
  })

  test('$orderby', () => {
    fc.assert(
      fc.property(arbitraryOrderby, (items) => {
        expect(atZero(parseOrderby(printOrderby(items)))).toEqual(items)
      }),
    )
  })

  test('$compute', () => {
    fc.assert(
      fc.property(arbitraryCompute, (items) => {
        expect(atZero(parseCompute(printCompute(items)))).toEqual(items)
      }),
    )
  })

  test('$apply', () => {
    fc.assert(
      fc.property(arbitraryApply, (sequence) => {
        expect(atZero([...parseApply(printApply(sequence))])).toEqual(sequence)
      }),
      { numRuns: 5000 },
    )
  })

  test('$select', () => {
    fc.assert(
      fc.property(arbitrarySelect, (items) => {
        expect(atZero(parseSelect(printSelect(items)))).toEqual(items)
      }),
    )
  })

  test('$expand', () => {
    fc.assert(
      fc.property(arbitraryExpand, (items) => {
        expect(atZero(parseExpand(printExpand(items)))).toEqual(items)
      }),
    )
  })

  test('$search', () => {
    fc.assert(
      fc.property(arbitrarySearch, (tree) => {
        expect(atZero(parseSearch(printSearch(tree)))).toEqual(tree)
      }),
      { numRuns: 500 },
    )
  })

  test('resource paths and query options', () => {
    const text = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' })
    const segment = fc.oneof(
      text,
      text.map((id) => `a('${id.replaceAll("'", "''")}')`),
      fc.constant('$filter(a/b eq 1)(2)'),
    )
    const option = fc.record({ name: text, value: text, position: fc.constant(0) })
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 4 }),
        fc.array(option, { maxLength: 3 }),
        (segments, options) => {
          const path = parseResourcePath(segments.map(encodeURIComponent).join('/'))
          // A query may hold further question marks.
          const [rawPath, ...rawQueries] = printUrl(path, options).split('?')
          const rawQuery = rawQueries.join('?')
          expect(path.segments.map((node) => node.text)).toEqual(segments)
          expect(withoutErrors(parseResourcePath(rawPath!))).toEqual(withoutErrors(path))
          expect(atZero(splitQueryOptions(rawQuery))).toEqual(options)
        },
      ),
    )
  })
})

function withoutErrors(path: ReturnType<typeof parseResourcePath>): object {
  return atZero(path.segments.map((segment) => ({ ...segment, parenthesesError: undefined })))
}

test('a URL is encoded as far as it has to be', () => {
  const path = parseResourcePath("/users('a%20b')/x%2Fy/$ref")
  const options = splitQueryOptions("$filter=a+eq+'%26%2B%23'")
  expect(printUrl(path, [...options, { name: '@p=', value: '{"a":1}=', position: 0 }])).toBe(
    "users('a%20b')/x%2Fy/$ref?$filter=a%20eq%20'%26%2B%23'&@p%3D=%7B%22a%22:1%7D=",
  )
  expect(printResourcePath(parseResourcePath('/'))).toBe('')
})

describe('any text', () => {
  const punctuation = String.raw`' '' " \ ( ) [ ] { } , ; : = / @ $ # . - + * %`.split(' ')
  const words = 'a b.c eq and or not in has any( x: $it $root/ $count $filter( $search= AND NOT'
  const literals = "1 2012-09-03 T10:00 Z 1e INF null duration' %27 %zz \ud800"
  const pieces = fc.constantFrom(' ', ...punctuation, ...words.split(' '), ...literals.split(' '))
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
  )
  const parsers = {
    parseCommonExpr,
    parseOrderby,
    parseSelect,
    parseExpand,
    parseSearch,
    splitQueryOptions,
    parseResourcePath,
  }

  test.each(Object.entries(parsers))('%s gives a tree or a syntax error', (_name, parse) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(outcomeOf(() => parse(text))).toMatch(/^(object|ODataSyntaxError)$/)
      }),
      { numRuns: 500 },
    )
  })
})

function outcomeOf(action: () => unknown): string {
  try {
    return typeof action()
  } catch (error) {
    return (error as Error).name
  }
}
