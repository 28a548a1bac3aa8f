import type { Report } from './file-problems.ts'
import type { LocatedValue } from './located-value.ts'
import { readMembers, readText } from './read-members.ts'
import type { ScenarioVariable } from './scenario.ts'

/** A value; or the name of an environment variable, and maybe a value for where it is not set. */
export function readVariable(
  value: LocatedValue,
  report: Report,
): Pick<ScenarioVariable, 'value' | 'environmentName'> {
  if (value.kind !== 'object' || !value.members.some(({ name }) => name === '$env')) {
    return { value }
  }
  const known = { what: 'a variable of the environment', allowed: ['$env', '$default'] } as const
  const { $env, $default } = readMembers(value, known, report)
  return {
    value: $default?.value,
    environmentName: $env && readText($env.value, 'the name of an environment variable', report),
  }
}
