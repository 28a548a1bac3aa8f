import { didYouMean } from '../model/near-name.ts'
import type { Model } from '../model/index.ts'
import type {
  ApplyExpr,
  CommonExpr,
  EnumLiteral,
  PrimitiveLiteral,
  ResourcePath,
  SearchExpr,
} from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { parseWholeExpression } from '../syntax/common-expr.ts'
import { Cursor } from '../syntax/cursor.ts'
import type {
  ContextUrl,
  HeaderNode,
  PreferenceNode,
  QueryOptionNode,
  QueryOptionsNode,
  RelativeUriNode,
  TokenNode,
  UriNode,
} from './ast.ts'
import { constraintsOfModel, type NamesSource } from './constraints-of-model.ts'
import { parseDecoded } from './decoded-text.ts'
import { readHeader, readPreference } from './header.ts'
import { namesOf, type Constraints, type Names } from './names.ts'
import type { ParsedNode } from './print.ts'
import { patternRules, treeRules } from './rules/index.ts'
import { headerRuleNames } from './rules/lexical-rules.ts'
import { parsePattern } from './rules/parse-pattern.ts'
import type { Pattern } from './rules/pattern.ts'
import type { RuleParser } from './rules/rule-parser.ts'

export type { Constraints, NamesSource }

/** Rules by their names in lower case, as names of ABNF rules have no case (RFC 5234, "Rule Naming"). */
const rules = new Map<string, RuleParser>()
for (const [rule, pattern] of Object.entries(patternRules)) {
  rules.set(rule.toLowerCase(), patternParser(rule, pattern))
}
for (const [rule, parser] of Object.entries(treeRules)) rules.set(rule.toLowerCase(), parser)

/** The names of all rules that `parse` knows, as the ABNF spells them. */
export const ruleNames: readonly string[] = [
  ...new Set([...Object.keys(patternRules), ...Object.keys(treeRules)]),
]

/** Trees by the rules that are asked for most; of other rules, one of `RuleTree`. */
export interface TreeOfRule {
  readonly odataUri: UriNode
  readonly odataRelativeUri: RelativeUriNode
  readonly resourcePath: ResourcePath
  readonly queryOptions: QueryOptionsNode
  readonly filter: OptionOf<'filter'>
  readonly orderby: OptionOf<'orderby'>
  readonly select: OptionOf<'select'>
  readonly expand: OptionOf<'expand'>
  readonly compute: OptionOf<'compute'>
  readonly apply: OptionOf<'apply'>
  readonly search: OptionOf<'search'>
  readonly commonExpr: CommonExpr
  readonly boolCommonExpr: CommonExpr
  readonly primitiveLiteral: PrimitiveLiteral | EnumLiteral
  readonly applyExpr: ApplyExpr
  readonly searchExpr: SearchExpr
  readonly context: ContextUrl
  readonly header: HeaderNode
  readonly preference: PreferenceNode
}

type OptionOf<Kind> = Extract<QueryOptionNode, { kind: Kind }>

/** What some rule gives. */
export type RuleTree = ParsedNode

interface ParseOptions {
  /**
   * Which names may stand for entity sets, properties, types and the like: lists by rule of the ABNF, or a contract. Without
   * them every name may stand for everything.
   */
  readonly names?: NamesSource | undefined
}

/**
 * Parses text by a rule of the OData ABNF, or of that of the Data Aggregation extension.
 * @param rule its name there, in any case: `odataUri`, `resourcePath`, `filter`, `commonExpr`, `dateTimeOffsetValue`
 * @param text undecoded, as it stands in a URL or header; a query option begins with its name: `$filter=…`
 * @returns the tree; its positions count in `text`
 * @throws ODataSyntaxError when the text does not match the rule, or `names` has no such name for where one stands
 * @throws TypeError when there is no such rule
 * @see OData ABNF Construction Rules; OData Aggregation ABNF Construction Rules
 */
export function parse<Rule extends keyof TreeOfRule>(
  rule: Rule,
  text: string,
  options?: ParseOptions,
): TreeOfRule[Rule]
export function parse(rule: string, text: string, options?: ParseOptions): RuleTree
export function parse(rule: string, text: string, { names }: ParseOptions = {}): RuleTree {
  const parser = rules.get(rule.toLowerCase())
  if (!parser) {
    const suggestion = didYouMean(rule, ruleNames)
    throw new TypeError(`'${rule}' is not a rule of the OData ABNF${suggestion}`)
  }
  return parser(text, namesOf(constraintsOf(names))) as RuleTree
}

const known = new WeakMap<Model, Constraints>()

function constraintsOf(source: NamesSource | undefined): Constraints | undefined {
  if (source === undefined) return undefined
  const model = modelOf(source)
  if (model === undefined) return source as Constraints
  const constraints = known.get(model) ?? constraintsOfModel(model)
  known.set(model, constraints)
  return constraints
}

function modelOf(source: NamesSource): Model | undefined {
  const candidate = 'model' in source && !Array.isArray(source.model) ? source.model : source
  const isModel =
    typeof candidate === 'object' && 'types' in candidate && candidate.types instanceof Map
  return isModel ? (candidate as Model) : undefined
}

function patternParser(rule: string, pattern: Pattern): RuleParser {
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
