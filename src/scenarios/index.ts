/*
 * Scenarios: requests with what is expected of their answers. Comes in: YAML or JSON text and a way
 * to send a request. Goes out: a report of the steps, each problem with its line. It does not know
 * which service answers, nor the contract.
 */
export { driftExtension, findScenarioFiles, findServiceFolder } from './find-scenario-files.ts'
export { loadScenario } from './load-scenario.ts'
export { readScenario } from './read-scenario.ts'
export { createHttpTransport } from './http-transport.ts'
export { putClock, putFaults, putFixtures, putIds } from './control-double.ts'
export { readResponseContent } from './read-response-content.ts'
export { replay } from './replay.ts'
export { replayOnBoth, type ReplayTarget } from './replay-on-both.ts'
export { defaultRetryLimits, type RetryLimits } from './retries.ts'
export type { JudgedAnswer, ObservedAnswer, ReplayOptions } from './replay-session.ts'
export {
  hasRefusedGiven,
  type ReplayProblem,
  type ReplayReport,
  type StepReport,
} from './replay-report.ts'
export { RefusedGiven } from './refused-given.ts'
export {
  writeRequestBody,
  type ReplayRequest,
  type ReplayResponse,
  type Transport,
} from './transport.ts'
export type { Scenario } from './scenario.ts'
export {
  inferScenario,
  partsOf,
  resolveReferences,
  redactTraffic,
  unpackBatches,
  writeScenario,
  type InferOptions,
  type InferredScenario,
  type ObservedExchange,
  type ObservedTraffic,
  type RedactedTraffic,
  type ScenarioDocument,
  type StepDocument,
} from './recording/index.ts'
export { startRecordProxy, type RecordProxy } from './record/record-proxy.ts'
export { findDrift, writeDriftLines, writeDriftMarkdown, type Drift } from './record/find-drift.ts'
export { convert, exchangeFormats, recognizeFormat } from './formats/convert.ts'
export type { ExchangeFormat, WriteContext } from './formats/exchange-format.ts'
