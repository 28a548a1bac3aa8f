import { isJsonObject, type JsonValue, type Model, type Operation } from '../../model/index.ts'
import type { PathStep } from '../path-step.ts'
import { isByKey } from './path-capabilities.ts'
import { hasCapabilities, resourceAt, restriction } from './restrictions.ts'

/** Scopes of which one is required, of one way to authorize. */
export interface DocumentedScopes {
  readonly schemeName: string
  /** OAuth 2 lets a client act for a user, or for itself; `undefined` where no annotation tells. */
  readonly isApplication: boolean | undefined
  readonly scopes: readonly string[]
}

const termOf: Readonly<Record<string, string>> = {
  GET: 'ReadRestrictions',
  POST: 'InsertRestrictions',
  PATCH: 'UpdateRestrictions',
  PUT: 'UpdateRestrictions',
  DELETE: 'DeleteRestrictions',
}

/**
 * What annotations say that a request has to be permitted; of a call, those of what is called.
 * @returns `undefined` where none speaks of permissions
 * @see Vocabulary Capabilities, "PermissionType" and "OperationRestrictions"
 */
export function findDocumentedPermissions(
  method: string,
  steps: readonly PathStep[],
  model: Model,
): readonly DocumentedScopes[] | undefined {
  if (!hasCapabilities(model)) return undefined
  const call = steps.findLast((step) => step.kind === 'operation')
  if (call) return readPermissions(permissionsOf(call.operation), model)
  const resource = resourceAt(steps, model)
  const term = termOf[method]
  if (!resource || term === undefined) return undefined
  const ofOne = isByKey(steps)
    ? restriction(term, 'ReadByKeyRestrictions/Permissions', resource)
    : undefined
  return readPermissions(ofOne ?? restriction(term, 'Permissions', resource), model)
}

function permissionsOf({ annotations }: Operation): JsonValue | undefined {
  const restrictions = annotations?.get('Org.OData.Capabilities.V1.OperationRestrictions')
  return isJsonObject(restrictions) ? restrictions['Permissions'] : undefined
}

function readPermissions(
  value: JsonValue | undefined,
  model: Model,
): readonly DocumentedScopes[] | undefined {
  if (!Array.isArray(value)) return undefined
  return (value as readonly JsonValue[]).filter(isJsonObject).map((permission) => {
    const { SchemeName: name, Scopes: scopes } = permission
    const schemeName = typeof name === 'string' ? name : ''
    return {
      schemeName,
      isApplication: isOfApplications(schemeName, model),
      scopes: (Array.isArray(scopes) ? (scopes as readonly JsonValue[]) : [])
        .filter(isJsonObject)
        .flatMap(({ Scope: scope }) => (typeof scope === 'string' ? [scope] : [])),
    }
  })
}

/** @see Vocabulary Authorization, "OAuth2ClientCredentials" */
function isOfApplications(schemeName: string, { container }: Model): boolean | undefined {
  const all = container.annotations?.get('Org.OData.Authorization.V1.Authorizations')
  const scheme = (Array.isArray(all) ? (all as readonly JsonValue[]) : [])
    .filter(isJsonObject)
    .find(({ Name: name }) => name === schemeName)
  const type = scheme?.['@type']
  return typeof type === 'string' ? type.endsWith('.OAuth2ClientCredentials') : undefined
}
