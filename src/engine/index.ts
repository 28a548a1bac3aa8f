/*
 * Carries out a plan on the store. Comes in: a plan, a parsed body and a context with time, ids and
 * the caller. Goes out: an outcome in terms of entities and values. It does not know HTTP or JSON text.
 */
export { readCallAnswers } from './call-answers.ts'
export { callFunction, findReferenced } from './call-function.ts'
export { formatOf } from './documented-answer.ts'
export { execute } from './execute.ts'
export type { Outcome } from './outcome.ts'
export { pageSizeOf, readPage, type PageRequest } from './read-page.ts'
export type { BodyValidators, Deviation, RequestContext } from './request-context.ts'
export { seedFixtures, type FixtureProblem } from './seed-fixtures.ts'
export { writeFixtures } from './write-fixtures.ts'
export { findTarget } from './find-target.ts'
export { isDeclaredIn } from './is-upsertable.ts'
