export interface FrontMatter {
  readonly values: Readonly<Record<string, { readonly value: string; readonly line: number }>>
  /** How many lines it takes, both fences included; 0 when there is none. */
  readonly lineCount: number
}

/**
 * The front matter of a page: flat `key: value` lines between two `---`. It is YAML in principle,
 * of which only quotes, comments and continued lines occur.
 */
export function readFrontMatter(lines: readonly string[]): FrontMatter {
  const end = lines[0]?.trimEnd() === '---' ? lines.findIndex(isClosingFence) : -1
  if (end === -1) return { values: {}, lineCount: 0 }
  const values = new Map<string, { value: string; line: number }>()
  let last: { value: string; line: number } | undefined
  for (let index = 1; index < end; index++) {
    const text = lines[index]!
    const entry = /^([^\s:#'"-][^:]*?)\s*:(?:\s+(.*))?$/.exec(text.trimEnd())
    if (entry) {
      last = { value: entry[2] ?? '', line: index + 1 }
      values.set(entry[1]!, last)
    } else if (last && /^\s+\S/.test(text)) {
      last.value = `${last.value.replace(/^[>|][+-]?$/, '')} ${text.trim()}`.trim()
    }
  }
  return {
    values: Object.fromEntries(
      [...values].map(([key, { value, line }]) => [key, { value: readScalar(value), line }]),
    ),
    lineCount: end + 1,
  }
}

function isClosingFence(line: string, index: number): boolean {
  return index > 0 && /^(---|\.\.\.)\s*$/.test(line)
}

function readScalar(text: string): string {
  const doubleQuoted = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(text)
  if (doubleQuoted) {
    return doubleQuoted[1]!.replace(/\\(.)/g, (_, character: string) =>
      character === 'n' ? '\n' : character === 't' ? '\t' : character,
    )
  }
  const singleQuoted = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text)
  if (singleQuoted) return singleQuoted[1]!.replaceAll("''", "'")
  return text.replace(/\s+#.*$/, '').trim()
}
