import { setTimeout as sleep } from 'node:timers/promises'
import type { ContractViolation, Exchange } from '../journal/index.ts'
import type { JsonObject, JsonValue } from '../model/index.ts'
import { defaultRetryLimits, type RetryContext, type RetryLimits } from './retries.ts'
import type { IdKind, Scenario, Variables } from './scenario.ts'
import { baseVariable } from './substitute.ts'
import type { ReplayRequest, ReplayResponse, Transport } from './transport.ts'

/** A request as it was sent, and what came back. */
export interface ObservedAnswer {
  readonly request: ReplayRequest
  readonly response: ReplayResponse
  /** Milliseconds since 1970. */
  readonly time: number
  /** Milliseconds taken. */
  readonly duration: number
}

export interface JudgedAnswer {
  readonly exchange?: Exchange
  /** Where the answer leaves the contract; only errors fail a step. */
  readonly violations: readonly ContractViolation[]
}

export interface ReplayOptions {
  /** The service root URL, the value of `${base}`. */
  readonly baseUrl: string
  /** What the report calls the service. */
  readonly target?: string
  /** Puts the service into the state that `given` describes; absent: it is skipped. */
  readonly applyFixtures?: (fixtures: JsonObject) => Promise<void>
  /** Lets the service's clock stand still; absent: `given.clock` is skipped. */
  readonly setClock?: (time: string) => Promise<void>
  /** How the service makes its ids from now on; absent: `given.ids` is skipped. */
  readonly setIds?: (ids: IdKind) => Promise<void>
  /** What goes wrong with the service's answers from now on; absent: `given.faults` is skipped. */
  readonly setFaults?: (faults: JsonValue) => Promise<void>
  /** Whether the service takes a caller's claims on trust, as a double does. */
  readonly takesClaims?: boolean
  /** Sent as a bearer token by every step that has no caller and no `Authorization` of its own. */
  readonly token?: string | undefined
  /** Holds an answer to the contract; absent where none is known. */
  readonly judge?: (observed: ObservedAnswer) => JudgedAnswer
  readonly retryLimits?: RetryLimits | undefined
  /** Ends the steps before the next one is sent, and what is waited for; `finally` is sent still. */
  readonly signal?: AbortSignal | undefined
  /** Ends the step that is under way; until then its answer may tell what is to be cleaned up. */
  readonly end?: AbortSignal | undefined
  /** What variables of the environment are taken from. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly now?: () => number
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** A scenario on its way on one service. */
export interface ReplaySession {
  readonly scenario: Scenario
  readonly options: ReplayOptions
  readonly baseUrl: string
  readonly variables: Variables
  readonly now: () => number
  readonly retries: RetryContext
  /** Waits for a busy service, interrupted or not. */
  readonly cleanUpRetries: RetryContext
}

export function openSession(
  scenario: Scenario,
  transport: Transport,
  options: ReplayOptions,
): ReplaySession {
  const { now = Date.now, wait = waitFor, signal, end, retryLimits } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const limits = retryLimits ?? defaultRetryLimits
  const retries = { transport, limits, now }
  return {
    scenario,
    options,
    baseUrl,
    variables: new Map([[baseVariable, baseUrl]]),
    now,
    retries: {
      ...retries,
      transport: (request) => transport(request, end),
      wait: (milliseconds) => wait(milliseconds, signal),
    },
    cleanUpRetries: { ...retries, wait },
  }
}

async function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    throw signal?.aborted ? new Error('an interruption', { cause: error }) : error
  }
}
