/**
 * The preferences that this service honours. What is unknown, or has a value that it cannot have, is
 * as if it were not there (RFC 7240, "The Prefer Request Header Field").
 * @see Protocol, "Header Prefer"
 */
export interface Preferences {
  readonly returned: 'representation' | 'minimal' | undefined
  readonly maxPageSize: number | undefined
  /** `track-changes`: a delta link is asked for. */
  readonly tracksChanges: boolean
  /** `continue-on-error`, without a value or `true`. */
  readonly continuesOnError: boolean
  /** `respond-async`, unless `wait` leaves time to answer at once. */
  readonly respondsAsync: boolean
  readonly omittedValues: 'nulls' | 'defaults' | undefined
  /** The list of `include-annotations`. */
  readonly includedAnnotations: string | undefined
  /** Each as the client wrote it, by its name without `odata.`. */
  readonly written: ReadonlyMap<string, string>
}

export const noPreferences: Preferences = {
  returned: undefined,
  maxPageSize: undefined,
  tracksChanges: false,
  continuesOnError: false,
  respondsAsync: false,
  omittedValues: undefined,
  includedAnnotations: undefined,
  written: new Map(),
}

/** Requests of one client send the same few texts. */
const known = new Map<string, Preferences>()

/** @param prefer the header's text; several headers are joined by commas */
export function readPreferences(prefer: string | undefined): Preferences {
  if (prefer === undefined) return noPreferences
  let preferences = known.get(prefer)
  if (!preferences) {
    preferences = interpret(readList(prefer))
    if (known.size > 100) known.clear()
    known.set(prefer, preferences)
  }
  return preferences
}

/**
 * Adds a preference to `Preference-Applied`, in the client's spelling.
 * @param name without `odata.`
 */
export function applyPreference(
  headers: Record<string, string>,
  { written }: Preferences,
  name: string,
): void {
  const text = written.get(name)
  if (text === undefined) return
  const before = headers['Preference-Applied']
  headers['Preference-Applied'] = before === undefined ? text : `${before}, ${text}`
}

interface WrittenPreference {
  readonly name: string
  /** '' for none: RFC 7240 makes no difference between them. */
  readonly value: string
  readonly text: string
}

function interpret(list: ReadonlyMap<string, WrittenPreference>): Preferences {
  const valueOf = (name: string) => list.get(name)?.value
  const among = <Value extends string>(name: string, values: readonly Value[]) =>
    values.find((value) => value === valueOf(name)?.toLowerCase())
  const size = valueOf('maxpagesize')
  const wait = valueOf('wait')
  return {
    returned: among('return', ['representation', 'minimal']),
    maxPageSize: size !== undefined && /^0*[1-9]\d{0,14}$/.test(size) ? Number(size) : undefined,
    tracksChanges: list.has('track-changes'),
    continuesOnError: among('continue-on-error', ['', 'true']) !== undefined,
    respondsAsync: list.has('respond-async') && !(wait !== undefined && /[1-9]/.test(wait)),
    omittedValues: among('omit-values', ['nulls', 'defaults']),
    includedAnnotations: valueOf('include-annotations'),
    written: new Map([...list].map(([name, { text }]) => [name, text])),
  }
}

/**
 * The preferences by name in lower case and without `odata.`. The first of a name counts, but "the value
 * of the `maxpagesize` preference SHOULD be used" where `odata.maxpagesize` is given as well.
 */
function readList(prefer: string): ReadonlyMap<string, WrittenPreference> {
  const list = new Map<string, WrittenPreference>()
  for (const part of splitUnquoted(prefer, ',')) {
    const [text = ''] = splitUnquoted(part, ';')
    const [written = '', value = ''] = splitUnquoted(text, '=')
    const name = written.trim().toLowerCase()
    if (name === '') continue
    const bare = name.replace(/^odata\./, '')
    const before = list.get(bare)
    if (before && (before.name === bare || name !== bare)) continue
    list.set(bare, { name, value: unquote(value.trim()), text: text.trim() })
  }
  return list
}

/** Splits at a character outside of quoted strings. */
function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = []
  let start = 0
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (isQuoted && character === '\\') index++
    else if (character === '"') isQuoted = !isQuoted
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

function unquote(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
}
