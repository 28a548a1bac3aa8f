import { badRequest } from '../errors.ts'
import { writePathText } from './call-text.ts'
import type { PathStep } from './path-step.ts'
import { readStateToken, type StateToken } from './state-token.ts'

/** What of a URL tells the result whose changes are tracked. */
export interface TrackedUrl {
  /** The path in one spelling, without `/$count`. */
  readonly path: string
  /** The options that decide what the result is and shows, in one order; '' for none. */
  readonly options: string
  /** The query of the defining request as it came, without what a delta link must not encode. */
  readonly definingQuery: string
  /** The URL of the defining request, below the service root. */
  readonly location: string
}

/** How a request takes part in change tracking beyond the preference `track-changes`. */
export type TrackingPlan =
  /** `$deltatoken=latest`: no members, only a delta link. */
  { readonly kind: 'latest' } | StateToken

/**
 * Reads `$deltatoken`, and a `$skiptoken` that a tracked result's next link has.
 * @returns `undefined` for a request without them, and for an empty `$deltatoken`, by which Graph
 * tells clients to start anew
 * @throws ODataError 400 for a token that this service did not make
 */
export function planTracking(
  deltatoken: string | undefined,
  skiptoken: string | undefined,
): TrackingPlan | undefined {
  if (deltatoken) {
    if (skiptoken !== undefined) {
      throw badRequest('$skiptoken does not apply to a delta link', '$skiptoken')
    }
    if (deltatoken.toLowerCase() === 'latest') return { kind: 'latest' }
    const token = readStateToken(deltatoken)
    if (token?.kind === 'delta') return token
    throw badRequest(
      `$deltatoken: '${deltatoken.slice(0, 40)}' is not from a delta link of this service`,
      '$deltatoken',
    )
  }
  const token = skiptoken === undefined ? undefined : readStateToken(skiptoken)
  return token?.kind === 'delta' ? undefined : token
}

/** Whether the query was planned before, with the request that defines what is tracked. */
export function isFollowing(tracking: TrackingPlan | undefined): boolean {
  return tracking?.kind === 'delta' || tracking?.kind === 'changes'
}

/** "The delta link MUST NOT encode any client top or skip value, and SHOULD NOT encode a request for an inline count." */
const notEncoded = ['$top', '$skip', '$count', '$skiptoken', '$deltatoken']

/** Of those that are encoded, what does not decide the result. */
const undecisive: ReadonlySet<string> = new Set([...notEncoded, '$format', '$schemaversion', '$id'])

/**
 * @param options those of the system by the standard's name, and parameter aliases
 * @see Protocol, "Delta Links"
 */
export function planTrackedUrl(
  steps: readonly PathStep[],
  options: readonly { readonly name: string; readonly value: string }[],
  { rawPath, rawQuery }: { readonly rawPath: string; readonly rawQuery: string },
): TrackedUrl {
  const definingQuery = rawQuery
    .split('&')
    .filter((pair) => pair !== '' && !isNotEncoded(pair))
    .join('&')
  const deciding = options
    .filter(({ name }) => !undecisive.has(name))
    .map(({ name, value }) => `${name}=${value}`)
    .toSorted()
    .join('&')
  const planned = { path: '', options: deciding, definingQuery, location: '' }
  return withAddress(planned, steps, rawPath)
}

/** The same of another path. */
export function withAddress(
  { options, definingQuery }: TrackedUrl,
  steps: readonly PathStep[],
  rawPath: string,
): TrackedUrl {
  return {
    path: writePathText(steps.filter(({ kind }) => kind !== 'count')),
    options,
    definingQuery,
    location: `${rawPath.replace(/\/(\$|%24)count$/, '')}${definingQuery && '?'}${definingQuery}`,
  }
}

function isNotEncoded(pair: string): boolean {
  const [name = ''] = pair.split('=', 1)
  const bare = name.toLowerCase().replace(/^(\$|%24)/, '')
  return notEncoded.includes(`$${bare}`)
}
