import { didYouMean } from '../model/index.ts'
import type { Report } from './file-problems.ts'
import { show, toJson } from './located-value.ts'
import type { LocatedMember, LocatedObject, LocatedValue } from './located-value.ts'

/** The members of an object that knows these names; without the ones it does not know. */
export function readMembers<Name extends string>(
  value: LocatedValue,
  { what, allowed, required = [] }: MembersKnown<Name>,
  report: Report,
): Partial<Record<Name, LocatedMember>> {
  const object = readObject(value, `${what} with ${allowed.join(', ')}`, report)
  if (!object) return {}
  const members: Partial<Record<string, LocatedMember>> = {}
  const isKnown = (name: string): name is Name => allowed.some((known) => known === name)
  const unknown = object.members.filter(({ name }) => !isKnown(name))
  for (const { name, line } of unknown) {
    report(
      line,
      `unknown key '${name}' in ${what}; expected ${allowed.join(', ')}${didYouMean(name, allowed)}`,
    )
  }
  for (const member of object.members) if (isKnown(member.name)) members[member.name] = member
  // A misspelt key is most likely the missing one.
  if (unknown.length === 0) {
    for (const { name, expected } of required) {
      if (!members[name]) report(object.line, `expected ${expected}`)
    }
  }
  return members as Partial<Record<Name, LocatedMember>>
}

interface MembersKnown<Name extends string> {
  /** E.g. `a step`. */
  readonly what: string
  readonly allowed: readonly Name[]
  readonly required?: readonly { readonly name: Name; readonly expected: string }[]
}

export function readObject(
  value: LocatedValue,
  expected: string,
  report: Report,
): LocatedObject | undefined {
  if (value.kind === 'object') return value
  report(value.line, `expected ${expected}, found ${show(toJson(value))}`)
  return undefined
}

export function readText(
  value: LocatedValue,
  expected: string,
  report: Report,
): string | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'string') return value.value
  report(value.line, `expected ${expected}, found ${show(toJson(value))}`)
  return undefined
}

export function readList({ name, value }: LocatedMember, report: Report): readonly LocatedValue[] {
  if (value.kind === 'array') return value.items
  report(value.line, `${name}: expected a list, found ${show(toJson(value))}`)
  return []
}
