import type { NavigationProperty, Property } from '../model/index.ts'
import type { PathExpression, TypedExpression } from './typed-expression.ts'

/** One side of an equality in a join: a property of one of the joined entities. */
export interface JoinSide {
  readonly navigation: NavigationProperty
  readonly property: Property
}

/** What a predicate on a cross join demands, so that not every combination need be looked at. */
export interface JoinConditions {
  /** A combination can satisfy the predicate only if both properties are equal. */
  readonly equalities: readonly { readonly left: JoinSide; readonly right: JoinSide }[]
  /** Conjuncts about one of the joined entities, by the navigation property that leads to it. */
  readonly ofOne: readonly {
    readonly navigation: NavigationProperty
    readonly predicate: TypedExpression
  }[]
}

/** @see URL Conventions, "Addressing the Cross Join of Entity Sets" */
export function findJoinConditions(predicate: TypedExpression): JoinConditions {
  const equalities: JoinConditions['equalities'][number][] = []
  const ofOne: JoinConditions['ofOne'][number][] = []
  for (const conjunct of conjunctsOf(predicate)) {
    const navigations = navigationsIn(conjunct)
    const [navigation] = navigations ?? []
    if (navigation && navigations?.size === 1) ofOne.push({ navigation, predicate: conjunct })
    if (conjunct.kind !== 'comparison' || conjunct.operator !== 'eq') continue
    const left = sideOf(conjunct.left)
    const right = sideOf(conjunct.right)
    if (left && right && left.navigation !== right.navigation) equalities.push({ left, right })
  }
  return { equalities, ofOne }
}

function conjunctsOf(predicate: TypedExpression): readonly TypedExpression[] {
  if (predicate.kind !== 'logical' || predicate.operator !== 'and') return [predicate]
  return predicate.operands.flatMap(conjunctsOf)
}

function sideOf(expression: TypedExpression): JoinSide | undefined {
  if (expression.kind !== 'path' || expression.steps.length !== 2) return undefined
  const [first, second] = expression.steps
  if (expression.root.kind !== 'instance' || first?.kind !== 'navigationProperty') return undefined
  if (second?.kind !== 'property' || !second.property || second.isCollection) return undefined
  return { navigation: first.navigation, property: second.property }
}

/** The navigation properties that an expression begins with; `undefined` where it may look at more. */
function navigationsIn(expression: TypedExpression): ReadonlySet<NavigationProperty> | undefined {
  switch (expression.kind) {
    case 'literal':
    case 'context':
      return new Set()
    case 'path':
      return navigationOf(expression)
    case 'not':
      return navigationsIn(expression.operand)
    case 'logical':
      return union(expression.operands)
    case 'call':
      return union(expression.arguments)
    case 'list':
      return union(expression.items)
    case 'comparison':
    case 'membership':
      return union([expression.left, expression.right])
    case 'operator':
    case 'case':
    case 'object':
      // A chain of operators may be thousands deep, and the others seldom stand in a join.
      return undefined
  }
}

function navigationOf({
  root,
  steps,
}: PathExpression): ReadonlySet<NavigationProperty> | undefined {
  const [first, ...rest] = steps
  if (root.kind !== 'instance' || first?.kind !== 'navigationProperty') return undefined
  const isPlain = rest.every(({ kind }) => kind === 'property' || kind === 'navigationProperty')
  return isPlain ? new Set([first.navigation]) : undefined
}

function union(
  expressions: readonly TypedExpression[],
): ReadonlySet<NavigationProperty> | undefined {
  const found = new Set<NavigationProperty>()
  for (const expression of expressions) {
    const navigations = navigationsIn(expression)
    if (!navigations) return undefined
    for (const navigation of navigations) found.add(navigation)
  }
  return found
}
