import { UsageError } from './errors.ts'
import type { Contract } from './contract/index.ts'
import {
  checkAssertOptions,
  ContractViolationError,
  findUncovered,
  inventoryOf,
  measureCoverage,
  type AssertContractOptions,
  type CoverageThresholds,
  type Exchange,
} from './journal/index.ts'
import { failTest, findTestHooks, hasMethod, type GivenTestHooks } from './testing/index.ts'
import { checkOptions, type UnderstudyOptions } from './understudy-options.ts'
import { startUnderstudy, type Understudy } from './understudy.ts'

/** The options of `startUnderstudy`, and what is done with the service around tests. */
export interface UseUnderstudyOptions extends UnderstudyOptions {
  /** What is asserted after each test, `minCoverage` after all of them; `false` for nothing. */
  readonly assert?: false | AssertContractOptions | undefined
  /**
   * The framework's hooks, where they are no globals: an object with `beforeAll` or `before`,
   * `beforeEach`, `afterEach`, and `afterAll` or `after`, as the default import of `node:test` is.
   */
  readonly hooks?: GivenTestHooks | undefined
}

/** A large contract, on a machine that is busy with other tests, is longer in reading than frameworks wait. */
const startTimeout = 60_000

/**
 * For a test file, or a `describe` block of one: starts the service before all tests, resets it before
 * each, asserts after each that nothing left the contract, and closes it after all.
 * @returns the service, for use inside tests and hooks
 * @throws UsageError for options that cannot be, and where there are no hooks
 */
export function useUnderstudy(options: UseUnderstudyOptions): Understudy {
  checkOptions(options, ['assert', 'hooks'])
  const { assert, hooks, ...started } = options
  checkAssert(assert)
  const { beforeAll, beforeEach, afterEach, afterAll } = findTestHooks(hooks)
  const { minCoverage, ...eachTime } = assert || {}
  const exchanges: Exchange[] = []
  let service: Understudy | undefined

  // Jest and Vitest take it beside the function, Mocha from within.
  beforeAll(async function () {
    if (hasMethod(this, 'timeout')) this.timeout(startTimeout)
    service = await startUnderstudy(started)
  }, startTimeout)
  beforeEach(async () => {
    await service?.reset()
  })
  // A declared parameter would be Jest's and Mocha's callback.
  afterEach(async function (...[context]) {
    if (assert === false || !service) return
    if (minCoverage !== undefined) exchanges.push(...service.journal.exchanges)
    try {
      service.assertContract(eachTime)
    } catch (error) {
      failTest(error, { suite: this, context })
    }
  })
  afterAll(async () => {
    if (!service) return
    await service.close()
    if (minCoverage !== undefined) assertCoverage(service.contract, exchanges, minCoverage)
  })
  return standInFor(() => service)
}

/** Of all tests together, since each begins with an empty journal. */
function assertCoverage(
  contract: Contract,
  exchanges: readonly Exchange[],
  thresholds: CoverageThresholds,
): void {
  const coverage = measureCoverage(inventoryOf(contract), exchanges)
  const uncovered = findUncovered(coverage, thresholds)
  if (uncovered.length === 0) return
  const lines = uncovered.map((sentence) => `  ${sentence}`)
  throw new ContractViolationError(
    `the tests cover too little of the contract\n${lines.join('\n')}`,
    [],
  )
}

function checkAssert(assert: unknown): void {
  if (assert === undefined || assert === false) return
  if (typeof assert !== 'object' || assert === null || Array.isArray(assert)) {
    throw new UsageError(
      `assert: expected false, or the options of assertContract, found ${JSON.stringify(assert)}`,
    )
  }
  checkAssertOptions(assert as AssertContractOptions)
}

/** Passes everything on to a service that is there later. */
function standInFor(find: () => Understudy | undefined): Understudy {
  const get = (name: string | symbol): unknown => {
    const service = find()
    if (service) return memberOf(service, name)
    // What printing a value, and awaiting it, ask of anything.
    if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
    throw new UsageError(
      `service.${name}: the service has not started; useUnderstudy starts it before the first test, so use it inside tests and hooks`,
    )
  }
  return new Proxy({} as Understudy, {
    get: (_, name) => get(name),
    has: (_, name) => Reflect.has(find() ?? {}, name),
  })
}

/** Methods have to be called on the service itself; `app` is a function that is none. */
function memberOf(service: Understudy, name: string | symbol): unknown {
  const member: unknown = Reflect.get(service, name, service)
  const declared = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(service), name)
  return typeof declared?.value === 'function' && typeof member === 'function'
    ? (member.bind(service) as unknown)
    : member
}
