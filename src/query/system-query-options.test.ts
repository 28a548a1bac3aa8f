import { describe, expect, test } from '@jest/globals'
import { apply, customer, evaluation, plan } from '../../test/shop-query.ts'
import { ODataError } from '../errors.ts'
import { primitiveTypes } from '../model/index.ts'
import type { Addressed, IndexedSource } from './system-query-option.ts'
import { applyQuery, findSystemOptionName } from './system-query-options.ts'

test.each([
  ['$filter', '$filter'],
  ['filter', '$filter'],
  ['$Top', '$top'],
  ['ORDERBY', '$orderby'],
  ['skiptoken', '$skiptoken'],
  ['$format', '$format'],
  ['apply', '$apply'],
  ['sap-client', undefined],
  ['debug', undefined],
  ['filters', undefined],
  ['', undefined],
])('the option %s is %s', (name, expected) => {
  expect(findSystemOptionName(name)).toBe(expected)
})

test.each([
  ['$fitler', "'$fitler' is not a system query option; did you mean '$filter'?"],
  ['$inlinecount', "'$inlinecount' is not a system query option; did you mean '$count=true'?"],
  ['$', "'$' is not a system query option"],
  ['$somethingElse', "'$somethingElse' is not a system query option"],
])('the option %s is refused', (name, message) => {
  expect(() => findSystemOptionName(name)).toThrow(new ODataError(400, 'BadRequest', message))
})

const tag = primitiveTypes['Edm.String']

test.each<[string, Addressed, number, string]>([
  ['$top=1&top=2', 'collection', 400, '$top is given twice'],
  ['$top=-1', 'collection', 400, "$top: expected a non-negative integer, found '-1'"],
  ['$top=1.5', 'collection', 400, "$top: expected a non-negative integer, found '1.5'"],
  ['$skip=', 'collection', 400, "$skip: expected a non-negative integer, found ''"],
  [
    '$skip=9999999999999999',
    'collection',
    400,
    "$skip: expected a non-negative integer, found '9999999999999999'",
  ],
  ['$count=yes', 'collection', 400, "$count: expected true or false, found 'yes'"],
  ['$top=1', 'single', 400, '$top does not apply to a single instance'],
  ['$filter=age eq 1', 'single', 400, '$filter does not apply to a single instance'],
  ['$select=id', 'count', 400, '$select does not apply to a count'],
  ['$levels=1', 'collection', 400, '$levels applies to a navigation property within $expand only'],
])('%s on a %s is refused with %i', (query, addressed, statusCode, message) => {
  expect(() => plan(query, { addressed })).toThrow(expect.objectContaining({ statusCode, message }))
})

test.each([
  ['$expand=orders', '$expand: Edm.String is not a structured type'],
  ['$select=id', "$select: 'id' at 0 follows a value of type Edm.String, which has no properties"],
])('%s does not apply to a collection of strings', (query, message) => {
  expect(() => plan(query, { type: tag })).toThrow(new ODataError(400, 'BadRequest', message))
})

test('custom options and aliases are passed over', () => {
  expect(plan('sap-client=100&@p=1&debug')).toEqual({})
})

test('a count takes options that do not change it', () => {
  const query = plan('$top=1&$skip=1&$orderby=age&$expand=orders', { addressed: 'count' })
  const items = [{}, {}, {}].map(customer)
  expect(applyQuery(query, { items }, evaluation).items).toHaveLength(3)
})

describe('the order of evaluation', () => {
  const items = [
    customer({ id: 'a', age: 3, name: 'Ann' }),
    customer({ id: 'b', age: 1, name: 'Bob' }),
    customer({ id: 'c', age: 2, name: 'Ann' }),
  ]

  test('the count comes after $filter and $search, and before paging, in whatever order they are given', () => {
    const found = apply('$top=1&$count=true&$search=ann&$filter=age ge 2', items)
    expect([found.ids, found.count, found.top]).toEqual([['a', 'c'], 2, 1])
  })

  test('$count=false gives no count', () => {
    expect(apply('$count=FALSE', items).count).toBeUndefined()
  })

  test('an index narrows what the filter looks at', () => {
    const seen: unknown[] = []
    const source: IndexedSource = {
      findByIndex: (property, value) => {
        seen.push([property, value])
        return property === 'name' ? [items[0]!, items[2]!] : undefined
      },
      findSorted: () => undefined,
    }
    const query = plan("$filter=name eq 'Ann' and age eq 2")
    const left = applyQuery(query, { items, source }, evaluation)
    expect(seen).toEqual([
      ['name', 'Ann'],
      ['age', 2],
    ])
    expect([left.items, left.source]).toEqual([[items[2]], undefined])
  })
})
