/* ABNF rules of `$search`. */
import { Cursor } from '../../syntax/cursor.ts'
import type { SearchExpr } from '../../syntax/index.ts'
import { parseWholeSearch } from '../../syntax/search.ts'
import { shiftPositions } from '../../syntax/shift-positions.ts'
import type { SearchOperatorNode } from '../ast.ts'
import { decoded, isOneGroup, refuse, type RuleParser } from './rule-parser.ts'

function search(
  accepts: (node: SearchExpr, text: string) => boolean,
  expected: string,
): RuleParser {
  return decoded((text) => {
    if (/^[ \t]/.test(text)) refuse(expected, text)
    const node = parseWholeSearch(new Cursor(text, 0, text.length, true))
    if (!accepts(node, text)) refuse(expected, text)
    return node
  })
}

/** ABNF `searchOrExpr`, `searchAndExpr`: with what stands right of the operator. */
function searchOperator(operator: 'AND' | 'OR', pattern: RegExp, expected: string): RuleParser {
  return decoded((text): SearchOperatorNode => {
    const blanks = pattern.exec(text)?.[0].length
    if (blanks === undefined) refuse(expected, text)
    const node = parseWholeSearch(new Cursor(text.slice(blanks), 0, text.length - blanks, true))
    const right = shiftPositions(node, (position) => position + blanks)
    return { kind: 'searchOperator', position: 0, operator, right }
  })
}

export const searchRules: Readonly<Record<string, RuleParser>> = {
  searchExpr: search((_node, text) => !text.startsWith("'"), 'a search expression'),
  searchParenExpr: search((_node, text) => text.startsWith('(') && isOneGroup(text), "'('"),
  searchNegateExpr: search((_node, text) => /^NOT[ \t]/.test(text), "'NOT '"),
  searchOrExpr: searchOperator('OR', /^[ \t]+OR[ \t]+/, "' OR '"),
  searchAndExpr: searchOperator('AND', /^[ \t]+(?:AND[ \t]+)?(?=\S)/, "' AND ' or a blank"),
}
