import { badRequest, notImplemented } from '../../errors.ts'
import { hasSucceeded } from './batch-results.ts'
import { entityUrl, findResult, type ReferenceScope } from './find-result.ts'
import { requireValue, valueOfResult } from './value-of-result.ts'
import { writeLiteral } from './write-literal.ts'

/** How the text that references stand in is written. */
export interface Notation {
  /** Of a literal that takes the place of a reference. */
  readonly encode: (literal: string) => string
  /** `if`, which alone may ask whether a request has succeeded. */
  readonly isCondition: boolean
}

export const queryNotation: Notation = { encode: encodeURIComponent, isCondition: false }

export const conditionNotation: Notation = { encode: (literal) => literal, isCondition: true }

/** Names after `$` that expressions know by themselves; references with these ids are not possible. */
const predefined: ReadonlySet<string> = new Set(['it', 'root', 'this', 'count', 'all', 'id'])

const token = /'|%27|"|%22|(?:\$|%24)((?:[\w.~-]|%7e)+)/gi
const path = /(?:(?:\/|%2f)(?:@?[\p{L}_][\p{L}\p{N}_.]*|(?:\$|%24)(?:succeeded|count)))*/iuy

/**
 * A query or an expression with literals in the place of references to values of earlier answers:
 * `$1/Building`. What is quoted, and names that no request before it has, stay as they are.
 * @throws ODataError 400, 424 and 501 as `findResult` and the values need
 * @see Protocol, "Referencing Values from Response Bodies"; JSON Format, "Batch Request", for `if`
 */
export function replaceValues(text: string, scope: ReferenceScope, notation: Notation): string {
  if (scope.results.requests.size === 0 && !notation.isCondition) return text
  const written: string[] = []
  let done = 0
  let quote: string | undefined
  for (const { 0: found, 1: id, index } of text.matchAll(token)) {
    if (index < done) continue
    if (id === undefined) {
      const mark = found === "'" || found === '%27' ? "'" : '"'
      if (quote === undefined) quote = mark
      else if (quote === mark) quote = undefined
      continue
    }
    const end = index + found.length
    if (quote !== undefined || !isReference(text, { id, index, end }, scope, notation)) continue
    path.lastIndex = end
    const rest = path.exec(text)?.[0] ?? ''
    const reference: Reference = { id, names: namesOf(rest), text: found + rest }
    const isEntityId = /(?:^|&)(?:\$|%24)?id=$/i.test(text.slice(Math.max(0, index - 6), index))
    const until = isEntityId ? end : end + rest.length
    if (!isEntityId && /^(?:\(|%28)/.test(text.slice(until, until + 3))) {
      throw notImplemented(`a function or lambda operator in the reference '${reference.text}'`)
    }
    written.push(text.slice(done, index))
    written.push(
      isEntityId
        ? notation.encode(entityUrl(id, scope))
        : notation.encode(literalOf(reference, scope, notation)),
    )
    done = until
  }
  return done === 0 ? text : written.join('') + text.slice(done)
}

interface Reference {
  readonly id: string
  readonly names: readonly string[]
  readonly text: string
}

function isReference(
  text: string,
  { id, index, end }: { readonly id: string; readonly index: number; readonly end: number },
  { results }: ReferenceScope,
  { isCondition }: Notation,
): boolean {
  if (predefined.has(id) || text[end] === '=' || /[\w./)@]/.test(characterBefore(text, index))) {
    return false
  }
  if (results.requests.has(id)) return true
  if (!isCondition) return false
  throw badRequest(`if: '$${id}' refers to no request before it in the batch`, 'if')
}

/** Percent-decoded; '' at the beginning. */
function characterBefore(text: string, index: number): string {
  const encoded = /^%([0-7][0-9a-f])$/i.exec(text.slice(Math.max(0, index - 3), index))?.[1]
  if (encoded !== undefined) return String.fromCharCode(parseInt(encoded, 16))
  return index === 0 ? '' : text[index - 1]!
}

function namesOf(rest: string): string[] {
  return rest.replace(/%2f/gi, '/').replace(/%24/g, '$').split('/').slice(1)
}

function literalOf(
  { id, names, text }: Reference,
  scope: ReferenceScope,
  { isCondition }: Notation,
): string {
  if (!isCondition) return writeLiteral(requireValue(findResult(id, scope), names, text), text)
  if (names[0]?.toLowerCase() === '$succeeded' && names.length === 1) {
    return String(hasSucceeded(scope.results, id))
  }
  const result = scope.results.requests.get(id)!
  return writeLiteral(valueOfResult(result, names, text), text)
}
