import { describe, expect, test } from '@jest/globals'
import { shop } from '../../test/shop-query.ts'
import { parseCommonExpr, parseResourcePath } from '../syntax/index.ts'
import type { PathStep } from './path-step.ts'
import { resolveResourcePath } from './resolve-resource-path.ts'

const aliases = new Map([
  ['p', parseCommonExpr("'O''Neil'")],
  ['n', parseCommonExpr('7')],
  ['self', parseCommonExpr('@self')],
])

function resolve(path: string) {
  return resolveResourcePath(parseResourcePath(path).segments, shop, { aliases })
}

function describeStep(step: PathStep): string {
  switch (step.kind) {
    case 'entitySet':
      return `set ${step.entitySet.name}`
    case 'singleton':
      return `singleton ${step.singleton.name}`
    case 'key':
      return `key ${step.key}`
    case 'navigation':
      return `nav ${step.navigation.name}`
    case 'property':
      return `property ${step.property.name}`
    case 'dynamicProperty':
      return `dynamic ${step.name}`
    case 'typeCast':
      return `cast ${step.type.name}`
    case 'operation':
      return `${step.operation.kind} ${step.callText}`
    case 'crossjoin':
      return `join ${step.entitySets.map(({ name }) => name).join(' ')}`
    case 'ordinal':
      return `ordinal ${step.ordinal}`
    case 'all':
    case 'filter':
    case 'each':
    case 'count':
    case 'value':
    case 'ref':
      return `$${step.kind}`
  }
}

test.each([
  ['customers', 'set customers', 'customers'],
  ['customer', 'set customers', 'customers'],
  ["customers('x')", 'set customers > key x', 'customers/{}'],
  ['customers/x', 'set customers > key x', 'customers/{}'],
  ["customers('a%2Fb')", 'set customers > key a/b', 'customers/{}'],
  ['customers/a%2Fb', 'set customers > key a/b', 'customers/{}'],
  ["customers('O''Neil')", "set customers > key O'Neil", 'customers/{}'],
  ["customers%28'x'%29", 'set customers > key x', 'customers/{}'],
  ["customers(id='x')", 'set customers > key x', 'customers/{}'],
  ['customers(@p)', "set customers > key O'Neil", 'customers/{}'],
  ['customers(id=@p)', "set customers > key O'Neil", 'customers/{}'],
  ['customers/shop.vipp', 'set customers > key shop.vipp', 'customers/{}'],
  ['customers/orders', 'set customers > key orders', 'customers/{}'],
  ['orders(007)', 'set orders > key 7', 'orders/{}'],
  ['orders(@n)', 'set orders > key 7', 'orders/{}'],
  ['orders/7', 'set orders > key 7', 'orders/{}'],
  [
    'products(0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b)',
    'set products > key 0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b',
    'products/{}',
  ],
  ['lines/1/a', 'set lines > key ["1","a"]', 'lines/{}'],
  ["lines(order=1,code='a')", 'set lines > key ["1","a"]', 'lines/{}'],
  ["lines(code='a',order=1)", 'set lines > key ["1","a"]', 'lines/{}'],
  ['customers/x/orders', 'set customers > key x > nav orders', 'customers/{}/orders'],
  ['customers/x/orders(7)', 'set customers > key x > nav orders > key 7', 'customers/{}/orders/{}'],
  ['customers/x/orders/7', 'set customers > key x > nav orders > key 7', 'customers/{}/orders/{}'],
  [
    'customers/x/orders/7/$ref',
    'set customers > key x > nav orders > key 7 > $ref',
    'customers/{}/orders/{}/$ref',
  ],
  [
    'customers/x/notes/n/text',
    'set customers > key x > nav notes > key n > property text',
    'customers/{}/notes/{}/text',
  ],
  [
    'customers/x/profile/motto/$value',
    'set customers > key x > nav profile > property motto > $value',
    'customers/{}/profile/motto/$value',
  ],
  [
    'customers/x/address/place/north',
    'set customers > key x > property address > property place > property north',
    'customers/{}/address/place/north',
  ],
  [
    'customers/x/tags/$count',
    'set customers > key x > property tags > $count',
    'customers/{}/tags/$count',
  ],
  ['customers/$count', 'set customers > $count', 'customers/$count'],
  ['customers/$ref', 'set customers > $ref', 'customers/$ref'],
  ['customers/shop.vip', 'set customers > cast vip', 'customers'],
  [
    "customers/shop.vip('x')/wishes",
    'set customers > cast vip > key x > nav wishes',
    'customers/{}/wishes',
  ],
  [
    'customers/x/shop.vip/discount',
    'set customers > key x > cast vip > property discount',
    'customers/{}/discount',
  ],
  [
    'customers/x/tags/0',
    'set customers > key x > property tags > ordinal 0',
    'customers/{}/tags/{}',
  ],
  [
    "customers/$filter(age gt 3)('x')/orders",
    'set customers > $filter > key x > nav orders',
    'customers/{}/orders',
  ],
  ['customers/$filter(age gt @n)/$count', 'set customers > $filter > $count', 'customers/$count'],
  ['customers/$each', 'set customers > $each', 'customers/$each'],
  [
    "customers/best(of=1)('x')/orders",
    'set customers > function customers/best(of=1) > key x > nav orders',
    'customers/best()/{}/orders',
  ],
  ['$crossjoin(customers,orders)/$count', 'join customers orders > $count', '$crossjoin()/$count'],
  ['$all/shop.vip', '$all > cast vip', '$all'],
  ['company', 'singleton company', 'company'],
  ['company/motto', 'singleton company > property motto', 'company/motto'],
  ['company/ceo', 'singleton company > nav ceo', 'company/ceo'],
  ['company/clients', 'singleton company > set customers', 'customers'],
  ['company/client/x', 'singleton company > set customers > key x', 'customers/{}'],
  [
    'company/clients/x/orders',
    'singleton company > set customers > key x > nav orders',
    'customers/{}/orders',
  ],
  ['documents/d/size', 'set documents > key d > dynamic size', 'documents/{}/size'],
  [
    'documents/d/size/width',
    'set documents > key d > dynamic size > dynamic width',
    'documents/{}/size/width',
  ],
])('%s is %s, signed %s', (path, steps, signature) => {
  const resolved = resolve(path)
  expect([resolved.steps.map(describeStep).join(' > '), resolved.signature]).toEqual([
    steps,
    signature,
  ])
})

test.each([
  ['customers/best(of=3)', 'function customers/best(of=3)', 1],
  ["customers/best(city='Oslo',of=3)", "function customers/best(city='Oslo',of=3)", 2],
  ["customers/best(of=3,city='Oslo')", "function customers/best(city='Oslo',of=3)", 2],
  ['customers/shop.best(of=@n)', 'function customers/best(of=7)', 1],
  ['company/clients/best(of=3)', 'function customers/best(of=3)', 1],
  ['customers/best(of=3,city=@p)', "function customers/best(city='O''Neil',of=3)", 2],
  ['customers/x/debt()', "function customers('x')/debt()", 0],
  ['customers/x/debt', "function customers('x')/debt()", 0],
  ["company/client('x')/shop.debt()", "function customers('x')/debt()", 0],
  ['customers/x/shop.vip/debt()', "function customers('x')/shop.vip/debt()", 0],
  ['customers/x/spouse/debt()', "function customers('x')/spouse/debt()", 0],
  ['customers/x/greet', "action customers('x')/greet()", 0],
  ['me/greet', 'action me/greet()', 0],
  ['version()', 'function version()', 0],
  ['version', 'function version()', 0],
])('%s calls the %s with %i parameters', (path, call, count) => {
  const last = resolve(path).steps.at(-1)!
  const parameters = last.kind === 'operation' ? last.operation.parameters.length : -1
  expect([describeStep(last), parameters]).toEqual([call, count])
})

test.each<[string, string | undefined, boolean]>([
  ['customers', 'shop.customer', true],
  ['customers/x', 'shop.customer', false],
  ['customers/shop.vip', 'shop.vip', true],
  ['customers/x/tags', 'Edm.String', true],
  ['customers/x/orders', 'shop.order', true],
  ['customers/best(of=1)', 'shop.customer', true],
  ['customers/x/debt()', 'Edm.Decimal', false],
  ['customers/x/greet', undefined, false],
  ['documents/d/size', 'Edm.Untyped', false],
])('%s has the type %s, as a collection: %s', (path, typeName, isCollection) => {
  const { type, isCollection: found } = resolve(path)
  expect([type?.qualifiedName, found]).toEqual([typeName, isCollection])
})

describe('refusals', () => {
  test.each([
    ['custmers', 404, "'custmers' is not a resource of this service; did you mean 'customers'?"],
    [
      'customers/1/orders:/2026/May:/items',
      501,
      "'orders:' at 12: addressing an item by the path of its names is not supported by this service",
    ],
    [
      'customers/x/ordres',
      404,
      "'ordres' at 12 is not a property or operation of shop.customer; did you mean 'orders'?",
    ],
    [
      'customers/x/constructor',
      404,
      "'constructor' at 12 is not a property or operation of shop.customer",
    ],
    ['customers/x/name/length', 404, "'length' follows a value of type Edm.String"],
    [
      'customers/x/tags/a',
      404,
      "'a' at 17 is neither an operation on a collection of Edm.String nor a place in it",
    ],
    ['customers/x/greet/name', 404, "'name' at 18 follows a segment that ends a path"],
    ['customers/$count/x', 404, "'x' at 17 follows a segment that ends a path"],
    ['customers/x/$count', 404, '$count does not apply to what stands before it'],
    ['customers/x/name/$ref', 404, '$ref does not apply to what stands before it'],
    ['customers/x/tags/$value', 404, '$value does not apply to what stands before it'],
    ['customers/x/address/$value', 400, '$value does not apply to a complex value'],
    ['customers/x/$value', 400, '$value does not apply to shop.customer, which is no media entity'],
    ['customers/x/photo/$value', 400, '$value does not apply to a stream property'],
    ['customers/x/$each', 400, '$each at 12 follows what is not a collection'],
    ['customers/$each/x', 404, "'x' at 16 is not an operation, which $each takes"],
    ['customers/x/$filter(true)', 400, '$filter at 12 follows what is not a collection'],
    ['customers/$filter(@none)', 400, '$filter at 10: the alias @none has no value'],
    ['customers/$filter', 400, '$filter at 10: expected an expression in parentheses'],
    [
      'customers/$filter(nmae eq 1)',
      400,
      "$filter: 'nmae' is not a property of shop.customer at 18; did you mean 'name'?",
    ],
    [
      '$crossjoin(customers,ordres)',
      404,
      "$crossjoin: 'ordres' at 21 is not an entity set; did you mean 'orders'?",
    ],
    ['$crossjoin(orders,orders)', 400, '$crossjoin: an entity set is given twice'],
    ['$crossjoin', 400, 'expected the names of entity sets, as in $crossjoin(Products,Sales)'],
    ['$unknown', 404, "'$unknown' is not a resource of this service"],
    ['customers/$unknown', 404, "'$unknown' at 10 is not a segment of the standard"],
    ['customers()', 400, 'expected a key at 9, found ()'],
    ['customers(null)', 400, 'expected a key value at 10'],
    ['customers(@none)', 400, 'expected a key value at 10'],
    ['customers(@self)', 400, 'the alias @self refers to itself'],
    ["customers(name='x')", 400, "expected a key of shop.customer (id), found 'name'"],
    ["customers(id='x',id='y')", 400, "expected a key of shop.customer (id), found 'id, id'"],
    ['lines(1)', 400, "expected a key of shop.line (order, code) at 5, found 'lines(1)'"],
    [
      'lines(order=1)',
      400,
      "expected a key of shop.line (order, code) at 5, found 'lines(order=1)'",
    ],
    ['lines/1', 400, "expected a key of shop.line (order, code), found '1'"],
    ['lines/1/$count', 400, "expected a key of shop.line (order, code), found '$count'"],
    [
      'orders/x',
      404,
      "'x' at 7 is neither an operation on a collection of shop.order nor a key of it (number)",
    ],
    [
      "orders('x')",
      400,
      "expected a value of Edm.Int32 for the key 'number' of shop.order at 7, found ''x''",
    ],
    [
      'orders(3000000000)',
      400,
      "expected a value of Edm.Int32 for the key 'number' of shop.order at 7, found '3000000000'",
    ],
    ["company('x')", 404, "'company' takes no key or parameters, found 'company('x')'"],
    ["customers/x/name('y')", 404, "'name' takes no key or parameters, found 'name('y')'"],
    ["customers/x/spouse('y')", 404, "'spouse' takes no key, found 'spouse('y')'"],
    ["customers('x", 400, "'customers('x': expected a closing ' at 12, found end of expression"],
    ['customers/best', 400, "expected the parameter 'of' of shop.best, found 'best'"],
    ['customers/best(fo=1)', 400, "'fo' is not a parameter of shop.best; did you mean 'of'?"],
    ['customers/best(of=1,of=2)', 400, "the parameter 'of' at 20 is given twice"],
    ['customers/best(3)', 400, 'expected named parameters of best at 14, as in best(name=value)'],
    ["customers/best(of='x')", 400, `expected Edm.Int32 for the parameter 'of', found "x"`],
    [
      'customers/best(of=1)(2)',
      400,
      "expected a value of Edm.String for the key 'id' of shop.customer at 21, found '2'",
    ],
    ['customers/x/debt()(2)', 404, "'debt' takes no key, found 'debt()(2)'"],
  ])('%s answers %i', (path, statusCode, message) => {
    expect(() => resolve(path)).toThrow(expect.objectContaining({ statusCode, message }))
  })
})

test('a documented path may leave the values of parameters open', () => {
  const { segments } = parseResourcePath("customers/best(of='{of}')")
  expect(resolveResourcePath(segments, shop, { isTemplate: true }).signature).toBe(
    'customers/best()',
  )
})
