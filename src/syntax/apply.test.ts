import { describe, expect, test } from '@jest/globals'
import { parseApply, parseCompute, printApply, printCompute } from './index.ts'

const printed: readonly [text: string, printed: string][] = [
  // Names of operators, keywords and transformations as those of properties
  ['aggregate(with with sum as as)', 'aggregate(with with sum as as)'],
  ['aggregate(from from from with max as from)', 'aggregate(from from from with max as from)'],
  ['aggregate(not eq in with min as min,sum)', 'aggregate(not eq in with min as min,sum)'],
  ['groupby((rollup,identity,rollup(not,and)))', 'groupby((rollup,identity,rollup(not,and)))'],
  ['compute(as as as,not add 1 as mod)', 'compute(as as as,not add 1 as mod)'],
  ['orderby(desc desc,asc,not eq 1)', 'orderby(desc desc,asc,not eq 1)'],
  ['filter(filter and identity)/identity', 'filter(filter and identity)/identity'],
  [
    'traverse($root/O,preorder,postorder,preorder,identity)',
    'traverse($root/O,preorder,postorder,preorder,identity)',
  ],
  ['traverse($root/O,H,ID,preorder,identity asc)', 'traverse($root/O,H,ID,preorder,(identity))'],
  [
    'traverse($root/O,H,ID,preorder,filter desc,top)',
    'traverse($root/O,H,ID,preorder,filter desc,top)',
  ],
  [
    'traverse($root/O,H,ID,preorder,geo.length(P),Q)',
    'traverse($root/O,H,ID,preorder,(geo.length(P)),Q)',
  ],
  [
    'traverse($root/O,H,ID,preorder,Ns.F()/Ns.G(p=1)/Q)',
    'traverse($root/O,H,ID,preorder,(Ns.F()/Ns.G(p=1)/Q))',
  ],
  [
    'traverse($root/O,H,ID,preorder,Ns.F()/Ns.G(p=1)/top(2))',
    'traverse($root/O,H,ID,preorder,Ns.F()/Ns.G(p=1)/top(2))',
  ],
  ['identity', 'identity'],
  ['aggregate( Amount  with sum as Total )', 'aggregate(Amount with sum as Total)'],
  [
    'aggregate((Amount sub Cost) mul TaxRate with sum as Tax)',
    'aggregate((Amount sub Cost) mul TaxRate with sum as Tax)',
  ],
  ['aggregate($count as N,Sales/$count as S)', 'aggregate($count as N,Sales/$count as S)'],
  ['aggregate(Forecast)', 'aggregate(Forecast)'],
  ['aggregate(Forecast as F)', 'aggregate(Forecast as F)'],
  [
    'aggregate(Forecast from Time,Product/Name with average as D)',
    'aggregate(Forecast from Time,Product/Name with average as D)',
  ],
  [
    'aggregate(Amount with sum from Time with average from Product/Name with max as D)',
    'aggregate(Amount with sum from Time with average from Product/Name with max as D)',
  ],
  [
    'groupby((Customer/Country,rollup(Name,ID),rollup(H)),aggregate(Amount with sum as T))',
    'groupby((Customer/Country,rollup(Name,ID),rollup(H)),aggregate(Amount with sum as T))',
  ],
  [
    'groupby( ( rolluprecursive( $root/Orgs, H, ID, filter(ID eq 1)/top(2) ) ) )',
    'groupby((rolluprecursive($root/Orgs,H,ID,filter(ID eq 1)/top(2))))',
  ],
  ["search(')/top(1')/top(1)", 'search(")/top(1")/top(1)'],
  ['search(a OR b)/skip(3)', 'search(a OR b)/skip(3)'],
  ['orderby(a desc, b asc)', 'orderby(a desc,b)'],
  ['topcount( 2 , Amount )', 'topcount(2,Amount)'],
  [
    'bottompercent($these/aggregate(Amount with max),Amount)',
    'bottompercent($these/aggregate(Amount with max),Amount)',
  ],
  ['concat(identity,filter(a)/top(1))', 'concat(identity,filter(a)/top(1))'],
  [
    'join(Sales as Sale,filter(a))/outerjoin(Sales/Ns.T as Sale)',
    'join(Sales as Sale,filter(a))/outerjoin(Sales/Ns.T as Sale)',
  ],
  ['nest(filter(a) as B, identity as C)', 'nest(filter(a) as B,identity as C)'],
  [
    'addnested(A/B/Ns.C,filter(x)/top(1) as Y,identity as Z)',
    'addnested(A/B/Ns.C,filter(x)/top(1) as Y,identity as Z)',
  ],
  [
    "ancestors($root/O,H,A/ID, filter(Name eq 'x'), 2, keep start)",
    "ancestors($root/O,H,A/ID,filter(Name eq 'x'),2,keep start)",
  ],
  [
    'descendants($root/O,H,ID,identity,keep start)',
    'descendants($root/O,H,ID,identity,keep start)',
  ],
  ['traverse($root/O,H,ID,preorder)', 'traverse($root/O,H,ID,preorder)'],
  [
    'traverse($root/O,H,ID,postorder,filter(a)/top(1),b desc,c)',
    'traverse($root/O,H,ID,postorder,filter(a)/top(1),b desc,c)',
  ],
  [
    'traverse($root/O,H,ID,preorder,Ns.F(p=1) desc)',
    'traverse($root/O,H,ID,preorder,Ns.F(p=1) desc)',
  ],
  [
    'traverse($root/O,H,ID,preorder,Ns.F(p=1)/identity,Ns.G(),top)',
    'traverse($root/O,H,ID,preorder,Ns.F(p=1)/identity,Ns.G(),top)',
  ],
  [
    "Self.TopCountAndBalance(Count=1,Property='Total')",
    "Self.TopCountAndBalance(Count=1,Property='Total')",
  ],
  ['compute(a mul 2 as b,c as d)', 'compute(a mul 2 as b,c as d)'],
]

test.each(printed)('%s', (text, expected) => {
  expect(printApply(parseApply(text))).toBe(expected)
  expect(printApply(parseApply(expected))).toBe(expected)
})

const rejected: readonly [text: string, message: string][] = [
  [
    '',
    "expected a transformation such as 'aggregate(' or a qualified function at 0, found end of expression",
  ],
  ['aggregate()', "expected an expression at 10, found ')'"],
  ['aggregate', "expected '(' at 9, found end of expression"],
  [
    'aggregat(a)',
    "expected a transformation such as 'aggregate(' or a qualified function at 0, found 'aggregat(a)'",
  ],
  ['aggregate(a with sum)', "expected ' as ' and an alias at 20, found ')'"],
  ['aggregate(a add b as c)', "expected ' with ' and an aggregation method at 17, found ' as c)'"],
  [
    'aggregate($count with sum as c)',
    "expected ' as ' and an alias at 16, found ' with sum as c)'",
  ],
  [
    'aggregate(a with total as c)',
    "expected 'sum', 'min', 'max', 'average', 'countdistinct' or a qualified name at 17, found 'total as c)'",
  ],
  [
    'aggregate(a with sum from b from c with max as d)',
    "expected ' with ' and an aggregation method at 27, found ' from c with max as …'",
  ],
  [
    'aggregate(Sales($count as c))',
    "expected an expression or '$it', '$root/', '$this', '$these/' at 16, found '$count as c))'",
  ],
  ['groupby(a)', "expected '(' at 8, found 'a)'"],
  ['groupby((a/b(1)))', "expected ',' or ')' at 12, found '(1)))'"],
  ['groupby((rollup(a/b)))', "expected ',' and another property at 19, found ')))'"],
  ['concat(identity)', "expected ',' and another transformation at 15, found ')'"],
  ['top(-1)', "expected a whole number at 4, found '-1)'"],
  ['nest(identity)', "expected '/' or ' as ' and an alias at 13, found ')'"],
  ['join(a/b/c as d)', "expected a collection-valued property at 5, found 'a/b/c as d)'"],
  [
    'ancestors(O,H,ID,identity)',
    "expected '$root/' and a collection of entities at 10, found 'O,H,ID,identity)'",
  ],
  ['ancestors($root/O,H,S(1)/ID,identity)', "expected ',' at 21, found '(1)/ID,identity)'"],
  [
    'ancestors($root/O,H,ID,aggregate(a))',
    "expected a transformation that preserves instances, such as 'filter(' at 23, found 'aggregate(a))'",
  ],
  [
    'ancestors($root/O,H,ID,identity,top(1))',
    "expected a whole number or 'keep start' at 32, found 'top(1))'",
  ],
  ['traverse($root/O,H,ID,inorder)', "expected 'preorder' or 'postorder' at 22, found 'inorder)'"],
  ['identity)', "expected '/' or end of expression at 8, found ')'"],
  [
    'FILTER(a)',
    "expected a transformation such as 'aggregate(' or a qualified function at 0, found 'FILTER(a)'",
  ],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parseApply(text)).toThrow(message)
})

test('concat nests as deep as expressions do', () => {
  const nested = (depth: number) =>
    'concat(identity,'.repeat(depth) + 'identity' + ')'.repeat(depth)
  expect(printApply(parseApply(nested(250)))).toBe(nested(250))
  expect(() => parseApply(nested(251))).toThrow('expected at most 250 nested levels')
})

describe('$compute', () => {
  test.each([
    ['a as b', 'a as b'],
    ['a mul  2 AS b , c/d as e', 'a mul 2 as b,c/d as e'],
    ['@Core.Messages as m', '@Core.Messages as m'],
    ['Amount div $these/aggregate(Budget) as R', 'Amount div $these/aggregate(Budget) as R'],
  ])('%s', (text, expected) => {
    expect(printCompute(parseCompute(text))).toBe(expected)
  })

  test.each([
    ['a', "expected an operator or ' as ' and an alias at 1, found end of expression"],
    ['a as', "expected an operator or ' as ' and an alias at 1, found ' as'"],
    ['a as b c', "expected ',' or end of expression at 7, found 'c'"],
    ['a as 1', "expected an alias at 5, found '1'"],
  ])('%s is refused', (text, message) => {
    expect(() => parseCompute(text)).toThrow(message)
  })
})
