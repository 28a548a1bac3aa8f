/*
 * Resolves a parsed request against the model into what is to be done. Comes in: an undecoded URL and
 * a model. Goes out: an immutable plan. It does not know entities, bodies or headers.
 */
export { findAddressedStream } from './addressed-stream.ts'
export { writeCallText } from './call-text.ts'
export { checkSchemaVersion } from './check-schema-version.ts'
export { entityIdPath } from './entity-id.ts'
export { isResolvedByKeys, withKeys } from './keyed-plan.ts'
export { methodsOfResource } from './methods-of-resource.ts'
export { findOtherPlace, placeOf } from './other-place.ts'
export type { PathStep } from './path-step.ts'
export { optionalParameter, readDefault } from './read-parameters.ts'
export { planRequest, type RequestPlan } from './plan-request.ts'
export { isFollowing, type TrackedUrl, type TrackingPlan } from './plan-tracking.ts'
export { RecentlyUsed } from './recently-used.ts'
export { resolveAddress } from './resolve-address.ts'
export { resolveResourcePath, type ResolvedPath } from './resolve-resource-path.ts'
export { resolveTemplate } from './resolve-template.ts'
export { writeStateToken, type StateToken } from './state-token.ts'
export {
  findDocumentedOptions,
  findDocumentedPermissions,
  findRefusals,
  findRefusalsOfBody,
  isServiceSupporting,
  isTrackingSupported,
  isUpsertRefused,
  methodsSupported,
  type DocumentedScopes,
  type Refusal,
} from './capabilities/index.ts'
export { takeKeys } from './take-keys.ts'
export { anyEntityType } from './virtual-types.ts'
export { withoutHost } from './without-host.ts'
