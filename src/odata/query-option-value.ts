/* ABNF section "Query Options": the value of each option, parsed by its own grammar and judged by the names there are. */
import type { ApplyExpr, CommonExpr, ExpandItem, QueryOption, SelectItem } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { parseWholeApply } from '../syntax/apply.ts'
import { parseWholeExpression } from '../syntax/common-expr.ts'
import { parseComputeItems } from '../syntax/compute.ts'
import { Cursor, maximumDepth } from '../syntax/cursor.ts'
import { parseOrderbyItems } from '../syntax/orderby.ts'
import { parseWholeSearch } from '../syntax/search.ts'
import { parseExpandItems, parseSelectItems } from '../syntax/select-expand.ts'
import { shiftPositions } from '../syntax/shift-positions.ts'
import { quoteFound } from '../syntax/syntax-error.ts'
import type { ExpandNode, QueryOptionNode, SelectNode } from './ast.ts'
import { checkApply, checkCompute } from './check-apply.ts'
import { checkExpression, scopeOf } from './check-expression.ts'
import { checkExpandItem, checkSelectItem } from './check-select-expand.ts'
import { at } from './decoded-text.ts'
import { kindOfOption, type OptionKind } from './query-option-kinds.ts'
import {
  formatPattern,
  lexicalRules,
  queryTokenPattern,
  schemaVersionPattern,
} from './rules/lexical-rules.ts'
import { withProperties, type Names } from './names.ts'
import { parsePattern } from './rules/parse-pattern.ts'
import { sequence, optional, exactly, many, type Pattern } from './rules/pattern.ts'

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

/** True for options whose value stands in the URL as it is: it is read before percent-decoding. */
export function hasPlainValue(kind: OptionKind): boolean {
  return kind in tokens || kind === 'inlinecount'
}

/** The value of an option, decoded; positions count from its beginning. */
export function parseValue(
  kind: OptionKind,
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

/** ABNF `commonExpr`, `parameterValue`. */
export function parseStrictExpression(text: string, names: Names): CommonExpr {
  const expression = parseWholeExpression(strict(text))
  checkExpression(expression, scopeOf(names))
  return expression
}

/** ABNF `applyExpr`. */
export function parseStrictApply(text: string, names: Names): ApplyExpr {
  const transformations = parseWholeApply(strict(text))
  const known = withProperties(names, aliasesOf([{ name: '$apply', value: text, position: 0 }]))
  checkApply(transformations, scopeOf(known))
  return transformations
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
export function aliasesOf(options: readonly QueryOption[]): ReadonlySet<string> {
  const aliases = new Set<string>()
  for (const { name, value } of options) {
    if (!addsNames(name)) continue
    for (const [, alias] of value.matchAll(/\sas\s+([\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*)/giu)) {
      aliases.add(alias!)
    }
  }
  return aliases
}

export function addsNames(optionName: string): boolean {
  const kind = kindOfOption(optionName)
  return kind === 'compute' || kind === 'apply'
}

function strict(text: string): Cursor {
  return new Cursor(text, 0, text.length, true)
}
