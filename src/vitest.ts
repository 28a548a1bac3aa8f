/*
 * For Vitest: importing it, in a test file or in one of `setupFiles`, gives `expect` the matchers.
 */
// Kept in the declarations: unless Vitest's own come first, TypeScript does not find what is added to them.
import 'vitest'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { bindExpect } from './bind-expect.ts'
import type { UnderstudyAsymmetricMatchers, UnderstudyMatchers } from './testing/index.ts'

export type {
  RequestDetails,
  TestedService,
  UnderstudyAsymmetricMatchers,
  UnderstudyMatchers,
} from './testing/index.ts'
export type { UseUnderstudyOptions } from './use-understudy.ts'

const bound = bindExpect(expect, { beforeAll, beforeEach, afterEach, afterAll })

/** For an `expect` other than that of the test file. */
export const matchers = bound.matchers

/** As that of the main entry, with Vitest's hooks, whether or not they are globals. */
export const useUnderstudy = bound.useUnderstudy

declare module 'vitest' {
  interface Assertion<T> extends UnderstudyMatchers<void> {}
  interface AsymmetricMatchersContaining extends UnderstudyAsymmetricMatchers {}
}
