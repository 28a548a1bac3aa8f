import { expect, test } from '@jest/globals'
import type { ExpandItem, SelectItem } from './ast.ts'
import { parseExpand, parseSelect } from './select-expand.ts'

type Options = readonly [name: string, value: string][]

/** An item without positions: the path joined by slashes, and the options. */
function outlineSelect({
  path,
  options,
  parameterNames,
}: SelectItem): [string, Options, ...string[]] {
  return [
    path.map(({ name }) => name).join('/'),
    outlineOptions(options),
    ...(parameterNames ?? []),
  ]
}

function outlineExpand({
  path,
  suffix,
  options,
}: ExpandItem): [string, (string | undefined)?, Options?] {
  const text = path.map(({ name }) => name).join('/')
  return options.length > 0
    ? [text, suffix, outlineOptions(options)]
    : suffix
      ? [text, suffix]
      : [text]
}

function outlineOptions(options: SelectItem['options']): Options {
  return options.map(({ name, value }) => [name, value])
}

const selects: readonly [text: string, items: readonly [string, Options, ...string[]][]][] = [
  ['a', [['a', []]]],
  [
    'a, b/c ,*',
    [
      ['a', []],
      ['b/c', []],
      ['*', []],
    ],
  ],
  [
    'Ns.*,Ns.a.*',
    [
      ['Ns.*', []],
      ['Ns.a.*', []],
    ],
  ],
  ['microsoft.graph.user/mail', [['microsoft.graph.user/mail', []]]],
  [
    '@Core.Messages($top=5),@Measures.Currency#Reporting',
    [
      ['@Core.Messages', [['$top', '5']]],
      ['@Measures.Currency#Reporting', []],
    ],
  ],
  [
    'Ns.Best(Location,Kind),b',
    [
      ['Ns.Best', [], 'Location', 'Kind'],
      ['b', []],
    ],
  ],
  ['Best(Kind)', [['Best', [], 'Kind']]],
  [
    'a($select=b,c;$top=2)',
    [
      [
        'a',
        [
          ['$select', 'b,c'],
          ['$top', '2'],
        ],
      ],
    ],
  ],
  [
    "a( filter=b eq ';)' and (c);@p=1)",
    [
      [
        'a',
        [
          ['filter', "b eq ';)' and (c)"],
          ['@p', '1'],
        ],
      ],
    ],
  ],
]

test.each(selects)('$select=%s', (text, items) => {
  expect(parseSelect(text).map(outlineSelect)).toEqual(items)
})

const expansions: readonly [
  text: string,
  items: readonly [string, (string | undefined)?, Options?][],
][] = [
  ['a', [['a']]],
  ['*,*/$ref,*($levels=2)', [['*'], ['*', '$ref'], ['*', undefined, [['$levels', '2']]]]],
  [
    'a/$ref,b/$count',
    [
      ['a', '$ref'],
      ['b', '$count'],
    ],
  ],
  ['a/Ns.T/b', [['a/Ns.T/b']]],
  ['a/*', [['a/*']]],
  ['$value', [['$value']]],
  ['@Ns.Term($top=2),@Ns.Term/b', [['@Ns.Term', undefined, [['$top', '2']]], ['@Ns.Term/b']]],
  [
    'a($count=true;$top=1)',
    [
      [
        'a',
        undefined,
        [
          ['$count', 'true'],
          ['$top', '1'],
        ],
      ],
    ],
  ],
  [
    'a($expand=b($select=c;$top=1);$select=d),e',
    [
      [
        'a',
        undefined,
        [
          ['$expand', 'b($select=c;$top=1)'],
          ['$select', 'd'],
        ],
      ],
      ['e'],
    ],
  ],
  [
    "a($filter=b eq 'it''s; (';$top=1)",
    [
      [
        'a',
        undefined,
        [
          ['$filter', "b eq 'it''s; ('"],
          ['$top', '1'],
        ],
      ],
    ],
  ],
  [
    'a($search="x\\";)";$skip=1)',
    [
      [
        'a',
        undefined,
        [
          ['$search', '"x\\";)"'],
          ['$skip', '1'],
        ],
      ],
    ],
  ],
  [
    "a($search=O'Neil;$skip=1)",
    [
      [
        'a',
        undefined,
        [
          ['$search', "O'Neil"],
          ['$skip', '1'],
        ],
      ],
    ],
  ],
  [
    "a($search='x;';$skip=1)",
    [
      [
        'a',
        undefined,
        [
          ['$search', "'x;'"],
          ['$skip', '1'],
        ],
      ],
    ],
  ],
  [
    'a/$ref($filter=b eq 1;$top=1;orderby=c)',
    [
      [
        'a',
        '$ref',
        [
          ['$filter', 'b eq 1'],
          ['$top', '1'],
          ['orderby', 'c'],
        ],
      ],
    ],
  ],
  ['a/$count(search=x)', [['a', '$count', [['search', 'x']]]]],
  ['a($filter=b in ["x;",{"y":")"}])', [['a', undefined, [['$filter', 'b in ["x;",{"y":")"}]']]]]],
]

test.each(expansions)('$expand=%s', (text, items) => {
  expect(parseExpand(text).map(outlineExpand)).toEqual(items)
})

test('positions of items, names and values count from the start of the text', () => {
  expect(parseExpand('a, b/c($top=1; $skip=22)')[1]).toEqual({
    kind: 'expandItem',
    position: 3,
    path: [
      { name: 'b', position: 3 },
      { name: 'c', position: 5 },
    ],
    suffix: undefined,
    options: [
      { name: '$top', value: '1', position: 12 },
      { name: '$skip', value: '22', position: 21 },
    ],
  })
})

const rejected: readonly [option: '$select' | '$expand', text: string, message: string][] = [
  ['$select', '', "expected a name or '*' at 0, found end of expression"],
  ['$select', 'a,', "expected a name or '*' at 2, found end of expression"],
  ['$select', 'a b', "expected '/', '(', ',' or end of expression at 2, found 'b'"],
  ['$select', '*/a', "expected '/', '(', ',' or end of expression at 1, found '/a'"],
  ['$select', 'a()', "expected a query option at 2, found ')'"],
  ['$select', 'a($top=1', "expected ';' or ')' at 8, found end of expression"],
  ['$select', 'a($top)', "expected '=' at 6, found ')'"],
  ['$select', "a($filter=b eq 'x)", "expected a closing ' at 18, found end of expression"],
  ['$expand', '', "expected a name or '*' at 0, found end of expression"],
  ['$expand', 'a/', "expected a name, '*', '$ref' or '$count' at 2, found end of expression"],
  ['$expand', '*/a', "expected '$ref' at 2, found 'a'"],
  ['$expand', 'a/$ref/$count', "expected '/', '(', ',' or end of expression at 6, found '/$count'"],
  [
    '$expand',
    '*/$ref($levels=2)',
    "expected '/', '(', ',' or end of expression at 6, found '($levels=2)'",
  ],
  ['$expand', '*($top=2)', "expected $levels at 2, found '$top=2)'"],
  [
    '$expand',
    'a/$ref($levels=4)',
    "expected $filter, $search, $orderby, $skip, $top, $count at 7, found '$levels=4)'",
  ],
  ['$expand', 'a/$count($top=4)', "expected $filter, $search at 9, found '$top=4)'"],
  ['$expand', 'a($search="x)', 'expected a closing " at 13, found end of expression'],
]

test.each(rejected)('%s=%s is refused', (option, text, message) => {
  const parse = option === '$select' ? parseSelect : parseExpand
  expect(() => parse(text)).toThrow(new Error(message))
})

test.each([
  ["a($filter=b/$count($search=O'Neil) gt 1;$top=2)", ["b/$count($search=O'Neil) gt 1", '2']],
  [
    "a($filter=b/$count(search=O'Neil;$filter=c eq ';') gt 1)",
    ["b/$count(search=O'Neil;$filter=c eq ';') gt 1"],
  ],
  ["a($expand=b(search=O'Neil;$top=1);$top=2)", ["b(search=O'Neil;$top=1)", '2']],
  ["a($apply=search(O'Neil)/top(1);$top=2)", ["search(O'Neil)/top(1)", '2']],
  ["a($filter=Ns.F(search='x;)') eq 1;$top=2)", ["Ns.F(search='x;)') eq 1", '2']],
  ["a($search='it;(';$top=2)", ["'it;('", '2']],
])('%s: an apostrophe in a search word ends no option', (text, values) => {
  expect(parseExpand(text)[0]!.options.map(({ value }) => value)).toEqual(values)
})
