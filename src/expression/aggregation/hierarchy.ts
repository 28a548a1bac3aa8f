import { badRequest } from '../../errors.ts'
import {
  didYouMean,
  findAnnotations,
  isJsonObject,
  pathText,
  type EntityType,
} from '../../model/index.ts'
import { refuse, type BindingScope } from '../binding-scope.ts'
import { compileExpression } from '../compile.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import type { TypedExpression } from '../typed-expression.ts'
import { bindDataPath, collectValues, type DataPath } from './data-path.ts'
import { distinctKeyOf } from './distinct-key.ts'

const term = 'Org.OData.Aggregation.V1.RecursiveHierarchy'

/** A recursive hierarchy: a collection of nodes, and how each names itself and its parents. */
export interface RecursiveHierarchy {
  readonly nodeType: EntityType
  /** From a node to its identifier. */
  readonly nodeProperty: DataPath
  readonly readNodes: (context: EvaluationContext) => readonly unknown[]
  /** The key of a node identifier. */
  readonly keyOf: (identifier: unknown) => unknown
  readonly organize: (nodes: readonly unknown[], context: EvaluationContext) => Forest
}

/** Nodes by key, with parents and children among them. */
export interface Forest {
  readonly nodes: ReadonlyMap<unknown, unknown>
  readonly parents: ReadonlyMap<unknown, readonly unknown[]>
  readonly children: ReadonlyMap<unknown, readonly unknown[]>
  readonly roots: readonly unknown[]
}

/**
 * Binds a recursive hierarchy.
 * @param nodes the collection of nodes, bound
 * @throws ODataError 400 when no annotation has the qualifier, or a path does not fit
 * @see Data Aggregation, "Recursive Hierarchy"
 */
export function bindHierarchy(
  nodes: TypedExpression,
  qualifier: string,
  scope: BindingScope,
): RecursiveHierarchy {
  const { type: nodeType, position } = nodes
  if (nodeType.kind !== 'entityType' || !nodes.isCollection) {
    throw refuse(scope, position, 'expected a collection of entities')
  }
  const annotations = findAnnotations(term, nodeType, scope.model)
  const annotation = annotations.get(qualifier)
  if (!isJsonObject(annotation)) {
    const problem = `'${qualifier}' is no recursive hierarchy of ${nodeType.qualifiedName}`
    throw refuse(scope, position, problem, didYouMean(qualifier, annotations.keys()))
  }
  const bindOnNode = (text: string): DataPath =>
    bindDataPath(
      text.split('/').map((name) => ({ name, position })),
      { ...scope, type: nodeType },
    )
  const nodeProperty = bindOnNode(pathText(annotation['NodeProperty']))
  const parentProperty = bindOnNode(pathText(annotation['ParentNavigationProperty']))
  const evaluateNodes = compileExpression(nodes)
  const keyOf = distinctKeyOf(nodeProperty.type)
  const keysOf = (node: unknown, context: EvaluationContext) =>
    collectValues([node], nodeProperty, context, { distinct: false }).map(keyOf)
  return {
    nodeType,
    nodeProperty,
    keyOf,
    readNodes: (context) => {
      const found = evaluateNodes(null, context)
      return Array.isArray(found) ? found : []
    },
    organize: (items, context) => {
      const keyed = new Map<unknown, unknown>()
      for (const node of items) {
        const [key] = keysOf(node, context)
        if (key !== undefined && !keyed.has(key)) keyed.set(key, node)
      }
      return organize(keyed, (node) =>
        collectValues([node], parentProperty, context, { distinct: false }).flatMap((parent) =>
          keysOf(parent, context),
        ),
      )
    },
  }
}

/** A parent outside of the nodes is none: a node of a subset may be a root there. */
function organize(
  nodes: ReadonlyMap<unknown, unknown>,
  parentsOf: (node: unknown) => readonly unknown[],
): Forest {
  const parents = new Map<unknown, readonly unknown[]>()
  const children = new Map<unknown, unknown[]>()
  const roots: unknown[] = []
  for (const [key, node] of nodes) {
    const found = parentsOf(node).filter((parent) => nodes.has(parent) && parent !== key)
    parents.set(key, found)
    if (found.length === 0) roots.push(key)
    for (const parent of found) {
      const siblings = children.get(parent)
      if (siblings) siblings.push(key)
      else children.set(parent, [key])
    }
  }
  return { nodes, parents, children, roots }
}

/** Keys within a distance of the start along parents or children, without the start unless led back to. */
export function reach(
  start: Iterable<unknown>,
  next: ReadonlyMap<unknown, readonly unknown[]>,
  distance: number,
): Set<unknown> {
  const reached = new Set<unknown>()
  let frontier: Iterable<unknown> = new Set(start)
  for (let step = 0; step < distance; step++) {
    const further: unknown[] = []
    for (const key of frontier) {
      for (const found of next.get(key) ?? []) {
        if (reached.has(found)) continue
        reached.add(found)
        further.push(found)
      }
    }
    if (further.length === 0) break
    frontier = further
  }
  return reached
}

/** A node may be met once for each path to it; beyond this many, the hierarchy has a cycle or is none to list. */
const mostVisits = 1_000_000

/** The keys of a forest in tree order, each as often as paths lead to it. */
export function* walk(
  { roots, children }: Forest,
  order: 'preorder' | 'postorder',
): Iterable<unknown> {
  const left: { readonly key: unknown; readonly isDone: boolean }[] = []
  const push = (keys: readonly unknown[]): void => {
    for (const key of keys.toReversed()) left.push({ key, isDone: false })
  }
  push(roots)
  let visits = 0
  for (let top = left.pop(); top; top = left.pop()) {
    if (++visits > mostVisits) throw badRequest('$apply: the hierarchy is too large', '$apply')
    if (order === 'preorder' || top.isDone) yield top.key
    if (top.isDone) continue
    if (order === 'postorder') left.push({ key: top.key, isDone: true })
    push(children.get(top.key) ?? [])
  }
}
