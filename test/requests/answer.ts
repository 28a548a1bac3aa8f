import { expect } from '@jest/globals'
import request, { type Response, type Test } from 'supertest'
import {
  createUnderstudy,
  type FixturesDocument,
  type Understudy,
  type UnderstudyOptions,
} from '../../src/index.ts'
import type { ErrorDetail } from '../../src/errors.ts'
import { sample } from './contracts.ts'

/** What the service calls itself when a request says `Host: service.test`. */
export const root = 'http://service.test/beta'

export interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A double on the sample contract with a clock that stands still and counted ids. */
export function start(
  fixtures: FixturesDocument,
  options: Partial<UnderstudyOptions> = {},
): Understudy {
  return createUnderstudy({
    contract: sample.contract,
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
    ...options,
  })
}

/** The `n`th id that a service with counted ids makes. */
export function sequentialId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

/** Sends `METHOD /path`, after the service root, to `service.app`; a string as the body goes as it is. */
export function send(
  { app }: Pick<Understudy, 'app'>,
  line: string,
  { body, headers = {} }: Sent = {},
): Test {
  return sendTo(app, line.replace(' ', ' /beta'), { body, headers })
}

/** As `send`, with the path from the host's root. */
export function sendTo(
  app: Understudy['app'],
  line: string,
  { body, headers = {} }: Sent = {},
): Test {
  const [, method = '', url = ''] = /^(\S+) (.*)$/s.exec(line) ?? []
  const name = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
  const test = request(app)
    [name](url)
    .set('Host', 'service.test')
    .buffer(true)
    .ok(() => true)
  if (typeof body === 'string') void test.set('Content-Type', 'application/json')
  for (const [header, value] of Object.entries(headers)) void test.set(header, value)
  return body === undefined ? test : test.send(body as string | object)
}

/** Status and body of an answer: JSON parsed, other text as it is, `undefined` for none. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

export async function answer(
  service: Pick<Understudy, 'app'>,
  line: string,
  sent?: Sent,
): Promise<Answer> {
  return readAnswer(await send(service, line, sent))
}

export function readAnswer({ status, text, type }: Response): Answer {
  if (text === undefined || text === '') return { status, body: undefined }
  return { status, body: type === 'application/json' ? JSON.parse(text) : text }
}

/** The ids in a collection's answer. */
export async function ids(service: Pick<Understudy, 'app'>, path: string): Promise<unknown[]> {
  const { body } = await answer(service, `GET ${path}`)
  return (body as { value: { id: unknown }[] }).value.map(({ id }) => id)
}

/** A refusal's whole answer. */
export function refusal(
  status: number,
  message: string | RegExp,
  more: { target?: string; details?: readonly ErrorDetail[]; code?: string } = {},
): Answer {
  const { code = codes[status], ...rest } = more
  const text = expect.any(String)
  return {
    status,
    body: {
      error: {
        code,
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        ...rest,
        innerError: { date: text, 'request-id': text, 'client-request-id': text },
      },
    },
  }
}

const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'ResourceNotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  412: 'PreconditionFailed',
  415: 'UnsupportedMediaType',
  501: 'NotImplemented',
}

/** The answer of a request that leaves the state as it was; of another, the state afterwards too. */
export async function answerUnchanged(
  service: Understudy,
  line: string,
  sent?: Sent,
): Promise<Answer & { readonly state?: FixturesDocument }> {
  const before = JSON.stringify(service.state())
  const found = await answer(service, line, sent)
  const state = service.state()
  return JSON.stringify(state) === before ? found : { ...found, state }
}
