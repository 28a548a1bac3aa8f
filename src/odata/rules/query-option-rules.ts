/* ABNF section "Query Options". */
import { ODataSyntaxError } from '../../syntax/index.ts'
import { shiftPositions } from '../../syntax/shift-positions.ts'
import { countOptions, expandOptions, refOptions } from '../check-select-expand.ts'
import { parseDecoded, withPosition } from '../decoded-text.ts'
import { kindOfOption, systemQueryOptions } from '../query-option-kinds.ts'
import { parseStrictExpression } from '../query-option-value.ts'
import { parseQueryOptions, parseSingleOption } from '../query-options.ts'
import {
  batchOptions,
  entityCastOptions,
  entityIdOptions,
  parseEntityOptions,
  queryOptions,
} from '../uri.ts'
import { refuse, type RuleParser } from './rule-parser.ts'

function option(...allowed: readonly string[]): RuleParser {
  return (text, names) => parseSingleOption(text, names, allowed)
}

function options(...allowed: readonly string[]): RuleParser {
  return (text, names) => parseQueryOptions(text, 0, names, allowed)
}

export const optionRules: Readonly<Record<string, RuleParser>> = {
  queryOptions: options(...queryOptions),
  queryOption: option(...queryOptions),
  systemQueryOption: option(...systemQueryOptions),
  batchOptions: options(...batchOptions),
  batchOption: option(...batchOptions),
  metadataOptions: options(...batchOptions),
  metadataOption: option(...batchOptions),
  entityOptions: (text, names) => parseEntityOptions(text, 0, names, entityIdOptions),
  entityIdOption: option(...batchOptions),
  entityCastOptions: (text, names) => parseEntityOptions(text, 0, names, entityCastOptions),
  entityCastOption: option(...batchOptions, 'expand', 'select'),
  expandOption: option(...expandOptions),
  expandRefOption: option(...refOptions),
  expandCountOption: option(...countOptions),
  selectOption: option(...refOptions, 'compute', 'select', 'aliasAndValue'),
  selectOptionPC: option(...refOptions),
  levels: option('levels'),
  aliasAndValue: option('aliasAndValue'),
  customQueryOption: option('customQueryOption'),
  nameAndValue: (text, names) => {
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    const isParameter = equals >= 0 && /^[A-Z_a-z]\w*$/.test(name)
    if (!isParameter || !names.has('parameterName', name)) refuse("a parameter and '='", text)
    const value = parseDecoded(text.slice(equals + 1), equals + 1, (inner) =>
      parseStrictExpression(inner, names),
    )
    return { kind: 'nameAndValue', position: 0, name, value }
  },
  ...Object.fromEntries(systemQueryOptions.map((kind) => [kind, option(kind)])),
}

/** One item of an option's list. */
function item(optionName: '$orderby' | '$compute' | '$select' | '$expand'): RuleParser {
  return (text, names) => {
    const shift = optionName.length + 1
    const kind = kindOfOption(optionName)!
    try {
      const parsed = parseSingleOption(`${optionName}=${text}`, names, [kind])
      const items = 'items' in parsed ? parsed.items : []
      const further = items[1]?.position
      if (further !== undefined) refuse('one item', text, further - shift - 1)
      return shiftPositions(items[0]!, (position) => position - shift)
    } catch (error) {
      if (!(error instanceof ODataSyntaxError) || error.position < shift) throw error
      throw withPosition(error, error.position - shift)
    }
  }
}

export const itemRules: Readonly<Record<string, RuleParser>> = {
  orderbyItem: item('$orderby'),
  computeItem: item('$compute'),
  selectItem: item('$select'),
  selectProperty: item('$select'),
  selectPath: item('$select'),
  expandItem: item('$expand'),
  expandPath: item('$expand'),
}
