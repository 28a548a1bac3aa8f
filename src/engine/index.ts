/*
 * Carries out a plan on the store. Comes in: a plan, a parsed body and a context with time, ids and
 * the caller. Goes out: an outcome in terms of entities and values. It does not know HTTP or JSON text.
 */
export { readCallAnswers } from './operations/call-answers.ts'
export { callFunction, findReferenced } from './operations/call-function.ts'
export type { FlatChange } from './changes/flatten-changes.ts'
export type { ContentId } from './modify/content-id.ts'
export { withExactNumbers } from './judge/exact-numbers.ts'
export type { HookedAnswer, HookedBody, Hooks } from './hooks.ts'
export { findResultProblems, parameterType } from './operations/judge-parameters.ts'
export { findMissing } from './judge/find-missing.ts'
export { isExampleValue } from './judge/judge-body.ts'
export type { Target } from './target.ts'
export { formatOf } from './operations/documented-answer.ts'
export { execute } from './execute.ts'
export { expansionsOf, withoutExpansions, type Expansion } from './changes/expansions.ts'
export type {
  ChangesOutcome,
  ChangesRequest,
  ExecutedRequest,
  Outcome,
  OutcomeOf,
} from './outcome.ts'
export type { ModifiedMember, ModifiedOutcome } from './modify/modified-members.ts'
export { pageSizeOf, readPage, type PageRequest } from './read/read-page.ts'
export type { BodyValidators, Deviation, RequestContext, TrackedResult } from './request-context.ts'
export { refuseOtherPlace } from './reference.ts'
export { readExampleFixtures } from './fixtures/example-fixtures.ts'
export { seedFixtures, type FixtureProblem } from './fixtures/seed-fixtures.ts'
export { writeFixtures } from './fixtures/write-fixtures.ts'
export { mediaTypeTerm } from './streams/media-type.ts'
export { isDeclaredIn } from './modify/is-upsertable.ts'
export { annotated, declaredStreams, mediaName } from './streams/inline-stream.ts'
export { writeInlineContent } from './streams/stream-content.ts'
