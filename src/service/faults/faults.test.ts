import { expect, test } from '@jest/globals'
import type { Delivery } from './fault.ts'
import { joinDeliveries } from './faults.ts'

const mailbox = { running: 0 }

test.each<[first: Partial<Delivery>, second: Partial<Delivery>, joined: Partial<Delivery>]>([
  [{ latency: 5 }, { latency: 7 }, { latency: 12 }],
  [{ truncateAt: 9 }, { truncateAt: 4 }, { truncateAt: 4 }],
  [{ truncateAt: 0 }, { latency: 1 }, { truncateAt: 0, latency: 1 }],
  [{ isReset: true }, { truncateAt: 4 }, { isReset: true, truncateAt: 4 }],
  [{ occupied: [mailbox] }, { occupied: [mailbox] }, { occupied: [mailbox] }],
])('what happens to one answer by %j and %j is %j', (first, second, joined) => {
  const plain: Delivery = { latency: 0, isReset: false, truncateAt: undefined, occupied: [] }
  expect(joinDeliveries({ ...plain, ...first }, { ...plain, ...second })).toEqual({
    ...plain,
    ...joined,
  })
})
