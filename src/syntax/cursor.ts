import { followingLength, isBlank, leadingLength } from './characters.ts'
import { ODataSyntaxError, quoteFound } from './syntax-error.ts'

/** How deep parentheses, calls, lambdas, JSON and unary operators may nest in one text. */
export const maximumDepth = 250

/** Names longer than this are none (ABNF `odataIdentifier`). */
const longestIdentifier = 128

/** A place in a text that is read once from the left; every grammar of this room reads through it. */
export class Cursor {
  readonly text: string
  readonly end: number
  position: number
  /** True to take the ABNF at its word; else blanks around commas and the like are passed over. */
  readonly isStrict: boolean
  private depth = 0

  constructor(text: string, position = 0, end = text.length, isStrict = false) {
    this.text = text
    this.isStrict = isStrict
    this.position = position
    this.end = end
  }

  /** The code unit `ahead` of the position, -1 beyond the end. */
  peek(ahead = 0): number {
    const position = this.position + ahead
    return position < this.end ? this.text.charCodeAt(position) : -1
  }

  isAtEnd(): boolean {
    return this.position >= this.end
  }

  /** ABNF `BWS`; true when there was any. */
  skipBlanks(): boolean {
    const start = this.position
    while (isBlank(this.peek())) this.position++
    return this.position > start
  }

  /** Blanks where the ABNF has none and people write some. */
  skipNeedlessBlanks(): void {
    if (!this.isStrict) this.skipBlanks()
  }

  /** Steps over one character when it stands here. */
  take(code: number): boolean {
    if (this.peek() !== code) return false
    this.position++
    return true
  }

  /** @throws ODataSyntaxError when another character stands here */
  expect(code: number): void {
    if (!this.take(code)) this.fail(`'${String.fromCharCode(code)}'`)
  }

  /** @throws ODataSyntaxError when text is left */
  expectEnd(expected = 'an operator or end of expression'): void {
    if (!this.isAtEnd()) this.fail(expected)
  }

  /** True when `word` stands here exactly, whatever follows. */
  startsWith(word: string): boolean {
    return this.position + word.length <= this.end && this.text.startsWith(word, this.position)
  }

  /** Where the identifier that begins at `position` ends; `position` itself when none does. */
  findIdentifierEnd(position: number): number {
    let next = position < this.end ? position + leadingLength(this.text, position) : position
    if (next === position) return position
    while (next < this.end) {
      const length = followingLength(this.text, next)
      if (length === 0) break
      next += length
    }
    return next
  }

  /**
   * ABNF `odataIdentifier`.
   * @throws ODataSyntaxError when none begins here, or a longer one than the standard has
   */
  readIdentifier(expected: string): string {
    const start = this.position
    const end = this.findIdentifierEnd(start)
    if (end === start) this.fail(expected)
    if (end - start > longestIdentifier) this.checkIdentifierLength(start, end)
    this.position = end
    return this.text.slice(start, end)
  }

  /** ABNF `odataIdentifier` with any number of `namespacePart` before it. */
  readQualifiedName(expected: string): string {
    const start = this.position
    this.readIdentifier(expected)
    while (this.peek() === 0x2e && this.findIdentifierEnd(this.position + 1) > this.position + 1) {
      this.position++
      this.readIdentifier(expected)
    }
    return this.text.slice(start, this.position)
  }

  /** @throws ODataSyntaxError when nested too deep; each call goes with one of `leave` */
  enter(): void {
    if (++this.depth > maximumDepth) this.fail(`at most ${maximumDepth} nested levels`)
  }

  leave(levels = 1): void {
    this.depth -= levels
  }

  /** @throws ODataSyntaxError always */
  fail(expected: string, wrong = this.position): never {
    let position = wrong
    // By the ABNF the blanks before what is wrong could still be read.
    while (this.isStrict && position < this.end && isBlank(this.text.charCodeAt(position)))
      position++
    throw new ODataSyntaxError(position, expected, quoteFound(this.text, position, this.end))
  }

  private checkIdentifierLength(start: number, end: number): void {
    const { length } = Array.from(this.text.slice(start, end))
    if (length > longestIdentifier) {
      this.fail(`a name of at most ${longestIdentifier} characters`, start)
    }
  }
}
