import type { ContractOperation } from '../../contract/contract.ts'
import { readCaller, type Caller } from '../caller.ts'
import {
  describeDocumented,
  describeHeld,
  findPermissionDemand,
  findPermissions,
  holdsOne,
  type PermissionDemand,
} from '../permissions.ts'
import { findHeader } from '../read-response-body.ts'
import { writeSource, type SourceText } from '../write-source.ts'
import type { ExchangeFacts, ViolationRule } from './rule.ts'

export const missingAuthorization: ViolationRule = {
  name: 'missing-authorization',
  severity: 'warning',
  about: 'request',
  describes:
    'The operation asks for a token, and the request has no `Authorization` header. Over https an error: some SDKs never send the header over plain http.',
  find: (facts) => {
    const { operation, address, record, reader } = facts
    const caller = callerOf(facts)
    const source = operation ? findTokenDemand(operation) : demandOf(facts)?.sourceFor(undefined)
    if (source === undefined || reader.auth === 'off') return []
    if (caller.hasToken || hasAuthorization(facts) || record.status === 401) return []
    return [
      {
        severity: isHttps(record) ? 'error' : 'warning',
        message: `${(operation ?? address.allowed)!.name} needs an Authorization header with a Bearer token`,
        pointer: 'Authorization',
        expected: 'Bearer {token}',
        actual: caller.problem,
        source,
      },
    ]
  },
}

export const insufficientPermissions: ViolationRule = {
  name: 'insufficient-permissions',
  severity: 'error',
  about: 'request',
  describes:
    'The token names permissions, and none of them is one that the page, or an annotation of the CSDL, documents.',
  find: (facts) => {
    const { record, reader } = facts
    const demand = demandOf(facts)
    const caller = callerOf(facts)
    if (!demand || !caller.claims) return []
    if (reader.auth === 'off' || record.status === 403) return []
    const { scp, roles } = caller.claims
    const { name, permissions, sourceFor } = demand
    if (scp.length + roles.length === 0 || holdsOne(caller.claims, permissions)) return []
    return [
      {
        message: `${name} needs a permission that the token does not have`,
        pointer: 'Authorization',
        expected: describeDocumented(permissions),
        actual: describeHeld(caller),
        source: sourceFor(caller.claims),
      },
    ]
  },
}

export const undocumentedPermissions: ViolationRule = {
  name: 'undocumented-permissions',
  severity: 'warning',
  about: 'request',
  describes:
    "With `--auth permissions`: the page documents no permissions, so the token's are not judged.",
  find: (facts) => {
    const { operation, reader } = facts
    if (reader.auth !== 'permissions' || !operation || findPermissions(operation)) return []
    if (operation.origin === 'csdl' || !callerOf(facts).hasToken) return []
    return [
      {
        message: `${operation.name} documents no permissions, so the token's are not judged`,
        pointer: 'Authorization',
        expected: 'a table of permissions on the page',
        actual: 'none',
      },
    ]
  },
}

export function callerOf({ record }: ExchangeFacts): Caller {
  return readCaller(findHeader(record.requestHeaders, 'authorization'))
}

/** Whether there is anything in the header, be it a token or not. */
export function hasAuthorization({ record }: ExchangeFacts): boolean {
  return (findHeader(record.requestHeaders, 'authorization') ?? '').trim() !== ''
}

/** Where the page says that a token is needed: its row for the header, or its permissions. */
export function findTokenDemand(operation: ContractOperation): SourceText | undefined {
  const header = operation.headers.find(({ name }) => name.toLowerCase() === 'authorization')
  const source = header ? header.source : findPermissions(operation)?.source
  return source && writeSource(source)
}

function demandOf({ operation, address }: ExchangeFacts): PermissionDemand | undefined {
  return findPermissionDemand(operation, address.allowed)
}

function isHttps({ serviceRoot = '', url }: ExchangeFacts['record']): boolean {
  return /^https:/i.test(serviceRoot) || /^https:/i.test(url)
}
