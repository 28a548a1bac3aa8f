import type { CommonExpr } from '../syntax/index.ts'
import type { Names } from './names.ts'

/** What names mean here, and how to judge the expressions within others. */
export interface Scope {
  readonly names: Names
  /** Range variables of the lambdas around. */
  readonly variables: ReadonlySet<string>
  readonly checkExpression: (expression: CommonExpr, scope: Scope) => void
}
