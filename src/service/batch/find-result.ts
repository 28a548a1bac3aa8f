import { badRequest, ODataError } from '../../errors.ts'
import { canonicalPath, type Entity } from '../../store/index.ts'
import { hasSucceeded, type BatchResult, type BatchResults } from './batch-results.ts'
import type { BatchSupport } from './batch-support.ts'

/** Where a reference stands, and what it may refer to. */
export interface ReferenceScope {
  readonly results: BatchResults
  readonly support: BatchSupport
  /** Of the request that refers. */
  readonly atomicityGroup: string | undefined
  /** JSON requires that a request depends on those it refers to; `undefined` in the multipart format. */
  readonly dependsOn: readonly string[] | undefined
  /** 4.01 has references to values. */
  readonly version: '4.0' | '4.01'
  /** A URL after the service root. */
  readonly toLocal: (url: string) => string
}

/**
 * The result that a reference names.
 * @throws ODataError 400 where no request before it has the id, or is not depended on; 424 where it failed
 * @see Protocol, "Referencing Returned Entities"; JSON Format, "Batch Request"
 */
export function findResult(id: string, scope: ReferenceScope): BatchResult {
  const { results, support, atomicityGroup } = scope
  const result = results.requests.get(id)
  if (!result) throw badRequest(`'$${id}' refers to no request before it in the batch`)
  if (!isDependedOn(id, result, scope)) {
    throw badRequest(`'$${id}': expected '${id}' in dependsOn`, 'dependsOn')
  }
  if (!support.referencesAcrossChangeSets && result.atomicityGroup !== atomicityGroup) {
    throw badRequest(
      `'$${id}' refers to a request of another change set (Capabilities.BatchSupport/ReferencesAcrossChangeSetsSupported)`,
    )
  }
  if (!hasSucceeded(results, id)) throw failedDependency(`'${id}', which it refers to, failed`)
  return result
}

export function isDependedOn(
  id: string,
  { atomicityGroup }: BatchResult,
  { dependsOn }: ReferenceScope,
): boolean {
  if (!dependsOn || dependsOn.includes(id)) return true
  return atomicityGroup !== undefined && dependsOn.includes(atomicityGroup)
}

export function failedDependency(message: string): ODataError {
  return new ODataError(424, 'FailedDependency', message)
}

/**
 * The URL of the entity that a request created or returned, after the service root.
 * @throws ODataError 400 when it did neither
 */
export function entityUrl(id: string, scope: ReferenceScope): string {
  const { outcome, response } = findResult(id, scope)
  if (outcome?.kind === 'entity' && isAddressable(outcome.entity)) {
    return `/${canonicalPath(outcome.entity)}`
  }
  const { headers } = response
  const location = headers['Location'] ?? headers['OData-EntityId']
  if (location !== undefined) return scope.toLocal(location)
  throw badRequest(`'$${id}' refers to a request that answered no entity`)
}

/** False for what a function made, which lives nowhere. */
function isAddressable({ singleton, containment, collection }: Entity): boolean {
  return singleton !== undefined || containment !== undefined || collection !== undefined
}
