import type { ServiceRequest } from '../http-message.ts'
import type { Fault, FaultHit, Occupied } from './fault.ts'
import { limitsOf } from './graph-limits.ts'
import {
  readCall,
  type Caller,
  type Call,
  type Scope,
  type ThrottleLimit,
} from './throttle-limit.ts'

/** Counts requests by the service's clock, and refuses what exceeds a limit. */
export interface Throttle {
  /** @param on the fault's pattern, for the journal */
  take(request: ServiceRequest, now: Date, on: string): FaultHit
}

/** What was used of a limit by one that it counts apart. */
interface Use extends Occupied {
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
  readonly call: Call
}

/** So many uses are kept before those that are over are looked for. */
const mostUses = 1000

/**
 * Graph's throttling: the limits that a request counts for, by app and tenant, user, mailbox or
 * resource; a request beyond one is answered 429 until its window ends, and counts too. At once run
 * those whose answers wait for a latency.
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
  let room = mostUses
  // Each user, mailbox and resource has uses of its own, so their number is the client's to choose.
  const makeRoom = (now: number): void => {
    if (uses.size < room) return
    for (const [key, use] of uses) if (isOver(use, now)) uses.delete(key)
    room = Math.max(mostUses, 2 * uses.size)
  }
  const count = (of: ThrottleLimit, call: Call, now: number): CountedUse => {
    const key = `${of.name} ${of.window} ${of.scope} ${keyOf(of.scope, call.caller)} ${of.apart?.(call) ?? ''}`
    let use = uses.get(key)
    if (!use || isOver(use, now)) {
      use = { ...spanOf(of, now), units: 0, running: 0 }
      uses.set(key, use)
    }
    const units = of.unitsOf(call)
    if (of.window !== undefined) use.units += units
    return { limit: of, use, units, call }
  }
  return {
    take(request, now, on) {
      makeRoom(now.getTime())
      const call = readCall(request)
      const counted = limitsOf(call, { limit, window }).map((of) => count(of, call, now.getTime()))
      const exceeded = counted.find((of) => usedOf(of) > of.limit.limit)
      if (exceeded) return refuse(exceeded, now, on)
      const occupied = counted.filter((of) => of.limit.window === undefined).map(({ use }) => use)
      return {
        name: undefined,
        answer: undefined,
        headers: writeUse(counted, now),
        delivery:
          occupied.length > 0
            ? { latency: 0, isReset: false, truncateAt: undefined, occupied }
            : undefined,
      }
    },
  }
}

/** What runs at once is never over: an answer may be about to wait that is not counted yet. */
function isOver({ beganAt, endsAt }: Use, now: number): boolean {
  return beganAt > now || endsAt <= now
}

/** What runs at once has no time by which it is counted. */
function spanOf({ window }: ThrottleLimit, now: number): Pick<Use, 'beganAt' | 'endsAt'> {
  if (window === undefined) return { beganAt: -Infinity, endsAt: Infinity }
  return { beganAt: now, endsAt: now + window * 1000 }
}

/** With the request itself. */
function usedOf({ limit, use, units }: CountedUse): number {
  return limit.window === undefined ? use.running + units : use.units
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

function refuse(counted: CountedUse, now: Date, on: string): FaultHit {
  const { limit, use, call } = counted
  const seconds = secondsLeft(use, now)
  const { app, tenant } = call.caller
  const span = limit.window === undefined ? 'at once' : `in ${limit.window} seconds`
  const headers: Record<string, string> = {
    ...(limit.namesRetryAfter && { 'Retry-After': String(seconds) }),
    ...(limit.information !== undefined && {
      'x-ms-throttle-scope': `${limit.scope}/${limit.kind}/${app}/${tenant}`,
      'x-ms-throttle-information': limit.information,
    }),
    ...(limit.hasRateLimit && rateLimit(counted, now)),
  }
  return {
    name: `${on}: 429 by graph-throttling, ${limit.name}`,
    answer: {
      status: 429,
      code: limit.code,
      message: `${limit.name}: ${limit.limit} ${span} are exceeded; retry after ${seconds} seconds`,
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
  const fullest = (of: (limit: ThrottleLimit) => boolean): CountedUse | undefined =>
    counted
      .filter((each) => of(each.limit) && shareOf(each) >= noticeableShare)
      .sort((a, b) => shareOf(b) - shareOf(a))[0]
  const ofUnits = counted.find(({ limit }) => limit.isOfResourceUnits)
  const ofThrottle = fullest(({ information }) => information !== undefined)
  const ofRateLimit = fullest(({ hasRateLimit }) => hasRateLimit)
  return {
    ...(ofUnits && { 'x-ms-resource-unit': String(ofUnits.units) }),
    ...(ofThrottle && { 'x-ms-throttle-limit-percentage': shareOf(ofThrottle).toFixed(2) }),
    ...(ofRateLimit && rateLimit(ofRateLimit, now)),
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

/** Graph documents no time for what runs at once. */
const leastWait = 1

/** Whole ones, so that who waits them finds the window over. */
function secondsLeft({ endsAt }: Use, now: Date): number {
  if (endsAt === Infinity) return leastWait
  return Math.max(leastWait, Math.ceil((endsAt - now.getTime()) / 1000))
}
