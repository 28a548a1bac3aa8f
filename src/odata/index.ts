/*
 * The published parser: any rule of the OASIS ABNF for OData, and of that for Data Aggregation, as an entry. Comes in: a rule's name
 * and text as it stands in a URL or header, perhaps names that may stand for properties, types and the like. Goes out: a
 * tree, or an `ODataSyntaxError`. The grammar's own trees are those of `syntax/`; it evaluates nothing.
 */
export type * from './ast.ts'
export type { Constraints, NamesSource } from './parse.ts'
export { print, type ParsedNode } from './print.ts'
export { parse, ruleNames, type RuleTree, type TreeOfRule } from './parse.ts'
