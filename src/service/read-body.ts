import type { ContractOperation } from '../contract/contract.ts'
import { badRequest, ODataError } from '../errors.ts'
import { parseJsonStrictly } from '../model/index.ts'
import { decodeText, isCharsetKnown } from './decode-text.ts'
import { readMediaRange } from './media-ranges.ts'

/** Values nested deeper than this are refused, so that nothing that walks them can overflow. */
const deepestValue = 100

/**
 * A request's JSON body.
 * @returns `undefined` for none
 * @throws ODataError 415 for another media type or charset, 400 for what is no JSON, with its position
 */
export function readJsonBody(body: Buffer | undefined, contentType: string | undefined): unknown {
  if (!body || body.length === 0) return undefined
  const charset = contentType === undefined ? 'utf-8' : charsetOf(contentType)
  const { value, repeated } = readJson(decodeText(body, charset))
  checkShape(value, '', 0)
  // RFC 8259, "Objects": what a name that is there twice means, nobody can tell.
  if (repeated !== undefined) throw badRequest(`the name of '${repeated}' is given twice`, repeated)
  return value
}

/** Of media types that were read before: clients send the same few texts. */
const charsets = new Map<string, string>()

function charsetOf(contentType: string): string {
  let charset = charsets.get(contentType)
  if (charset === undefined) {
    charset = readCharset(contentType)
    if (charsets.size > 100) charsets.clear()
    charsets.set(contentType, charset)
  }
  return charset
}

/** @see Protocol, "Header Content-Type"; JSON Format, "Header Content-Type" */
function readCharset(contentType: string): string {
  const { type, parameters } = readMediaRange(contentType)
  const isJson = type === 'application/json' || /^application\/.*\+json$/.test(type)
  const charset = parameters.get('charset') ?? 'utf-8'
  if (isJson && isCharsetKnown(charset)) return charset
  const expected = isJson ? 'the charset utf-8, utf-16 or utf-32' : 'application/json'
  throw new ODataError(
    415,
    'UnsupportedMediaType',
    `expected a body of ${expected}, found '${contentType}'`,
    { target: 'Content-Type' },
  )
}

/** Whether an operation's page shows a body of this media type, other than JSON: `text/plain` for a message in MIME. */
export function isDocumentedText(
  contentType: string | undefined,
  operation: ContractOperation | undefined,
): boolean {
  if (contentType === undefined || /\bjson\b/i.test(contentType)) return false
  const typeOf = (text: string) => text.split(';')[0]!.trim().toLowerCase()
  return (operation?.examples ?? []).some(({ request }) =>
    request?.headers.some(
      ({ name, value }) =>
        name.toLowerCase() === 'content-type' && typeOf(value) === typeOf(contentType),
    ),
  )
}

function readJson(text: string): ReturnType<typeof parseJsonStrictly> {
  try {
    return parseJsonStrictly(text)
  } catch (error) {
    // Another realm's SyntaxError inside a test runner: only the message is looked at.
    const message = error instanceof Error ? error.message : String((error as Error).message)
    throw badRequest(`the body is not JSON: ${message}`, '')
  }
}

/** JSON can escape what no text in UTF-8 holds, and no URL of an entity (RFC 8259, "String and Character Issues"). */
const halfCharacter = /\p{Surrogate}/u

function checkShape(value: unknown, pointer: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > deepestValue) {
    throw badRequest(`the body nests deeper than ${deepestValue} levels`, pointer)
  }
  for (const name of Object.keys(value)) {
    if (name === '__proto__') throw badRequest(`'__proto__' is not a property name`, pointer)
    const inner = (value as Record<string, unknown>)[name]
    if (halfCharacter.test(name) || (typeof inner === 'string' && halfCharacter.test(inner))) {
      throw badRequest('half of a surrogate pair is no character', `${pointer}/${name}`)
    }
    if (typeof inner === 'object' && inner !== null) {
      checkShape(inner, `${pointer}/${name}`, depth + 1)
    }
  }
}
