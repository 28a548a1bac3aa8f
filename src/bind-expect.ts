import { openServices } from './open-services.ts'
import { createExpectMatchers, type TestHooks } from './testing/index.ts'
import { useUnderstudy, type UseUnderstudyOptions } from './use-understudy.ts'
import type { Understudy } from './understudy.ts'

type Matchers = ReturnType<typeof createExpectMatchers>

/** What the entries of Jest and Vitest export. */
interface BoundExpect {
  readonly matchers: Matchers
  readonly useUnderstudy: (options: UseUnderstudyOptions) => Understudy
}

/** Gives a framework's `expect` the matchers, and its hooks to `useUnderstudy`. */
export function bindExpect(
  expect: { extend(matchers: Matchers): void },
  hooks: TestHooks,
): BoundExpect {
  const matchers = createExpectMatchers(openServices)
  expect.extend(matchers)
  return {
    matchers,
    // What is no object is refused there.
    useUnderstudy: (options) =>
      useUnderstudy(typeof options === 'object' ? { hooks, ...options } : options),
  }
}
