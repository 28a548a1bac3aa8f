import type { ContractOperation, Permissions, SourceLocation } from '../contract/contract.ts'
import type { Caller, Claims } from './caller.ts'
import type { InventoriedOperation } from './inventory.ts'
import { writeSource, type SourceText } from './write-source.ts'

/** Permissions of which one is needed, by who calls. */
type AccountPermissions = Pick<Permissions, 'delegatedWork' | 'delegatedPersonal' | 'application'>

/** What an operation asks of who calls it. */
export interface PermissionDemand {
  /** The operation's name. */
  readonly name: string
  readonly permissions: AccountPermissions
  /** Where the contract says so; a page has a row for each kind of caller. */
  readonly sourceFor: (claims: Claims | undefined) => SourceText
}

/**
 * The permissions that the page of an operation names, or, of one that no page documents, the annotations
 * of the CSDL.
 * @param allowed what the CSDL allows, where no page documents the operation
 * @returns `undefined` where nothing names any
 */
export function findPermissionDemand(
  operation: ContractOperation | undefined,
  allowed: InventoriedOperation | undefined,
): PermissionDemand | undefined {
  if (operation) {
    const permissions = findPermissions(operation)
    if (!permissions) return undefined
    const sourceFor = (claims: Claims | undefined): SourceText =>
      writeSource(claims ? findPermissionRow(claims, permissions) : permissions.source)
    return { name: operation.name, permissions, sourceFor }
  }
  const permissions = allowed?.permissions
  if (!permissions || !namesAny(permissions)) return undefined
  return { name: allowed.name, permissions, sourceFor: () => allowed.source }
}

/** `undefined` for a page that names none at all, which is one that is not finished. */
export function findPermissions({ permissions }: ContractOperation): Permissions | undefined {
  if (!permissions) return undefined
  return namesAny(permissions) ? permissions : undefined
}

function namesAny({ delegatedWork, delegatedPersonal, application }: AccountPermissions): boolean {
  return delegatedWork.length + delegatedPersonal.length + application.length > 0
}

/** A token does not tell a work account from a personal one, so either's permissions do. */
export function holdsOne({ scp, roles }: Claims, permissions: AccountPermissions): boolean {
  const { delegatedWork, delegatedPersonal, application } = permissions
  return (
    intersects(scp, delegatedWork) ||
    intersects(scp, delegatedPersonal) ||
    intersects(roles, application)
  )
}

function intersects(held: readonly string[], documented: readonly string[]): boolean {
  // Pages differ from tokens in case here and there.
  return held.some((name) => documented.some((other) => other.toLowerCase() === name.toLowerCase()))
}

/** The row that is for such a caller; the whole table for one that is of both kinds, or of none. */
export function findPermissionRow(
  { scp, roles }: Claims,
  permissions: Permissions,
): SourceLocation {
  const { delegatedWork, delegatedPersonal, rows, source } = permissions
  if (scp.length > 0 === roles.length > 0) return source
  if (roles.length > 0) return rows?.application ?? source
  const isPersonal = delegatedWork.length === 0 && delegatedPersonal.length > 0
  return (isPersonal ? rows?.delegatedPersonal : rows?.delegatedWork) ?? source
}

export function describeDocumented(permissions: AccountPermissions): string {
  const { delegatedWork, delegatedPersonal, application } = permissions
  const delegated = [...new Set([...delegatedWork, ...delegatedPersonal])]
  const describe = (names: readonly string[]) =>
    names.length > 0 ? names.join(' or ') : 'not supported'
  return `one of the delegated permissions (${describe(delegated)}) or of the application permissions (${describe(application)})`
}

export function describeHeld({ claims, problem }: Caller): string {
  if (!claims) return problem ?? 'no claims'
  const { scp, roles } = claims
  if (scp.length + roles.length === 0) return 'neither scp nor roles in the token'
  const delegated = scp.length > 0 ? [`the delegated ${scp.join(', ')}`] : []
  const application = roles.length > 0 ? [`the application permissions ${roles.join(', ')}`] : []
  return [...delegated, ...application].join(' and ')
}
