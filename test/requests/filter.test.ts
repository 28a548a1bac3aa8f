import { describe, expect, test } from '@jest/globals'
import { ask, filterItems, openWarehouse } from './warehouse.ts'

/* Expressions over HTTP, on items with a value of every type (1), with some (2) and with none (3). */

const service = openWarehouse()

const filters: readonly [text: string, ids: readonly number[]][] = [
  // Literals of every type, and null
  ["Name eq 'Blue Chair'", [1]],
  ['Flag eq true', [1]],
  ['Tiny eq 200 and Signed eq -5 and Short eq -300', [1]],
  ['Big eq 9007199254740993', [1]],
  ['Big eq 9007199254740992', []],
  ['Price eq 2.50', [1]],
  ['Rate eq 1e-1', [1]],
  ['Ratio lt INF', [1]],
  ['Mass eq 12.25', [1]],
  ['Made eq 2024-02-29T21:59:58.125Z', [1, 2]],
  ['Day lt 2024-03-01', [1]],
  ['Opens gt 09:00', [1]],
  ["Lead eq duration'PT26H'", [1]],
  ["Lead eq 'PT26H'", [1]],
  ['Code eq 360FA7DE-90be-48dc-a2ce-fc40094a93dd', [1]],
  ["Blob eq binary'AQID'", [1]],
  ["Size eq Ware.House.Size'Large'", [1]],
  ["Size eq Ware.Size'Large'", [1]],
  ["Size eq 'Large'", [1]],
  ["Access eq 'Share,Read'", [1]],
  ['Spot eq null', [2, 3]],
  ['Spot ne null', [1]],
  ['Price eq null', [3]],
  ['Price ne null', [1, 2]],
  ['null', []],
  // Operators
  ["Size has 'Large'", [1]],
  ["Access has Ware.House.Access'Read,Share'", [1]],
  ["Access has 'Read,Write'", []],
  ["Size in ('Large','Small')", [1, 2]],
  ['Price in (null,2.5)', [1, 3]],
  ["'soft' in Tags", [1]],
  ['[ID,Count] in [[1,7],[2,7]]', [1]],
  ['Price gt 1 or Price le 1', [1, 2]],
  ['not (Price gt 50)', [1, 3]],
  ['not (Price add 1 gt 50 and null)', [1, 3]],
  ['-Count eq 7', [2]],
  ['Count div 2 eq 3', [1]],
  ['Count div 2 eq -3', [2]],
  ['Count divby 2 eq 3.5', [1]],
  ['Count mod 4 eq -3', [2]],
  ['Rate div 0 eq INF', [1]],
  ['Price add 0.1 eq 2.6', [1]],
  ['Big add 1 eq 9007199254740994', [1]],
  ["Made add duration'PT2H' gt 2024-02-29T23:30:00Z", [1, 2]],
  ["Day sub 2024-02-01 eq duration'P28D'", [1]],
  ["Lead mul 2 eq duration'P2DT4H'", [1]],
  ['Home eq {"City":"Kiel","Zip":"24103"}', [2]],
  ['Sizes eq ["Small","Large"]', [1]],
  ["CONTAINS(Name,'Blue') AND Count GT 1", [1]],
  // Functions
  ["matchespattern(Name,'^b','i')", [1]],
  ["geo.distance(Place,geometry'SRID=0;Point(0 0)') eq 5", [1]],
  ['geo.intersects(Place,Floor)', [1]],
  ['geo.length(Route) gt 111000', [1]],
  ["hassubset(Sizes,['Large'])", [1]],
  ["contains(Tags,['soft','red'])", [1]],
  ['length(Tags) eq 3', [1]],
  ['case(Count gt 0:1,true:2.5) eq 2.5', [2, 3]],
  ['now() eq 2026-01-01T00:00:00Z', [1, 2, 3]],
  ["cast(Size,Edm.Int32) eq 3 and cast(Count,Edm.String) eq '7'", [1]],
  ['isof(Ware.Machine)', [2]],
  ["isof('Ware.House.Machine')", [2]],
  // Paths
  ['Main/Name eq null', [2, 3]],
  ['Main/Main/Name eq null and Main/ID eq 2', [1]],
  ['Ware.House.Machine/Power gt 100', [2]],
  ['Ware.Machine/Power eq null', [1, 3]],
  ['Others/any(o:o/Ware.Harbour/Berths gt 3)', [1]],
  ['Others/Ware.House.Harbour/$count eq 1', [1]],
  ['Home/Depot/Rank eq 1', [1]],
  ['Home/Depot eq null', [3]],
  ["color eq 'blue'", [1]],
  ['extra/depth eq 3 and extra/list/any(x:x eq 2)', [1]],
  ['undeclared eq null', [1, 2, 3]],
  ["Price/@Measures.ISOCurrency eq 'EUR'", [1, 2, 3]],
  ['Price/@Measures.Scale eq null', [1, 2, 3]],
  // Lambdas and counts
  ['Tags/any()', [1]],
  ["Tags/all(t:t eq 'red')", [2, 3]],
  ["Sizes/any(s:s eq 'Large')", [1]],
  ['Parts/any(p:p/Parts/any(q:q/ID eq 3 and Count gt 0))', [1]],
  ['Parts/any(Name:Name/ID eq 2)', [1]],
  ['Parts/$count gt 1', [1]],
  ['Parts/$count($filter=Count lt $it/Count) eq 1', [1]],
  ['Parts/$filter(Flag eq false)/any()', [1]],
  ['Lines/$count($search=second) eq 1', [1]],
  // Keys
  ["Lines(2)/Text eq 'second'", [1]],
  ["Lines/2/Text eq 'second'", [1]],
  ["Lines(ItemID=1,Pos=1)/Text eq 'first'", [1]],
  ['Parts(3) ne null', [1, 2]],
  ['Parts(ID=2)/Ware.Machine/Power eq 500', [1]],
  // Beyond the instance
  ['$root/Best/Count eq Count', [1]],
  ["$root/Depots('S')/Rank eq Home/Depot/Rank", [2]],
  ['$root/Items/any(i:i/Main/ID eq $it/ID)', [2]],
  ['$root/Items/2/Price eq Price', [2]],
  ['$root/Depots/S/Rank eq Home/Depot/Rank', [2]],
  ['Others/any(o:o/Depot eq null)', [1]],
  ['$root/Items/$count eq 3', [1, 2, 3]],
  ['$these/$count eq 3', [1, 2, 3]],
  ['Main eq $root/Items(2)', [1]],
  ['$it eq {"@odata.id":"Items(3)"}', [3]],
  ['$it eq {"@odata.id":"http://service.test/Items(2)"}', [2]],
  ['$it in [$root/Items(3),$root/Items(1)]', [1, 3]],
  // Functions of the contract
  ["LimitOf(of='Large') eq 100", [1, 2, 3]],
  ["$root/LimitOf(of=Ware.Size'Large') gt Count", [1, 2]],
  ["Ware.Limit(of='Large') gt 50", [1, 2, 3]],
  ['ID lt 3 and $it/Ware.Score(year=2024) eq 42', [1]],
  ['ID lt 3 and Ware.Score(year=2000 add 24) eq 7', [2]],
  ['$root/Items/Ware.Cheap()/$count eq 3', [1, 2, 3]],
  ['Parts/Cheap/any(p:p/ID eq 3)', [1, 2]],
]

test.each(filters)('$filter=%s', async (text, ids) => {
  expect(await filterItems(service, text)).toEqual(ids)
})

const refusals: readonly [text: string, message: string][] = [
  [
    "Main/Nmae eq 'x' and Home/Ctiy eq 'x'",
    "400 $filter: 'Ctiy' is not a property of Ware.House.Address at 26; did you mean 'City'?",
  ],
  [
    "substringof('a',Name)",
    "400 $filter: 'substringof' is a function of OData 3.0 at 0; use contains(text,part)",
  ],
  [
    "contians(Name,'x')",
    "400 $filter: 'contians' is not a function at 0; did you mean 'contains'?",
  ],
  ['Ware.Socre(year=1) eq 1', "400 $filter: 'Ware.Socre' is not a function at 0"],
  [
    '$it/Ware.Score(yaer=1) eq 1',
    '400 $filter: expected Ware.Score(year) at 4, found Ware.Score(yaer)',
  ],
  [
    '$it/Ware.Score(year=1) eq 1',
    "501 the answer of Ware.House.Score (give it as a fixture named 'Items(1)/Score(year=1)') is not supported by this service",
  ],
  [
    '$root/Itmes/$count eq 1',
    "400 $filter: 'Itmes' is not a resource of the service at 6; did you mean 'Items'?",
  ],
  [
    "$root/Items('x')/Name eq 'x'",
    '400 $filter: expected a key value of Edm.Int32 at 12, found Edm.String',
  ],
  ['Count div 0 eq 1', '400 $filter: division by zero at 6'],
  ['Rate mod 0 eq 1', '400 $filter: division by zero at 5'],
  ['9223372036854775807 add 1 gt 0', '400 $filter: the result is no value of Edm.Int64 at 20'],
  [
    'Spot eq Spot',
    '400 $filter: expected null, which alone compares with Edm.GeographyPoint at 8, found Edm.GeographyPoint',
  ],
  [
    'Spot gt null',
    '400 $filter: expected values that have an order at 0, found Edm.GeographyPoint',
  ],
  [
    "$root/Items/2x/Name eq 'x'",
    '400 $filter: expected a key value of Edm.Int32 at 12, found Edm.String',
  ],
  [
    'Name add 1 eq 2',
    "400 $filter: expected operands of 'add' at 5, found Edm.String and Edm.Int32",
  ],
  ["case(Flag:1,true:'x') eq 1", '400 $filter: expected Edm.Int32 at 17, found Edm.String'],
  [
    "matchespattern(Name,'(')",
    '400 $filter: matchespattern: expected a regular expression and its flags, found /(/ at 0',
  ],
  [
    "matchespattern(Name,'(?=a)')",
    '501 lookaround ((?=a…) in matchespattern is not supported by this service',
  ],
  ["substring(Name,0,-1) eq ''", '400 $filter: substring has no result for its arguments at 0'],
]

test.each(refusals)('$filter=%s is refused', async (text, message) => {
  expect(await filterItems(service, text)).toBe(message)
})

async function valueOf(path: string): Promise<unknown> {
  const { body } = await ask(service, path)
  const { value, ...single } = body as { value?: unknown }
  return value ?? single
}

describe('options within others', () => {
  const parts: readonly [options: string, parts: readonly (readonly number[])[]][] = [
    ['$filter=$it/Count gt Count', [[2], [], []]],
    ['$filter=$this/ID eq 3', [[3], [3], []]],
    ['$filter=Parts/any(p:p/ID eq $it/ID add 2)', [[2], [], []]],
    ['$orderby=ID sub $it/ID desc', [[3, 2], [3], []]],
    ['$filter=$it/Ware.Machine/Power gt 1', [[], [3], []]],
  ]

  test.each(parts)('$expand=Parts(%s)', async (options, ids) => {
    const items = await valueOf(`Items?$expand=Parts($select=ID;${encodeURIComponent(options)})`)
    expect(
      (items as { Parts: { ID: number }[] }[]).map(({ Parts }) => Parts.map(({ ID }) => ID)),
    ).toEqual(ids)
  })

  test('$it stays the instance of the resource path, however deep options nest', async () => {
    const nested =
      'Items?$select=ID&$expand=Parts($select=ID;$expand=Parts($select=ID;$filter=ID gt $it/ID add 1))'
    const items = (await valueOf(nested)) as { Parts: { Parts: { ID: number }[] }[] }[]
    expect(items.map(({ Parts }) => Parts.map((part) => part.Parts.map(({ ID }) => ID)))).toEqual([
      [[3], []],
      [[]],
      [],
    ])
  })

  const selections: readonly [path: string, value: unknown][] = [
    ["Items(1)/Tags?$filter=$it eq 'soft'", ['soft']],
    ["Items(1)/Tags?$filter=startswith($this,'s')", ['soft']],
    ['Items(1)/Numbers?$orderby=$it desc', [4, 3, 1]],
    ["Items(1)/Others?$filter=City eq 'Bonn'", [{ City: 'Bonn', Zip: null }]],
  ]

  test.each(selections)('%s', async (path, value) => {
    expect(await valueOf(path)).toEqual(value)
  })
})

describe('parameter aliases', () => {
  const requests: readonly [query: string, ids: readonly number[]][] = [
    ["$filter=Name eq @n&@n='drill'", [2]],
    ['$filter=Name eq @n', [3]],
    ['$filter=@c&@c=Count gt 0', [1]],
    ['$filter=Count eq $root/Items(@k)/Count&@k=2', [2]],
    ['$filter=@v in @l&@v=Count&@l=[7,8]', [1]],
    ['$filter=ID lt 3 and Ware.Score(year=@y) eq 7&@y=2024', [2]],
    ['$filter=$it eq @ref&@ref={"@odata.id":"Items(3)"}', [3]],
    ['$orderby=@o desc,ID&@o=length(Name)', [1, 2, 3]],
    ['$filter=Price eq @p/Price&@p=$root/Items(2)', [2]],
    ['$filter=ID eq @p/ID&@p={"ID":3}', [3]],
    ['$filter=ID eq @p/ID', []],
  ]

  test.each(requests)('%s', async (query, ids) => {
    const items = (await valueOf(`Items?$select=ID&${encodeURI(query)}`)) as { ID: number }[]
    expect(items.map(({ ID }) => ID)).toEqual(ids)
  })

  test('an alias that refers to itself is refused', async () => {
    const { status, body } = await ask(service, 'Items?$filter=Name eq @a&@a=@b&@b=@a')
    const { message } = (body as { error: { message: string } }).error
    expect([status, message]).toEqual([400, '@b: @a refers to itself at 0'])
  })
})

const orders: readonly [text: string, ids: readonly number[]][] = [
  ['length(Name) desc', [1, 2, 3]],
  ['Home/Depot/Rank desc,ID', [2, 1, 3]],
  ['Parts/$count,ID desc', [3, 2, 1]],
  ["geo.distance(Place,geometry'SRID=0;Point(0 0)'),ID desc", [3, 2, 1]],
  ['Size desc,ID', [1, 2, 3]],
  ['cast(ID,Edm.String) desc', [3, 2, 1]],
]

test.each(orders)('$orderby=%s', async (text, ids) => {
  const items = await valueOf(`Items?$select=ID&$orderby=${encodeURIComponent(text)}`)
  expect((items as { ID: number }[]).map(({ ID }) => ID)).toEqual(ids)
})
