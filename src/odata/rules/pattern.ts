import type { Names } from '../names.ts'

/* Patterns for the rules of the ABNF that need no tree: characters, literals, URIs, headers. */

export interface Match {
  readonly text: string
  readonly names: Names
  /** How far any pattern could read: where a text that does not match is wrong. */
  farthest: number
}

/** Where the pattern ends that begins at `position`, or -1. Alternatives are tried in order, as ABNF tools do. */
export type Pattern = (match: Match, position: number) => number

/** A letter of ABNF strings stands for itself in both cases. */
export function text(wanted: string): Pattern {
  const lower = wanted.toLowerCase()
  return (match, position) =>
    ended(
      match,
      position + wanted.length,
      match.text.slice(position, position + wanted.length).toLowerCase() === lower,
    )
}

/** ABNF `%s"…"`. */
export function exactly(wanted: string): Pattern {
  return (match, position) =>
    ended(match, position + wanted.length, match.text.startsWith(wanted, position))
}

/** One character of a regular expression's class. */
export function characterOf(characters: RegExp): Pattern {
  return (match, position) =>
    ended(
      match,
      position + 1,
      position < match.text.length && characters.test(match.text[position]!),
    )
}

function ended(match: Match, end: number, isMatch: boolean): number {
  if (!isMatch) return -1
  if (end > match.farthest) match.farthest = end
  return end
}

export function sequence(...patterns: readonly Pattern[]): Pattern {
  return (match, position) => {
    let end = position
    for (const pattern of patterns) {
      end = pattern(match, end)
      if (end < 0) return -1
    }
    return end
  }
}

export function choice(...patterns: readonly Pattern[]): Pattern {
  return (match, position) => {
    for (const pattern of patterns) {
      const end = pattern(match, position)
      if (end >= 0) return end
    }
    return -1
  }
}

export function many(pattern: Pattern, least = 0, most = Number.POSITIVE_INFINITY): Pattern {
  return (match, position) => {
    let end = position
    for (let count = 0; count < most; count++) {
      const next = pattern(match, end)
      if (next < 0) return count < least ? -1 : end
      if (next === end) return end
      end = next
    }
    return end
  }
}

export function times(count: number, pattern: Pattern): Pattern {
  return many(pattern, count, count)
}

export function optional(...patterns: readonly Pattern[]): Pattern {
  return many(sequence(...patterns), 0, 1)
}

/** Items, at least one, with `separator` between them. */
export function list(item: Pattern, separator: Pattern, leastFurther = 0): Pattern {
  return sequence(item, many(sequence(separator, item), leastFurther))
}

/** A pattern that stands for a name of `rule`. */
export function named(rule: string, pattern: Pattern): Pattern {
  return (match, position) => {
    const end = pattern(match, position)
    return end >= 0 && match.names.has(rule, match.text.slice(position, end)) ? end : -1
  }
}

/** For patterns that refer to one another. */
export function later(pattern: () => Pattern): Pattern {
  return (match, position) => pattern()(match, position)
}
