/*
 * Text of URLs to trees, by the OASIS ABNF, and back. Comes in: an undecoded path or query, or a query
 * option's decoded value. Goes out: an AST or an `ODataSyntaxError`. It knows no contract: which
 * names exist, which methods there are and which types go together is for those who bind the tree.
 */
export type * from './ast.ts'
export { parseApply } from './apply.ts'
export { parseCommonExpr, parseFilter } from './common-expr.ts'
export { parseCompute } from './compute.ts'
export { parseOrderby } from './orderby.ts'
export { printCommonExpr, printCompute, printRootPath, printSearch } from './print.ts'
export { printApply } from './print-apply.ts'
export { splitQueryOptions } from './query-options.ts'
export { parseResourcePath } from './resource-path.ts'
export { parseSearch } from './search.ts'
export { parseExpand, parseSelect } from './select-expand.ts'
export { ODataSyntaxError } from './syntax-error.ts'
