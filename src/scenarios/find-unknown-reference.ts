import type { LocatedMember, LocatedValue } from './located-value.ts'
import { baseVariable, findReferences } from './substitute.ts'

interface UnknownReference {
  readonly name: string
  readonly line: number
  /** Names that may have a value there. */
  readonly known: readonly string[]
}

/**
 * Finds the first `${name}` that neither the variables nor a capture before it can give.
 * @param members of the scenario: `vars`, `given`, `steps`, `finally`, in the order of their use
 */
export function findUnknownReference(
  members: readonly (LocatedMember | undefined)[],
): UnknownReference | undefined {
  const known = new Set([baseVariable])
  const visit = (value: LocatedValue): UnknownReference | undefined => {
    switch (value.kind) {
      case 'scalar': {
        if (typeof value.value !== 'string') return undefined
        const name = findReferences(value.value).find((reference) => !known.has(reference))
        return name === undefined ? undefined : { name, line: value.line, known: [...known] }
      }
      case 'array':
        return firstOf(value.items, visit)
      case 'object':
        return firstOf(inOrderOfUse(value.members), ({ name, value: inner }) => {
          if (name === '$capture' && inner.kind === 'scalar') known.add(String(inner.value))
          return visit(inner)
        })
    }
  }
  return firstOf(members, (member) => {
    if (!member) return undefined
    if (member.name !== 'vars' || member.value.kind !== 'object') return visit(member.value)
    return firstOf(member.value.members, ({ name, value }) => {
      const unknown = visit(value)
      known.add(name)
      return unknown
    })
  })
}

/** What a step sends comes before what it expects, wherever they are written. */
function inOrderOfUse(members: readonly LocatedMember[]): readonly LocatedMember[] {
  return members.toSorted((a, b) => Number(a.name === 'expect') - Number(b.name === 'expect'))
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
