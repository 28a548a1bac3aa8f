/* All rules of the ABNF, by their names there: those that match text alone, and those that give a tree. */
import { applyRules } from './apply-rules.ts'
import { contextRules } from './context-url-rules.ts'
import { expressionRules } from './expression-rules.ts'
import { lexicalRules } from './lexical-rules.ts'
import { pathExpressionRules } from './path-expression-rules.ts'
import { pathRules } from './path-rules.ts'
import type { Pattern } from './pattern.ts'
import { itemRules, optionRules } from './query-option-rules.ts'
import { resourcePathRules } from './resource-path-rules.ts'
import type { RuleParser } from './rule-parser.ts'
import { searchRules } from './search-rules.ts'

export const patternRules: Readonly<Record<string, Pattern>> = { ...lexicalRules, ...pathRules }

export const treeRules: Readonly<Record<string, RuleParser>> = {
  ...optionRules,
  ...itemRules,
  ...expressionRules,
  ...pathExpressionRules,
  ...resourcePathRules,
  ...contextRules,
  ...searchRules,
  ...applyRules,
}
