import { isHierarchyFunctionName, type EvaluationContext } from '../expression/index.ts'
import type { CommonExpr } from '../syntax/index.ts'

/**
 * The context in which `$these` is a collection.
 * @see Data Aggregation, "Expressions Evaluable on a Collection"
 */
export function withThese(
  context: EvaluationContext,
  items: readonly unknown[],
): EvaluationContext {
  return { ...context, variables: new Map([...(context.variables ?? []), ['$these', items]]) }
}

/**
 * Whether an expression, or a parameter alias that it names, refers to `$these` or asks about a
 * hierarchy, which is then read once for the collection.
 */
export function mentionsThese(
  expression: CommonExpr,
  aliases: ReadonlyMap<string, CommonExpr>,
): boolean {
  const left: unknown[] = [expression]
  const seen = new Set<string>()
  while (left.length > 0) {
    const node = left.pop()
    if (typeof node !== 'object' || node === null) continue
    const { kind, root, name } = node as { kind?: unknown; root?: unknown; name?: unknown }
    if (kind === 'firstMemberExpr' && root === '$these') return true
    if (kind === 'functionExpr' && isHierarchyFunctionName(String(name))) return true
    if (kind === 'parameterAlias' && typeof name === 'string' && !seen.has(name)) {
      seen.add(name)
      left.push(aliases.get(name))
    }
    for (const child of Object.values(node)) left.push(child)
  }
  return false
}

/** Evaluates with `$these` where an expression refers to it. */
export function theseFor(
  expressions: readonly CommonExpr[],
  aliases: ReadonlyMap<string, CommonExpr>,
): (context: EvaluationContext, items: readonly unknown[]) => EvaluationContext {
  const isNeeded = expressions.some((expression) => mentionsThese(expression, aliases))
  return isNeeded ? withThese : (context) => context
}
