import { expect, test } from '@jest/globals'
import { parse, print } from '../odata.ts'

const printed: readonly (readonly [rule: string, text: string, printed?: string])[] = [
  ['odataUri', "https://h/s/Products('a%2Fb')/Name?$filter=a%20eq%201&$count=true&x=%FF"],
  ['odataRelativeUri', '$metadata#Orders(1)/Items(Name,Product+(ID))/$entity'],
  ['odataRelativeUri', '$entity/Ns.Customer?$id=a/b&$select=Name,Address/City'],
  ['filter', "filter=(a) eq 'b'", "$filter=a%20eq%20'b'"],
  ['apply', '$apply=groupby((a),aggregate(b with sum as c))/top(2)'.replaceAll(' ', '%20')],
  ['primitiveLiteral', "geography'SRID=0;Point(+1 2)'"],
  ['commonExpr', 'Items/1/Qty'],
  ['propertyPathExpr', 'Thumbnail/'],
  ['eqExpr', '%20eq%201'],
  ['searchAndExpr', ' b OR c', '%20AND%20b%20OR%20c'],
  ['collectionNavPath', '(1)/Items/$count'],
  ['keyValuePair', 'ID=1'],
  ['member', '"a":[1]', '%22a%22:%5B1%5D'],
  ['groupbyList', '(a,rollup(b,c))'],
  ['contextFragment', 'Orders/1/Items/$delta'],
  ['header', 'Prefer: return=minimal'],
  ['preference', 'callback; url="http://h/"'],
]

test.each(printed)('what %s reads of %s is printed', (rule, text, expected = text) => {
  expect(print(parse(rule, text))).toBe(expected)
})
