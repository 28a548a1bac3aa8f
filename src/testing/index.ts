/*
 * What tests ask of a service, in the words of any framework. Comes in: a service with its journal,
 * and what a test expects. Goes out: a verdict, and the text that explains it, coloured as the
 * framework does it. It imports no framework: what binds these to Jest, Vitest and Chai stands at the
 * top of `src/`.
 */
export { createExpectMatchers } from './expect-matchers.ts'
export type { UnderstudyAsymmetricMatchers, UnderstudyMatchers } from './expect-matchers.ts'
export { createChaiAssertions } from './chai-assertions.ts'
export { findTestHooks, type GivenTestHooks, type TestHooks } from './test-hooks.ts'
export { hasMethod } from './describe-value.ts'
export { failTest } from './fail-test.ts'
export type { RequestDetails } from './request-expectation.ts'
export type { TestedService } from './tested-service.ts'
