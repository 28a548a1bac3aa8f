import { ODataError } from '../errors.ts'
import {
  describeDocumented,
  describeHeld,
  holdsOne,
  type AuthMode,
  type Caller,
  type PermissionDemand,
} from '../journal/index.ts'

/**
 * What a caller is answered who has not what the operation asks for: a token, and one of the
 * permissions that its page documents, or its annotations. What documents none asks for none.
 * @param findDemand asked where permissions are held to it
 * @returns `undefined` where the request is served
 */
export function refuseCaller(
  mode: AuthMode,
  caller: Caller,
  findDemand: () => PermissionDemand | undefined,
): ODataError | undefined {
  switch (mode) {
    case 'off':
    case 'report':
      return undefined
    case 'require':
      return caller.hasToken ? undefined : refuseWithoutToken(caller)
    case 'permissions':
      return caller.hasToken
        ? refuseWithoutPermission(caller, findDemand())
        : refuseWithoutToken(caller)
  }
}

function refuseWithoutPermission(
  caller: Caller,
  demand: PermissionDemand | undefined,
): ODataError | undefined {
  if (!demand) return undefined
  const { name, permissions, sourceFor } = demand
  const { claims } = caller
  if (claims && holdsOne(claims, permissions)) return undefined
  const message =
    `${name}: expected ${describeDocumented(permissions)}, found ${describeHeld(caller)}` +
    ` (${sourceFor(claims)})`
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
