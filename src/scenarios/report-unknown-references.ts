import { didYouMean } from '../model/index.ts'
import type { Report } from './file-problems.ts'
import type { LocatedMember, LocatedValue } from './located-value.ts'
import { findReferences } from './substitute.ts'

/**
 * Reports each `${name}` that neither the variables nor a capture before it can give.
 * @param known names that have a value; what the value captures is added
 */
export function reportUnknownReferences(
  value: LocatedValue,
  known: Set<string>,
  report: Report,
): void {
  switch (value.kind) {
    case 'scalar':
      if (typeof value.value === 'string') check(value.value, value.line, known, report)
      return
    case 'array':
      for (const item of value.items) reportUnknownReferences(item, known, report)
      return
    case 'object':
      for (const { name, line, value: inner } of inOrderOfUse(value.members)) {
        if (name === '$capture' && inner.kind === 'scalar') known.add(String(inner.value))
        else check(name, line, known, report)
        reportUnknownReferences(inner, known, report)
      }
  }
}

function check(text: string, line: number, known: ReadonlySet<string>, report: Report): void {
  for (const name of findReferences(text).filter((reference) => !known.has(reference))) {
    const expected = [...known].join(', ')
    report(
      line,
      `unknown variable '\${${name}}'; expected one of ${expected}${didYouMean(name, known)}`,
    )
  }
}

/** What a step sends comes before what it expects, wherever they are written. */
function inOrderOfUse(members: readonly LocatedMember[]): readonly LocatedMember[] {
  return members.toSorted((a, b) => Number(a.name === 'expect') - Number(b.name === 'expect'))
}
