import { describe, expect, test } from '@jest/globals'
import { sendWithRetries } from './retries.ts'
import type { ReplayResponse } from './transport.ts'

type Answer = number | readonly [status: number, retryAfter: string]

/** Answers in order, what is waited between them, and what is left of it. */
const table: readonly [
  method: string,
  answers: readonly Answer[],
  waits: readonly number[],
  status: number,
  note?: string,
][] = [
  ['GET', [200], [], 200],
  ['GET', [500], [], 500],
  ['POST', [429, 201], [1000], 201],
  ['POST', [[503, '7'], 201], [7000], 201],
  ['GET', [[429, '0'], [429, '3'], 504, 200], [0, 3000, 4000], 200],
  ['GET', [[429, 'Thu, 01 Jan 1970 00:00:30 GMT'], 200], [30_000], 200],
  ['GET', [[429, 'Wed, 31 Dec 1969 23:59:59 GMT'], 200], [0], 200],
  ['GET', [[429, 'soon'], 200], [1000], 200],
  ['POST', [504], [], 504],
  ['PATCH', [504], [], 504],
  ['DELETE', [504, 204], [1000], 204],
  ['GET', [429, 429, 429, 429, 429], [1000, 2000, 4000, 8000], 429, 'after 5 attempts'],
  ['GET', [[429, '60'], 200], [60_000], 200],
  [
    'GET',
    [
      [429, '50'],
      [429, '20'],
    ],
    [50_000],
    429,
    'after 2 attempts; asked to wait 20 s more, at most 60 s in all',
  ],
  [
    'GET',
    [[429, '3600']],
    [],
    429,
    'after 1 attempt; asked to wait 3600 s more, at most 60 s in all',
  ],
]

describe('a busy service', () => {
  test.each(table)('%s answered %j', async (method, answers, waits, status, ...[note]) => {
    const waited: number[] = []
    const left = [...answers]
    const sent = await sendWithRetries(
      { method, url: '/a', headers: {}, body: undefined },
      () => false,
      {
        transport: () => Promise.resolve(answerOf(left.shift() ?? 200)),
        limits: { attempts: 5, waiting: 60_000 },
        now: () => 0,
        wait: (milliseconds) => Promise.resolve(void waited.push(milliseconds)),
      },
    )
    expect([waited, sent.response.status, sent.note]).toEqual([waits, status, note])
    expect([sent.attempts, left]).toEqual([answers.length, []])
  })

  test('is left in peace when that is what the step is about', async () => {
    const sent = await sendWithRetries(
      { method: 'GET', url: '/a', headers: {}, body: undefined },
      (status) => status === 429,
      {
        transport: () => Promise.resolve(answerOf(429)),
        limits: { attempts: 5, waiting: 60_000 },
        now: () => 0,
        wait: () => Promise.reject(new Error('waited')),
      },
    )
    expect(sent.attempts).toBe(1)
  })
})

function answerOf(answer: Answer): ReplayResponse {
  const [status, retryAfter] = typeof answer === 'number' ? [answer] : answer
  return { status, headers: { 'Retry-After': retryAfter }, body: undefined }
}
