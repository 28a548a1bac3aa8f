import { describe, expect, test } from '@jest/globals'
import {
  alias,
  array,
  atZero,
  enumOf,
  int,
  json,
  lambda,
  list,
  literal,
  named,
  op,
  path,
  str,
} from '../../test/syntax/nodes.ts'
import type { CommonExpr, PathSegment, SegmentParentheses } from './ast.ts'
import { parseResourcePath } from './resource-path.ts'

const empty: SegmentParentheses = { kind: 'empty', position: 0 }

function value(expression: CommonExpr): SegmentParentheses {
  return { kind: 'value', position: 0, value: expression }
}

function parameters(values: Readonly<Record<string, CommonExpr>>): SegmentParentheses {
  return { kind: 'named', position: 0, parameters: named(values) }
}

type Outline =
  string | [name: string, parentheses: SegmentParentheses, keyPredicate?: SegmentParentheses]

function outline({ name, text, parentheses, keyPredicate }: PathSegment): Outline {
  if (parentheses === undefined) return name === text ? name : `${name} of ${text}`
  return keyPredicate
    ? [name, atZero(parentheses), atZero(keyPredicate)]
    : [name, atZero(parentheses)]
}

const guid = '01234567-89ab-cdef-0123-456789abcdef'

const paths: readonly [path: string, segments: readonly Outline[]][] = [
  ['', []],
  ['/', []],
  ['accessPackages', ['accessPackages']],
  ['/users/me/', ['users', 'me']],
  ["users('a b')", [['users', value(str('a b'))]]],
  ["users('a%20b%2Fc')/mail", [['users', value(str('a b/c'))], 'mail']],
  ["Customers('O%27%27HARA')", [['Customers', value(str("O'HARA"))]]],
  ['Customers%28%27O%27%27Neil%27%29', [['Customers', value(str("O'Neil"))]]],
  ["Categories('Tablet%20)small(')", [['Categories', value(str('Tablet )small('))]]],
  ['Categories(ID=71)', [['Categories', parameters({ ID: int('71') })]]],
  [
    "OrderItems(OrderID=1, Pos='x')",
    [['OrderItems', parameters({ OrderID: int('1'), Pos: str('x') })]],
  ],
  [
    'Nearest(lat = 33, lon= -118 )',
    [['Nearest', parameters({ lat: int('33'), lon: int('-118') })]],
  ],
  [
    `a(${guid})/b(-1)`,
    [
      ['a', value(literal('Edm.Guid', guid))],
      ['b', value(int('-1'))],
    ],
  ],
  [
    'a(2018-02-13T23:59:59+02:00)',
    [['a', value(literal('Edm.DateTimeOffset', '2018-02-13T23:59:59+02:00'))]],
  ],
  ['a(23:59:59)', [['a', value(literal('Edm.TimeOfDay', '23:59:59'))]]],
  ["a(Ns.Color'Red')", [['a', value(enumOf('Ns.Color', 'Red'))]]],
  ['a(@key)', [['a', value(alias('key'))]]],
  [
    "microsoft.graph.filterByCurrentUser(on='allowedRequestor')/$count",
    [
      ['microsoft.graph.filterByCurrentUser', parameters({ on: str('allowedRequestor') })],
      '$count',
    ],
  ],
  ['f()', [['f', empty]]],
  ['f( )', [['f', empty]]],
  ['f(p=@p,q=["x"])', [['f', parameters({ p: alias('p'), q: array(json('x')) })]]],
  [
    'ByCategory(categoryId=2)(3)',
    [['ByCategory', parameters({ categoryId: int('2') }), value(int('3'))]],
  ],
  [
    '$crossjoin(Customers,Countries)',
    [['$crossjoin', value(list(path('Customers'), path('Countries')))]],
  ],
  [
    'a/$filter(b/c eq 1)/$count',
    ['a', ['$filter', value(op('eq', path('b', 'c'), int('1')))], '$count'],
  ],
  [
    'a/%24filter%28b%20eq%20%27)/%27%29/$ref',
    ['a', ['$filter', value(op('eq', path('b'), str(')/')))], '$ref'],
  ],
  [
    "a/$filter(b/any(x:x eq 'q'))(1)",
    [
      'a',
      [
        '$filter',
        value(path('b', lambda('anyExpr', 'x', op('eq', path('x'), str('q'))))),
        value(int('1')),
      ],
    ],
  ],
  // Ids and file paths, as Graph has them.
  ['users/a+b@c.org/AAMk=', ['users', 'a+b@c.org', 'AAMk=']],
  ['people/O%27Neil/%CE%94', ['people', "O'Neil", '\u0394']],
  ['drive/root:/a(1).txt:/content', ['drive', 'root:', 'a(1).txt:', 'content']],
  ['a/Smartphone%2FTablet', ['a', 'Smartphone/Tablet']],
  ['a/x%20(1)', ['a', 'x (1)']],
  ['a/Report(final)', ['a', 'Report(final)']],
  ['a/1', ['a', '1']],
]

test.each(paths)('%s', (text, segments) => {
  expect(parseResourcePath(text).segments.map(outline)).toEqual(segments)
})

describe('the text of a segment', () => {
  test('is the whole segment, for a key that holds parentheses', () => {
    const [segment] = parseResourcePath('Copy(1)').segments
    expect(segment).toMatchObject({ name: 'Copy', text: 'Copy(1)', parentheses: { kind: 'value' } })
  })

  test('stands alone when the parentheses are not well-formed, and the error says why', () => {
    const [, segment] = parseResourcePath('/a/Categories(ID=wrong)').segments
    expect(segment).toMatchObject({
      name: 'Categories(ID=wrong)',
      text: 'Categories(ID=wrong)',
      parentheses: undefined,
      parenthesesError: {
        message: "expected a literal or a parameter alias at 17, found 'wrong)'",
      },
    })
  })
})

const malformed: readonly [path: string, message: string][] = [
  ["Products('x'", "expected ')' at 12, found end of expression"],
  ["Products('x')y", "expected '/' or end of path at 13, found 'y'"],
  ["OrderItems(OrderID=1;ItemID='a')", "expected ',' or ')' at 20, found ';ItemID='a')'"],
  ["Customers('O'HARA')", "expected ')' at 13, found 'HARA')'"],
  ["Customers('O%27Neil')", "expected ')' at 15, found 'Neil')'"],
  ['Orders(1,2)', "expected ')' at 8, found ',2)'"],
  ['Orders(1 add 2)', "expected a literal or a parameter alias at 9, found 'add 2)'"],
  ['$filter(a eq)', "expected an expression at 12, found ')'"],
  ['$crossjoin()', "expected an entity set at 11, found ')'"],
]

test.each(malformed)('%s keeps its text and says why', (text, message) => {
  const [segment] = parseResourcePath(text).segments
  expect([segment!.parentheses, segment!.parenthesesError?.message]).toEqual([undefined, message])
})

describe('positions', () => {
  test('are those of the undecoded path', () => {
    expect(parseResourcePath("/%CE%94/Customers(a='%20%F0%9F%98%80',b=2)").segments).toEqual([
      { kind: 'pathSegment', position: 1, name: '\u0394', text: '\u0394', parentheses: undefined },
      {
        kind: 'pathSegment',
        position: 8,
        name: 'Customers',
        text: "Customers(a=' \u{1f600}',b=2)",
        parentheses: {
          kind: 'named',
          position: 17,
          parameters: [
            {
              name: 'a',
              position: 18,
              value: { ...str(' \u{1f600}'), position: 20 },
            },
            { name: 'b', position: 38, value: { ...int('2'), position: 40 } },
          ],
        },
      },
    ])
  })
})

const rejected: readonly [path: string, message: string][] = [
  ['a//b', "expected a path segment at 2, found '/b'"],
  ['//a', "expected a path segment at 1, found '/a'"],
  ['a//', "expected a path segment at 2, found '/'"],
  ['a/%zz', "expected percent-encoded UTF-8 at 2, found '%zz'"],
  ['a/x%FF', "expected percent-encoded UTF-8 at 3, found '%FF'"],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parseResourcePath(text)).toThrow(new Error(message))
})
