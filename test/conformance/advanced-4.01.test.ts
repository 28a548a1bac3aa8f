import { expect } from '@jest/globals'
import { answers, names, requirement } from './requirement.ts'

const section = '13.2.3'

requirement(
  section,
  '3',
  'MUST support the count of a filtered or searched collection',
  async (send) => {
    expect([
      await names(send, '/Categories?$filter=Products/$count($filter=Rating gt 3) eq 1', 'Code'),
      await names(send, '/Categories?$filter=Products/$count($search=Milk) eq 1', 'Code'),
    ]).toEqual([['city', 'food'], ['food']])
  },
)

requirement(section, '4', 'MUST support $compute', async (send) => {
  await answers(send, [
    'GET /Products?$compute=Price mul Rating as Weight&$select=ID,Weight&$filter=Weight gt 9',
    200,
    {
      value: [
        { ID: 1, Weight: 10, 'Weight@odata.type': '#Decimal' },
        expect.objectContaining({ ID: 3, Weight: 4500 }),
      ],
    },
  ])
})

requirement(section, '5', 'MUST support nested options in $select', async (send) => {
  await answers(send, [
    'GET /Products(1)?$select=Labels($select=Text;$top=1)',
    200,
    { Labels: [{ Text: 'Bread' }] },
  ])
})

requirement(section, '5.1', 'MUST support $filter on selected collections', async (send) => {
  await answers(send, [
    "GET /Products(1)?$select=Labels($filter=Language eq 'de')",
    200,
    { Labels: [{ Language: 'de', Text: 'Brot' }] },
  ])
})

requirement(section, '5.2', 'SHOULD support $orderby on selected collections', async (send) => {
  await answers(send, [
    'GET /Products(1)?$select=Tags($orderby=$this asc)',
    200,
    { Tags: ['dark', 'fresh'] },
  ])
})

requirement(section, '5.3', 'SHOULD support $count on selected collections', async (send) => {
  await answers(send, [
    'GET /Products(1)?$select=Tags($count=true)',
    200,
    { 'Tags@odata.count': 2 },
  ])
})

requirement(
  section,
  '5.4',
  'SHOULD support $top and $skip on selected collections',
  async (send) => {
    await answers(send, ['GET /Products(1)?$select=Tags($skip=1;$top=1)', 200, { Tags: ['dark'] }])
  },
)

requirement(section, '5.5', 'SHOULD support $search on selected collections', async (send) => {
  await answers(send, [
    'GET /Products(1)?$select=Labels($search=Brot)',
    200,
    { Labels: [{ Language: 'de', Text: 'Brot' }] },
  ])
})

requirement(section, '6', 'MUST publish metadata as CSDL JSON', async (send) => {
  const { headers, body } = await send('GET /$metadata', undefined, { Accept: 'application/json' })
  expect([headers['content-type'], body]).toEqual([
    'application/json',
    expect.objectContaining({ $Version: '4.01', $EntityContainer: 'Shop.Container' }),
  ])
})

requirement(section, '7', 'MUST support multipart and JSON batches', async (send) => {
  const multipart = await send(
    'POST /$batch',
    '--b\r\nContent-Type: application/http\r\n\r\nGET /Products(1)/Name HTTP/1.1\r\n\r\n\r\n--b--\r\n',
    { 'Content-Type': 'multipart/mixed;boundary=b' },
  )
  const text = Buffer.isBuffer(multipart.body) ? multipart.body.toString() : String(multipart.body)
  expect([multipart.status, text]).toEqual([200, expect.stringContaining('"value":"Bread"')])
  const json = await send('POST /$batch', {
    requests: [
      { id: 'a', method: 'post', url: 'Categories', body: { Code: 'x' } },
      {
        id: 'b',
        method: 'post',
        url: '$a/Products',
        body: { ID: 60, Name: 'y' },
        dependsOn: ['a'],
      },
      { id: 'c', method: 'get', url: "Categories('x')/Products/$count" },
    ],
  })
  const { responses } = json.body as { responses: { id: string; status: number; body: unknown }[] }
  expect(responses.map(({ id, status }) => [id, status])).toEqual([
    ['a', 201],
    ['b', 201],
    ['c', 200],
  ])
  expect(String(responses[2]!.body)).toBe('1')
})

requirement(section, '8', 'SHOULD support /$filter as a path segment', async (send) => {
  await answers(send, ["GET /Products/$filter(Name eq 'Milk')/$count", 200, '1'])
})

requirement(section, '9', 'SHOULD support nested parameter aliases', async (send) => {
  await answers(send, [
    "GET /Products(1)?$select=Labels($filter=Language eq @l;@l='de')",
    200,
    { Labels: [{ Language: 'de', Text: 'Brot' }] },
  ])
})
