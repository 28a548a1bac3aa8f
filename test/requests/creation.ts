import { join } from 'node:path'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

/** What the service of people, groups, orders and wares calls itself when a request says `Host: service.test`. */
export const creationRoot = 'http://service.test'

/** People Ann and Bob, a group, a country, a ware, and the head, a singleton. */
export function openCreation(): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'creation.xml'),
    fixtures: {
      People: [
        { ID: 1, Name: 'Ann', Homes: [] },
        { ID: 2, Name: 'Bob', Homes: [] },
      ],
      Groups: [{ ID: 1, Title: 'First' }],
      Countries: [{ Code: 'NO' }],
      Wares: [{ Code: 'a', Tags: [], Flag: true }],
      Head: { ID: 9, Name: 'Head', Homes: [] },
    },
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

export async function ask(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}

/** Status, message and target of a refusal with its details; the state is compared by the caller. */
export interface Refused {
  readonly status: number
  readonly message: string
  readonly target: string | undefined
  readonly targets: readonly (string | undefined)[]
}

/** @throws Error when the state is another one afterwards */
export async function refusedBy(
  service: Understudy,
  line: string,
  body: unknown,
): Promise<Refused> {
  const before = JSON.stringify(service.state())
  const { status, body: answered } = await ask(service, line, { body })
  if (JSON.stringify(service.state()) !== before) throw new Error(`${line} left something behind`)
  const { error } = answered as {
    error: { message: string; target?: string; details?: readonly { target?: string }[] }
  }
  const targets = (error.details ?? []).map(({ target }) => target)
  return { status, message: error.message, target: error.target, targets }
}
