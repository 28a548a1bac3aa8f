import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ODataError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../model/index.ts'
import { ODataSyntaxError, parseCommonExpr } from '../syntax/index.ts'
import { bindExpression, bindPredicate } from './bind.ts'
import { compileExpression, compilePredicate } from './compile.ts'
import { canonicalFunctionNames } from './functions/index.ts'
import { context, entity, entityType, productScope } from '../../test/product-model.ts'

const properties = [...entityType('shop.product').properties.keys()]

const leaf = fc.oneof(
  fc.constantFrom(...properties, 'category', 'parts', 'address/city', 'category/rank', 'extra/x'),
  fc.constantFrom('null', 'true', '1', '-2.5', '1e3', 'INF', "'a'", "'large'", '2024-02-29'),
  fc.constantFrom('2024-02-29T12:00:00Z', '12:30', "duration'PT1H'", "['a']", '[1,2]', '{"a":1}'),
  fc.constantFrom('$it', '$root/featured', "$root/products('p1')/price", 'lines(1)/text', '$this'),
  fc.constantFrom(
    'price/@Measures.ISOCurrency',
    '@shop.note',
    'shop.tax(of=price)',
    'address/depot',
  ),
  fc.constantFrom("geography'SRID=0;Point(1 2)'", "geometry'SRID=0;LineString(1 2,3 4)'"),
  fc.constantFrom('{"a":name}', '{"@odata.id":"products(\'p1\')"}', '[name,null]', '[[1],[]]'),
  fc.constantFrom("shop.size'large'", '360fa7de-90be-48dc-a2ce-fc40094a93dd', 'shop.bundle'),
)
const operators = 'eq ne lt le gt ge has in add sub mul div divby mod and or'.split(' ')
const segments = ['$count', 'any()', "any(x:x eq 'a')", 'all(x:x gt 1)', '$filter($this eq null)']

const expression = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .tuple(tie('node'), fc.constantFrom(...operators), tie('node'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(fc.constantFrom('not ', '-'), tie('node')).map(([sign, node]) => `(${sign}(${node}))`),
    fc
      .tuple(
        fc.constantFrom(...canonicalFunctionNames),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      )
      .map(([name, nodes]) =>
        name === 'case' ? `case(true:${nodes[0]})` : `${name}(${nodes.join(',')})`,
      ),
    fc
      .tuple(fc.constantFrom(...properties, 'parts'), fc.constantFrom(...segments))
      .map(([name, segment]) => `${name}/${segment}`),
  ),
})).node

const anyValue: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(null, true, 0, -1, 2.5, 1e300, '', 'a', '5', 'NaN', 'large', 'PT1H'),
  fc.constantFrom<JsonValue[]>(
    '2024-02-29',
    '2024-02-29T12:00:00+01:00',
    '12:30',
    [],
    ['a'],
    [1, null],
  ),
  fc.constantFrom<JsonValue[]>({}, { city: 'x' }, { '@odata.type': '#shop.address' }, [{}]),
)
const anyProperties: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom(...properties),
  anyValue,
)

/** `refused` for a 400 or 501; anything else that is thrown is a fault of ours. */
function outcomeOf(text: string, values: JsonObject): 'evaluated' | 'refused' | 'ambiguous' {
  const instance = entity('shop.product', values, { parts: [entity('shop.product', values)] })
  try {
    const node = parseCommonExpr(text)
    const value = compileExpression(bindExpression(node, productScope))(instance, context)
    const predicate = compilePredicate(bindPredicate(node, productScope))
    const isConsistent = value !== undefined && predicate(instance, context) === (value === true)
    return isConsistent ? 'evaluated' : 'ambiguous'
  } catch (error) {
    const isRefusal =
      error instanceof ODataSyntaxError ||
      (error instanceof ODataError && (error.statusCode === 400 || error.statusCode === 501))
    if (!isRefusal) throw error
    return 'refused'
  }
}

test('whatever the data holds, an expression is evaluated, or refused with 400 or 501', () => {
  fc.assert(
    fc.property(expression, anyProperties, (text, values) => {
      expect(outcomeOf(text, values)).not.toBe('ambiguous')
    }),
    { numRuns: 1000 },
  )
})
