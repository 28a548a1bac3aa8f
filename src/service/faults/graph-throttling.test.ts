import { expect, test } from '@jest/globals'
import { bearer } from '../../../test/callers.ts'
import { createGraphThrottling } from './graph-throttling.ts'

test('An app keeps its count within a window, however many others are counted and over', () => {
  const throttle = createGraphThrottling({ limit: 1, window: 10 })
  const statusOf = (app: string, second: number): number | undefined =>
    throttle.take(
      {
        method: 'GET',
        url: '/users',
        headers: { authorization: bearer({ appid: app }) },
        body: undefined,
        serviceRoot: 'http://127.0.0.1/beta',
        isHttps: false,
      },
      new Date(second * 1000),
      '* /**',
    ).answer?.status
  for (let other = 0; other < 990; other++) statusOf(`early-${other}`, 0)
  expect(statusOf('mine', 5)).toBeUndefined()
  for (let other = 0; other < 100; other++) statusOf(`late-${other}`, 11)
  expect([statusOf('mine', 12), statusOf('early-0', 12), statusOf('late-0', 12)]).toEqual([
    429,
    undefined,
    429,
  ])
})
