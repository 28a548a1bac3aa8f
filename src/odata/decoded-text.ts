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
    checkQuoted(tree, raw, (at) => toRaw(at) - position, position)
    return shiftPositions(tree, toRaw)
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

/** @throws ODataSyntaxError where a string or search word has a character that the ABNF does not have in one */
function checkQuoted(
  tree: object,
  raw: string,
  toRaw: (position: number) => number,
  base: number,
): void {
  const pending: object[] = [tree]
  for (let node = pending.pop(); node; node = pending.pop()) {
    const allowed = charactersOf(node)
    if (allowed) {
      const { position, text } = node as { position: number; text: string }
      const end = toRaw(position + text.length)
      for (let index = toRaw(position); index < end; index++) {
        if (!allowed.test(raw[index]!)) failAtCharacter(raw, index, base)
      }
      continue
    }
    const members = node as Record<string, unknown>
    for (const name in members) {
      const value = members[name]
      if (typeof value === 'object' && value !== null) pending.push(value)
    }
  }
}

function charactersOf(node: object): RegExp | undefined {
  if (!('kind' in node) || !('text' in node)) return undefined
  if (node.kind === 'searchWord') return searchWordCharacter
  if (node.kind !== 'primitiveLiteral') return undefined
  const quote = String(node.text)[0]
  return quote === "'" || quote === '"' ? quotedCharacter[quote] : undefined
}
