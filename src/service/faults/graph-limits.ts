/* The limits that Graph documents with figures, a table: one line a limit. */
import { filesLimits } from './files-limits.ts'
import { identityLimits } from './identity-limits.ts'
import { teamsLimits } from './teams-limits.ts'
import {
  atOnce,
  on,
  ownerOf,
  readsOn,
  requests,
  segmentOf,
  writesOn,
  type Call,
  type ThrottleLimit,
} from './throttle-limit.ts'

/**
 * Those that a request counts for; all of them one with `limit`, which then is per app and tenant. A
 * batch is none: "Requests in a batch are evaluated individually against throttling limits".
 */
export function limitsOf(
  call: Call,
  {
    limit,
    window = 10,
  }: { readonly limit: number | undefined; readonly window: number | undefined },
): readonly ThrottleLimit[] {
  if (call.path === '$batch') return []
  if (limit === undefined) return documented.filter(({ unitsOf }) => unitsOf(call) > 0)
  const more = { information: 'RequestLimitExceeded', hasRateLimit: true }
  return [requests('requests', 'Tenant_Application', [limit, window], more)]
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour

const reportPaths = /^(auditLogs|reports\/(credentialUserRegistration|userCredentialUsage|azureAD))/
const usageReports = /^reports\/(get[A-Z]\w*)/
const protectionPaths =
  /^(identityProtection\/|riskDetections|riskyUsers|identity\/conditionalAccess|conditionalAccess)/
const assignments = /^education\/.*\b(assignments|submissions)\b/
const announcements = /^admin\/serviceAnnouncement\b/
const outlookPaths =
  /^(?:me|(?:users|groups)\/[^/]+)\/(calendar|calendars|calendarGroups|calendarView|contacts|contactFolders|conversations|events|findMeetingTimes|getSchedule|inferenceClassification|mailFolders|mailboxSettings|messages|outlook|people|photo|photos|reminderView|sendMail|threads)(?=$|[/(])/
const insightsPaths = /^(me|users\/[^/]+)\/insights\b/
const notesPaths = /^(me|(users|groups|sites)\/[^/]+)\/onenote\b/
const activities = /^(me|users\/[^/]+)\/activities\b/
const managedTenants = /^tenantRelationships\/managedTenants\b/
const scores = /^security\/secureScore(s|ControlProfiles)\b/

/** "150 megabytes"; of the two that this may be, the one that no client exceeds by the other. */
const mailboxUpload = 150_000_000
const perMailbox = { apart: ownerOf, code: 'ApplicationThrottled' }
const perUser = { apart: ({ caller }: Call) => caller.user }

/**
 * @see Microsoft Graph, "Microsoft Graph service-specific throttling limits": the global limits, and
 *   those of the services named
 */
const documented: readonly ThrottleLimit[] = [
  requests('global requests', 'Application', [130_000, 10]),
  ...identityLimits,
  ...teamsLimits,
  ...filesLimits,

  requests('requests to a mailbox', 'Application', [10_000, 600], on(outlookPaths, perMailbox)),
  atOnce('requests to a mailbox', 'Application', 4, on(outlookPaths, perMailbox)),
  requests('octets uploaded to a mailbox', 'Application', [mailboxUpload, 300], {
    ...perMailbox,
    kind: 'Write',
    unitsOf: ({ method, path, octets }) =>
      ['PATCH', 'POST', 'PUT'].includes(method) && outlookPaths.test(path) ? octets : 0,
  }),
  atOnce(
    'requests to a booking mailbox',
    'Application',
    4,
    apart(/^(?:solutions\/)?bookingBusinesses\/([^/]+)/, { code: 'ApplicationThrottled' }),
  ),
  requests(
    'requests to insights',
    'Application',
    [10_000, 600],
    on(insightsPaths, { apart: ownerOf }),
  ),
  atOnce('requests to insights', 'Application', 4, on(insightsPaths, { apart: ownerOf })),

  requests('OneNote for a user', 'Application', [120, minute], notes(false)),
  requests('OneNote for a user in an hour', 'Application', [400, hour], notes(false)),
  atOnce('requests to OneNote for a user', 'Application', 5, notes(false)),
  requests('OneNote for the app', 'Application', [240, minute], notes(true)),
  requests('OneNote for the app in an hour', 'Application', [800, hour], notes(true)),
  atOnce('requests to OneNote for the app', 'Application', 20, notes(true)),

  requests('reads of activities', 'Tenant', [400, 300], readsOn(activities, perUser)),
  requests('reads of activities in a day', 'Tenant', [12_000, day], readsOn(activities, perUser)),
  requests('writes of activities', 'Tenant', [100, 300], writesOn(activities, perUser)),
  requests('writes of activities in a day', 'Tenant', [8000, day], writesOn(activities, perUser)),

  requests('subscriptions', 'Tenant_Application', [5000, 20], on(/^subscriptions\b/)),
  requests('subscriptions in the tenant', 'Tenant', [10_000, 20], on(/^subscriptions\b/)),
  requests('writes of subscriptions', 'Tenant_Application', [1000, 20], writesOn(/^subscriptions/)),
  requests(
    'writes of subscriptions in the tenant',
    'Tenant',
    [2000, 20],
    writesOn(/^subscriptions/),
  ),

  requests('managed tenants', 'Tenant_Application', [1000, 20], on(managedTenants)),
  requests('managed tenants in the tenant', 'Tenant', [2000, 20], on(managedTenants)),
  requests('writes of managed tenants', 'Tenant_Application', [100, 20], writesOn(managedTenants)),
  requests(
    'writes of managed tenants in the tenant',
    'Tenant',
    [200, 20],
    writesOn(managedTenants),
  ),

  requests('workbooks', 'Tenant_Application', [1500, 10], on(/\/workbook\b/)),
  requests('workbooks of the app', 'Application', [5000, 10], on(/\/workbook\b/)),

  requests('identity and access reports', 'Tenant_Application', [5, 10], on(reportPaths)),
  requests('a usage report in CSV', 'Tenant_Application', [14, 600], usage('CSV')),
  requests('a usage report in CSV in the tenant', 'Tenant', [40, 600], usage('CSV')),
  requests('a usage report in JSON', 'Tenant_Application', [100, 600], usage('JSON')),
  requests('identity protection and conditional access', 'Tenant', [1, 1], {
    ...on(protectionPaths),
    namesRetryAfter: false,
  }),
  requests('exports of personal data', 'Tenant', [1000, day], personalData()),
  requests('exports of the personal data of a user', 'Tenant', [100, day], {
    ...personalData(),
    apart: ownerOf,
  }),
  requests('data policy operations', 'Tenant', [10_000, hour], {
    ...on(/^dataPolicyOperations\b/),
    namesRetryAfter: false,
  }),
  requests('invitations', 'Tenant', [150, 5], on(/^invitations\b/)),
  requests(
    'threat assessments',
    'Tenant',
    [150, 15 * minute],
    writesOn(/^informationProtection\b/),
  ),
  requests(
    'threat assessments in a day',
    'Tenant',
    [10_000, day],
    writesOn(/^informationProtection/),
  ),

  requests('rosters', 'Tenant_Application', [35_000, 10], rosters()),
  requests('rosters of the app', 'Application', [400_000, 20], rosters()),
  requests('assignments', 'Tenant_Application', [500, 10], on(assignments)),
  requests('assignments in the tenant', 'Tenant', [1000, 10], on(assignments)),
  requests('assignments in an hour', 'Tenant_Application', [15_000, hour], on(assignments)),
  requests('assignments in the tenant in an hour', 'Tenant', [30_000, hour], on(assignments)),
  requests(
    'own assignments',
    'Tenant_Application',
    [50, 10],
    readsOn(/^education\/me\/assignments/),
  ),
  requests(
    'own assignments in the tenant',
    'Tenant',
    [150, 10],
    readsOn(/^education\/me\/assignments/),
  ),

  requests('extensions', 'Tenant_Application', [455, 10], on(/^schemaExtensions\b|\/extensions\b/)),
  requests('call records', 'Tenant_Application', [1500, 20], on(/^communications\/callRecords\b/)),
  requests(
    'call records in the tenant',
    'Tenant',
    [10_000, 20],
    on(/^communications\/callRecords\b/),
  ),
  requests('the first page of a call record', 'Tenant', [10, 20], callRecord(false)),
  requests('other pages of a call record', 'Tenant', [50, 300], callRecord(true)),
  requests(
    'presence',
    'Tenant_Application',
    [1500, 30],
    on(/^communications\/presences\b|\/presence\b/),
  ),

  requests(
    'security alerts and scores',
    'Tenant_Application',
    [150, minute],
    on(/^security\/(alerts|securityActions|secureScores)\b/),
  ),
  requests(
    'threat indicators',
    'Tenant_Application',
    [1000, minute],
    on(/^security\/tiIndicators\b/),
  ),
  requests('secure scores', 'Tenant_Application', [10_000, 600], on(scores)),
  atOnce('requests to secure scores', 'Tenant_Application', 4, on(scores)),
  requests(
    'eDiscovery cases',
    'Tenant_Application',
    [5, minute],
    on(/^security\/(cases\/)?eDiscoveryCases\b/i),
  ),
  requests('service announcements', 'Tenant_Application', [240, minute], on(announcements)),
  requests(
    'service announcements in an hour',
    'Tenant_Application',
    [800, hour],
    on(announcements),
  ),
]

function apart(pattern: RegExp, more: Partial<ThrottleLimit> = {}): Partial<ThrottleLimit> {
  return on(pattern, { apart: segmentOf(pattern), ...more })
}

function notes(isApplication: boolean): Partial<ThrottleLimit> {
  return {
    unitsOf: ({ path, caller }) =>
      Number(notesPaths.test(path) && caller.isApplication === isApplication),
    namesRetryAfter: false,
    ...(!isApplication && perUser),
  }
}

/** Each report for itself; CSV unless JSON is asked for. */
function usage(format: 'CSV' | 'JSON'): Partial<ThrottleLimit> {
  return {
    unitsOf: ({ path, query }) =>
      Number(
        usageReports.test(path) && /json/.test(query.get('$format') ?? '') === (format === 'JSON'),
      ),
    apart: segmentOf(usageReports),
  }
}

function personalData(): Partial<ThrottleLimit> {
  return writesOn(/\/exportPersonalData$/, { namesRetryAfter: false })
}

function rosters(): Partial<ThrottleLimit> {
  return {
    unitsOf: ({ path }) => Number(/^education\b/.test(path) && !assignments.test(path)),
  }
}

/** Further pages are asked for by the `$skiptoken` of their link. */
function callRecord(isFurther: boolean): Partial<ThrottleLimit> {
  const record = /^communications\/callRecords\/([^/]+)/
  return {
    kind: 'Read',
    unitsOf: ({ path, query }) =>
      Number(record.test(path) && query.has('$skiptoken') === isFurther),
    apart: segmentOf(record),
  }
}
