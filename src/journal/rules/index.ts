import { invalidRequestBody } from './bodies.ts'
import {
  insufficientPermissions,
  missingAuthorization,
  undocumentedPermissions,
} from './callers.ts'
import { deprecatedUse } from './deprecated-use.ts'
import { missingHeader, wrongHeader } from './headers.ts'
import { missingProperty } from './missing-property.ts'
import {
  behaviorResult,
  deltaWithoutContext,
  documentedPlaceholder,
  internalError,
  referenceWithoutId,
  undocumentedParameter,
} from './noted.ts'
import { handBuiltPagingUrl, ignoredRetryAfter } from './paging.ts'
import {
  invalidQueryOption,
  refusedByCapability,
  undocumentedQueryOption,
  unknownQueryOption,
} from './query-options.ts'
import { readOnlyProperty } from './read-only-property.ts'
import { invalidResponse, undocumentedContentType, undocumentedStatus } from './responses.ts'
import type { ViolationRule } from './rule.ts'
import { invalidAddress, undocumentedOperation } from './undocumented-operation.ts'

/** Every rule, in the order in which an exchange's violations are listed. */
export const violationRules: readonly ViolationRule[] = [
  undocumentedOperation,
  invalidAddress,
  missingAuthorization,
  insufficientPermissions,
  undocumentedPermissions,
  missingHeader,
  wrongHeader,
  unknownQueryOption,
  undocumentedQueryOption,
  invalidQueryOption,
  refusedByCapability,
  handBuiltPagingUrl,
  ignoredRetryAfter,
  invalidRequestBody,
  missingProperty,
  readOnlyProperty,
  documentedPlaceholder,
  undocumentedParameter,
  referenceWithoutId,
  deltaWithoutContext,
  deprecatedUse,
  undocumentedStatus,
  undocumentedContentType,
  invalidResponse,
  behaviorResult,
  internalError,
]
