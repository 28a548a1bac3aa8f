import { hasMethod } from './describe-value.ts'

/** What a framework gives to a function that runs after a test. */
interface AfterTest {
  /** `this`: Mocha's context. */
  readonly suite: unknown
  /** The first argument: the context of node:test. */
  readonly context: unknown
}

/**
 * Makes the test that was just run fail. Most frameworks take what is thrown and show it beside the test's
 * own error. Mocha would give up the tests that follow, so there the test itself is told; node:test
 * would keep the test's own error alone, so there the other is added to what is printed.
 */
export function failTest(error: unknown, { suite, context }: AfterTest): void {
  const hook = (suite as { readonly test?: unknown } | undefined)?.test
  if (hasMethod(hook, 'error')) {
    hook.error(error)
    return
  }
  const isFailed = (context as { readonly passed?: unknown } | undefined)?.passed === false
  if (isFailed && hasMethod(context, 'diagnostic')) {
    for (const line of (error as Error).message.split('\n')) context.diagnostic(line)
  }
  throw error
}
