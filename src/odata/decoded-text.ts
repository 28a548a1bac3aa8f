import { decodeOctets } from '../syntax/percent-encoding.ts'
import { shiftPositions } from '../syntax/shift-positions.ts'
import { ODataSyntaxError } from '../syntax/index.ts'

/** What the ABNF has within quotes as it is; all else is percent-encoded there. */
const quotedCharacter = { "'": /[\w.~%!()*+,;$&=:@'-]/, '"': /[^\t#&<>^`|]/ }
const searchWordCharacter = /[\w.~%!*+,:@/?$=' -]/

/**
 * Parses text as it stands in a URL: percent-decoded, with the positions of what it gives, nodes and errors, in the text as it stands.
 * @param position of `raw` in the text that positions count in
 * @throws ODataSyntaxError also for a character that has to be percent-encoded where it stands
 */
export function parseDecoded<Tree extends object>(
  raw: string,
  position: number,
  parse: (text: string) => Tree,
): Tree {
  const foreign = /[^\t -~]/.exec(raw)
  if (foreign) failAtCharacter(raw, foreign.index, position)
  const { text, rawPositions } = decodeOctets(raw, position)
  const toRaw = (at: number) => position + (rawPositions ? rawPositions[at]! : at)
  try {
    const tree = parse(text)
    return shiftPositions(tree, toRaw, (node) => {
      const allowed = charactersOf(node)
      if (allowed) checkCharacters(node as unknown as Quoted, allowed, raw, position, toRaw)
    })
  } catch (error) {
    throw error instanceof ODataSyntaxError && error.position <= text.length && !isRaw(error)
      ? withPosition(error, toRaw(error.position))
      : error
  }
}

const rawErrors = new WeakSet<ODataSyntaxError>()

function isRaw(error: ODataSyntaxError): boolean {
  return rawErrors.has(error)
}

function failAtCharacter(raw: string, index: number, position: number): never {
  const character = String.fromCodePoint(raw.codePointAt(index)!)
  const expected = `'${encodeURIComponent(character)}'`
  const error = new ODataSyntaxError(position + index, expected, `'${character}'`)
  rawErrors.add(error)
  throw error
}

/** Runs a parser of a part, the positions of whose errors count from `position`. */
export function at<Result>(position: number, parse: () => Result): Result {
  try {
    return parse()
  } catch (error) {
    throw error instanceof ODataSyntaxError ? withPosition(error, error.position + position) : error
  }
}

/** The same error at another place. */
export function withPosition(error: ODataSyntaxError, position: number): ODataSyntaxError {
  const { expected, subject, suggestion } = error
  // Octets that are no UTF-8 are told as they were written.
  const found = error.found.replaceAll(/[\uDC80-\uDCFF]/gu, (octet) => {
    return `%${(octet.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`
  })
  return new ODataSyntaxError(position, expected, found, subject, suggestion)
}

interface Quoted {
  readonly position: number
  readonly text: string
}

/** @throws ODataSyntaxError where a string or search word has a character that the ABNF does not have in one */
function checkCharacters(
  { position, text }: Quoted,
  allowed: RegExp,
  raw: string,
  base: number,
  toRaw: (position: number) => number,
): void {
  const end = toRaw(position + text.length) - base
  for (let index = toRaw(position) - base; index < end; index++) {
    if (!allowed.test(raw[index]!)) failAtCharacter(raw, index, base)
  }
}

function charactersOf({ kind, text }: Readonly<Record<string, unknown>>): RegExp | undefined {
  if (kind === 'searchWord') return searchWordCharacter
  if (kind !== 'primitiveLiteral' || typeof text !== 'string') return undefined
  const quote = text[0]
  return quote === "'" || quote === '"' ? quotedCharacter[quote] : undefined
}
