import { expect, test } from '@jest/globals'
import { shop } from '../../test/shop-query.ts'
import { planRequest } from './plan-request.ts'

function plan(url: string, isModification = false) {
  const [path = '', query = ''] = url.split('?')
  return planRequest(path, query, { model: shop, isModification })
}

test.each<[string, readonly string[]]>([
  ['customers?$top=1&$FILTER=age eq 1', ['$top', '$filter']],
  ['customers?%24top=1&debug=1', ['$top']],
  ['customers?select=id&@p=1', ['$select']],
  ['customers/$count?$filter=age+eq+1', ['$filter']],
  ['customers/x?$expand=orders', ['$expand']],
  ['customers/x/greet?$format=json', ['$format']],
])('%s gives %j', (url, names) => {
  expect(plan(url).optionNames).toEqual(names)
})

test('a filter may take its values from aliases', () => {
  const { query } = plan("customers?$filter=name eq @p and age eq @n&@p='Ann'&@n=3")
  expect(query.$filter?.equalities).toEqual([
    { property: 'name', value: 'Ann' },
    { property: 'age', value: 3 },
  ])
})

test('options of the request as a whole are read beside the query', () => {
  const { format, skiptoken, id, repeatedQuery, aliasQuery, query } = plan(
    'customers/$ref?$format=json&$skiptoken=abc&$top=2&%24id=x&@p=1&%40q=2',
  )
  expect({ format, skiptoken, id, repeatedQuery, aliasQuery, query }).toEqual({
    format: 'json',
    skiptoken: 'abc',
    id: 'x',
    repeatedQuery: '$format=json&$top=2&%24id=x&@p=1&%40q=2',
    aliasQuery: '@p=1&%40q=2',
    query: { $top: 2 },
  })
})

test.each([
  [
    'customers?$filter=',
    400,
    '$filter: expected an expression at 0, found end of expression',
    '$filter',
  ],
  ['customers?$top=1&$top=2', 400, '$top is given twice', '$top'],
  ['customers?$format=json&$format=xml', 400, '$format is given twice', '$format'],
  ['customers?@p=1&@p=2', 400, '@p is given twice', '@p'],
  [
    'customers?$fitler=1',
    400,
    "'$fitler' is not a system query option; did you mean '$filter'?",
    '$fitler',
  ],
  ['customers/x?$top=1', 400, '$top does not apply to a single instance', '$top'],
  [
    'customers/x/greet?$expand=orders',
    400,
    '$expand: Edm.Untyped is not a structured type',
    '$expand',
  ],
  ['customers//x', 400, "the path: expected a path segment at 10, found '/x'", undefined],
  ['customers/%zz', 400, 'the path: ', undefined],
])('%s answers %i', (url, statusCode, message, target) => {
  expect(() => plan(url)).toThrow(
    expect.objectContaining({ statusCode, message: expect.stringContaining(message), target }),
  )
})

test('the options of a modification shape its answer, not the collection that its path addresses', () => {
  expect(plan('customers?$select=id', true).query.$select?.text).toBe('id')
  expect(() => plan('customers?$top=1', true)).toThrow('$top does not apply to a single instance')
})
