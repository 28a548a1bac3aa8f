import { expect } from '@jest/globals'
import { answers, names, requirement } from './requirement.ts'

const section = '13.2.2'

requirement(section, '3', 'MUST support eq/ne null of single-valued navigation', async (send) => {
  expect([
    await names(send, '/Categories?$filter=Parent eq null', 'Code'),
    await names(send, '/Categories?$filter=Parent ne null', 'Code'),
  ]).toEqual([['bikes', 'food'], ['city']])
})

requirement(section, '4', 'MUST support in', async (send) => {
  expect(await names(send, '/Products?$filter=ID in (1,3,5)')).toEqual([1, 3])
})

requirement(section, '5', 'MUST support $select within $select', async (send) => {
  const { body } = await send('GET /Products(1)?$select=Size($select=Width)')
  expect(body).toMatchObject({ Size: { Width: 10 } })
  expect((body as { Size: object }).Size).toEqual({ Width: 10 })
})

requirement(
  section,
  '6',
  'SHOULD support the count of a filtered collection in expressions',
  async (send) => {
    const url = '/Products?$filter=Related/$count($filter=Rating lt 4) eq 1'
    expect(await names(send, url)).toEqual([3])
  },
)

requirement(section, '7', 'SHOULD support equality of structured values', async (send) => {
  expect(await names(send, '/Products?$filter=Size ne {"Width":10,"Height":20}')).toEqual([2])
})

requirement(section, '8', 'SHOULD support $compute', async (send) => {
  expect(await names(send, '/Products?$compute=Price div 2 as Half&$orderby=Half desc')).toEqual([
    3, 1, 2,
  ])
})

requirement(section, '9', 'SHOULD support options within $select', async (send) => {
  await answers(send, [
    "GET /Products(1)?$select=Tags($filter=startswith($this,'d'))",
    200,
    { Tags: ['dark'] },
  ])
})

requirement(section, '10', 'MAY support nested parameter aliases', async (send) => {
  await answers(send, [
    'GET /Products(3)?$select=ID&$expand=Related($filter=Rating gt @r;$select=ID;@r=3)',
    200,
    { Related: [{ ID: 1 }] },
  ])
})

requirement(section, '11', 'MAY support /$filter as a path segment', async (send) => {
  expect(await names(send, '/Products/$filter(Rating gt 3)')).toEqual([1, 3])
})
