/*
 * Carries out a plan on the store. Comes in: a plan, a parsed body and a context with time, ids and
 * the caller. Goes out: an outcome in terms of entities and values. It does not know HTTP or JSON text.
 */
export { readCallAnswers } from './call-answers.ts'
export { callFunction, findReferenced } from './call-function.ts'
export type { FlatChange } from './flatten-changes.ts'
export { withExactNumbers } from './exact-numbers.ts'
export type { HookedAnswer, HookedBody, Hooks } from './hooks.ts'
export { findResultProblems } from './judge-parameters.ts'
export type { Target } from './target.ts'
export { formatOf } from './documented-answer.ts'
export { execute } from './execute.ts'
export { expansionsOf, withoutExpansions, type Expansion } from './expansions.ts'
export type { ChangesOutcome, ChangesRequest, ExecutedRequest, Outcome } from './outcome.ts'
export type { ModifiedMember, ModifiedOutcome } from './modified-members.ts'
export { pageSizeOf, readPage, type PageRequest } from './read-page.ts'
export type { BodyValidators, Deviation, RequestContext, TrackedResult } from './request-context.ts'
export { seedFixtures, type FixtureProblem } from './seed-fixtures.ts'
export { writeFixtures } from './write-fixtures.ts'
export { findTarget } from './find-target.ts'
export { mediaTypeTerm } from './media-type.ts'
export { isDeclaredIn } from './is-upsertable.ts'
export { annotated, declaredStreams, mediaName, writeInlineContent } from './inline-stream.ts'
