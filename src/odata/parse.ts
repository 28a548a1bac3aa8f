import { didYouMean } from '../model/near-name.ts'
import type { CommonExpr } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { parseWholeExpression } from '../syntax/common-expr.ts'
import { Cursor } from '../syntax/cursor.ts'
import type { TokenNode } from './ast.ts'
import { parseDecoded } from './decoded-text.ts'
import { readHeader, readPreference } from './header.ts'
import { headerRuleNames, lexicalRules } from './lexical-rules.ts'
import { namesOf, type Constraints, type Names } from './names.ts'
import { parsePattern } from './parse-pattern.ts'
import { treeRules, type RuleParser } from './tree-rules.ts'

/** Rules by their names in lower case, as names of ABNF rules have no case (RFC 5234, "Rule Naming"). */
const rules = new Map<string, RuleParser>()
for (const rule of Object.keys(lexicalRules)) rules.set(rule.toLowerCase(), lexicalParser(rule))
for (const [rule, parser] of Object.entries(treeRules)) rules.set(rule.toLowerCase(), parser)

/** The names of all rules that `parse` knows, as the ABNF spells them. */
export const ruleNames: readonly string[] = [
  ...new Set([...Object.keys(lexicalRules), ...Object.keys(treeRules)]),
]

/**
 * Parses text by a rule of the OData ABNF, or of that of the Data Aggregation extension.
 * @param rule its name there, in any case: `odataUri`, `resourcePath`, `filter`, `commonExpr`, `dateTimeOffsetValue`
 * @param text undecoded, as it stands in a URL or header
 * @returns the tree; its positions count in `text`
 * @throws ODataSyntaxError when the text does not match the rule, or a name stands where the constraints have none like it
 * @throws TypeError when there is no such rule
 */
export function parseRule(rule: string, text: string, constraints?: Constraints): object {
  const parser = rules.get(rule.toLowerCase())
  if (!parser) {
    const suggestion = didYouMean(rule, ruleNames)
    throw new TypeError(`'${rule}' is not a rule of the OData ABNF${suggestion}`)
  }
  return parser(text, namesOf(constraints))
}

function lexicalParser(rule: string): RuleParser {
  const pattern = lexicalRules[rule]!
  return (text, names) => {
    parsePattern(rule, pattern, text, names)
    if (headerRuleNames.has(rule)) return headerNode(rule, text)
    return literalOf(rule, text, names) ?? ({ kind: 'token', position: 0, rule, text } as TokenNode)
  }
}

function headerNode(rule: string, text: string): object {
  const isPreference = rule === 'preference' || rule.endsWith('Preference')
  return isPreference ? readPreference(text) : readHeader(text)
}

const literalRule =
  /(?:Literal|^(?:null|boolean|guid|date|byte|nanInfinity|geo(?:graphy|metry)\w+))$/

/** Literals of URLs are expressions too, with a type and a value. */
function literalOf(rule: string, text: string, _names: Names): CommonExpr | undefined {
  if (!literalRule.test(rule)) return undefined
  try {
    const node = parseDecoded(text, 0, (decoded) =>
      parseWholeExpression(new Cursor(decoded, 0, decoded.length, true)),
    )
    return node.kind === 'primitiveLiteral' || node.kind === 'enum' ? node : undefined
  } catch (error) {
    if (error instanceof ODataSyntaxError) return undefined
    throw error
  }
}
