import { describe, expect, test } from '@jest/globals'
import {
  alias,
  annotation,
  array,
  atZero,
  call,
  count,
  enumOf,
  filtered,
  fn,
  int,
  json,
  key,
  lambda,
  list,
  literal,
  negate,
  not,
  object,
  op,
  path,
  pathFrom,
  phrase,
  searchAnd,
  str,
  word,
} from '../../test/syntax/nodes.ts'
import type { CommonExpr } from './ast.ts'
import { parseCommonExpr } from './common-expr.ts'
import { maximumDepth } from './cursor.ts'
import { ODataSyntaxError } from './syntax-error.ts'

const [a, b, c, d] = [path('a'), path('b'), path('c'), path('d')]
const isTrue = literal('Edm.Boolean', 'true')

const expressions: readonly [text: string, tree: CommonExpr][] = [
  // Precedence and associativity
  ['a or b and c', op('or', a, op('and', b, c))],
  ['a and b or c', op('or', op('and', a, b), c)],
  ['a and b eq c', op('and', a, op('eq', b, c))],
  ['a eq b lt c', op('eq', a, op('lt', b, c))],
  ['a lt b add c', op('lt', a, op('add', b, c))],
  ['a add b mul c', op('add', a, op('mul', b, c))],
  ['2 mul 3 add 4', op('add', op('mul', int('2'), int('3')), int('4'))],
  ['10 sub 3 sub 2', op('sub', op('sub', int('10'), int('3')), int('2'))],
  ['10 sub (3 sub 2)', op('sub', int('10'), op('sub', int('3'), int('2')))],
  ['a div b divby c mod d', op('mod', op('divby', op('div', a, b), c), d)],
  ['a eq b ne c', op('ne', op('eq', a, b), c)],
  ['(a or b) and c', op('and', op('or', a, b), c)],
  ["not contains(a,'x') and b", op('and', not(call('contains', a, str('x'))), b)],
  ['not a eq b', op('eq', not(a), b)],
  ['not (a eq b)', not(op('eq', a, b))],
  ['not(a eq b)', not(op('eq', a, b))],
  ['NOT not a', not(not(a))],
  ["not a in ('x')", not(op('in', a, list(str('x'))))],
  ['a eq not b', op('eq', a, not(b))],
  ['-a mul b', op('mul', negate(a), b)],
  ['a sub -b', op('sub', a, negate(b))],
  ['- a', negate(a)],
  ['--a', negate(negate(a))],
  ['-(5)', negate(int('5'))],
  ['a sub -5', op('sub', a, int('-5'))],
  ["a has Ns.E'X' and b", op('and', op('has', a, enumOf('Ns.E', 'X')), b)],
  ['a add b in (1,2)', op('add', a, op('in', b, list(int('1'), int('2'))))],
  [
    "Name Eq 'Milk' OR a LT 2",
    op('or', op('eq', path('Name'), str('Milk')), op('lt', a, int('2'))),
  ],
  ['eq eq ne', op('eq', path('eq'), path('ne'))],
  ['not/any eq not', op('eq', path('not', 'any'), path('not'))],
  ['not eq 1', op('eq', path('not'), int('1'))],
  ['not eq eq 1', op('eq', not(path('eq')), int('1'))],
  ['not eq ne', op('eq', path('not'), path('ne'))],
  ['not eq', not(path('eq'))],
  ['not eq/b', not(path('eq', 'b'))],
  ['not in (1)', op('in', path('not'), list(int('1')))],
  ['not in in (1)', not(op('in', path('in'), list(int('1'))))],
  ['not not eq 1', op('eq', not(path('not')), int('1'))],
  ['a eq not and b', op('and', op('eq', a, path('not')), b)],
  ['(not ) or not', op('or', path('not'), path('not'))],
  ['-not add 1', op('add', negate(path('not')), int('1'))],
  ['and and or or or', op('or', op('and', path('and'), path('or')), path('or'))],
  ['in in in', op('in', path('in'), path('in'))],
  ["has has Ns.E'X'", op('has', path('has'), enumOf('Ns.E', 'X'))],
  ['desc eq asc', op('eq', path('desc'), path('asc'))],
  ['case eq all', op('eq', path('case'), path('all'))],
  [
    'any/any(any:any eq all)',
    path('any', lambda('anyExpr', 'any', op('eq', path('any'), path('all')))),
  ],
  ['$it/not eq $it/null', op('eq', pathFrom('$it', 'not'), pathFrom('$it', 'null'))],
  ["a/aggregate('x')/b", path('a', 'aggregate', key(str('x')), 'b')],
  ['a/aggregate(@k)', path('a', 'aggregate', key(alias('k')))],
  ['max eq min', op('eq', path('max'), path('min'))],
  ['duration eq binary', op('eq', path('duration'), path('binary'))],
  ['{"not":not ne 1}', object({ not: op('ne', path('not'), int('1')) })],
  [' \t( a\teq  b ) ', op('eq', a, b)],

  // in
  ["a in ('x')", op('in', a, list(str('x')))],
  ["a in ( 'x' , 'y' )", op('in', a, list(str('x'), str('y')))],
  ['a in ()', op('in', a, list())],
  ['a in (b)', op('in', a, b)],
  ['a in (@p,1)', op('in', a, list(alias('p'), int('1')))],
  ['a in @p', op('in', a, alias('p'))],
  ['a in b/c', op('in', a, path('b', 'c'))],
  ['a in ["x",\'y\']', op('in', a, array(json('x'), str('y')))],

  // Paths
  ['a/b/c', path('a', 'b', 'c')],
  ['élan/Größe_2', path('élan', 'Größe_2')],
  ['a/microsoft.graph.user/b', path('a', 'microsoft.graph.user', 'b')],
  ['$it', pathFrom('$it')],
  ['$it/a', pathFrom('$it', 'a')],
  ['$this', pathFrom('$this')],
  ['$root/People(1)/Name', pathFrom('$root', 'People', key(int('1')), 'Name')],
  ["$root/People('a')", pathFrom('$root', 'People', key(str('a')))],
  ['$root/Best()/Name', pathFrom('$root', fn('Best'), 'Name')],
  ["Orders('a')/b", path('Orders', key(str('a')), 'b')],
  ['a/Orders(-1)', path('a', 'Orders', key(int('-1')))],
  ['a/$count', path('a', count())],
  ['a/$count gt 1', op('gt', path('a', count()), int('1'))],
  ['a/$count($filter=b eq 1)', path('a', count(op('eq', b, int('1'))))],
  ['a/$count(search=x "y z";filter=b)', path('a', count(b, searchAnd(word('x'), phrase('y z'))))],
  ['a/$filter(b eq 1)/$count', path('a', filtered(op('eq', b, int('1'))), count())],
  [
    "a/$filter(b)(ID='x')/c",
    path(
      'a',
      filtered(b),
      { kind: 'keyPredicate', position: 0, pairs: [{ name: 'ID', value: str('x') }] },
      'c',
    ),
  ],
  ['@p', alias('p')],
  ['@p/a', path(annotation('p'), 'a')],
  ['@Core.Messages', path(annotation('Core.Messages'))],
  [
    'a/@Measures.Currency#Reporting eq b',
    op('eq', path('a', annotation('Measures.Currency', 'Reporting')), b),
  ],
  ['nullable', path('nullable')],
  ['null/a', path('null', 'a')],

  // Calls and lambdas
  ['now()', call('now')],
  ['now( )', call('now')],
  ["startsWith( a , 'x' )", call('startsWith', a, str('x'))],
  ["concat(concat(a,'/'),b)", call('concat', call('concat', a, str('/')), b)],
  ['geo.length(a)', call('geo.length', a)],
  ['cast(a,Edm.String)', call('cast', a, path('Edm.String'))],
  ['isof(Collection(Ns.T))', call('isof', call('Collection', path('Ns.T')))],
  ['case(a gt 1:b,true : c)', call('case', op('gt', a, int('1')), b, isTrue, c)],
  [
    'case(a eq 11:22:b,true:c)',
    call('case', op('eq', a, literal('Edm.TimeOfDay', '11:22')), b, isTrue, c),
  ],
  ['Ns.F()', path(fn('Ns.F'))],
  ['F()/a', path(fn('F'), 'a')],
  ['Ns.F(p=5 add 3,q=@x)', path(fn('Ns.F', { p: op('add', int('5'), int('3')), q: alias('x') }))],
  ['a/Ns.F( p=1 , q=2 )/b', path('a', fn('Ns.F', { p: int('1'), q: int('2') }), 'b')],
  ['a/F(p=1)(2)', path('a', fn('F', { p: int('1') }), key(int('2')))],
  ['a/F(p=["x"])', path('a', fn('F', { p: array(json('x')) }))],
  ['a/any()', path('a', lambda('anyExpr'))],
  ['a/any( )', path('a', lambda('anyExpr'))],
  [
    'a/any(p0: p0/b gt 30)',
    path('a', lambda('anyExpr', 'p0', op('gt', path('p0', 'b'), int('30')))),
  ],
  ['a/ALL( x : x )', path('a', lambda('allExpr', 'x', path('x')))],
  [
    'a/any(x:x/b/all(y:y eq x))',
    path(
      'a',
      lambda(
        'anyExpr',
        'x',
        path('x', 'b', lambda('allExpr', 'y', op('eq', path('y'), path('x')))),
      ),
    ),
  ],
  ['any/all', path('any', 'all')],

  // JSON
  ['[]', array()],
  ['{ }', object({})],
  ['{"a":1,"@b" : [ true ] }', object({ a: int('1'), '@b': array(isTrue) })],
  ['["\\u0041\\n\\"/"]', array(literal('Edm.String', '"\\u0041\\n\\"/"', 'A\n"/'))],
  ['{"a":$root/P(1)}', object({ a: pathFrom('$root', 'P', key(int('1'))) })],
  ["[a add 1,'x']", array(op('add', a, int('1')), str('x'))],
]

test.each(expressions)('%s', (text, tree) => {
  expect(atZero(parseCommonExpr(text))).toEqual(tree)
})

const rejected: readonly [text: string, message: string][] = [
  ['', 'expected an expression at 0, found end of expression'],
  ['a eq', 'expected an expression at 4, found end of expression'],
  ['a eq ', 'expected an expression at 5, found end of expression'],
  ['(a eq 1', "expected ')' at 7, found end of expression"],
  ['a eq 1)', "expected an operator or end of expression at 6, found ')'"],
  ['a eqq 1', "expected an operator or end of expression at 2, found 'eqq 1'"],
  ["a eq'x'", "expected a blank after 'eq' at 4, found ''x''"],
  ['a and', 'expected an expression at 5, found end of expression'],
  ['a in -b', "expected an expression at 5, found '-b'"],
  ["a eq ('x','y')", "expected ')' at 9, found ','y')'"],
  ['a in (b,c)', "expected a list of literals at 5, found '(b,c)'"],
  ["contains(a,'x'", "expected ',' or ')' at 14, found end of expression"],
  ['contains(a,)', "expected an expression at 11, found ')'"],
  ['all(x:true)', "expected ',' or ')' at 5, found ':true)'"],
  ['a/all()', "expected a range variable at 6, found ')'"],
  ['a/any(x)', "expected ':' at 7, found ')'"],
  ['a/', 'expected a name at 2, found end of expression'],
  ['a//b', "expected a name at 2, found '/b'"],
  ['a/$ref', "expected a name, '$count' or '$filter(' at 2, found '$ref'"],
  ['a/$filter', "expected '(' at 9, found end of expression"],
  ['a/$count($top=1)', "expected '$filter=' or '$search=' at 9, found '$top=1)'"],
  ['a/$count($filter=b;$filter=c)', "expected each option once at 19, found '$filter=c)'"],
  ['$root', "expected '/' at 5, found end of expression"],
  ['$me/a', "expected an expression or '$it', '$root/', '$this', '$these/' at 0, found '$me/a'"],
  ['@', "expected a name after '@' at 1, found end of expression"],
  ['{"a"}', "expected ':' at 4, found '}'"],
  ['{a:1}', "expected a name in double quotes at 1, found 'a:1}'"],
  ['["\\x"]', "expected a JSON escape sequence at 2, found '\\x\"]'"],
  ['["a]', 'expected a closing " at 4, found end of expression'],
  ['a eq "x"', 'expected an expression at 5, found \'"x"\''],
  ['case(a,b)', "expected ':' at 6, found ',b)'"],
  [
    'a eq 1 and aVeryLongTextThatIsNotOne b',
    "expected an operator or end of expression at 37, found 'b'",
  ],
  [
    '1 %$&/()=?1234567890123456789',
    "expected an operator or end of expression at 2, found '%$&/()=?123456789012…'",
  ],
  [
    `${'n'.repeat(129)} eq 1`,
    `expected a name of at most 128 characters at 0, found '${'n'.repeat(20)}…'`,
  ],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parseCommonExpr(text)).toThrow(new ODataSyntaxError(...partsOf(message)))
})

function partsOf(message: string): [position: number, expected: string, found: string] {
  const [, expected, position, found] = /^expected (.*) at (\d+), found (.*)$/s.exec(message)!
  return [Number(position), expected!, found!]
}

describe('positions', () => {
  test('count from the start of the text', () => {
    expect(parseCommonExpr(" not a/b eq f(1,'x')")).toEqual({
      kind: 'binaryExpr',
      position: 9,
      operator: 'eq',
      left: {
        kind: 'unaryExpr',
        position: 1,
        operator: 'not',
        operand: {
          kind: 'firstMemberExpr',
          position: 5,
          root: undefined,
          segments: [
            { kind: 'identifier', position: 5, name: 'a' },
            { kind: 'identifier', position: 7, name: 'b' },
          ],
        },
      },
      right: {
        kind: 'methodCallExpr',
        position: 12,
        name: 'f',
        arguments: [
          { kind: 'primitiveLiteral', position: 14, type: 'Edm.Int32', text: '1', value: '1' },
          { kind: 'primitiveLiteral', position: 16, type: 'Edm.String', text: "'x'", value: 'x' },
        ],
      },
    })
  })

  test('are carried by the error, with what was expected and found', () => {
    const error = catchError(() => parseCommonExpr('(a eq 1'))
    expect(error).toMatchObject({ position: 7, expected: "')'", found: 'end of expression' })
  })
})

function catchError(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

describe('depth', () => {
  const nestings: readonly [name: string, text: (levels: number) => string][] = [
    ['parentheses', (levels) => '('.repeat(levels) + 'a' + ')'.repeat(levels)],
    ['calls', (levels) => 'f('.repeat(levels) + 'a' + ')'.repeat(levels)],
    ['lambdas', (levels) => 'a/any(x:'.repeat(levels) + 'x' + ')'.repeat(levels)],
    ['arrays', (levels) => '['.repeat(levels) + ']'.repeat(levels)],
    ['not', (levels) => 'not '.repeat(levels) + 'a'],
    ['minus', (levels) => '-'.repeat(levels) + 'a'],
  ]

  test.each(nestings)(
    `${maximumDepth} levels of %s are read, one more is refused`,
    (_name, text) => {
      expect(parseCommonExpr(text(maximumDepth))).toBeDefined()
      expect(() => parseCommonExpr(text(maximumDepth + 1))).toThrow('at most 250 nested levels')
    },
  )

  test('a chain of 50,000 terms is no nesting', () => {
    let node = parseCommonExpr('a or '.repeat(49_999) + 'a')
    let terms = 1
    for (; node.kind === 'binaryExpr'; node = node.left) terms++
    expect(terms).toBe(50_000)
  })
})
