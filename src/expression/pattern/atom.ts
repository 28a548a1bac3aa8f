/** Whether one character, by its code point or UTF-16 unit, is what a part of a pattern stands for. */
export type Atom = (character: number) => boolean

const special = /[\\^$.*+?()[\]{}|/]/

/**
 * What stands for one character, as the engine itself takes it: a pattern of one atom is matched with
 * one character at a time, which takes no time to speak of. Classes, escapes, case and Unicode are thus
 * ECMAScript's own.
 */
export function compileAtom(source: string, flags: string): Atom {
  const isLiteral = !special.test(source) && !flags.includes('i')
  if (isLiteral) {
    const wanted = source.codePointAt(0)
    return (character) => character === wanted
  }
  const atomFlags = flags.replace(/[^isu]/g, '')
  const expression = new RegExp(`^(?:${escapeLone(source)})$`, atomFlags)
  const known = new Map<number, boolean>()
  return (character) => {
    let matches = known.get(character)
    if (matches === undefined) {
      matches = expression.test(String.fromCodePoint(character))
      if (known.size < mostKnown) known.set(character, matches)
    }
    return matches
  }
}

const mostKnown = 1000

/** Braces and brackets that stand alone are themselves without flag `u`, but not at the start of a group. */
function escapeLone(source: string): string {
  return /^[{}\]]$/.test(source) ? `\\${source}` : source
}
