/** A JSON value with the line that it begins on. */
export interface LocatedValue {
  readonly value: unknown
  readonly line: number
  /** Of an object, in order; empty for other values. */
  readonly members: readonly LocatedMember[]
  /** Of an array; empty for other values. */
  readonly items: readonly LocatedValue[]
}

export interface LocatedMember {
  readonly name: string
  /** Line of the name. */
  readonly line: number
  readonly value: LocatedValue
}

/**
 * Finds the lines of a JSON value's parts, which are met in the text in the order of the value.
 * @param text that `value` was parsed from
 * @param firstLine line of the page where the text begins
 */
export function locateJson(value: unknown, text: string, firstLine: number): LocatedValue {
  let position = 0
  let line = firstLine

  const moveTo = (found: number): void => {
    for (let index = position; index < found; index++) if (text[index] === '\n') line++
    position = Math.max(position, found)
  }
  const findName = (name: string): void => {
    const quoted = JSON.stringify(name)
    for (const form of [quoted, name]) {
      let found = text.indexOf(form, position)
      while (found !== -1 && !/^\s*:/.test(text.slice(found + form.length))) {
        found = text.indexOf(form, found + 1)
      }
      if (found !== -1) return moveTo(found)
    }
  }
  const locate = (part: unknown): LocatedValue => {
    if (Array.isArray(part)) return locateArray(part)
    if (typeof part === 'object' && part !== null) return locateObject(part)
    const found = text.indexOf(JSON.stringify(part), position)
    if (found !== -1) moveTo(found)
    const located = { value: part, line, members: [], items: [] }
    if (found !== -1) moveTo(found + JSON.stringify(part).length)
    return located
  }
  const locateArray = (part: readonly unknown[]): LocatedValue => {
    moveTo(text.indexOf('[', position))
    const start = line
    return { value: part, line: start, members: [], items: part.map(locate) }
  }
  const locateObject = (part: object): LocatedValue => {
    moveTo(text.indexOf('{', position))
    const start = line
    const members = Object.entries(part).map(([name, member]): LocatedMember => {
      findName(name)
      const nameLine = line
      moveTo(text.indexOf(':', position))
      return { name, line: nameLine, value: locate(member) }
    })
    return { value: part, line: start, members, items: [] }
  }
  return locate(value)
}

/** The items of an array; any other value is the one item of itself. */
export function itemsOf(value: LocatedValue): readonly LocatedValue[] {
  return Array.isArray(value.value) ? value.items : [value]
}
