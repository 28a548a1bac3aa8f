import { UsageError } from '../errors.ts'

type Register = (
  run: (this: unknown, context?: unknown) => Promise<void>,
  timeout?: number,
) => unknown

/** How a framework is told what to do around its tests. */
export interface TestHooks {
  readonly beforeAll: Register
  readonly beforeEach: Register
  readonly afterEach: Register
  readonly afterAll: Register
}

/** Jest's and Vitest's names, or Mocha's and node:test's. */
export interface GivenTestHooks {
  readonly beforeAll?: unknown
  readonly before?: unknown
  readonly beforeEach?: unknown
  readonly afterEach?: unknown
  readonly afterAll?: unknown
  readonly after?: unknown
}

/** What Vitest exports, which it keeps here for itself where a project has no globals. */
const vitestExports = '__vitest_index__'

/**
 * The hooks that a test file was given, else those of its framework: the global ones, or what Vitest
 * has without globals.
 * @throws UsageError that says how to give them, when one of the four is missing
 */
export function findTestHooks(
  given: GivenTestHooks | undefined,
  globals: object = globalThis,
): TestHooks {
  const hooks = given ?? findGlobalHooks(globals)
  const found = {
    beforeAll: hooks.beforeAll ?? hooks.before,
    beforeEach: hooks.beforeEach,
    afterEach: hooks.afterEach,
    afterAll: hooks.afterAll ?? hooks.after,
  }
  const missing = Object.entries(found).filter(([, hook]) => typeof hook !== 'function')
  if (missing.length === 0) return found as TestHooks
  const names = missing.map(([name]) => name).join(', ')
  throw new UsageError(
    given === undefined
      ? `useUnderstudy: found no global ${names}; in Jest without globals import it from 'odata-understudy/jest'; with node:test give it { hooks: test }, where test is the default import of 'node:test'`
      : `useUnderstudy: hooks: expected beforeAll (or before), beforeEach, afterEach and afterAll (or after), found no ${names}`,
  )
}

function findGlobalHooks(globals: object): GivenTestHooks {
  if ('beforeEach' in globals) return globals
  const ofVitest: unknown = Reflect.get(globals, vitestExports)
  return typeof ofVitest === 'object' && ofVitest !== null ? ofVitest : globals
}
