import { writeExactJson } from './located-value.ts'
import type { ReplaySession } from './replay-session.ts'
import type { ScenarioCaller, ScenarioStep } from './scenario.ts'
import { substitute, SubstitutionError } from './substitute.ts'

type TokenPlace = Pick<ReplaySession, 'scenario' | 'options' | 'variables'>

/**
 * The bearer token that a step is sent with: its caller's, or the replay's own.
 * @throws SubstitutionError for a caller whose token nothing gives
 */
export function findToken({ as }: ScenarioStep, place: TokenPlace): string | undefined {
  if (as === undefined) return place.options.token
  const caller = place.scenario.callers.get(as.caller)
  return caller && findTokenOf(caller, place)
}

/** Where each caller of the steps who has no token on this service is in the file. */
export function findTokenFaults(place: TokenPlace): readonly SubstitutionError[] {
  const { steps, finally: cleanUp, callers } = place.scenario
  const used = new Set([...steps, ...cleanUp].flatMap(({ as }) => as?.caller ?? []))
  return [...callers.values()].flatMap((caller) => {
    try {
      if (used.has(caller.name)) findTokenOf(caller, place)
      return []
    } catch (error) {
      if (error instanceof SubstitutionError) return [error]
      throw error
    }
  })
}

function findTokenOf(
  { name, line, token, claims }: ScenarioCaller,
  { options, variables }: TokenPlace,
): string | undefined {
  const { environment = process.env, takesClaims = false } = options
  if (takesClaims && claims) return writeToken(writeExactJson(substitute(claims, variables)))
  const given = token?.environmentName === undefined ? '' : environment[token.environmentName]
  const text = given || (token?.value && substitute(token.value, variables))
  if (typeof text === 'string' && text !== '') return text
  if (!token && !claims) return undefined
  // A double asks for none, but where a test is about that.
  if (takesClaims) return undefined
  const where =
    token?.environmentName === undefined ? '' : ` in the environment's ${token.environmentName}`
  throw new SubstitutionError(
    token?.line ?? line,
    `a token${where} for the caller '${name}'`,
    'none',
  )
}

/**
 * An unsigned token, as a double reads it.
 * @see RFC 7519, "Unsecured JWTs"
 */
function writeToken(claims: string): string {
  const parts = ['{"alg":"none","typ":"JWT"}', claims]
  return `${parts.map((part) => Buffer.from(part).toString('base64url')).join('.')}.`
}
