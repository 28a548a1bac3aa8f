/* ABNF section "Query Options": a query split into its options. */
import { didYouMean } from '../model/near-name.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { decodeOctets } from '../syntax/percent-encoding.ts'
import { quoteFound } from '../syntax/syntax-error.ts'
import type { QueryOptionNode, QueryOptionsNode } from './ast.ts'
import { at, parseDecoded } from './decoded-text.ts'
import { failAtName, withProperties, type Names } from './names.ts'
import { kindOfOption, type OptionKind } from './query-option-kinds.ts'
import { addsNames, aliasesOf, hasPlainValue, parseValue } from './query-option-value.ts'
import { customNamePattern, customValuePattern } from './rules/lexical-rules.ts'
import { parsePattern } from './rules/parse-pattern.ts'

interface RawOption {
  readonly rawName: string
  /** `undefined` without `=`. */
  readonly rawValue: string | undefined
  readonly position: number
}

/**
 * ABNF `queryOptions` and its like.
 * @param raw undecoded, without `?`
 * @param position of `raw` in the text that positions count in
 * @param allowed kinds of options that may stand here
 */
export function parseQueryOptions(
  raw: string,
  position: number,
  names: Names,
  allowed: readonly string[],
): QueryOptionsNode {
  const options = splitOptions(raw, position)
  const aliases = aliasesOf(
    options.map(({ rawName, rawValue = '' }) => {
      const name = safelyDecoded(rawName)
      return { name, value: addsNames(name) ? safelyDecoded(rawValue) : rawValue, position: 0 }
    }),
  )
  const known = withProperties(names, aliases)
  return {
    kind: 'queryOptions',
    position,
    options: options.map((option) => parseOption(option, known, allowed)),
  }
}

function safelyDecoded(raw: string): string {
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}

function splitOptions(raw: string, position: number): RawOption[] {
  const options: RawOption[] = []
  let start = 0
  for (const part of raw.split('&')) {
    if (part === '') {
      throw new ODataSyntaxError(position + start, 'a query option', quoteFound(raw, start))
    }
    const equals = part.indexOf('=')
    options.push({
      rawName: equals < 0 ? part : part.slice(0, equals),
      rawValue: equals < 0 ? undefined : part.slice(equals + 1),
      position: position + start,
    })
    start += part.length + 1
  }
  return options
}

/** One option by itself: ABNF `filter`, `systemQueryOption`. */
export function parseSingleOption(
  raw: string,
  names: Names,
  allowed: readonly string[],
): QueryOptionNode {
  const ampersand = raw.indexOf('&')
  if (ampersand >= 0) {
    throw new ODataSyntaxError(ampersand, "'%26' or the end", quoteFound(raw, ampersand))
  }
  const { options } = parseQueryOptions(raw, 0, names, allowed)
  return options[0]!
}

function parseOption(option: RawOption, names: Names, allowed: readonly string[]): QueryOptionNode {
  const name = decodeOctets(option.rawName, option.position).text
  const kind = kindOfOption(name)
  const isReserved = name.startsWith('$') || name.startsWith('@')
  if (kind !== undefined && allowed.includes(kind)) {
    if (isReserved) return parseKnown(kind, name, option, names)
    return parseWithoutDollar(kind, name, option, names, allowed)
  }
  if (!isReserved) return parseUnknown(name, option, names, allowed)
  const candidates = allowed.map((known) => (known === 'inlinecount' ? '$count' : `$${known}`))
  const read = candidates.find((candidate) => name.toLowerCase().startsWith(candidate))
  const position = option.position + (read?.length ?? 0)
  const expected = read === undefined ? 'a query option' : "'='"
  throw new ODataSyntaxError(
    position,
    expected,
    `'${name}'`,
    undefined,
    didYouMean(name, candidates),
  )
}

/** A 4.01 name without `$` may be that of a custom option or parameter too. */
function parseWithoutDollar(
  kind: OptionKind,
  name: string,
  option: RawOption,
  names: Names,
  allowed: readonly string[],
): QueryOptionNode {
  try {
    return parseKnown(kind, name, option, names)
  } catch (error) {
    const isOther = ['customName', 'parameterName'].some(
      (rule) => names.isConstrained(rule) && names.has(rule, name),
    )
    if (!isOther || !(error instanceof ODataSyntaxError)) throw error
    return parseUnknown(name, option, names, allowed)
  }
}

function parseKnown(
  kind: OptionKind,
  name: string,
  option: RawOption,
  names: Names,
): QueryOptionNode {
  const { position, rawName, rawValue } = option
  const start = position + rawName.length
  if (rawValue === undefined) throw new ODataSyntaxError(start, "'='", 'end of expression')
  if (hasPlainValue(kind)) {
    const node = at(start + 1, () => parseValue(kind, { name, value: rawValue }, names, 0))
    return { ...node, position }
  }
  const node = parseDecoded(rawValue, start + 1, (value) =>
    parseValue(kind, { name, value }, names, 0),
  )
  return { ...node, position }
}

/** ABNF `nameAndValue`, `customQueryOption`. */
function parseUnknown(
  name: string,
  option: RawOption,
  names: Names,
  allowed: readonly string[],
): QueryOptionNode {
  const { position, rawName, rawValue } = option
  const isParameter =
    rawValue !== undefined &&
    allowed.includes('nameAndValue') &&
    names.isConstrained('parameterName') &&
    names.has('parameterName', name)
  if (isParameter) {
    try {
      return parseKnown('nameAndValue', name, option, names)
    } catch (error) {
      if (!(error instanceof ODataSyntaxError) || !names.has('customName', name)) throw error
    }
  }
  if (!allowed.includes('customQueryOption') || !names.has('customName', name)) {
    failAtName(names, ['customName', 'parameterName'], name, position, 'a query option')
  }
  // JSON with blanks is no `customValue`; of the two kinds of option it can be a parameter alone.
  const isJson = /^(?:\s|%20|%09)*(?:[[{]|%5B|%7B)/i.test(rawValue ?? '')
  if (isJson && allowed.includes('nameAndValue') && /^[A-Z_a-z]\w*$/.test(name)) {
    return parseKnown('nameAndValue', name, option, names)
  }
  at(position, () => parsePattern('a query option', customNamePattern, rawName, names))
  if (rawValue !== undefined) {
    at(position + rawName.length + 1, () =>
      parsePattern('percent-encoded text', customValuePattern, rawValue, names),
    )
  }
  const value = rawValue === undefined ? undefined : decodeOctets(rawValue, position).text
  return { kind: 'customQueryOption', position, name, value }
}
