import { describe, expect, test } from '@jest/globals'
import { ask, depotRoot, openDepot } from './depot.ts'
import { sendTo } from './answer.ts'

const service = openDepot()
const link = (product: number, order: number) => ({
  'Products@odata.navigationLink': `Products(${product})`,
  'Orders@odata.navigationLink': `Orders(${order})`,
})

/** @see URL Conventions, "Addressing the Cross Join of Entity Sets" */
describe('$crossjoin', () => {
  test('is a collection of complex values with a link to the entity of each set', async () => {
    const { text } = await sendTo(
      service.app,
      'GET /$crossjoin(Products,Orders)?$filter=Products/ID eq Orders/ProductID&$count=true',
    )
    expect(JSON.parse(text)).toEqual({
      '@odata.context': `${depotRoot}/$metadata#Collection(Edm.ComplexType)`,
      '@odata.count': 3,
      value: [link(1, 1), link(1, 3), link(3, 2)],
    })
  })

  test.each<[string, number, unknown]>([
    ['Products,Orders)/$count', 200, '12'],
    ['Products,Orders)/$count?$filter=Products/ID eq Orders/ProductID', 200, '3'],
    ['Products,Orders)?$skip=1&$top=2', 200, [link(1, 2), link(1, 3)]],
    [
      'Products,Orders)?$filter=Products/ID eq Orders/ProductID and Orders/Amount gt 2&$orderby=Orders/Amount desc&$expand=Products($select=Name),Orders($select=Amount)',
      200,
      [
        { Products: { Name: 'Nail' }, Orders: { Amount: 9 } },
        { Products: { Name: 'Nail' }, Orders: { Amount: 3 } },
      ],
    ],
    [
      'Products,Orders)?$expand=Products($select=Name)&$top=1',
      200,
      [{ Products: { Name: 'Nail' }, 'Orders@odata.navigationLink': 'Orders(1)' }],
    ],
    [
      'Products,Orders,Suppliers)?$filter=Products/ID eq Orders/ProductID and Products/SupplierID eq Suppliers/ID and Orders/Amount lt 2&$expand=Suppliers($select=Name)&$select=Suppliers',
      200,
      [{ Suppliers: { Name: 'Acme' } }],
    ],
    [
      'Products,Suppliers)?$filter=Products/SupplierID eq Suppliers/ID or Products/ID eq 4&$select=Suppliers',
      200,
      ['1', '1', '1', '2'].map((id) => ({ 'Suppliers@odata.navigationLink': `Suppliers(${id})` })),
    ],
    ['Products,Nothing)', 404, "$crossjoin: 'Nothing' at 20 is not an entity set"],
    ['Products,Products)', 400, '$crossjoin: an entity set is given twice'],
    ['Products', 400, "'$crossjoin': expected ',' or ')' at 19, found end of expression"],
    [
      'Products,Orders)/x',
      404,
      "'x' at 28 is neither an operation on a collection of Edm.ComplexType, which has no keys",
    ],
  ])('GET /$crossjoin(%s answers %i', async (rest, status, body) => {
    expect(await ask(service, `GET /$crossjoin(${rest}`)).toEqual([status, body])
  })

  test('$apply joins by its leading filter', async () => {
    const path =
      '/$crossjoin(Products,Orders)?$apply=filter(Products/ID eq Orders/ProductID)/aggregate(Orders/Amount with max as Most)'
    expect(await ask(service, `GET ${path}`)).toEqual([200, [expect.objectContaining({ Most: 9 })]])
  })
})

describe('a cross join of thousands with thousands', () => {
  const size = 5000
  const depot = openDepot({
    Suppliers: Array.from({ length: size }, (_, ID) => ({ ID, Name: `s${ID}` })),
    Orders: Array.from({ length: size }, (_, ID) => ({ ID, ProductID: size - 1 - ID })),
  })

  test('is joined by the equality in $filter', async () => {
    const path = '/$crossjoin(Suppliers,Orders)/$count?$filter=Suppliers/ID eq Orders/ProductID'
    expect(await ask(depot, `GET ${path}`)).toEqual([200, String(size)])
  })

  test('gives a window of all combinations', async () => {
    expect(await ask(depot, 'GET /$crossjoin(Suppliers,Orders)?$skip=4999&$top=2')).toEqual([
      200,
      [
        {
          'Suppliers@odata.navigationLink': 'Suppliers(0)',
          'Orders@odata.navigationLink': 'Orders(4999)',
        },
        {
          'Suppliers@odata.navigationLink': 'Suppliers(1)',
          'Orders@odata.navigationLink': 'Orders(0)',
        },
      ],
    ])
  })

  test('is refused where every combination would have to be looked at', async () => {
    const path =
      '/$crossjoin(Suppliers,Orders)?$filter=Suppliers/ID lt Orders/ProductID&$count=true'
    expect(await ask(depot, `GET ${path}`)).toEqual([
      400,
      '$crossjoin: more than 250000 combinations would have to be looked at; join the entity sets by eq in $filter',
    ])
  })
})
