/*
 * What was asked and answered, and where it leaves the contract. Comes in: records of references,
 * taken at no cost. Goes out, when it is read: exchanges with their violations, secrets redacted, and
 * one error that lists them all. It knows neither how a request was answered nor any file.
 */
export type {
  CoveredItem,
  Coverage,
  CoverageShare,
  CoverageThresholds,
  OperationCoverage,
  TypeCoverage,
} from './coverage.ts'
export type {
  ContractViolation,
  Exchange,
  ExchangeRecord,
  Exercised,
  NearOperation,
  ServedShape,
} from './exchange.ts'
export type {
  ContractInventory,
  InventoriedMember,
  InventoriedOperation,
  InventoriedType,
} from './inventory.ts'
export { readCaller, type Caller, type Claims } from './caller.ts'
export type {
  AddressFacts,
  AddressProblem,
  AuthMode,
  BodyProblem,
  ContractReader,
  NamedElement,
} from './contract-reader.ts'
export { isUnmatched } from './is-unmatched.ts'
export { createJournal, Journal } from './journal.ts'
export type { JournalledViolation, JournalOptions } from './journal.ts'
export type {
  JournalEndLine,
  JournalExchangeLine,
  JournalHeaderLine,
  JournalLine,
  JournalSink,
} from './journal-sink.ts'
export { assertContract, checkAssertOptions, ContractViolationError } from './assert-contract.ts'
export type { AssertContractOptions } from './assert-contract.ts'
export { isJson, isText, readContentType } from './media-type.ts'
export { nothingAddressed } from './nothing-addressed.ts'
export { writeNearOperations } from './near-operations.ts'
export { findNearestInContract } from './nearest-in-contract.ts'
export {
  describeDocumented,
  describeHeld,
  findPermissionDemand,
  holdsOne,
  type PermissionDemand,
} from './permissions.ts'
export { readHead, readHeaderLines, splitMultipart } from './split-multipart.ts'
export { violationRules } from './rules/index.ts'
export { writeUndocumented } from './rules/undocumented-operation.ts'
export { writeSource, type SourceText } from './write-source.ts'
export { checkThresholds, findUncovered } from './find-uncovered.ts'
export { redactHeader } from './redact.ts'
export { findModelOperation, inventoryOf } from './inventory-of.ts'
export { findLeastPrivilege } from './least-privilege.ts'
export type { LeastPrivilege, NeededPermission } from './least-privilege.ts'
export { measureCoverage } from './measure-coverage.ts'
export { readJournal, type JournalContents, type JournalSession } from './read-journal.ts'
export { mergeJournals, type MergedJournal } from './merge-journals.ts'
export { compileResourcePattern, expressionOf, splitSegments } from './resource-pattern.ts'
export { findHeader } from './read-response-body.ts'
