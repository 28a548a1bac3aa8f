/*
 * The limits that Graph documents with figures, a table: one line a limit. Limits by user, mailbox or
 * single resource, of uploads and of what runs at once are not among them.
 */

/** Whose requests are counted together. */
export type Scope = 'Application' | 'Tenant' | 'Tenant_Application'

/** A request as limits see it. */
export interface Call {
  readonly method: string
  /** After the service root, without leading slash and query. */
  readonly path: string
  readonly url: string
}

export interface ThrottleLimit {
  readonly name: string
  readonly scope: Scope
  readonly kind: 'Read' | 'Write' | 'ReadWrite'
  readonly limit: number
  /** Seconds. */
  readonly window: number
  /** What the answer gives as the reason. */
  readonly information: string
  /** Some resources leave `Retry-After` out of their 429. */
  readonly namesRetryAfter: boolean
  readonly isOfResourceUnits: boolean
  /** How much a request counts; 0 where the limit is not about it. */
  readonly unitsOf: (call: Call) => number
}

/** Those that a request counts for; all of them one with `limit`, which then is per app and tenant. */
export function limitsOf(
  call: Call,
  {
    limit,
    window = 10,
  }: { readonly limit: number | undefined; readonly window: number | undefined },
): readonly ThrottleLimit[] {
  if (limit === undefined) return documented.filter(({ unitsOf }) => unitsOf(call) > 0)
  return [requests('requests', 'Tenant_Application', limit, window)]
}

function requests(
  name: string,
  scope: Scope,
  limit: number,
  window: number,
  more: Partial<ThrottleLimit> = {},
): ThrottleLimit {
  return {
    name,
    scope,
    kind: 'ReadWrite',
    limit,
    window,
    information: 'RequestLimitExceeded',
    namesRetryAfter: true,
    isOfResourceUnits: false,
    unitsOf: () => 1,
    ...more,
  }
}

/** A limit of the requests to some paths. */
function on(paths: RegExp, more: Partial<ThrottleLimit> = {}): Partial<ThrottleLimit> {
  return { unitsOf: ({ path }) => (paths.test(path) ? 1 : 0), ...more }
}

const identityPaths =
  /^(administrativeUnits|applications|contacts|contracts|devices|directory|directoryObjects|directoryRoles|directoryRoleTemplates|domains|groups|groupSettings|groupSettingTemplates|me|oauth2PermissionGrants|organization|policies|servicePrincipals|subscribedSkus|users)(?=$|[/('])/

const reportPaths = /^(auditLogs|reports\/(credentialUserRegistration|userCredentialUsage|azureAD))/
const protectionPaths =
  /^(identityProtection\/|riskDetections|riskyUsers|identity\/conditionalAccess|conditionalAccess)/
const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The smallest tenants' share where the limit goes by the size of the tenant.
 * @see Microsoft Graph, "Microsoft Graph service-specific throttling limits": the global limits, and
 *   those of the services named
 */
const documented: readonly ThrottleLimit[] = [
  requests('global requests', 'Application', 130_000, 10),
  requests('resource units of identity and access', 'Tenant_Application', 3500, 10, {
    information: 'ResourceUnitLimitExceeded',
    isOfResourceUnits: true,
    unitsOf: resourceUnitsOf,
  }),
  requests('resource units of identity and access of the app', 'Application', 150_000, 20, {
    information: 'ResourceUnitLimitExceeded',
    isOfResourceUnits: true,
    unitsOf: resourceUnitsOf,
  }),
  requests('writes of identity and access', 'Tenant_Application', 3000, 150, writing()),
  requests('writes of identity and access of the app', 'Application', 70_000, 300, writing()),
  requests('writes of identity and access in the tenant', 'Tenant', 18_000, 300, writing()),
  requests('identity and access reports', 'Tenant_Application', 5, 10, on(reportPaths)),
  requests('identity protection and conditional access', 'Tenant', 1, 1, {
    ...on(protectionPaths),
    namesRetryAfter: false,
  }),
  requests('invitations', 'Tenant', 150, 5, on(/^invitations\b/)),
  requests(
    'assignments',
    'Tenant_Application',
    500,
    10,
    on(/^education\/.*\b(assignments|submissions)\b/),
  ),
  requests(
    'assignments in the tenant',
    'Tenant',
    1000,
    10,
    on(/^education\/.*\b(assignments|submissions)\b/),
  ),
  requests('extensions', 'Tenant_Application', 455, 10, on(/^schemaExtensions\b|\/extensions\b/)),
  requests('call records', 'Tenant_Application', 1500, 20, on(/^communications\/callRecords\b/)),
  requests(
    'call records in the tenant',
    'Tenant',
    10_000,
    20,
    on(/^communications\/callRecords\b/),
  ),
  requests(
    'presence',
    'Tenant_Application',
    1500,
    30,
    on(/^communications\/presences\b|\/presence\b/),
  ),
  requests(
    'security alerts and scores',
    'Tenant_Application',
    150,
    60,
    on(/^security\/(alerts|securityActions|secureScores)\b/),
  ),
  requests('threat indicators', 'Tenant_Application', 1000, 60, on(/^security\/tiIndicators\b/)),
  requests(
    'eDiscovery cases',
    'Tenant_Application',
    5,
    60,
    on(/^security\/(cases\/)?eDiscoveryCases\b/i),
  ),
  requests(
    'service announcements',
    'Tenant_Application',
    240,
    60,
    on(/^admin\/serviceAnnouncement\b/),
  ),
  requests(
    'service announcements in an hour',
    'Tenant_Application',
    800,
    3600,
    on(/^admin\/serviceAnnouncement\b/),
  ),
]

function writing(): Partial<ThrottleLimit> {
  return {
    kind: 'Write',
    information: 'WriteLimitExceeded',
    unitsOf: ({ method, path }) =>
      !reads.has(method) && identityPaths.test(path) && !isFreeOfWriteCost(path) ? 1 : 0,
  }
}

/** Actions that only read have no write cost. */
function isFreeOfWriteCost(path: string): boolean {
  return /(?:^|[/.])(getByIds|isMemberOf|checkMemberGroups|checkMemberObjects|getMemberGroups|getMemberObjects)$/.test(
    path,
  )
}

/** Base costs other than 1, by method and path with keys left out. */
const baseCosts: readonly (readonly [method: string, path: RegExp, units: number])[] = [
  ['GET', /^(applications|users|oauth2PermissionGrants(\/[^/]+)?)$/, 2],
  ['GET', /^applications\/[^/]+\/extensionProperties$/, 2],
  ['GET', /^(contracts|subscribedSkus|groups\/[^/]+\/members)$/, 3],
  ['POST', /^directoryObjects\/getByIds$/, 3],
  ['GET', /^domains\/[^/]+\/domainNameReferences$/, 4],
  ['GET', /^groups\/[^/]+\/transitiveMembers$/, 5],
  ['POST', /^(me|users\/[^/]+)\/(checkMemberGroups|checkMemberObjects)$/, 4],
  ['POST', /^(me|users\/[^/]+)\/(getMemberGroups|getMemberObjects)$/, 2],
  ['GET', /^(me|users\/[^/]+)\/(licenseDetails|memberOf|ownedObjects|transitiveMemberOf)$/, 2],
  ['GET', /^servicePrincipals\/[^/]+\/appRoleAssignments$/, 2],
]

/** "A request cost can never be lower than 1"; `$select` and a small `$top` lower it, `$expand` raises it. */
function resourceUnitsOf({ method, path, url }: Call): number {
  if (!identityPaths.test(path)) return 0
  const keyed = path.replace(/\(([^()=]*)\)/g, '/$1')
  const base = baseCosts.find(([verb, of]) => verb === method && of.test(keyed))?.[2] ?? 1
  const options = new URLSearchParams(url.split('?')[1] ?? '')
  const top = options.get('$top')
  const lowered = Number(options.has('$select')) + Number(top !== null && Number(top) < 20)
  return Math.max(1, base - lowered + Number(options.has('$expand')))
}
