export * from './odata/index.ts'
export type * from './syntax/ast.ts'
export { printApply } from './syntax/print-apply.ts'
export {
  printCommonExpr,
  printCompute,
  printExpand,
  printOrderby,
  printResourcePath,
  printSearch,
  printSelect,
} from './syntax/print.ts'
export { ODataSyntaxError } from './syntax/syntax-error.ts'
