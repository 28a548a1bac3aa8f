import { isRead, requests, type Call, type ThrottleLimit } from './throttle-limit.ts'

const filesPaths =
  /^(drive|drives|sites|shares)(?=$|[/:])|^(me|(users|groups)\/[^/]+)\/(drive|drives|sites)(?=$|[/:])/

const many =
  /\/(activities|children|columns|contentTypes|delta|drives|followedSites|items|lists|recent|sharedWithMe|sites|subscriptions|thumbnails|versions|search\([^/]*\))$|^(drives|sites)$/

/** OneNote and workbooks have limits of their own, and stand under a drive or a site. */
const ofOthers = /\/(onenote|workbook)\b/

/**
 * Of the smallest tenants, of which `RateLimit-…` tells the one of a minute.
 * @see SharePoint, "Avoid getting throttled or blocked in SharePoint Online", "Application throttling"
 */
export const filesLimits: readonly ThrottleLimit[] = [
  requests('resource units of files and lists', 'Tenant_Application', [1200, 60], {
    unitsOf: unitsOfFiles,
    hasRateLimit: true,
  }),
  requests(
    'resource units of files and lists in a day',
    'Tenant_Application',
    [1_200_000, 86_400],
    {
      unitsOf: unitsOfFiles,
    },
  ),
]

/** 1 for one item, a download or a delta by its token; 2 for many and for writes; 5 for permissions. */
function unitsOfFiles({ method, path, query }: Call): number {
  if (!filesPaths.test(path) || ofOthers.test(path)) return 0
  if (/\/permissions\b/.test(path) || /\bpermissions\b/.test(query.get('$expand') ?? '')) return 5
  if (!isRead(method)) return 2
  const isByToken = query.has('token') || query.has('$deltatoken')
  return many.test(path) && !(path.endsWith('/delta') && isByToken) ? 2 : 1
}
