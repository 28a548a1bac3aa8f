import { expect } from '@jest/globals'
import { answers, names, requirement } from './requirement.ts'

const section = '13.1.2'

requirement(section, '2', 'MUST parse the ABNF and follow it, or answer 501', async (send) => {
  await answers(
    send,
    ["GET /Products?$filter=contains(Name,'i') and Price mul 2 gt 2 or Tags/any(t:t eq 'x')", 200],
    ['GET /Products?$filter=contains(Name', 400],
    ['GET /Products?$orderby=Name descending', 400],
    ["GET /Products?$filter=matchespattern(Name,'(?=a)')", 501],
  )
})

requirement(section, '3', 'MUST support $select', async (send) => {
  const { body } = await send('GET /Products(1)?$select=Name,Size/Width')
  expect(body).toEqual({
    '@odata.context': 'http://service.test/$metadata#Products(Name,Size/Width)/$entity',
    '@odata.id': 'http://service.test/Products(1)',
    Name: 'Bread',
    Size: { Width: 10 },
  })
})

requirement(section, '4', 'MUST support casts to derived types', async (send) => {
  await answers(
    send,
    ['GET /Products(3)/Shop.Bicycle/Gears', 200, { value: 7 }],
    ['GET /Products(1)/Shop.Bicycle', 404],
    ['GET /Products?$filter=Shop.Bicycle/Gears eq 7&$select=ID', 200],
  )
  expect(await names(send, '/Products/Shop.Bicycle')).toEqual([3])
})

requirement(section, '5', 'MUST support $top', async (send) => {
  expect(await names(send, '/Products?$top=2')).toEqual([1, 2])
})

requirement(section, '6', 'MUST support /$value on media entities and properties', async (send) => {
  const created = await send('POST /Pictures', 'GIF89a', { 'Content-Type': 'image/gif' })
  const { ID } = created.body as { ID: string }
  const media = await send(`GET /Pictures(${ID})/$value`)
  expect([created.status, media.status, media.headers['content-type'], String(media.body)]).toEqual(
    [201, 200, 'image/gif', 'GIF89a'],
  )
  await answers(send, ['GET /Products(1)/Name/$value', 200, 'Bread'])
})

requirement(section, '7', 'MUST support $filter', async (send) => {
  expect(await names(send, "/Products?$filter=Name eq 'Milk'")).toEqual([2])
})

requirement(section, '7.1', 'MUST support eq and ne on properties', async (send) => {
  expect([
    await names(send, '/Products?$filter=Rating eq 4'),
    await names(send, '/Products?$filter=Rating ne 4'),
  ]).toEqual([[1], [2, 3]])
})

requirement(section, '7.2', 'MUST support aliases in $filter', async (send) => {
  expect(await names(send, "/Products?$filter=Name eq @n&@n='Milk'")).toEqual([2])
})

requirement(section, '7.3', 'SHOULD support additional filter operations', async (send) => {
  const rows = [
    ['Rating gt 3', [1, 3]],
    ['Rating ge 4 and Price lt 10', [1]],
    ['Rating le 3 or Price gt 10', [2, 3]],
    ['not (Rating eq 4)', [2, 3]],
    ['Rating add 1 eq 5', [1]],
    ['Price sub 1.2 eq 0', [2]],
    ['Price mul 2 eq 5', [1]],
    ['Price div 2 eq 450', [3]],
    ['Rating mod 2 eq 0', [1]],
    ["Color has Shop.Color'Green'", [2]],
    ['Rating in (3,5)', [2, 3]],
    ['-Rating lt -4', [3]],
  ] as const
  for (const [filter, found] of rows) {
    expect([filter, await names(send, `/Products?$filter=${filter}`)]).toEqual([filter, found])
  }
})

requirement(section, '7.4', 'SHOULD support the canonical functions', async (send) => {
  const rows = [
    ["concat(Name,'s') eq 'Breads'", [1]],
    ["contains(Name,'il')", [2]],
    ["endswith(Name,'cycle')", [3]],
    ["indexof(Name,'read') eq 1", [1]],
    ['length(Name) eq 4', [2]],
    ["startswith(Name,'B')", [1, 3]],
    ["substring(Name,1) eq 'ilk'", [2]],
    ["tolower(Name) eq 'milk'", [2]],
    ["toupper(Name) eq 'MILK'", [2]],
    ["trim(Name) eq 'Milk'", [2]],
    ["hassubset(Tags,['dark'])", [1]],
    ["matchespattern(Name,'^M')", [2]],
    ['year(Released) eq 2024', [1]],
    ['month(Released) eq 2 and day(Released) eq 1', [1]],
    ['totalseconds(Delivery) eq 7200', [1]],
    ['ceiling(Price) eq 3', [1]],
    ['floor(Price) eq 1', [2]],
    ['round(Price) eq 1', [2]],
    ["cast(Rating,Edm.String) eq '4'", [1]],
    ['isof(Shop.Bicycle)', [3]],
    ['now() gt 2020-01-01T00:00:00Z', [1, 2, 3]],
    ['case(Rating gt 4:true,true:false)', [3]],
  ] as const
  for (const [filter, found] of rows) {
    expect([filter, await names(send, `/Products?$filter=${filter}`)]).toEqual([filter, found])
  }
})

requirement(section, '7.5', 'SHOULD support $filter on expanded entities', async (send) => {
  await answers(send, [
    'GET /Products(3)?$select=ID&$expand=Related($filter=Rating gt 3;$select=ID)',
    200,
    { ID: 3, Related: [{ ID: 1 }] },
  ])
})

requirement(section, '8', 'SHOULD publish metadata as CSDL XML', async (send) => {
  const { headers, body } = await send('GET /$metadata', undefined, { Accept: 'application/xml' })
  expect(headers['content-type']).toBe('application/xml')
  expect(String(body)).toContain('<EntityType Name="Bicycle" BaseType="Shop.Product">')
})

requirement(section, '9', 'SHOULD support the JSON format', async (send) => {
  const { headers } = await send('GET /Products', undefined, { Accept: 'application/json' })
  expect(headers['content-type']).toBe('application/json;odata.metadata=minimal')
})

requirement(section, '11', 'SHOULD support $search', async (send) => {
  expect(await names(send, '/Products?$search=Milk OR Bicycle')).toEqual([2, 3])
})

requirement(section, '12', 'SHOULD support $skip', async (send) => {
  expect(await names(send, '/Products?$skip=2')).toEqual([3])
})

requirement(section, '13', 'SHOULD support $count', async (send) => {
  await answers(send, ['GET /Products?$count=true&$top=1', 200, { '@odata.count': 3 }])
})

requirement(section, '14', 'SHOULD support $expand', async (send) => {
  await answers(send, [
    "GET /Categories('food')?$expand=Products($select=ID)",
    200,
    { Products: [{ ID: 1 }, { ID: 2 }] },
  ])
})

requirement(section, '15', 'SHOULD support any and all', async (send) => {
  expect([
    await names(send, "/Products?$filter=Tags/any(t:t eq 'dark')"),
    await names(send, '/Categories?$filter=Products/all(p:p/Price gt 100)', 'Code'),
    await names(send, '/Products?$filter=Related/any()'),
  ]).toEqual([[1], ['bikes', 'city'], [2, 3]])
})

requirement(section, '16', 'SHOULD support /$count on collections', async (send) => {
  await answers(
    send,
    ["GET /Categories('food')/Products/$count", 200, '2'],
    ['GET /Products(1)/Tags/$count', 200, '2'],
  )
})

requirement(section, '17', 'SHOULD support $orderby asc and desc', async (send) => {
  expect([
    await names(send, '/Products?$orderby=Name asc'),
    await names(send, '/Products?$orderby=Price desc,Name'),
  ]).toEqual([
    [3, 1, 2],
    [3, 1, 2],
  ])
})
