import type { Model } from '../model/index.ts'
import {
  findDocumentedOptions,
  findDocumentedPermissions,
  type DocumentedScopes,
  type PathStep,
} from '../plan/index.ts'
import type { InventoriedOperation } from './inventory.ts'

/** What annotations of CSDL say of an operation's query options and permissions. */
export function findDocumentedAccess(
  method: string,
  path: { readonly steps: readonly PathStep[]; readonly isCollection: boolean },
  model: Model,
): Pick<InventoriedOperation, 'options' | 'permissions'> {
  const permissions = findInventoriedPermissions(method, path.steps, model)
  return {
    options: method === 'GET' ? findDocumentedOptions(path, model) : [],
    ...(permissions && { permissions }),
  }
}

/** The permissions by who calls; `undefined` where no annotation speaks of them. */
export function findInventoriedPermissions(
  method: string,
  steps: readonly PathStep[],
  model: Model,
): InventoriedOperation['permissions'] {
  const permissions = findDocumentedPermissions(method, steps, model)
  return permissions && sortPermissions(permissions)
}

function sortPermissions(
  permissions: readonly DocumentedScopes[],
): NonNullable<InventoriedOperation['permissions']> {
  const of = (wanted: Account): readonly string[] => [
    ...new Set(permissions.flatMap((each) => (accountOf(each) === wanted ? each.scopes : []))),
  ]
  return {
    delegatedWork: of('delegatedWork'),
    delegatedPersonal: of('delegatedPersonal'),
    application: of('application'),
  }
}

type Account = 'delegatedWork' | 'delegatedPersonal' | 'application'

/** Where no annotation tells the kind of a scheme, its name does: `Application`, `DelegatedPersonal`. */
function accountOf({ schemeName, isApplication }: DocumentedScopes): Account {
  if (isApplication ?? /^app|client/i.test(schemeName)) return 'application'
  return /personal/i.test(schemeName) ? 'delegatedPersonal' : 'delegatedWork'
}
