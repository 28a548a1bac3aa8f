import type { EdmType, NavigationProperty, Property } from '../../model/index.ts'
import type { AggregateSegment } from '../../syntax/ast.ts'
import type { Environment } from '../binding-scope.ts'
import type { PathRoot, PathStep } from '../typed-expression.ts'
import { bindAggregate } from './bind-aggregate.ts'

type AggregateStep = Extract<PathStep, { kind: 'aggregate' }>
type Evaluate = AggregateStep['evaluate']

/**
 * Binds `/aggregate(…)` after a collection. That of `$these` is the same for every instance, and is
 * then computed once.
 * @param environment of one item of the collection
 * @see Data Aggregation, "Function aggregate"
 */
export function bindAggregateStep(
  { expression }: AggregateSegment,
  path: { readonly root: PathRoot; readonly steps: readonly PathStep[] },
  environment: Environment,
): Pick<AggregateStep, 'evaluate' | 'named'> & { readonly type: EdmType } {
  const named = new Set<Property | NavigationProperty>()
  const onNamed = (member: Property | NavigationProperty): void => {
    named.add(member)
    environment.onNamed?.(member)
  }
  const { type, evaluate } = bindAggregate(expression, { ...environment, onNamed })
  const isOfThese = path.root.kind === 'variable' && path.steps.length === 0
  const isSame = isOfThese && !mentionsOuter(expression, environment)
  return { type, named, evaluate: isSame ? onceForAll(evaluate) : evaluate }
}

function onceForAll(evaluate: Evaluate): Evaluate {
  const known = new WeakMap<object, unknown>()
  return (items, context, frame) => {
    const { variables } = context
    if (!variables) return evaluate(items, context, frame)
    if (!known.has(variables)) known.set(variables, evaluate(items, context, frame))
    return known.get(variables)
  }
}

/** Whether any path in a syntax tree begins outside of the item: at `$it` or a lambda variable. */
function mentionsOuter(tree: unknown, { frames }: Environment): boolean {
  const outer = new Set(frames.map(({ name }) => name))
  const left: unknown[] = [tree]
  while (left.length > 0) {
    const node = left.pop()
    if (typeof node !== 'object' || node === null) continue
    const { kind, root, name } = node as { kind?: unknown; root?: unknown; name?: unknown }
    if (kind === 'firstMemberExpr' && (root === '$it' || root === '$this')) return true
    if (kind === 'identifier' && typeof name === 'string' && outer.has(name)) return true
    if (kind === 'parameterAlias') return true
    for (const child of Object.values(node)) left.push(child)
  }
  return false
}
