import type { AssertContractOptions, CoverageThresholds } from '../journal/index.ts'
import { judgeEntity } from './be-entity.ts'
import { judgeCoverage } from './cover-contract.ts'
import { describeValue } from './describe-value.ts'
import { judgeReceived } from './have-received.ts'
import type { RequestDetails } from './request-expectation.ts'
import { judgeContract } from './satisfy-contract.ts'
import { readService, type TestedService } from './tested-service.ts'
import type { Paint, Verdict } from './verdict.ts'

/** What matchers of Jest and Vitest have as `this`. */
interface MatcherContext {
  readonly isNot?: boolean | undefined
  readonly utils: {
    EXPECTED_COLOR(text: string): string
    RECEIVED_COLOR(text: string): string
    DIM_COLOR(text: string): string
    matcherHint(name: string, received: string, expected: string, options: object): string
  }
}

/** What `expect(…)` has then, in the types of Jest and Vitest. */
export interface UnderstudyMatchers<Result> {
  /** No exchange of the service left the contract. */
  toSatisfyContract(options?: AssertContractOptions): Result
  /** The value is one of the type by the contract of the service, else of those that are open. */
  toBeEntity(type: string, service?: TestedService): Result
  /**
   * The service received a request: a method and a path below the service root, as
   * `POST /accessPackages`; query options where some are given, the body as a subset.
   */
  toHaveReceived(request: string, body?: unknown, details?: RequestDetails): Result
  /** The exchanges cover as much of the contract: percent of operations (default: 100), or by kind. */
  toCoverContract(thresholds?: CoverageThresholds): Result
}

/** What `expect` itself has then: a stand-in for any entity of a type, inside of a larger value. */
export interface UnderstudyAsymmetricMatchers {
  toBeEntity(type: string, service?: TestedService): unknown
}

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** For `expect.extend` of Jest and Vitest, whose types ask for an index signature: an interface has none. */
export type ExpectMatchers = {
  toSatisfyContract(
    this: MatcherContext,
    service: unknown,
    options?: AssertContractOptions,
  ): MatcherResult
  toBeEntity(
    this: MatcherContext,
    value: unknown,
    type: string,
    service?: TestedService,
  ): MatcherResult
  toHaveReceived(
    this: MatcherContext,
    service: unknown,
    request: string,
    body?: unknown,
    details?: RequestDetails,
  ): MatcherResult
  toCoverContract(
    this: MatcherContext,
    service: unknown,
    thresholds?: CoverageThresholds,
  ): MatcherResult
}

/** @param openServices those that a value may be an entity of, the newest first */
export function createExpectMatchers(openServices: () => readonly TestedService[]): ExpectMatchers {
  return {
    toSatisfyContract(service, options) {
      const verdict = judgeContract(readService(service, 'toSatisfyContract'), options)
      return report(this, verdict, { name: 'toSatisfyContract', received: 'service', expected: '' })
    },
    toBeEntity(value, type, service) {
      const services = service === undefined ? openServices() : [readService(service, 'toBeEntity')]
      const expected = describeValue(type)
      const verdict = judgeEntity(value, type, services)
      return report(this, verdict, { name: 'toBeEntity', received: 'value', expected })
    },
    toHaveReceived(service, request, body, details) {
      const asked = { body, details }
      const verdict = judgeReceived(readService(service, 'toHaveReceived'), request, asked)
      const expected = body === undefined ? 'request' : 'request, body'
      return report(this, verdict, { name: 'toHaveReceived', received: 'service', expected })
    },
    toCoverContract(service, thresholds) {
      const verdict = judgeCoverage(readService(service, 'toCoverContract'), thresholds)
      const expected = thresholds === undefined ? '' : describeValue(thresholds)
      return report(this, verdict, { name: 'toCoverContract', received: 'service', expected })
    },
  }
}

function report(
  { utils, isNot = false }: MatcherContext,
  { pass, explain }: Verdict,
  { name, received, expected }: { name: string; received: string; expected: string },
): MatcherResult {
  const paint: Paint = {
    expected: (text) => utils.EXPECTED_COLOR(text),
    received: (text) => utils.RECEIVED_COLOR(text),
    dim: (text) => utils.DIM_COLOR(text),
  }
  return {
    pass,
    message: () => `${utils.matcherHint(name, received, expected, { isNot })}\n\n${explain(paint)}`,
  }
}
