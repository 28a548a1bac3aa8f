import type { Report } from './file-problems.ts'
import type { LocatedMember, LocatedValue } from './located-value.ts'
import { readMembers, readObject, readText } from './read-members.ts'
import { readVariable } from './read-variable.ts'
import type { ScenarioCaller } from './scenario.ts'

/** Those that steps may be sent as, by name. */
export function readCallers(
  { value }: LocatedMember,
  report: Report,
): ReadonlyMap<string, ScenarioCaller> {
  const members = readObject(value, 'callers by name', report)?.members ?? []
  return new Map(
    members.map(({ name, line, value: caller }) => [
      name,
      { name, line, ...readCaller(caller, report) },
    ]),
  )
}

function readCaller(value: LocatedValue, report: Report): Pick<ScenarioCaller, 'token' | 'claims'> {
  const known = { what: 'a caller', allowed: ['token', 'claims'] } as const
  const { token, claims } = readMembers(value, known, report)
  return {
    token: token && readToken(token, report),
    claims: claims && readObject(claims.value, 'claims by name', report),
  }
}

function readToken({ value, line }: LocatedMember, report: Report): ScenarioCaller['token'] {
  const { value: text, environmentName } = readVariable(value, report)
  if (text) readText(text, 'a token, or { $env: NAME }', report)
  return { value: text, environmentName, line }
}
