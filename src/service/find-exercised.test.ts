import { describe, expect, test } from '@jest/globals'
import { readContract } from '../contract/index.ts'
import { planRequest } from '../plan/index.ts'
import { findExercised } from './find-exercised.ts'

const shop = readContract(['fixtures/bookshop/contract'])
const graph = readContract(['fixtures/access-packages/contract'])

/** What is exercised, in one text: `$filter | Book/Title | Book/Author`. */
function exercised(
  { model }: typeof shop,
  request: string,
  { body, answer }: { readonly body?: unknown; readonly answer?: unknown } = {},
): string {
  const [method = '', url = ''] = request.split(' ', 2)
  const [path = '', query = ''] = url.split('?')
  const plan = planRequest(path, query.replaceAll('+', '%20'), {
    model,
    isModification: method !== 'GET',
  })
  const { options, properties, relationships } = findExercised(plan, { body, answer, model })
  const list = (names: readonly string[]) =>
    names.map((name) => name.replace(/^(Bookshop|microsoft\.graph)\./, '')).join(' ')
  return [list(options), list(properties), list(relationships)].join(' | ').trim()
}

describe('the URL', () => {
  test.each<[request: string, expected: string]>([
    ['GET Books', '|  |'],
    [
      "GET Books?$filter=contains(Title,'a')+and+not+(Stock+gt+1+or+Stock+lt+0)",
      '$filter | Book/Stock Book/Title |',
    ],
    ['GET Books?$filter=Author/Born+ne+null', '$filter | Author/Born | Book/Author'],
    ["GET Authors?$filter=Books/any(b:b/Title+eq+'x')", '$filter | Book/Title | Author/Books'],
    ['GET Books?$filter=Stock+in+(1,2)', '$filter | Book/Stock |'],
    [
      'GET Books?$orderby=Price+desc,Author/Name',
      '$orderby | Author/Name Book/Price | Book/Author',
    ],
    [
      'GET Books?$select=Title,Stock&$top=1&$count=true',
      '$count $select $top | Book/Stock Book/Title |',
    ],
    ['GET Orders?$select=ShipTo/City', '$select | Address/City Order/ShipTo |'],
    [
      'GET Books?$expand=Author($select=Name;$expand=Books($filter=Stock+gt+0))',
      '$expand $filter $select | Author/Name Book/Stock | Author/Books Book/Author',
    ],
    ['GET Books?$compute=Price+mul+2+as+Twice&$select=Twice', '$compute $select | Book/Price |'],
    ['GET Books/$filter(Stock%20gt%201)', '| Book/Stock |'],
    [
      'GET Books?$apply=groupby((Author/Name),aggregate(Price+with+sum+as+Total))',
      '$apply | Author/Name Book/Price | Book/Author',
    ],
    [
      'GET Books?$apply=filter(Stock+gt+0)/compute(length(Title)+as+Long)/orderby(Long)/filter(Long+gt+1+and+Format+ne+null)',
      '$apply | Book/Format Book/Stock Book/Title |',
    ],
    [
      'GET Books?$apply=concat(topcount(2,Price),aggregate($count+as+N,ID+with+max+from+AuthorID+with+min+as+M))',
      '$apply | Book/AuthorID Book/ID Book/Price |',
    ],
    [
      'GET Authors?$apply=addnested(Books,filter(Stock+gt+0)+as+Stocked)&$filter=Born+ne+null',
      '$apply $filter | Author/Born Book/Stock | Author/Books',
    ],
    [
      'GET Authors?$filter=Books/aggregate(Price+with+max)+gt+5&$orderby=Books/$count',
      '$filter $orderby | Book/Price | Author/Books',
    ],
    [
      'GET Authors?$expand=Books($select=ID;$orderby=Title;$compute=Price+mul+2+as+Twice)',
      '$compute $expand $orderby $select | Book/ID Book/Price Book/Title | Author/Books',
    ],
    [
      "GET Authors?$expand=Books($filter=Genres/any(g:g+eq+'x')+and+Author/Books/all(b:b/Stock+gt+1);$count=true)",
      '$count $expand $filter | Book/Genres Book/Stock | Author/Books Book/Author',
    ],
    ['GET Authors/$count?$filter=Books/any()', '$filter |  | Author/Books'],
    ['GET Books?$select=*', '$select |  |'],
    ['GET Books(1)/Author/Name', '| Author/Name | Book/Author'],
    ['PUT Books(1)/Author/$ref', '|  | Book/Author'],
    ['GET Orders?$format=json', '$format |  |'],
    ['GET Books?$expand=*($levels=max)', '$expand |  | Author/Books Book/Author'],
  ])('%s', (request, expected) => {
    expect(exercised(shop, request)).toBe(expected)
  })

  test('a door is a relationship of what it leads from', () => {
    const request = 'GET identityGovernance/entitlementManagement/accessPackages'
    expect(exercised(graph, request)).toBe(
      '|  | entitlementManagement/accessPackages identityGovernance/entitlementManagement',
    )
  })
})

describe('bodies', () => {
  test('what the client sends, nested and bound', () => {
    const body = {
      '@odata.type': '#Bookshop.Order',
      Number: '1',
      ShipTo: { City: 'Ulm' },
      Items: [{ Quantity: 1, 'Book@odata.bind': 'Books(1)', unknown: 1 }],
    }
    expect(exercised(shop, 'POST Orders', { body })).toBe(
      '| Address/City Order/Number Order/ShipTo OrderItem/Quantity | Order/Items OrderItem/Book',
    )
  })

  test('what the client receives, of one and of many', () => {
    const one = { '@odata.context': 'x', Title: 'A', Author: { Name: 'B' } }
    expect(exercised(shop, 'GET Books(1)', { answer: one })).toBe(
      '| Author/Name Book/Title | Book/Author',
    )
    const many = { '@odata.context': 'x', value: [{ Title: 'A' }, { Stock: 1 }] }
    expect(exercised(shop, 'GET Books', { answer: many })).toBe('| Book/Stock Book/Title |')
  })

  test('a text or a number has nothing of the contract', () => {
    expect(exercised(shop, 'GET Books/$count', { answer: '3' })).toBe('|  |')
    expect(exercised(shop, 'POST Books', { body: 'no JSON' })).toBe('|  |')
  })
})
