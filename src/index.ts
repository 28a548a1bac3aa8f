/*
 * The library: a test double for an OData service, started from its contract.
 */
export type {
  AssertContractOptions,
  ContractViolation,
  Coverage,
  CoverageThresholds,
  Exchange,
} from './journal/index.ts'
export { ContractViolationError } from './journal/index.ts'
export { UsageError } from './errors.ts'
export {
  defineBehavior,
  type Behavior,
  type BehaviorContext,
  type BehaviorKey,
  type Representation,
} from './behaviors/index.ts'
export type {
  BehaviorsByResource,
  FixturesDocument,
  UnderstudyOptions,
} from './understudy-options.ts'
export type { Clock, Fault, ListedFault } from './service/index.ts'
export { createUnderstudy, startUnderstudy, type Snapshot, type Understudy } from './understudy.ts'
export { useUnderstudy, type UseUnderstudyOptions } from './use-understudy.ts'
