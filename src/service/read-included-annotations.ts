interface Pattern {
  readonly isExcluded: boolean
  /** Before `*`, or all of a name. */
  readonly text: string
  readonly isName: boolean
  readonly qualifier: string | undefined
}

/**
 * What `include-annotations` lists, as a question about an annotation's `Namespace.Term#Qualifier`. "The
 * most specific identifier always takes precedence, with an explicit name taking precedence over a name
 * pattern, and a longer pattern taking precedence over a shorter pattern." What only exclusions leave is
 * included.
 * @see Protocol, "Preference include-annotations"
 */
export function readIncludedAnnotations(list: string): (identifier: string) => boolean {
  const patterns = list
    .split(',')
    .map((text) => readPattern(text.trim()))
    .sort(bySpecificity)
  const isIncludedOtherwise = patterns.every(({ isExcluded }) => isExcluded)
  return (identifier) => {
    const found = patterns.find((pattern) => matches(pattern, identifier))
    return found ? !found.isExcluded : isIncludedOtherwise
  }
}

function readPattern(text: string): Pattern {
  const isExcluded = text.startsWith('-')
  const [name = '', qualifier] = text.slice(isExcluded ? 1 : 0).split('#')
  const isName = !name.endsWith('*')
  return { isExcluded, text: isName ? name : name.slice(0, -1), isName, qualifier }
}

function bySpecificity(a: Pattern, b: Pattern): number {
  return (
    Number(b.isName) - Number(a.isName) ||
    b.text.length - a.text.length ||
    Number(b.qualifier !== undefined) - Number(a.qualifier !== undefined)
  )
}

function matches({ text, isName, qualifier }: Pattern, identifier: string): boolean {
  const [name = '', found] = identifier.split('#')
  if (qualifier !== undefined && qualifier !== found) return false
  return isName ? name === text : name.startsWith(text)
}
