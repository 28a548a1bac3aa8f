import { isRead, requests, type Call, type ThrottleLimit } from './throttle-limit.ts'

const identityPaths =
  /^(administrativeUnits|applications|contacts|contracts|devices|directory|directoryObjects|directoryRoles|directoryRoleTemplates|domains|groups|groupSettings|groupSettingTemplates|me|oauth2PermissionGrants|organization|policies|servicePrincipals|subscribedSkus|users)(?=$|\/)/

/** What users and groups have in other services, which have limits of their own, or none documented. */
const otherServices =
  /^(?:me|(?:users|groups)\/[^/]+)\/(?:activities|calendar|calendars|calendarGroups|calendarView|chats|cloudPCs|contacts|contactFolders|conversations|drive|drives|events|findMeetingTimes|getMailTips|getSchedule|inferenceClassification|insights|joinedTeams|mailFolders|mailboxSettings|managedDevices|messages|onenote|onlineMeetings|outlook|people|photo|photos|planner|presence|reminderView|sendMail|sites|team|teamwork|threads|todo)(?=$|[/(])/

function isIdentity(path: string): boolean {
  return identityPaths.test(path) && !otherServices.test(path)
}

const units: Partial<ThrottleLimit> = {
  information: 'ResourceUnitLimitExceeded',
  isOfResourceUnits: true,
  unitsOf: resourceUnitsOf,
}

const writes: Partial<ThrottleLimit> = {
  kind: 'Write',
  information: 'WriteLimitExceeded',
  unitsOf: ({ method, path }) =>
    !isRead(method) && isIdentity(path) && !isFreeOfWriteCost(path) ? 1 : 0,
}

/**
 * Of the smallest tenants, where the limit goes by the size of the tenant. Of all services, this one
 * alone tells of its limits by `x-ms-…`.
 * @see Microsoft Graph, "Microsoft Graph service-specific throttling limits", "Identity and access
 *   service limits"
 */
export const identityLimits: readonly ThrottleLimit[] = [
  requests('resource units of identity and access', 'Tenant_Application', [3500, 10], units),
  requests('resource units of identity and access of the app', 'Application', [150_000, 20], units),
  requests('writes of identity and access', 'Tenant_Application', [3000, 150], writes),
  requests('writes of identity and access of the app', 'Application', [70_000, 300], writes),
  requests('writes of identity and access in the tenant', 'Tenant', [18_000, 300], writes),
]

/** Actions that only read have no write cost. */
function isFreeOfWriteCost(path: string): boolean {
  return /(?:^|\/)(getByIds|isMemberOf|checkMemberGroups|checkMemberObjects|getMemberGroups|getMemberObjects)$/.test(
    path,
  )
}

/** Base costs other than 1, by method and path. */
const baseCosts: readonly (readonly [method: string, path: RegExp, units: number])[] = [
  ['GET', /^(applications|users|oauth2PermissionGrants(\/[^/]+)?)$/, 2],
  ['GET', /^applications\/[^/]+\/extensionProperties$/, 2],
  ['GET', /^(contracts|subscribedSkus|groups\/[^/]+\/members)$/, 3],
  ['POST', /^directoryObjects\/getByIds$/, 3],
  ['GET', /^domains\/[^/]+\/domainNameReferences$/, 4],
  ['GET', /^groups\/[^/]+\/transitiveMembers$/, 5],
  ['POST', /(^|\/)isMemberOf$/, 4],
  ['POST', /^(me|users\/[^/]+)\/(checkMemberGroups|checkMemberObjects)$/, 4],
  ['POST', /^(me|users\/[^/]+)\/(getMemberGroups|getMemberObjects)$/, 2],
  ['GET', /^(me|users\/[^/]+)\/(licenseDetails|memberOf|ownedObjects|transitiveMemberOf)$/, 2],
  ['GET', /^servicePrincipals\/[^/]+\/appRoleAssignments$/, 2],
]

/** "A request cost can never be lower than 1"; `$select` and a small `$top` lower it, `$expand` raises it. */
function resourceUnitsOf({ method, path, query }: Call): number {
  if (!isIdentity(path)) return 0
  const base = baseCosts.find(([verb, of]) => verb === method && of.test(path))?.[2] ?? 1
  const top = query.get('$top')
  const lowered = Number(query.has('$select')) + Number(top !== null && Number(top) < 20)
  return Math.max(1, base - lowered + Number(query.has('$expand')))
}
