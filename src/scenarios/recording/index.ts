export { inferScenario, type InferredScenario, type InferOptions } from './infer-scenario.ts'
export {
  observeHeaders,
  observeJournal,
  withoutPrefix,
  type ObservedExchange,
  type ObservedTraffic,
} from './observed-exchange.ts'
export { writeScenario, type ScenarioDocument, type StepDocument } from './scenario-document.ts'
export { redactTraffic, type RedactedTraffic } from './redact-exchanges.ts'
export { isSecretHeader, redacted } from './secret-patterns.ts'
export { partsOf, resolveReferences } from './batch-parts.ts'
export { unpackBatches } from './unpack-batches.ts'
export { leavesOf } from './json-leaves.ts'
export type { FixtureMembers, GivenDocument } from './scenario-document.ts'
export type { ObservedHeaders } from './observed-exchange.ts'
