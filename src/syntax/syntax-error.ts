/** Text that the grammar does not have; the caller puts the query option's name before the message. */
export class ODataSyntaxError extends Error {
  /** In UTF-16 code units from 0, in the text that was parsed. */
  readonly position: number
  readonly expected: string
  /** The client's own text in quotes, at most 20 characters of it, or `end of expression`. */
  readonly found: string
  readonly subject: string | undefined
  readonly suggestion: string

  /**
   * @param subject what the position counts in, where the caller cannot know: the name of a query option
   * @param suggestion what the message ends with: `; did you mean 'Name'?`
   */
  constructor(
    position: number,
    expected: string,
    found: string,
    subject?: string,
    suggestion = '',
  ) {
    const message = `expected ${expected} at ${position}, found ${found}${suggestion}`
    super(subject === undefined ? message : `${subject}: ${message}`)
    this.name = 'ODataSyntaxError'
    this.position = position
    this.expected = expected
    this.found = found
    this.subject = subject
    this.suggestion = suggestion
  }
}

const longestQuotation = 20

/** The text from `position` on, as a message quotes it. */
export function quoteFound(text: string, position: number, end: number = text.length): string {
  if (position >= end) return 'end of expression'
  const characters = Array.from(
    text.slice(position, Math.min(end, position + 2 * longestQuotation)),
  )
  const isCut = characters.length > longestQuotation
  return isCut ? `'${characters.slice(0, longestQuotation).join('')}…'` : `'${characters.join('')}'`
}
