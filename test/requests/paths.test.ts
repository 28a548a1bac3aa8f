import { describe, expect, test } from '@jest/globals'
import { ask, goods, openDepot } from './depot.ts'

const service = openDepot()

describe('resource paths', () => {
  test.each<[string, number, unknown]>([
    // URL Conventions, "Addressing Derived Types".
    ['/Products/Depot.Tool/$count', 200, '1'],
    ['/Products/Depot.Tool(2)/Volts', 200, 230],
    ['/Products/D.Tool/2/Volts', 200, 230],
    ['/Products(2)/Depot.Tool/Spare/Name', 200, 'Nail'],
    ['/Products(1)/Depot.Tool', 404, "'1' is not a Depot.Tool"],
    ['/Products(1)/Similar/Depot.Tool', 200, []],
    ['/Products(2)/Store/Depot.Shelf/Height', 200, 2],
    ['/Products(2)/Places/Depot.Shelf', 200, [{ Zone: 'B', Height: 3 }]],
    ['/Products(2)/Places/Depot.Shelf/$count', 200, '1'],
    ['/Products(2)/Places/0/Depot.Shelf', 404, "'Places/0' is not a Depot.Shelf"],
    ['/Top/Depot.Tool', 404, "'9' is not a Depot.Tool"],
    // "Addressing the Metadata Document".
    ['/$metadata/Products', 404, "'$metadata' stands alone in a path"],
    // "Addressing a Property", "Addressing a Raw Value".
    ['/Products(2)/Store/Zone/$value', 200, 'N'],
    ['/Products(4)/SupplierID', 204, undefined],
    ['/Products(4)/SupplierID/$value', 204, undefined],
    ['/Products(1)/Store', 204, undefined],
    ['/Products(1)/Store/Zone', 404, "'Store' is null and has no 'Zone'"],
    ['/Products(2)/Depot.Tool/Weight/Net', 200, 3],
    ['/Products(2)/Store/$value', 400, '$value does not apply to a complex value'],
    ['/Firm/Motto', 200, 'Go'],
    ['/Firm/Best', 204, undefined],
    // "Addressing a Member of an Ordered Collection", "Addressing the Count of a Collection".
    ['/Products(1)/Tags/0', 200, 'a'],
    ['/Products(1)/Tags/-1/$value', 200, 'c'],
    ['/Products(1)/Tags/3', 404, "'Tags' has no member at 3"],
    ['/Products(1)/Tags/$count', 200, '3'],
    ["/Products(1)/Tags/$count?$filter=$it eq 'a'", 200, '1'],
    ['/Products(2)/Places/-1/Zone', 200, 'B'],
    ['/Products(1)/Name/$count', 404, '$count does not apply to what stands before it'],
    // CSDL, "Navigation Property Binding": each set leads to its own.
    ['/Products(1)/Supplier/Name', 200, 'Acme'],
    ['/Imports(1)/Supplier/Name', 200, 'Zed'],
    ['/Abroad(1)/Products?$select=Name', 200, [{ Name: 'Silk' }]],
    ['/Suppliers(1)/Products(2)', 404, "no Depot.Product with the key '2' is here"],
    ['/Products(4)/Supplier', 204, undefined],
    ['/Products(4)/Supplier/Name', 404, 'there is no Depot.Supplier here'],
    // What names nothing.
    ['/products', 404, "'products' is not a resource of this service; did you mean 'Products'?"],
    [
      '/Products(1)/Nmae',
      404,
      "'Nmae' at 12 is not a property or operation of Depot.Product; did you mean 'Name'?",
    ],
    ['/Products/$nope', 404, "'$nope' at 9 is not a segment of the standard"],
    ['/Products(1)/Name/Foo', 404, "'Foo' follows a value of type Edm.String"],
    ['/Products/$count/x', 404, "'x' at 16 follows a segment that ends a path"],
    ['/Products//1', 400, "the path: expected a path segment at 9, found '/1'"],
  ])('GET %s answers %i', async (path, status, body) => {
    expect(await ask(service, `GET ${path}`)).toEqual([status, body])
  })
})

/** @see CSDL, "Navigation Property": complex types declare them too */
describe('links of complex values', () => {
  test.each<[string, number, unknown]>([
    ['/Products(2)/Store/Owner/Name', 200, 'Acme'],
    ['/Products(2)/Store/Keeper/Name', 200, 'Bolt'],
    ['/Products(2)/Store/Visitors?$select=ID', 200, [{ ID: 2 }, { ID: 1 }]],
    ['/Products(2)/Store/Visitors(1)/Name', 200, 'Acme'],
    ['/Products(2)/Store/Visitors/$count', 200, '2'],
    ['/Products(2)/Places/0/Owner/Name', 200, 'Bolt'],
    ['/Products(2)/Places/1/Owner', 204, undefined],
    ['/Products(1)/Store/Owner', 404, "'Store' is null and has no 'Owner'"],
    ["/Products?$filter=Store/Owner/Name eq 'Acme'&$select=ID", 200, [{ ID: 2 }]],
    ["/Products?$filter=Places/any(p:p/Owner/Name eq 'Bolt')&$select=ID", 200, [{ ID: 2 }]],
  ])('GET %s answers %i', async (path, status, body) => {
    expect(await ask(service, `GET ${path}`)).toEqual([status, body])
  })

  test('stay when the value is changed, change by @odata.bind, and go with their targets', async () => {
    const depot = openDepot()
    const owner = () => ask(depot, 'GET /Products(2)/Store/Owner/Name')
    await ask(depot, 'PATCH /Products(2)', { body: { Store: { Zone: 'S' } } })
    expect(await owner()).toEqual([200, 'Acme'])
    await ask(depot, 'PATCH /Products(2)', {
      body: { Store: { 'Owner@odata.bind': 'Suppliers(2)' } },
    })
    expect(await owner()).toEqual([200, 'Bolt'])
    await ask(depot, 'DELETE /Suppliers(2)')
    expect((await ask(depot, 'GET /Products(2)/Store/Owner'))[0]).toBe(204)
    await depot.reset()
    expect(await owner()).toEqual([200, 'Acme'])
  })

  test('are part of the state', () => {
    const [, saw] = service.state()['Products'] as readonly Record<string, unknown>[]
    expect(saw!['Store']).toMatchObject({
      'Owner@odata.bind': 'Suppliers(1)',
      'Visitors@odata.bind': ['Suppliers(2)', 'Suppliers(1)'],
    })
    expect(openDepot(service.state()).state()).toEqual(service.state())
  })

  test('are changed through $ref', async () => {
    const depot = openDepot()
    const body = { '@odata.id': 'Suppliers(2)' }
    expect(await ask(depot, 'PUT /Products(2)/Store/Owner/$ref', { body })).toEqual([
      204,
      undefined,
    ])
    expect(await ask(depot, 'GET /Products(2)/Store/Owner/Name')).toEqual([200, 'Bolt'])
  })
})

/** @see URL Conventions, "Addressing All Entities in a Service", "Resolving an Entity-Id" */
describe('$all and $entity', () => {
  test.each<[string, number, unknown]>([
    ['/$all/$count', 200, '16'],
    ['/$all/Depot.Product/$count', 200, '6'],
    ['/$all/Depot.Tool?$select=Volts', 200, [{ Volts: 230 }]],
    ['/$all?$search=acme&$select=Name', 200, [{ Name: 'Acme' }]],
    ["/$all?$filter=Name eq 'Acme'&$select=ID", 200, [{ ID: 1 }]],
    ['/$entity?$id=Products(2)&$select=Name', 200, { Name: 'Saw' }],
    ['/$entity?$id=http://service.test/Products(2)&$select=Name', 200, { Name: 'Saw' }],
    ['/$entity/Depot.Tool?$id=Products(2)&$select=Volts', 200, { Volts: 230 }],
    ['/$entity/Depot.Tool?$id=Products(1)', 404, "'1' is not a Depot.Tool"],
    ["/$entity?$id=Lines(OrderID=1,Code='y%252Fz')&$select=Text", 200, { Text: 'one y' }],
    ['/$entity?$id=Products(99)', 404, "no Depot.Product with the key '99' is here"],
    ['/$entity?$id=Products', 400, "$id: expected the URL of an entity, found 'Products'"],
    ['/$entity', 400, '$entity: expected the query option $id'],
  ])('GET %s answers %i', async (path, status, body) => {
    expect(await ask(service, `GET ${path}`)).toEqual([status, body])
  })
})

/** @see URL Conventions, "Addressing Operations" */
describe('operations', () => {
  test.each<[string, number, unknown]>([
    ['/Products/Depot.Dearest()/Name', 200, 'Saw'],
    ['/Products/D.Dearest/Supplier', 204, undefined],
    ["/Products/D.ByColor(color='Red')/$count", 200, '2'],
    ["/Products/D.ByColor(color=Depot.Color'Red')(2)/Name", 200, 'Saw'],
    ["/Products/D.ByColor(color='Red')/2/Name", 200, 'Saw'],
    ["/Products/D.ByColor(color='Red')/$filter(Price gt 2)?$select=ID", 200, [{ ID: 2 }]],
    ["/Products/D.ByColor(color='Red')?$filter=Price lt 2&$select=ID", 200, [{ ID: 1 }]],
    ["/Products/D.ByColor?color='Red'&$select=ID", 200, [{ ID: 1 }, { ID: 2 }]],
    ["/Products/D.ByColor?@color='Red'&$select=ID", 200, [{ ID: 1 }, { ID: 2 }]],
    ['/Products(1)/D.Tax(rate=0.50)', 200, 0.75],
    ['/Products(1)/D.Tax(rate=@r,round=true)/$value?@r=0.5', 200, '0.75'],
    ["/Nearest(zone='N')(1)/Name", 200, 'Acme'],
    ["/Nearest?zone='N'&$select=Name", 200, [{ Name: 'Acme' }]],
    ['/Zones()/0/Zone', 200, 'A'],
    ['/Zones/$count', 200, '2'],
    ['/Zones/Depot.Shelf', 200, [{ Zone: 'B', Height: 3 }]],
    [
      '/Nearest(number=3)',
      501,
      "the answer of Depot.Nearest (give it as a fixture named 'Nearest(number=3)') is not supported by this service",
    ],
    ['/Nearest(zone=3)', 400, "expected Edm.String for the parameter 'zone', found 3"],
    ["/Nearest(zone='N',number=3)", 400, 'Depot.Nearest does not take zone, number together'],
    ['/Nearest', 400, "expected the parameter 'zone' of Depot.Nearest, found 'Nearest'"],
    [
      "/Products/D.ByColor(colour='Red')",
      400,
      "'colour' is not a parameter of Depot.ByColor; did you mean 'color'?",
    ],
    [
      "/Products/D.ByColor(color='Green')",
      400,
      "'Green' is not a member of Depot.Color, which the parameter 'color' takes",
    ],
    ['/Products(1)/D.Tax()', 400, "expected the parameter 'rate' of Depot.Tax, found 'D.Tax()'"],
    ['/Products(1)/D.Discount', 405, 'Discount is an action: use POST'],
  ])('GET %s answers %i', async (path, status, body) => {
    expect(await ask(service, `GET ${path}`)).toEqual([status, body])
  })

  test('POST of a function answers 405', async () => {
    expect(await ask(service, 'POST /Products(1)/D.Tax(rate=0.5)')).toEqual([
      405,
      'Tax is a function: use GET',
    ])
  })
})

test('a path of thousands of segments is answered', async () => {
  const path = `/Products${'/$filter(true)'.repeat(1000)}/$count`
  expect(await ask(openDepot(goods), `GET ${path}`)).toEqual([200, '4'])
})
