/*
 * For Vitest: importing it, in a test file or in one of `setupFiles`, gives `expect` the matchers.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { openServices } from './open-services.ts'
import { createExpectMatchers, type UnderstudyMatchers } from './testing/index.ts'
import { useUnderstudy as useWith, type UseUnderstudyOptions } from './use-understudy.ts'
import type { Understudy } from './understudy.ts'

export type { RequestDetails, TestedService, UnderstudyMatchers } from './testing/index.ts'
export type { UseUnderstudyOptions } from './use-understudy.ts'

/** For an `expect` other than that of the test file. */
export const matchers = createExpectMatchers(openServices)

expect.extend(matchers)

/** As that of the main entry, with Vitest's hooks, whether or not they are globals. */
export function useUnderstudy(options: UseUnderstudyOptions): Understudy {
  return useWith({ hooks: { beforeAll, beforeEach, afterEach, afterAll }, ...options })
}

declare module 'vitest' {
  interface Assertion<T> extends UnderstudyMatchers<void> {}
}
