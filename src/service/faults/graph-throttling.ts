import type { ServiceRequest } from '../http-message.ts'
import { headerText } from '../negotiate.ts'
import { pathOf } from '../path-of.ts'
import { readCaller } from '../../journal/index.ts'
import type { Fault, FaultHit } from './fault.ts'
import { limitsOf, type Scope, type ThrottleLimit } from './graph-limits.ts'

/** Counts requests by the service's clock, and refuses what exceeds a limit. */
export interface Throttle {
  /** @param on the fault's pattern, for the journal */
  take(request: ServiceRequest, now: Date, on: string): FaultHit
}

/** What was used of a limit by one that it counts apart. */
interface Use {
  /** Milliseconds since 1970; later than now after the clock was set back. */
  readonly beganAt: number
  readonly endsAt: number
  units: number
}

interface CountedUse {
  readonly limit: ThrottleLimit
  readonly use: Use
  /** Those of the request. */
  readonly units: number
  readonly caller: Caller
}

interface Caller {
  readonly app: string
  readonly tenant: string
}

/**
 * Graph's throttling: the limits that a request counts for, by app (`appid` or `azp` of its token) and
 * tenant (`tid`); a request beyond one is answered 429 until its window ends, and counts too.
 * @param fault `limit` requests in `window` seconds in the place of the documented limits
 * @see Microsoft Graph, "Microsoft Graph throttling guidance", "Microsoft Graph service-specific
 *   throttling limits"; of `RateLimit-…`: SharePoint, "Avoid getting throttled or blocked in
 *   SharePoint Online"
 */
export function createGraphThrottling({
  limit,
  window,
}: Pick<Fault, 'limit' | 'window'>): Throttle {
  const uses = new Map<string, Use>()
  const count = (of: ThrottleLimit, caller: Caller, units: number, now: number): CountedUse => {
    const key = `${of.name} ${of.scope} ${keyOf(of.scope, caller)}`
    let use = uses.get(key)
    if (!use || use.beganAt > now || use.endsAt <= now) {
      use = { beganAt: now, endsAt: now + of.window * 1000, units: 0 }
      uses.set(key, use)
    }
    use.units += units
    return { limit: of, use, units, caller }
  }
  return {
    take(request, now, on) {
      const caller = callerOf(request)
      const call = { method: request.method, path: pathOf(request.url), url: request.url }
      const counted = limitsOf(call, { limit, window }).map((of) =>
        count(of, caller, of.unitsOf(call), now.getTime()),
      )
      const exceeded = counted.find((of) => of.use.units > of.limit.limit)
      if (exceeded) return refuse(exceeded, now, on)
      return {
        name: undefined,
        answer: undefined,
        headers: writeUse(counted, now),
        delivery: undefined,
      }
    },
  }
}

function keyOf(scope: Scope, { app, tenant }: Caller): string {
  switch (scope) {
    case 'Application':
      return app
    case 'Tenant':
      return tenant
    case 'Tenant_Application':
      return `${tenant} ${app}`
  }
}

/** Requests that do not say who calls are those of one app in one tenant. */
const nobody = '00000000-0000-0000-0000-000000000000'

function callerOf({ headers }: ServiceRequest): Caller {
  const claims = readCaller(headerText(headers, 'authorization')).claims
  return { app: claims?.appId ?? nobody, tenant: claims?.tenantId ?? nobody }
}

function refuse(counted: CountedUse, now: Date, on: string): FaultHit {
  const { limit, use, caller } = counted
  const seconds = secondsLeft(use, now)
  const headers: Record<string, string> = {
    ...(limit.namesRetryAfter && { 'Retry-After': String(seconds) }),
    'x-ms-throttle-scope': `${limit.scope}/${limit.kind}/${caller.app}/${caller.tenant}`,
    'x-ms-throttle-information': limit.information,
    ...rateLimit(counted, now),
  }
  return {
    name: `${on}: 429 by graph-throttling, ${limit.name}`,
    answer: {
      status: 429,
      code: 'TooManyRequests',
      message: `${limit.name}: ${limit.limit} in ${limit.window} seconds are exceeded; retry after ${seconds} seconds`,
      body: undefined,
      isCarriedOut: false,
    },
    headers,
    delivery: undefined,
  }
}

/** "Returned only when the application consumed more than 0.8 of its limit." */
const noticeableShare = 0.8

function writeUse(counted: readonly CountedUse[], now: Date): Readonly<Record<string, string>> {
  const [fullest] = [...counted].sort((a, b) => shareOf(b) - shareOf(a))
  const ofUnits = counted.find(({ limit }) => limit.isOfResourceUnits)
  return {
    ...(ofUnits && { 'x-ms-resource-unit': String(ofUnits.units) }),
    ...(fullest &&
      shareOf(fullest) >= noticeableShare && {
        'x-ms-throttle-limit-percentage': shareOf(fullest).toFixed(2),
        ...rateLimit(fullest, now),
      }),
  }
}

function shareOf({ limit, use }: CountedUse): number {
  return use.units / limit.limit
}

function rateLimit({ limit, use }: CountedUse, now: Date): Readonly<Record<string, string>> {
  return {
    'RateLimit-Limit': String(limit.limit),
    'RateLimit-Remaining': String(Math.max(0, limit.limit - use.units)),
    'RateLimit-Reset': String(secondsLeft(use, now)),
  }
}

/** Whole ones, so that who waits them finds the window over. */
function secondsLeft({ endsAt }: Use, now: Date): number {
  return Math.max(1, Math.ceil((endsAt - now.getTime()) / 1000))
}
