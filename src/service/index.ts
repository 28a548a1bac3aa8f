/*
 * Requests in, responses out: headers, authorization, `$batch`, the journal's records, the error
 * response, and the control plane in Express. All that OData says about data happens in the rooms above.
 */
export type { AuthMode } from '../journal/index.ts'
export { isTime, type Clock } from './clock.ts'
export { readCorsOption, type CorsOption, type CorsPolicy } from './cors.ts'
export { createApp, isControlPath } from './control-plane.ts'
export { deliverInProcess } from './faults/deliver.ts'
export type { Fault, ListedFault } from './faults/fault.ts'
export type { Faults } from './faults/faults.ts'
export { FaultError } from './faults/read-faults.ts'
export { handleRequest } from './handle-request.ts'
export {
  createJudge,
  type Judge,
  type JudgeOptions,
  type ObservedRequest,
  type ObservedResponse,
  type ObservedTime,
} from './judge.ts'
export { openJournalFile, type JournalFile } from './journal-file.ts'
export { createServiceListener, isUnderServiceRoot, type Persist } from './listener.ts'
export { findNameFault, isSandboxPath } from './sandbox-path.ts'
export { createSandboxListener, Sandboxes } from './sandboxes.ts'
export { openServer, type OpenedServer, type TlsOption } from './open-server.ts'
export { openWithExamples } from './open-with-examples.ts'
export { describeFixtureProblem, FixtureError, fixturePointer } from './fixture-error.ts'
export { Service } from './service.ts'
export { createSource } from './source.ts'
