/* ABNF section "Query Options": a query split, each option parsed by its own grammar, and judged by the names there are. */
import { didYouMean } from '../model/near-name.ts'
import type { ApplyExpr, CommonExpr, ExpandItem, QueryOption, SelectItem } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { parseWholeApply } from '../syntax/apply.ts'
import { parseWholeExpression } from '../syntax/common-expr.ts'
import { parseComputeItems } from '../syntax/compute.ts'
import { Cursor, maximumDepth } from '../syntax/cursor.ts'
import { parseOrderbyItems } from '../syntax/orderby.ts'
import { decodeOctets } from '../syntax/percent-encoding.ts'
import { parseWholeSearch } from '../syntax/search.ts'
import { parseExpandItems, parseSelectItems } from '../syntax/select-expand.ts'
import { shiftPositions } from '../syntax/shift-positions.ts'
import { quoteFound } from '../syntax/syntax-error.ts'
import type { ExpandNode, QueryOptionNode, QueryOptionsNode, SelectNode } from './ast.ts'
import { checkApply, checkCompute } from './check-aggregate.ts'
import { checkExpression, scopeOf } from './check-expression.ts'
import { checkExpandItem, checkSelectItem } from './check-select-expand.ts'
import { at, parseDecoded } from './decoded-text.ts'
import {
  customNamePattern,
  customValuePattern,
  formatPattern,
  lexicalRules,
  queryTokenPattern,
  schemaVersionPattern,
} from './rules/lexical-rules.ts'
import { failAtName, withProperties, type Names } from './names.ts'
import { parsePattern } from './rules/parse-pattern.ts'
import { sequence, optional, exactly, many, type Pattern } from './rules/pattern.ts'

// ── Whole texts, decoded, at position 0 ─────────────────────────────────────────────────────────

function strict(text: string): Cursor {
  return new Cursor(text, 0, text.length, true)
}

/** ABNF `commonExpr`, `parameterValue`. */
export function parseStrictExpression(text: string, names: Names): CommonExpr {
  const expression = parseWholeExpression(strict(text))
  checkExpression(expression, scopeOf(names))
  return expression
}

function parseStrictSelect(text: string, names: Names, depth: number): SelectNode[] {
  return parseSelectItems(strict(text)).map((item) => ({
    ...item,
    nested: parseNested(item, checkSelectItem(item, names), names, depth),
  }))
}

function parseStrictExpand(text: string, names: Names, depth: number): ExpandNode[] {
  return parseExpandItems(strict(text)).map((item) => ({
    ...item,
    nested: parseNested(item, checkExpandItem(item, names), names, depth),
  }))
}

/** The options in parentheses, each of one of the kinds `allowed`. */
function parseNested(
  { options }: SelectItem | ExpandItem,
  allowed: readonly string[],
  names: Names,
  depth: number,
): QueryOptionNode[] {
  if (options.length === 0) return []
  const known = withProperties(names, aliasesOf(options))
  return options.map((option) => {
    const kind = kindOfOption(option.name)
    const position = option.position - 1 - option.name.length
    if (kind === undefined || !allowed.includes(kind)) {
      const expected = allowed.length === 0 ? 'no option' : `one of ${allowed.join(', ')}`
      throw new ODataSyntaxError(position, expected, `'${option.name}'`)
    }
    const node = at(option.position, () => parseValue(kind, option, known, depth + 1))
    return { ...shiftPositions(node, (inner) => inner + option.position), position }
  })
}

/** Names that `$compute` and `$apply` of a query add: they may stand where properties do. */
function aliasesOf(options: readonly QueryOption[]): ReadonlySet<string> {
  const aliases = new Set<string>()
  for (const { name, value } of options) {
    if (!addsNames(name)) continue
    for (const [, alias] of value.matchAll(/\sas\s+([\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*)/giu)) {
      aliases.add(alias!)
    }
  }
  return aliases
}

function addsNames(optionName: string): boolean {
  const kind = kindOfOption(optionName)
  return kind === 'compute' || kind === 'apply'
}

// ── One option ──────────────────────────────────────────────────────────────────────────────────

type Kind = QueryOptionNode['kind']

/** Options that have no name without `$` (4.01 lets the others go without). */
const onlyWithDollar = new Set(['skiptoken', 'deltatoken'])
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['count', 'inlinecount'],
  ...(
    [
      'apply',
      'compute',
      'deltatoken',
      'expand',
      'filter',
      'format',
      'id',
      'index',
      'levels',
      'orderby',
      'schemaversion',
      'search',
      'select',
      'skip',
      'skiptoken',
      'top',
    ] as Kind[]
  ).map((kind) => [kind, kind] as const),
])

/** The kind of the system query option or alias of that name, in any case; `undefined` for other options. */
export function kindOfOption(name: string): Kind | undefined {
  if (name.startsWith('@')) return 'aliasAndValue'
  const hasDollar = name.startsWith('$')
  const kind = kinds.get((hasDollar ? name.slice(1) : name).toLowerCase())
  return kind === undefined || (!hasDollar && onlyWithDollar.has(kind)) ? undefined : kind
}

/** ABNF `systemQueryOption`: the ones that may stand in a URL's query. */
export const systemQueryOptions: readonly string[] = [...kinds.values()].filter(
  (kind) => kind !== 'levels',
)

const wholeNumber = many(lexicalRules['DIGIT']!, 1)
const levels = (match: Parameters<Pattern>[0], position: number): number => {
  const isMax = match.text.slice(position).toLowerCase() === 'max'
  if (isMax) return (match.farthest = position + 'max'.length)
  return sequence(lexicalRules['oneToNine']!, many(lexicalRules['DIGIT']!))(match, position)
}

const tokens = {
  top: ['a whole number', wholeNumber],
  skip: ['a whole number', wholeNumber],
  index: ['a whole number', sequence(optional(exactly('-')), wholeNumber)],
  levels: ["a number without leading zeros or 'max'", levels],
  format: ["'json', 'xml', 'atom' or a media type", formatPattern],
  schemaversion: ["a version or '*'", schemaVersionPattern],
  skiptoken: ['a token', queryTokenPattern],
  deltatoken: ['a token', queryTokenPattern],
  id: ['a URL', queryTokenPattern],
} as const satisfies Record<string, readonly [string, Pattern]>

/** The value of an option, decoded; positions count from its beginning. */
function parseValue(
  kind: Kind,
  { name, value }: Pick<QueryOption, 'name' | 'value'>,
  names: Names,
  depth: number,
): QueryOptionNode {
  const position = 0
  if (depth > maximumDepth) {
    const expected = `at most ${maximumDepth} nested levels`
    throw new ODataSyntaxError(0, expected, quoteFound(value, 0))
  }
  switch (kind) {
    case 'filter':
      return { kind, position, expression: parseStrictExpression(value, names) }
    case 'orderby': {
      const items = parseOrderbyItems(strict(value))
      for (const { expression } of items) checkExpression(expression, scopeOf(names))
      return { kind, position, items }
    }
    case 'compute': {
      const items = parseComputeItems(strict(value))
      for (const item of items) checkCompute(item, 'computedProperty', scopeOf(names))
      return { kind, position, items }
    }
    case 'apply':
      return { kind, position, transformations: parseStrictApply(value, names) }
    case 'select':
      return { kind, position, items: parseStrictSelect(value, names, depth) }
    case 'expand':
      return { kind, position, items: parseStrictExpand(value, names, depth) }
    case 'search':
      return { kind, position, expression: parseWholeSearch(strict(value)) }
    case 'inlinecount': {
      parsePattern('boolean', lexicalRules['boolean']!, value, names)
      return { kind, position, value: value.toLowerCase() === 'true' }
    }
    case 'top':
    case 'skip':
    case 'index':
    case 'levels':
    case 'format':
    case 'schemaversion':
    case 'skiptoken':
    case 'deltatoken':
    case 'id': {
      const [expected, pattern] = tokens[kind]
      parsePattern(expected, pattern, value, names)
      return { kind, position, value }
    }
    case 'aliasAndValue':
      parsePattern('a parameter alias', lexicalRules['parameterAlias']!, name, names)
      return { kind, position, name: name.slice(1), value: parseStrictExpression(value, names) }
    case 'nameAndValue':
      return { kind, position, name, value: parseStrictExpression(value, names) }
    case 'customQueryOption':
      return { kind, position, name, value }
  }
}

/** ABNF `applyExpr`. */
export function parseStrictApply(text: string, names: Names): ApplyExpr {
  const transformations = parseWholeApply(strict(text))
  const known = withProperties(names, aliasesOf([{ name: '$apply', value: text, position: 0 }]))
  checkApply(transformations, scopeOf(known))
  return transformations
}

// ── Queries ─────────────────────────────────────────────────────────────────────────────────────

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
  kind: Kind,
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

function parseKnown(kind: Kind, name: string, option: RawOption, names: Names): QueryOptionNode {
  const { position, rawName, rawValue } = option
  const start = position + rawName.length
  if (rawValue === undefined) throw new ODataSyntaxError(start, "'='", 'end of expression')
  if (kind in tokens || kind === 'inlinecount') {
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
