import { expect, test } from '@jest/globals'
import { send, start } from './requests/answer.ts'
import { small } from './requests/small-fixtures.ts'

const messages = 'GET /users/ann@example.com/messages'

test('graph-throttling runs four requests to a mailbox at once, and refuses a fifth', async () => {
  const service = start(small)
  service.faults.add({ preset: 'graph-throttling' })
  service.faults.add({ latency: 60_000, times: 4 })
  const sent = Array.from({ length: 5 }, () => send(service, messages))
  const refused = await Promise.race(sent)
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
  expect(refused.headers).not.toHaveProperty('x-ms-throttle-scope')
  expect(JSON.parse(refused.text)).toMatchObject({ error: { code: 'ApplicationThrottled' } })
  expect((await send(service, messages.replace('ann', 'bob'))).status).toBe(404)
  await service.close()
  const statuses = (await Promise.all(sent)).map(({ status }) => status)
  expect(statuses.sort((a, b) => a - b)).toEqual([404, 404, 404, 404, 429])
})
