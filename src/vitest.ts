/*
 * For Vitest: importing it, in a test file or in one of `setupFiles`, gives `expect` the matchers.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { bindExpect } from './bind-expect.ts'
import type { UnderstudyMatchers } from './testing/index.ts'

export type { RequestDetails, TestedService, UnderstudyMatchers } from './testing/index.ts'
export type { UseUnderstudyOptions } from './use-understudy.ts'

export const { matchers, useUnderstudy } = bindExpect(expect, {
  beforeAll,
  beforeEach,
  afterEach,
  afterAll,
})

declare module 'vitest' {
  interface Assertion<T> extends UnderstudyMatchers<void> {}
}
