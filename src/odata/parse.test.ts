import { describe, expect, test } from '@jest/globals'
import { shopModel } from '../../test/shop-model.ts'
import { ODataSyntaxError, parse } from '../odata.ts'
import { constraintsOfModel } from './constraints-of-model.ts'

const trees: readonly [rule: string, text: string, tree: object][] = [
  [
    'dateValue',
    '2012-09-03',
    { kind: 'token', position: 0, rule: 'dateValue', text: '2012-09-03' },
  ],
  [
    'int32Literal',
    '%2B42',
    { kind: 'primitiveLiteral', position: 0, type: 'Edm.Int32', text: '+42', value: '+42' },
  ],
  ['TOP', '$top=5', { kind: 'top', position: 0, value: '5' }],
  ['inlinecount', 'count=true', { kind: 'inlinecount', position: 0, value: true }],
  [
    'maxpagesizePreference',
    'odata.maxpagesize=50',
    { kind: 'preference', position: 0, name: 'maxpagesize', value: '50' },
  ],
  [
    'header',
    'Prefer: return=minimal, odata.include-annotations="a.b,-c.*"',
    {
      kind: 'header',
      position: 0,
      name: 'Prefer',
      value: 'return=minimal, odata.include-annotations="a.b,-c.*"',
      preferences: [
        { kind: 'preference', position: 8, name: 'return', value: 'minimal' },
        { kind: 'preference', position: 24, name: 'include-annotations', value: 'a.b,-c.*' },
      ],
    },
  ],
  [
    'context',
    "#Customers('a%20b')/Orders/$delta",
    {
      kind: 'context',
      position: 1,
      target: {
        kind: 'path',
        segments: [
          {
            kind: 'contextSegment',
            position: 1,
            name: 'Customers',
            key: {
              kind: 'value',
              position: 10,
              value: {
                kind: 'primitiveLiteral',
                position: 11,
                type: 'Edm.String',
                text: "'a b'",
                value: 'a b',
              },
            },
          },
          { kind: 'contextSegment', position: 20, name: 'Orders', key: undefined },
        ],
      },
      selectList: undefined,
      suffix: '$delta',
    },
  ],
]

test.each(trees)('%s reads %s', (rule, text, tree) => {
  expect(parse(rule, text)).toEqual(tree)
})

const kindsOfProperty = [
  'entityColNavigationProperty',
  'entityNavigationProperty',
  'complexColProperty',
  'complexProperty',
  'primitiveColProperty',
  'primitiveKeyProperty',
  'customAggregate',
  'streamProperty',
  'singletonEntity',
  'actionImport',
  'entityFunctionImport',
  'entityColFunctionImport',
  'complexFunctionImport',
  'complexColFunctionImport',
  'primitiveFunctionImport',
  'primitiveColFunctionImport',
]
const names = {
  ...Object.fromEntries(kindsOfProperty.map((rule) => [rule, []])),
  entityNavigationProperty: ['a'],
  primitiveNonKeyProperty: ['Name', 'Price'],
  entitySetName: ['Products'],
  lambdaVariableExpr: [],
}

const rejected: readonly [rule: string, text: string, message: string][] = [
  ['filter', '$filter=Nmae eq 1', "at 12, found 'Nmae'; did you mean 'Name'?"],
  [
    'queryOptions',
    '$top=1&$filtr=a',
    "expected a query option at 7, found '$filtr'; did you mean '$filter'?",
  ],
  ['resourcePath', 'Prodcts(1)', "at 7, found 'Prodcts'; did you mean 'Products'?"],
  ['filter', "$filter=Name eq 'a b'", "expected '%20' at 18, found ' '"],
  [
    'filter',
    "$filter=startwith(Name,'a')",
    "expected a function of the standard at 17, found 'startwith'; did you mean 'startswith'?",
  ],
  ['orderby', '$orderby=Name, Price', "expected an expression at 15, found 'Price'"],
  [
    'expand',
    '$expand=a($levels=04)',
    "expected a number without leading zeros or 'max' at 18, found '04'",
  ],
  ['guid', '01234567-89ab', 'expected guid at 13, found end of expression'],
  ['odataRelativeUri', 'Products?$filter=%FF', "expected an expression at 17, found '%FF'"],
]

test.each(rejected)('%s refuses %s', (rule, text, message) => {
  expect(() => parse(rule, text, { names })).toThrow(message)
  expect(() => parse(rule, text, { names })).toThrow(ODataSyntaxError)
})

test('a rule that the grammar does not have is a mistake of the caller', () => {
  expect(() => parse('fliter', '$filter=a')).toThrow(
    new TypeError("'fliter' is not a rule of the OData ABNF; did you mean 'filter'?"),
  )
})

describe('a contract as names', () => {
  const model = shopModel()
  const [setName] = model.container.entitySets.keys()
  const set = model.container.entitySets.get(setName!)!
  const [property] = set.entityType.properties.keys()

  test('its names are taken, with what $compute adds', () => {
    const text = `${setName}?$compute=${property} as More&$orderby=More,${property}`
    expect(parse('odataRelativeUri', text, { names: model }).kind).toBe('odataRelativeUri')
    expect(parse('odataRelativeUri', text, { names: { model } }).kind).toBe('odataRelativeUri')
  })

  test('its custom aggregates are names of such, and no others', () => {
    const annotations = new Map([
      ['Org.OData.Aggregation.V1.CustomAggregate#Forecast', 'Edm.Int32'],
    ])
    const annotated = { ...model, container: { ...model.container, annotations } }
    expect(constraintsOfModel(annotated)['customAggregate']).toEqual(['Forecast'])
    expect(constraintsOfModel(model)['customAggregate']).toEqual([])
  })

  test('others are refused', () => {
    expect(() => parse('odataRelativeUri', 'Nowhere9', { names: model })).toThrow(
      "expected an entity set, singleton or operation at 8, found 'Nowhere9'",
    )
  })
})

test('long and deep texts end soon, in a tree or an error', () => {
  const chain = `$filter=${'a eq 1 or '.repeat(5000)}b`
  expect(parse('filter', chain, { names: {} }).kind).toBe('filter')
  const deep = `$expand=${'a($expand='.repeat(300)}b${')'.repeat(300)}`
  expect(() => parse('expand', deep)).toThrow('at most 250 nested levels')
})
