import { expect, test } from '@jest/globals'
import { sendTo } from './answer.ts'
import { ask } from './depot.ts'
import { openNested } from './nested.ts'

const service = openNested()

/** @see Protocol, "Applying an Action to Members of a Collection" */
test.each<[string, number, unknown]>([
  ['GET /Customers/$each/N.Score()', 200, [5, 6]],
  ['GET /Customers/$each/Nested.Score', 200, [5, 6]],
  ['GET /Customers/$filter(ID gt 1)/$each/N.Score()', 200, [6]],
  ['GET /Customers/N.Vip/$each/N.Score()', 200, [6]],
  ['GET /Customers(1)/Friends/$each/N.Score()', 200, [6]],
  ['GET /Customers/$each/N.Score()?$orderby=$it desc', 200, [6, 5]],
  ['GET /Customers/$each/N.Score()/$count', 200, '2'],
  ['GET /Customers/$filter(ID gt 2)/$each/N.Score()', 200, []],
  ['GET /Customers/N.Vip/$each/N.Motto()', 200, ['on']],
  ['POST /Customers/$each/N.Close', 204, undefined],
  ['POST /Customers/$each/N.Score()', 405, 'Score is a function: use GET'],
  ['PUT /Customers(1)/N.Close', 405, 'Close is an action: use POST'],
  ['DELETE /Customers(1)/N.Close', 405, 'Close is an action: use POST'],
  ['GET /Customers/$each/N.Close', 405, 'Close is an action: use POST'],
  [
    'GET /Customers/$each/N.Motto()',
    404,
    "'N.Motto()' at 16 is not an operation, which $each takes",
  ],
  [
    'GET /Customers/$each/N.Rank()',
    501,
    "the answer of Nested.Rank (give it as a fixture named 'Customers(1)/Rank()') is not supported by this service",
  ],
])('%s answers %i', async (line, status, body) => {
  const sent = line.startsWith('PUT') ? { body: {} } : {}
  expect(await ask(service, line, sent)).toEqual([status, body])
})

test('the result of each has the context of a collection of its type', async () => {
  const { body } = await sendTo(service.app, 'GET /Customers/$each/N.Score()')
  expect(body).toEqual({
    '@odata.context': 'http://service.test/$metadata#Collection(Edm.Int32)',
    value: [{ value: 5 }, { value: 6 }],
  })
})
