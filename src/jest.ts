/*
 * For Jest: importing it, in a test file or in one of `setupFilesAfterEnv`, gives `expect` the matchers.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
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

/** As that of the main entry, with Jest's hooks, whether or not they are globals. */
export const useUnderstudy = bound.useUnderstudy

declare module 'expect' {
  interface Matchers<R> extends UnderstudyMatchers<R> {}
  interface AsymmetricMatchers extends UnderstudyAsymmetricMatchers {}
}

declare global {
  // The types of the globals, from `@types/jest`.
  namespace jest {
    interface Matchers<R> extends UnderstudyMatchers<R> {}
    interface Expect extends UnderstudyAsymmetricMatchers {}
    interface InverseAsymmetricMatchers extends UnderstudyAsymmetricMatchers {}
  }
}
