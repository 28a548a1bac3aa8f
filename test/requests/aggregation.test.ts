import { describe, expect, test } from '@jest/globals'
import { salesFixtures, startSales, values } from '../sales.ts'
import { answer, root } from './answer.ts'

/*
 * The examples of Data Aggregation whose results it gives, on its example data; instances in an order
 * that the standard leaves open are in that of the data.
 */

const service = startSales()
const country = (Country: string) => ({ Country })
const refusal = (status: 400 | 501, message: string, target?: string) => ({
  status,
  body: {
    error: {
      code: status === 400 ? 'BadRequest' : 'NotImplemented',
      message,
      ...(target && { target }),
    },
  },
})
const hierarchy = '$root/SalesOrganizations,SalesOrgHierarchy'

describe('aggregate', () => {
  test.each([
    ['Sales', 'Amount with sum as Total,Amount with max as MxA', { Total: 24, MxA: 8 }],
    ['Sales', 'Amount mul Product/TaxRate with sum as Tax', { Tax: 2.08 }],
    ['Sales', 'Amount with min as MinAmount', { MinAmount: 1 }],
    ['Sales', 'Amount with average as AverageAmount', { AverageAmount: 3 }],
    ['Sales', 'Product with countdistinct as DistinctProducts', { DistinctProducts: 3 }],
    ['Sales', '$count as SalesCount', { SalesCount: 8 }],
    ['Sales', 'Amount with sum from Time with average as D', { D: 24 / 7 }],
    [
      'Sales',
      'Amount with sum from Time with average from Customer/Country with max as M',
      { M: 4.75 },
    ],
    ['Products', 'Sales/Amount with sum as Total', { Total: 24 }],
    ['Sales', 'Product/TaxRate with sum as Rates', { Rates: 0.26 }],
    [
      'Sales',
      'Product/Name with min as First,Time/Date with max as Last',
      { First: 'Coffee', Last: '2022-11-22' },
    ],
    ['Products/SalesModel.FoodProduct', 'Rating with sum as R,$count as N', { R: 5, N: 2 }],
    ["Customers('C4')/Sales", 'Amount with sum as T,$count as N', { T: null, N: 0 }],
    ["Customers('C1')/Sales", 'Amount with sum as T,Amount with average as A', { T: 7, A: 7 / 3 }],
  ])('/%s?$apply=aggregate(%s)', async (path, items, expected) => {
    expect(await values(service, `${path}?$apply=aggregate(${items})`)).toEqual([expected])
  })
})

describe('groupby', () => {
  test.each([
    [
      'Sales',
      'groupby((Customer/Country,Product/Name),aggregate(Amount with sum as Total))',
      [
        { Customer: country('USA'), Product: { Name: 'Paper' }, Total: 5 },
        { Customer: country('USA'), Product: { Name: 'Sugar' }, Total: 2 },
        { Customer: country('USA'), Product: { Name: 'Coffee' }, Total: 12 },
        { Customer: country('Netherlands'), Product: { Name: 'Sugar' }, Total: 2 },
        { Customer: country('Netherlands'), Product: { Name: 'Paper' }, Total: 3 },
      ],
    ],
    ['Customers', 'groupby((Name))', [{ Name: 'Joe' }, { Name: 'Sue' }, { Name: 'Luc' }]],
    [
      'Sales',
      'groupby((Customer/Name))',
      [{ Customer: { Name: 'Joe' } }, { Customer: { Name: 'Sue' } }],
    ],
    [
      'Sales',
      'groupby((Customer/Name,Customer/ID))',
      [
        { Customer: { Name: 'Joe', ID: 'C1' } },
        { Customer: { Name: 'Sue', ID: 'C2' } },
        { Customer: { Name: 'Sue', ID: 'C3' } },
      ],
    ],
    [
      'Products',
      'groupby((SalesModel.FoodProduct/Rating,SalesModel.NonFoodProduct/RatingClass))',
      [{ Rating: 5 }, { Rating: null }, { RatingClass: 'average' }, { RatingClass: null }],
    ],
    ['Products', 'groupby((SalesModel.FoodProduct/Rating))', [{ Rating: 5 }, { Rating: null }, {}]],
    [
      'Products',
      'groupby((Name),aggregate(Sales/Amount with sum as Total))',
      [
        { Name: 'Sugar', Total: 4 },
        { Name: 'Coffee', Total: 12 },
        { Name: 'Paper', Total: 8 },
        { Name: 'Pencil', Total: null },
      ],
    ],
    [
      'Products',
      'groupby((Name),aggregate(Sales/$count as SalesCount))',
      [
        { Name: 'Sugar', SalesCount: 2 },
        { Name: 'Coffee', SalesCount: 2 },
        { Name: 'Paper', SalesCount: 4 },
        { Name: 'Pencil', SalesCount: 0 },
      ],
    ],
    [
      'Sales',
      'groupby((Customer/Country),aggregate(Amount with sum as Total,Amount with average as AvgAmt))',
      [
        { Customer: country('USA'), Total: 19, AvgAmt: 3.8 },
        { Customer: country('Netherlands'), Total: 5, AvgAmt: 1.6666666666666667 },
      ],
    ],
    [
      'Sales',
      'groupby((Amount),aggregate(Amount with sum as Total))',
      [
        { Amount: 1, Total: 2 },
        { Amount: 2, Total: 6 },
        { Amount: 4, Total: 8 },
        { Amount: 8, Total: 8 },
      ],
    ],
    [
      'Sales',
      'groupby((Product/Name),aggregate(Amount with sum as Total))/orderby(Total desc)',
      [
        { Product: { Name: 'Coffee' }, Total: 12 },
        { Product: { Name: 'Paper' }, Total: 8 },
        { Product: { Name: 'Sugar' }, Total: 4 },
      ],
    ],
    [
      'Sales',
      'groupby((Customer/Country,Product/Name),topcount(2,Amount)/aggregate(Amount with sum as Total))/filter(Total ge 5)',
      [
        { Customer: country('USA'), Product: { Name: 'Paper' }, Total: 5 },
        { Customer: country('USA'), Product: { Name: 'Coffee' }, Total: 12 },
      ],
    ],
    [
      'Sales',
      'groupby((rollup(CustomerHierarchy)),aggregate(Amount with sum as Total))',
      [
        { Customer: { Country: 'USA', Name: 'Joe' }, Total: 7 },
        { Customer: { Country: 'USA', Name: 'Sue' }, Total: 12 },
        { Customer: { Country: 'Netherlands', Name: 'Sue' }, Total: 5 },
        { Customer: country('USA'), Total: 19 },
        { Customer: country('Netherlands'), Total: 5 },
      ],
    ],
    [
      'Sales',
      'concat(groupby((Customer/Country,Product/Name),aggregate(Amount with sum as Total))/groupby((Customer/Country),topcount(1,Total)),groupby((Customer/Country),aggregate(Amount with sum as Total)))',
      [
        { Customer: country('USA'), Product: { Name: 'Coffee' }, Total: 12 },
        { Customer: country('Netherlands'), Product: { Name: 'Paper' }, Total: 3 },
        { Customer: country('USA'), Total: 19 },
        { Customer: country('Netherlands'), Total: 5 },
      ],
    ],
  ])('/%s?$apply=%s', async (path, apply, expected) => {
    expect(await values(service, `${path}?$apply=${apply}`)).toEqual(expected)
  })

  test('two rollups give each combination of their levels', async () => {
    const apply =
      'groupby((rollup(Customer/Country,Customer/Name),rollup(Product/Category/Name,Product/Name)),aggregate(Amount with sum as Total))'
    const rows = (await values(service, `Sales?$apply=${apply}`)) as Record<string, unknown>[]
    expect(rows).toHaveLength(22)
    expect(rows[0]).toEqual({
      Customer: { Country: 'USA', Name: 'Joe' },
      Product: { Name: 'Paper', Category: { Name: 'Non-Food' } },
      Total: 1,
    })
    const whole = rows.filter(
      ({ Customer, Product }) =>
        !('Name' in (Customer as object)) && !('Name' in (Product as object)),
    )
    expect(whole.map(({ Total }) => Total)).toEqual([5, 14, 2, 3])
  })

  test('a related entity given by grouping is expanded, and its declared properties stay', async () => {
    const { body } = await answer(service, 'GET /Sales?$apply=groupby((Customer))&$top=1')
    expect(body).toEqual({
      '@odata.context': `${root}/$metadata#Sales(Customer())`,
      value: [
        { Customer: { ID: 'C1', Name: 'Joe', Country: 'USA', Address: null, Addresses: [] } },
      ],
    })
  })
})

describe('transformations that keep instances', () => {
  test.each([
    ['bottomcount(2,Amount)', '1 7'],
    ['topcount(2,Amount)', '3 4'],
    ['bottompercent(50,Amount)', '1 2 3 6 7 8'],
    ['toppercent(50,Amount)', '3 4'],
    ['toppercent(33.3,Amount)', '4'],
    ['bottomsum(7,Amount)', '1 2 6 7 8'],
    ['topsum(15,Amount)', '3 4 5'],
    ['topsum(0,Amount)', ''],
    ['topcount($these/$count div 3,Amount)', '3 4'],
    ['filter(Amount gt 3)', '3 4 5'],
    ['filter(Amount mul 3 ge $these/aggregate(Amount with sum))', '4'],
    ['orderby(Customer/Name desc)/skip(2)/top(2)', '6 7'],
    ['orderby(Customer/Name desc)/top(2)', '4 5'],
    ['top(0)', ''],
    ['identity', '1 2 3 4 5 6 7 8'],
    ['groupby((Customer),topcount(1,Amount))', '3 4 6'],
    [`descendants(${hierarchy},SalesOrganization/ID,filter(ID eq '1'),keep start)`, '1 2 3'],
  ])('/Sales?$apply=%s', async (apply, expected) => {
    const rows = (await values(service, `Sales?$apply=${apply}`)) as { ID: string }[]
    expect(rows.map(({ ID }) => ID).join(' ')).toBe(expected)
  })
})

describe('join, nest and addnested', () => {
  test.each([
    [
      'Products',
      '$apply=join(Sales as Sale)&$select=ID&$expand=Sale($select=ID)&$top=3',
      [
        { ID: 'P1', Sale: { ID: '2' } },
        { ID: 'P1', Sale: { ID: '6' } },
        { ID: 'P2', Sale: { ID: '3' } },
      ],
    ],
    [
      'Products',
      '$apply=outerjoin(Sales as Sale)/groupby((Name),aggregate(Sale/Amount with sum as Total))',
      [
        { Name: 'Sugar', Total: 4 },
        { Name: 'Coffee', Total: 12 },
        { Name: 'Paper', Total: 8 },
        { Name: 'Pencil', Total: null },
      ],
    ],
    [
      'Products',
      '$apply=join(Sales as TotalSales,aggregate(Amount with sum as Total))/groupby((Name,TotalSales/Total))&$top=2',
      [
        { Name: 'Sugar', TotalSales: { Total: 4 } },
        { Name: 'Coffee', TotalSales: { Total: 12 } },
      ],
    ],
    [
      'Customers',
      '$apply=outerjoin(Sales as ProductSales)/groupby((Country,ProductSales/Product/Name))',
      [
        { Country: 'USA', ProductSales: { Product: { Name: 'Paper' } } },
        { Country: 'USA', ProductSales: { Product: { Name: 'Sugar' } } },
        { Country: 'USA', ProductSales: { Product: { Name: 'Coffee' } } },
        { Country: 'Netherlands', ProductSales: { Product: { Name: 'Sugar' } } },
        { Country: 'Netherlands', ProductSales: { Product: { Name: 'Paper' } } },
        { Country: 'France', ProductSales: null },
      ],
    ],
    [
      'Sales',
      '$apply=nest(groupby((Customer/ID)) as Customers)',
      [
        {
          Customers: [
            { Customer: { ID: 'C1' } },
            { Customer: { ID: 'C2' } },
            { Customer: { ID: 'C3' } },
          ],
        },
      ],
    ],
    [
      'Customers',
      '$apply=addnested(Sales,filter(Amount gt 3) as FilteredSales)&$select=ID',
      [
        { ID: 'C1', FilteredSales: [{ ID: '3', Amount: 4 }] },
        {
          ID: 'C2',
          FilteredSales: [
            { ID: '4', Amount: 8 },
            { ID: '5', Amount: 4 },
          ],
        },
        { ID: 'C3', FilteredSales: [] },
        { ID: 'C4', FilteredSales: [] },
      ],
    ],
    [
      'Categories',
      '$apply=addnested(Products,addnested(Sales,filter(Amount gt 3) as FilteredSales) as FilteredProducts)&$expand=FilteredProducts($select=ID)',
      [
        { ID: 'PG1', Name: 'Food', FilteredProducts: [{ ID: 'P1' }, { ID: 'P2' }] },
        { ID: 'PG2', Name: 'Non-Food', FilteredProducts: [{ ID: 'P3' }, { ID: 'P4' }] },
      ],
    ],
    [
      'Sales',
      '$apply=addnested(Customer,compute(Country as Land) as Buyer)&$top=1&$select=ID',
      [
        {
          ID: '1',
          Buyer: {
            ID: 'C1',
            Name: 'Joe',
            Country: 'USA',
            Address: null,
            Addresses: [],
            Land: 'USA',
          },
        },
      ],
    ],
  ])('/%s?%s', async (path, query, expected) => {
    expect(await values(service, `${path}?${query}`)).toEqual(expected)
  })
})

test('values of complex type are grouped, computed and joined too', async () => {
  const [Rome, Oslo] = [
    { City: 'Rome', Street: 'A' },
    { City: 'Oslo', Street: 'B' },
  ]
  const homes = startSales({
    Customers: [
      { ID: 'C1', Name: 'Joe', Address: Rome, Addresses: [Rome, { ...Rome, Street: null }, Oslo] },
      { ID: 'C2', Name: 'Sue', Address: null, Addresses: [] },
    ],
  })
  const found = (query: string) => values(homes, query)
  expect(
    await found("Customers('C1')/Addresses?$apply=groupby((City),aggregate($count as N))"),
  ).toEqual([
    { City: 'Rome', N: 2 },
    { City: 'Oslo', N: 1 },
  ])
  expect(
    await found("Customers('C1')/Addresses?$compute=tolower(City) as Low&$filter=Low eq 'oslo'"),
  ).toEqual([{ ...Oslo, Low: 'oslo' }])
  expect(await found('Customers?$apply=groupby((Address/City),aggregate($count as N))')).toEqual([
    { Address: { City: 'Rome' }, N: 1 },
    { Address: null, N: 1 },
  ])
  expect(await found('Customers?$apply=outerjoin(Addresses as A)/groupby((A/City,Name))')).toEqual([
    { A: { City: 'Rome' }, Name: 'Joe' },
    { A: { City: 'Oslo' }, Name: 'Joe' },
    { A: null, Name: 'Sue' },
  ])
})

describe('what complex values lead to', () => {
  const managedBy = (ID: string) => ({
    'ResponsibleSalesOrganization@odata.bind': `SalesOrganizations('${ID}')`,
  })
  const [Seattle, DC] = [
    { City: 'Seattle', Street: 'S' },
    { City: 'DC', Street: null },
  ]
  const homes = startSales({
    SalesOrganizations: salesFixtures['SalesOrganizations']!,
    Customers: [
      {
        ID: 'C1',
        Address: { ...DC, ...managedBy('US') },
        Addresses: [
          { ...Seattle, ...managedBy('US West') },
          { ...DC, ...managedBy('US') },
        ],
      },
      { ID: 'C2', Address: null, Addresses: [] },
    ],
  })
  const organization = { ID: 'US', Name: 'US' }
  test.each([
    [
      'Customers?$apply=addnested(Addresses/ResponsibleSalesOrganization,compute(Superordinate/Name as Region) as Augmented)&$select=ID,Addresses',
      [
        {
          ID: 'C1',
          Addresses: [
            { ...Seattle, Augmented: { ID: 'US West', Name: 'US West', Region: 'US' } },
            { ...DC, Augmented: { ...organization, Region: 'Corporate Sales' } },
          ],
        },
        { ID: 'C2', Addresses: [] },
      ],
    ],
    [
      'Customers?$apply=addnested(Address/ResponsibleSalesOrganization,identity as Augmented)/groupby((Address/Augmented/Name))',
      [{ Address: { Augmented: { Name: 'US' } } }, { Address: null }],
    ],
    [
      'Customers?$apply=groupby((Address/ResponsibleSalesOrganization/Name),aggregate($count as N))',
      [
        { Address: { ResponsibleSalesOrganization: { Name: 'US' } }, N: 1 },
        { Address: null, N: 1 },
      ],
    ],
    [
      'Customers?$apply=groupby((Address/ResponsibleSalesOrganization))',
      [{ Address: { ResponsibleSalesOrganization: organization } }, { Address: null }],
    ],
    [
      "Customers('C1')/Addresses?$apply=compute(tolower(City) as Low)/filter(ResponsibleSalesOrganization/Name eq 'US')&$expand=ResponsibleSalesOrganization",
      [{ ...DC, Low: 'dc', ResponsibleSalesOrganization: organization }],
    ],
    [
      "Customers('C1')/Addresses?$apply=filter(City eq 'DC')/addnested(ResponsibleSalesOrganization,compute(Name as Title) as Augmented)",
      [{ ...DC, Augmented: { ...organization, Title: 'US' } }],
    ],
  ])('/%s', async (path, expected) => {
    expect(await values(homes, path)).toEqual(expected)
  })

  test('is named in the context URL where it is expanded', async () => {
    const path =
      '/Customers?$apply=addnested(Addresses/ResponsibleSalesOrganization,identity as Augmented)'
    const contextOf = async (query: string) => {
      const { body } = await answer(homes, `GET ${query}`)
      return (body as Record<string, string>)['@odata.context']?.split('#')[1]
    }
    expect(await contextOf(path)).toBe('Customers(Addresses(Augmented()))')
    expect(await contextOf(`${path}&$expand=Sales`)).toBe('Customers')
  })

  test('is one navigation property, the last of the path', async () => {
    const path = 'GET /Sales?$apply=addnested(Customer/Sales,identity as Others)'
    const message =
      "$apply: expected a path with one navigation property, its last, at 10, found 'Customer/Sales'"
    expect(await answer(service, path)).toEqual(refusal(400, message, '$apply'))
  })
})

describe('recursive hierarchies', () => {
  const organization = (ID: string, Name = ID) => ({ ID, Name })
  test.each([
    [
      `ancestors(${hierarchy},ID,filter(contains(Name,'East') or contains(Name,'Central')))`,
      'Sales US EMEA',
    ],
    [`ancestors(${hierarchy},ID,filter(contains(Name,'East')),1)`, 'US'],
    [`descendants(${hierarchy},ID,filter(Name eq 'US'),keep start)`, 'US US West US East'],
    [`descendants(${hierarchy},ID,filter(ID eq 'Sales'),1)`, 'US EMEA'],
    [
      `descendants(${hierarchy},ID,filter(Name eq 'US'),keep start)/ancestors(${hierarchy},ID,filter(contains(Name,'East')),keep start)/traverse(${hierarchy},ID,preorder)`,
      'US US East',
    ],
    [`traverse(${hierarchy},ID,preorder,Name asc)`, 'Sales EMEA EMEA Central US US East US West'],
    [`traverse(${hierarchy},ID,postorder)`, 'US West US East US EMEA Central EMEA Sales'],
  ])('/SalesOrganizations?$apply=%s', async (apply, expected) => {
    const rows = (await values(service, `SalesOrganizations?$apply=${apply}`)) as { ID: string }[]
    expect(rows.map(({ ID }) => ID).join(' ')).toBe(expected)
  })

  test.each([
    [
      "isnode(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node='X')",
      '',
    ],
    [
      "isroot(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID)",
      'Sales',
    ],
    [
      "isleaf(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID)",
      'US West US East EMEA Central',
    ],
    [
      "isdescendant(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID,Ancestor='US')",
      'US West US East',
    ],
    [
      "isdescendant(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID,Ancestor='Sales',MaxDistance=1,IncludeSelf=true)",
      'Sales US EMEA',
    ],
    [
      "isancestor(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID,Descendant='US East')",
      'Sales US',
    ],
    [
      "issibling(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID,Other='US')",
      'EMEA',
    ],
    [
      "issibling(HierarchyNodes=$root/SalesOrganizations/$filter(ID ne 'Sales'),HierarchyQualifier='SalesOrgHierarchy',Node=ID,Other='US')",
      'EMEA',
    ],
  ])('$filter=Aggregation.%s', async (call, expected) => {
    const rows = await values(service, `SalesOrganizations?$filter=Aggregation.${call}`)
    expect((rows as { ID: string }[]).map(({ ID }) => ID).join(' ')).toBe(expected)
  })

  test('rolluprecursive gives the node itself where the hierarchy is that of the input', async () => {
    const query = `$apply=groupby((rolluprecursive(${hierarchy},ID)),aggregate($count as OrgCnt)/compute(OrgCnt sub 1 as SubOrgCnt))&$select=ID,SubOrgCnt&$expand=Superordinate($select=ID)`
    expect(await values(service, `SalesOrganizations?${query}`)).toEqual([
      { ID: 'Sales', SubOrgCnt: 5, Superordinate: null },
      { ID: 'US', SubOrgCnt: 2, Superordinate: { ID: 'Sales' } },
      { ID: 'US West', SubOrgCnt: 0, Superordinate: { ID: 'US' } },
      { ID: 'US East', SubOrgCnt: 0, Superordinate: { ID: 'US' } },
      { ID: 'EMEA', SubOrgCnt: 1, Superordinate: { ID: 'Sales' } },
      { ID: 'EMEA Central', SubOrgCnt: 0, Superordinate: { ID: 'EMEA' } },
    ])
  })

  test('a chain of thousands of nodes is a hierarchy too', async () => {
    const length = 3000
    const chain = startSales({
      SalesOrganizations: Array.from({ length }, (_, index) => ({
        ID: String(index),
        ...(index > 0 && { 'Superordinate@odata.bind': `SalesOrganizations('${index - 1}')` }),
      })),
    })
    const apply = `groupby((rolluprecursive(${hierarchy},ID)),aggregate($count as N))`
    expect(
      await values(chain, `SalesOrganizations?$apply=${apply}&$select=ID,N&$filter=N gt 2998`),
    ).toEqual([
      { ID: '0', N: 3000 },
      { ID: '1', N: 2999 },
    ])
    const below = (distance: number) =>
      `Aggregation.isdescendant(HierarchyNodes=$root/SalesOrganizations,HierarchyQualifier='SalesOrgHierarchy',Node=ID,Ancestor='9',MaxDistance=${distance})`
    const count = async (filter: string) =>
      (await answer(chain, `GET /SalesOrganizations/$count?$filter=${filter}`)).body
    expect(await count(below(5))).toBe('5')
    expect(await count(below(9999))).toBe('2990')
  })

  test('nodes are nested as the path to them leads', async () => {
    const sold = (organization: string) => [{ SalesOrganization: { ID: organization } }]
    const apply = `groupby((rolluprecursive(${hierarchy},Sales/SalesOrganization/ID)),aggregate(ID with countdistinct as N))`
    const expand = '$expand=Sales($expand=SalesOrganization($select=ID))'
    expect(await values(service, `Products?$apply=${apply}&${expand}`)).toEqual([
      { Sales: sold('Sales'), N: 3 },
      { Sales: sold('US'), N: 3 },
      { Sales: sold('US West'), N: 3 },
      { Sales: sold('US East'), N: 2 },
      { Sales: sold('EMEA'), N: 2 },
      { Sales: sold('EMEA Central'), N: 2 },
    ])
    const { body } = await answer(
      service,
      `GET /Products?$apply=traverse(${hierarchy},Sales/SalesOrganization/ID,preorder)&$select=ID`,
    )
    const { '@odata.context': context, value } = body as Record<string, readonly { ID: string }[]>
    expect(context).toBe(`${root}/$metadata#Products(ID,Sales(SalesOrganization()))`)
    expect(value?.map(({ ID }) => ID)).toEqual(['P1', 'P2', 'P3', 'P2', 'P3', 'P1', 'P3'])
  })

  test('a path to a property of the same name in another type is not the way to the node', async () => {
    const apply = `groupby((rolluprecursive(${hierarchy},Product/ID)),aggregate($count as N))`
    expect(await values(service, `Sales?$apply=${apply}&$top=1`)).toEqual([
      { Product: { ID: 'Sales' }, N: 0 },
    ])
  })

  test('rollupnode tells the node that sales are summed for', async () => {
    const nodes = `descendants(${hierarchy},ID,filter(ID eq 'US'),keep start)`
    const apply = `groupby((rolluprecursive(${hierarchy},SalesOrganization/ID,${nodes})),compute(case(SalesOrganization eq Aggregation.rollupnode():Amount) as AmountExcl)/aggregate(Amount with sum as Incl,AmountExcl with sum as Excl))`
    expect(await values(service, `Sales?$apply=${apply}`)).toEqual([
      { SalesOrganization: organization('US'), Incl: 19, Excl: null },
      { SalesOrganization: organization('US West'), Incl: 7, Excl: 7 },
      { SalesOrganization: organization('US East'), Incl: 12, Excl: 12 },
    ])
  })
})

describe('aggregates in expressions', () => {
  test.each([
    ['Products?$filter=Sales/aggregate(Amount mul $it/TaxRate with sum) gt 1', 'P3'],
    ['Products?$filter=Sales/any(s:s/Amount ge Sales/aggregate(Amount with average) mul 2)', 'P3'],
    ['Products?$filter=Sales/aggregate(Amount with sum) ge 10', 'P2'],
    ['Customers?$orderby=Sales/aggregate(Amount with sum) desc', 'C2 C1 C3 C4'],
    ['Categories?$filter=Products/any(p:p/Sales/aggregate(Amount with sum) gt 10)', 'PG1'],
    ['Sales?$filter=Amount eq $these/aggregate(Amount with max)', '4'],
    ['Sales?$filter=$these/$count eq 8 and Amount gt 4', '4'],
  ])('%s', async (path, expected) => {
    const rows = (await values(service, path)) as { ID: string }[]
    expect(rows.map(({ ID }) => ID).join(' ')).toBe(expected)
  })
})

describe('other options after $apply', () => {
  const totals =
    '$apply=groupby((Customer/Country,Product/Name),aggregate(Amount with sum as Total))'
  test.each([
    [
      `Sales?${totals}&$filter=Total gt 2&$orderby=Customer/Country,Total desc&$select=Total`,
      [3, 12, 5],
    ],
    [`Sales?$orderby=Total&$top=2&${totals}&$select=Total`, [2, 2]],
    [`Sales?$skip=4&${totals}&$select=Total`, [3]],
    [`Sales?${totals}&$compute=Total add 1 as More&$filter=More eq 13&$select=Total`, [12]],
  ])('%s', async (path, expected) => {
    const rows = (await values(service, path)) as { Total: number }[]
    expect(rows.map(({ Total }) => Total)).toEqual(expected)
  })

  test.each([
    ['Sales/$count?$apply=groupby((Customer/Country))', '2'],
    ['Sales/$count?$apply=aggregate(Amount with sum as T)', '1'],
  ])('GET /%s', async (path, expected) => {
    expect(await answer(service, `GET /${path}`)).toEqual({ status: 200, body: expected })
  })

  test('isdefined tells what has been aggregated away from what is null', async () => {
    const apply = 'Sales?$apply=aggregate(Amount with sum as Total)'
    expect(await values(service, `${apply}&$filter=isdefined(Product)`)).toEqual([])
    expect(await values(service, `${apply}&$filter=isdefined(Total)`)).toEqual([{ Total: 24 }])
    expect(await values(service, `${apply}&$filter=Product eq null`)).toEqual([{ Total: 24 }])
  })

  test('pages of aggregated instances join to the whole', async () => {
    const path = '/Sales?$apply=groupby((Product/Name,Amount))'
    const headers = { Prefer: 'odata.maxpagesize=4' }
    const { body } = await answer(service, `GET ${path}`, { headers })
    const first = body as { value: unknown[]; '@odata.nextLink': string }
    const { body: rest } = await answer(
      service,
      `GET ${first['@odata.nextLink'].slice(root.length)}`,
      { headers },
    )
    const { body: whole } = await answer(service, `GET ${path}`)
    expect([...first.value, ...(rest as typeof first).value]).toEqual((whole as typeof first).value)
    expect(first.value).toHaveLength(4)
  })

  test('$apply within $expand aggregates related entities', async () => {
    const path = 'Products?$expand=Sales($apply=aggregate(Amount with sum as Total))&$select=Name'
    expect(await answer(service, `GET /${path}`)).toEqual({
      status: 200,
      body: {
        '@odata.context': `${root}/$metadata#Products(Name,Sales(Total))`,
        value: [
          ['FoodProduct', 'Sugar', 4],
          ['FoodProduct', 'Coffee', 12],
          ['NonFoodProduct', 'Paper', 8],
          ['NonFoodProduct', 'Pencil', null],
        ].map(([type, Name, Total], index) => ({
          '@odata.type': `#SalesModel.${type}`,
          '@odata.id': `${root}/Products('P${index + 1}')`,
          Name,
          Sales: [Total === null ? { Total } : { 'Total@odata.type': '#Decimal', Total }],
        })),
      },
    })
  })
})

describe('context URLs', () => {
  test.each([
    ['Sales?$apply=aggregate(Amount with sum as Total,Amount with max as MxA)', 'Sales(Total,MxA)'],
    ['Sales?$apply=filter(Amount gt 3)', 'Sales'],
    [
      'Sales?$apply=groupby((Customer/Country,Product/Name))',
      'Sales(Customer(Country),Product(Name))',
    ],
    ['Sales?$apply=compute(Amount add 1 as More)', 'Sales(*,More)'],
    ['Sales?$compute=Amount add 1 as More', 'Sales(*,More)'],
    ['Sales?$compute=Amount add 1 as More&$select=More', 'Sales(More)'],
    ['Customers?$apply=addnested(Sales,identity as S)', 'Customers(S())'],
    ['Sales?$apply=nest(groupby((Customer/ID)) as Customers)', 'Sales(Customers())'],
    [
      'Sales?$apply=concat(topcount(2,Amount),aggregate(Amount with sum as Total))',
      'Sales(@Core.AnyStructure)',
    ],
    ['Products?$apply=groupby((SalesModel.FoodProduct/Rating))', 'Products(@Core.AnyStructure)'],
    [
      'Sales?$apply=groupby((Customer/Name))&$expand=Customer($select=Name)',
      'Sales(Customer(Name))',
    ],
    [
      'Products?$apply=groupby((SalesModel.FoodProduct/Rating,SalesModel.NonFoodProduct/RatingClass))',
      'Products(SalesModel.FoodProduct/Rating,SalesModel.NonFoodProduct/RatingClass)',
    ],
    [
      'Sales?$apply=groupby((Customer),aggregate(Amount with sum as T))&$select=T&$expand=Customer($select=Name)',
      'Sales(T,Customer(Name))',
    ],
  ])('%s', async (path, fragment) => {
    const { body } = await answer(service, `GET /${path}`)
    expect((body as Record<string, unknown>)['@odata.context']).toBe(
      `${root}/$metadata#${fragment}`,
    )
  })
})

describe('$compute', () => {
  test('adds to instances, in the order given', async () => {
    const path =
      'Sales?$compute=Amount mul 2 as Twice,Twice add 1 as More&$filter=More gt 9&$select=ID,More'
    expect(await values(service, path)).toEqual([{ ID: '4', More: 17 }])
  })

  test('adds to one entity, and within $expand', async () => {
    const path =
      "/Customers('C2')?$compute=tolower(Name) as Short&$select=Short&$expand=Sales($compute=Amount mul 2 as Twice;$filter=Twice gt 8;$select=Twice)"
    expect(await answer(service, `GET ${path}`)).toEqual({
      status: 200,
      body: {
        '@odata.context': `${root}/$metadata#Customers(Short,Sales(Twice))/$entity`,
        '@odata.id': `${root}/Customers('C2')`,
        Short: 'sue',
        Sales: [{ '@odata.id': `${root}/Sales('4')`, 'Twice@odata.type': '#Decimal', Twice: 16 }],
      },
    })
  })

  test('computes a share of the whole collection', async () => {
    const path =
      'Sales?$compute=Amount divby $these/aggregate(Amount with sum) as Share&$select=Share&$top=4'
    const rows = (await values(service, path)) as { Share: number }[]
    expect(rows.map(({ Share }) => Share)).toEqual([1 / 24, 2 / 24, 4 / 24, 8 / 24])
  })
})

test.each([
  [
    '$apply=aggregate(Amount with sum as Amount)',
    "$apply: the alias 'Amount' is a property of SalesModel.Sale",
  ],
  [
    '$apply=aggregate(Amount with sum as T,Amount with max as T)',
    "$apply: the alias 'T' is given twice",
  ],
  [
    '$apply=aggregate(Amount)',
    "$apply: expected 'with' and an aggregation method after 'Amount' at 10",
  ],
  [
    '$apply=aggregate(Product/Name with sum as T)',
    '$apply: expected numbers for sum at 10, found Edm.String',
  ],
  [
    '$apply=groupby((Amout))',
    "$apply: 'Amout' is not a property of SalesModel.Sale at 9; did you mean 'Amount'?",
  ],
  [
    '$apply=groupby((rollup(CustomerHierarch)))',
    "$apply: 'CustomerHierarch' at 16 is no leveled hierarchy of SalesModel.Sale; did you mean 'CustomerHierarchy'?",
  ],
  [
    '$apply=toppercent(101,Amount)',
    '$apply: expected a number greater than 0 and at most 100 in toppercent, found 101',
  ],
  [
    '$apply=topcount(Amount,Amount)',
    '$apply: expected a value of the whole collection in topcount at 9, such as $these/$count',
  ],
  ['$apply=join(Customer as C)', "$apply: expected a collection to join at 5, found 'Customer'"],
  [
    '$apply=addnested(Customer,top(1) as C)',
    "$apply: expected identity, compute or addnested for 'Customer' at 10, which is single-valued, found top",
  ],
  [
    '$apply=Ns.TopOnes(Count=1)',
    "$apply: 'Ns.TopOnes' at 0 is no function from a collection of SalesModel.Sale to another",
  ],
  [
    `$apply=descendants(${hierarchy},SalesOrganization/ID,identity,0)`,
    '$apply: expected a distance of at least 1 in descendants, found 0',
  ],
  [
    `$apply=descendants(${hierarchy},SalesOrganization,identity)`,
    "$apply: expected a primitive property at 55, found 'SalesOrganization' of type SalesModel.SalesOrganization",
  ],
  [
    '$apply=compute(Customer as Buyer)',
    "$apply: expected a primitive or complex value for 'Buyer' at 8, found an entity of type SalesModel.Customer",
  ],
  [
    '$compute=Product/Sales as Others',
    "$compute: expected a primitive or complex value for 'Others' at 0, found entities of type SalesModel.Sale",
  ],
  ['$compute=Amount add 1 as ID', "$compute: the alias 'ID' is a property of SalesModel.Sale"],
])('?%s is refused', async (query, message) => {
  const [target] = query.split('=')
  expect(await answer(service, `GET /Sales?${query}`)).toEqual(refusal(400, message, target))
})

test('different values of one entity are not aggregated', async () => {
  const discounted = (rate: number) =>
    `addnested(Product,compute(${rate} as Discount) as Augmented)`
  const found = (a: number, b: number) =>
    `Sales?$apply=concat(${discounted(a)},${discounted(b)})/aggregate(Augmented/Discount with sum as Total)`
  expect(await values(service, found(0.1, 0.1))).toEqual([{ Total: 0.3 }])
  const message =
    "$apply: 'Augmented/Discount' reaches the same entity with different values of 'Discount'"
  expect(await answer(service, `GET /${found(0.1, 0.2)}`)).toEqual(refusal(400, message, '$apply'))
})

test.each([
  ['$apply=aggregate(Forecast)', 'the custom aggregate Forecast'],
  [
    '$apply=aggregate(Amount with Custom.median as M)',
    'the custom aggregation method Custom.median',
  ],
])('?%s is 501', async (query, what) => {
  const message = `${what} is not supported by this service`
  expect(await answer(service, `GET /Sales?${query}`)).toEqual(refusal(501, message))
})

test('$apply does not apply to one entity', async () => {
  const message = '$apply does not apply to a single instance'
  const found = await answer(service, "GET /Sales('4')?$apply=identity")
  expect(found).toEqual(refusal(400, message, '$apply'))
})

test('what a transformation nests carries its context URL', async () => {
  const apply = 'addnested(Sales,aggregate(Amount with sum as Total) as Totals,identity as All)'
  const path = `/Customers?$apply=${apply}&$select=ID&$top=1&$expand=Totals,All($select=ID)`
  const { body } = await answer(service, `GET ${path}`)
  expect((body as { value: unknown }).value).toEqual([
    {
      ID: 'C1',
      'Totals@odata.context': `${root}/$metadata#Sales(Total)`,
      Totals: [{ 'Total@odata.type': '#Decimal', Total: 7 }],
      'All@odata.context': `${root}/$metadata#Sales(ID)`,
      All: [{ ID: '1' }, { ID: '2' }, { ID: '3' }],
    },
  ])
})
