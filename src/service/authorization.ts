import type { ContractOperation } from '../contract/contract.ts'
import { ODataError } from '../errors.ts'
import {
  describeDocumented,
  describeHeld,
  findPermissionRow,
  findPermissions,
  holdsOne,
  writeSource,
  type AuthMode,
  type Caller,
} from '../journal/index.ts'

/**
 * What a caller is answered who has not what the operation's page asks for: a token, and one of the
 * permissions that it documents. A page that documents none asks for none.
 * @param operation undefined when the request matches none that is documented
 * @returns `undefined` where the request is served
 */
export function refuseCaller(
  mode: AuthMode,
  caller: Caller,
  operation: ContractOperation | undefined,
): ODataError | undefined {
  switch (mode) {
    case 'off':
    case 'report':
      return undefined
    case 'require':
      return caller.hasToken ? undefined : refuseWithoutToken(caller)
    case 'permissions':
      return caller.hasToken
        ? refuseWithoutPermission(caller, operation)
        : refuseWithoutToken(caller)
  }
}

function refuseWithoutPermission(
  caller: Caller,
  operation: ContractOperation | undefined,
): ODataError | undefined {
  const permissions = operation && findPermissions(operation)
  if (!operation || !permissions) return undefined
  if (caller.claims && holdsOne(caller.claims, permissions)) return undefined
  const place = caller.claims ? findPermissionRow(caller.claims, permissions) : permissions.source
  const message =
    `${operation.name}: expected ${describeDocumented(permissions)}, found ${describeHeld(caller)}` +
    ` (${writeSource(place)})`
  return new ODataError(403, 'Authorization_RequestDenied', message)
}

/** @see RFC 6750, "The WWW-Authenticate Response Header Field" */
function refuseWithoutToken(caller: Caller): ODataError {
  return new ODataError(
    401,
    'InvalidAuthenticationToken',
    `expected an Authorization header with a Bearer token, found ${caller.problem ?? 'none'}`,
    { headers: { 'WWW-Authenticate': 'Bearer' } },
  )
}
