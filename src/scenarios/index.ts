/*
 * Scenarios: requests with what is expected of their answers. Comes in: YAML or JSON text and a way
 * to send a request. Goes out: a report of the steps, each problem with its line. It does not know
 * which service answers, nor the contract.
 */
export { findScenarioFiles } from './find-scenario-files.ts'
export { readScenario } from './read-scenario.ts'
export { createHttpTransport } from './http-transport.ts'
export { putFixtures } from './put-fixtures.ts'
export { replay } from './replay.ts'
export type {
  ReplayOptions,
  ReplayProblem,
  ReplayReport,
  ReplayRequest,
  ReplayResponse,
  StepReport,
  Transport,
} from './replay.ts'
export type { Scenario } from './scenario.ts'
