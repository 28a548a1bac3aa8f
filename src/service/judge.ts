import type { Contract } from '../contract/contract.ts'
import { createJournal, type AuthMode, type Exchange, type Journal } from '../journal/index.ts'
import { parseJson, writeJson } from '../model/index.ts'
import { withoutHost } from '../plan/index.ts'
import { getValidators } from '../schemas/index.ts'
import { createContractReader } from './contract-reader.ts'
import { getOperationTable } from './operation-table.ts'
import { PlanCache } from './plan-cache.ts'

/** A request as it was sent to any service. */
export interface ObservedRequest {
  readonly method: string
  /** Absolute, or from the base path on, undecoded. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Parsed JSON, or the text or octets as they were sent; `undefined` for none. */
  readonly body?: unknown
}

export interface ObservedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** As of a request. */
  readonly body?: unknown
}

/** When it was sent, in milliseconds since 1970, and how many milliseconds it took. */
export interface ObservedTime {
  readonly time: number
  readonly duration: number
}

export interface JudgeOptions {
  /** Root of the service that answers, a URL or its pathname; default: the base path of the contract. */
  readonly serviceRoot?: string | undefined
  /** `off`: callers are not asked who they are. Default `report`. */
  readonly auth?: AuthMode | undefined
}

/** Holds the exchanges of any service to a contract, by the rules that the double's own are held to. */
export interface Judge {
  /** What was observed so far, in its order. */
  readonly journal: Journal
  judge(request: ObservedRequest, response: ObservedResponse, when?: ObservedTime): Exchange
}

export function createJudge(contract: Contract, options: JudgeOptions = {}): Judge {
  const { model } = contract
  const { serviceRoot = contract.basePath, auth = 'report' } = options
  const root = serviceRoot.replace(/\/+$/, '')
  const planner = {
    contract,
    model,
    operations: getOperationTable(contract),
    plans: new PlanCache(),
  }
  const reader = createContractReader(planner, { basePath: withoutHost(root), auth })
  const journal = createJournal({ contract, validators: getValidators(model) })
  return {
    journal,
    judge: (request, response, when) => {
      const { body } = request
      journal.record({
        method: request.method,
        url: request.url,
        requestHeaders: request.headers,
        requestBody: typeof body === 'string' ? readText(body, request.headers) : body,
        status: response.status,
        responseHeaders: withoutUndefined(response.headers),
        responseBody: asText(response.body),
        operation: undefined,
        serviceRoot: rootOf(request.url, root),
        reader,
        isObserved: true,
        violations: [],
        time: when?.time ?? 0,
        duration: when?.duration ?? 0,
      })
      return journal.exchanges.at(-1)!
    },
  }
}

/** The host is that of the request, where the root names none. */
function rootOf(url: string, root: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(root)) return root
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0]
  return `${origin ?? ''}${root}`
}

function readText(text: string, headers: ObservedRequest['headers']): unknown {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (text === '' || !/\bjson\b/i.test(String(type ?? 'json'))) return text
  try {
    return parseJson(text)
  } catch {
    // A rule of its own says so.
    return text
  }
}

function asText(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body
  return writeJson(body)
}

function withoutUndefined<Value>(
  headers: Readonly<Record<string, Value | undefined>>,
): Record<string, Value> {
  const present = Object.entries(headers).filter(
    (entry): entry is [string, Value] => entry[1] !== undefined,
  )
  return Object.fromEntries(present)
}
