import { expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Sent } from './answer.ts'

const first = 'abcdef01-0000-4000-8000-000000000001'
const second = '0bcdef01-0000-4000-8000-000000000002'

function start(): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/annotated-items.xml',
    fixtures: {
      Items: [
        {
          ID: first,
          Name: 'a',
          Ratio: 1.5,
          Day: '-0001-12-31',
          Addresses: [{ City: 'Bonn', '@Notes.Note': 'home' }, { City: 'Ulm' }],
          '@Notes.Rank': 5,
          '@Notes.At': { City: 'Oslo' },
          'Name@Notes.Note': 'short',
        },
        { ID: second, Name: 'b', Ratio: 'INF', Day: '2024-02-29', Addresses: [] },
      ],
    },
  })
}

async function answerOf(service: Understudy, line: string, sent?: Sent) {
  return readAnswer(await sendTo(service.app, line, sent))
}

const item = `GET /Items(${first})`

test.each([
  [
    `${item}?$select=Name`,
    {
      '@odata.context': 'http://service.test/$metadata#Items(Name)/$entity',
      '@odata.id': `http://service.test/Items(${first})`,
      'Name@Notes.Note': 'short',
      Name: 'a',
    },
  ],
  [
    `${item}?$select=@Notes.Rank`,
    {
      '@odata.context': 'http://service.test/$metadata#Items(@Notes.Rank)/$entity',
      '@odata.id': `http://service.test/Items(${first})`,
      '@Notes.Rank': 5,
    },
  ],
  [
    `${item}/Name`,
    {
      '@odata.context': `http://service.test/$metadata#Items(${first})/Name`,
      '@Notes.Note': 'short',
      value: 'a',
    },
  ],
])('%s gives annotations with what they annotate', async (line, body) => {
  expect((await answerOf(start(), line)).body).toEqual(body)
})

test('annotations of a property stand before it, those of the entity before all', async () => {
  const { text } = await sendTo(start().app, item)
  expect(Object.keys(JSON.parse(text))).toEqual([
    '@odata.context',
    '@Notes.Rank',
    '@Notes.At',
    'ID',
    'Name@Notes.Note',
    'Name',
    'Ratio',
    'Day',
    'Addresses',
  ])
})

test('PATCH keeps annotations that it does not give, and changes those that it gives', async () => {
  const service = start()
  const body = { Name: 'c', '@Notes.Rank': 6, '@odata.etag': 'W/"1"' }
  await sendTo(service.app, `PATCH /Items(${first})`, { body })
  expect((await answerOf(service, `${item}?$select=Name,@Notes.Rank`)).body).toEqual({
    '@odata.context': 'http://service.test/$metadata#Items(Name,@Notes.Rank)/$entity',
    '@odata.id': `http://service.test/Items(${first})`,
    '@Notes.Rank': 6,
    'Name@Notes.Note': 'short',
    Name: 'c',
  })
})

test.each([
  ['@Notes.Rank eq 5', ['a']],
  ['@N.Rank add 1 eq 6', ['a']],
  ['@Notes.Rank eq null', ['b']],
  ["@Notes.At/City eq 'Oslo'", ['a']],
  ["Name/@Notes.Note eq 'short'", ['a']],
  ["Addresses/any(a:a/@Notes.Note eq 'home')", ['a']],
  ['Ratio div 0 eq INF', ['a', 'b']],
  ['Ratio mul 2 eq 3', ['a']],
  ['Day lt 0000-01-01', ['a']],
  [`$root/Items/${first}/Name eq Name`, ['a']],
  [`$root/Items/${second}/Name eq Name`, ['b']],
])('$filter=%s', async (filter, names) => {
  const answer = await answerOf(start(), `GET /Items?$filter=${encodeURIComponent(filter)}`)
  expect((answer.body as { value: { Name: string }[] }).value.map(({ Name }) => Name)).toEqual(
    names,
  )
})

test.each([
  ['Day eq 2023-02-29', '$filter: expected a value of Edm.Date at 7, found 2023-02-29'],
  ['cast(Name,Edm.Int33) eq 1', "'Edm.Int33' is not a type at 10; did you mean 'Edm.Int32'?"],
  ['geo.distanc(1,2) eq 1', "'geo.distanc' is not a function at 0; did you mean 'geo.distance'?"],
])('$filter=%s is refused', async (filter, message) => {
  const { status, body } = await answerOf(
    start(),
    `GET /Items?$filter=${encodeURIComponent(filter)}`,
  )
  const { error } = body as { error: { message: string } }
  expect([status, error.message]).toEqual([400, expect.stringContaining(message)])
})
