import { badRequest } from '../../../errors.ts'
import {
  bindDataPath,
  bindExpression,
  collectValues,
  compileExpression,
  distinctKeyOf,
  type DataPath,
  type EvaluationContext,
} from '../../../expression/index.ts'
import { didYouMean, type EntityType, type JsonValue } from '../../../model/index.ts'
import type { RecursiveHierarchyReference } from '../../../syntax/index.ts'
import { findAnnotations, pathText } from '../annotated-type.ts'
import { shapeOfInput, type CollectionShape } from '../collection-shape.ts'
import { scopeOf } from '../scope.ts'
import type { ApplyContext } from '../transformation.ts'

const term = 'Org.OData.Aggregation.V1.RecursiveHierarchy'

/** A recursive hierarchy, and how instances of the input are related to its nodes. */
export interface PlannedHierarchy {
  readonly nodeType: EntityType
  /** The collection of nodes as the input of transformations. */
  readonly nodesShape: CollectionShape
  /** From a node to its identifier. */
  readonly nodeProperty: DataPath
  /** From an instance of the input to the identifiers of its nodes. */
  readonly path: DataPath
  readonly readNodes: (context: EvaluationContext) => readonly unknown[]
  /** Identifiers of the nodes that an instance is related to, as keys. */
  readonly keysOf: (instance: unknown, context: EvaluationContext) => readonly unknown[]
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
 * Binds a reference to a recursive hierarchy.
 * @throws ODataError 400 when no annotation has the qualifier, or a path does not fit
 * @see Data Aggregation, "Common Parameters for Hierarchical Transformations"
 */
export function planHierarchy(
  { nodes, qualifier, path, position }: RecursiveHierarchyReference,
  input: CollectionShape,
  context: ApplyContext,
): PlannedHierarchy {
  const scope = scopeOf(input, context)
  const collection = bindExpression(nodes, scope)
  const { type: nodeType } = collection
  if (nodeType.kind !== 'entityType' || !collection.isCollection) {
    throw badRequest(`$apply: expected a collection of entities at ${position}`, '$apply')
  }
  const annotations = findAnnotations(term, nodeType, context.plan.model)
  const annotation = annotations.get(qualifier)
  if (!isRecord(annotation)) {
    const near = didYouMean(qualifier, annotations.keys())
    throw badRequest(
      `$apply: '${qualifier}' at ${position} is no recursive hierarchy of ${nodeType.qualifiedName}${near}`,
      '$apply',
    )
  }
  const bindOnNode = (text: string): DataPath =>
    bindDataPath(
      text.split('/').map((name) => ({ name, position })),
      { ...scope, type: nodeType },
    )
  const nodeProperty = bindOnNode(pathText(annotation['NodeProperty']))
  const parentProperty = bindOnNode(pathText(annotation['ParentNavigationProperty']))
  const instancePath = bindDataPath(path.path, scope)
  const evaluateNodes = compileExpression(collection)
  const keyOf = distinctKeyOf(nodeProperty.type)
  const keysOf = (instance: unknown, along: DataPath, evaluation: EvaluationContext) =>
    collectValues([instance], along, evaluation, { distinct: false }).map(keyOf)
  return {
    nodeType,
    nodesShape: shapeOfInput(nodeType),
    nodeProperty,
    path: instancePath,
    readNodes: (evaluation) => {
      const found = evaluateNodes(null, evaluation)
      return Array.isArray(found) ? found : []
    },
    keysOf: (instance, evaluation) => [...new Set(keysOf(instance, instancePath, evaluation))],
    organize: (items, evaluation) => {
      const keyed = new Map<unknown, unknown>()
      for (const node of items) {
        const [key] = keysOf(node, nodeProperty, evaluation)
        if (key !== undefined && !keyed.has(key)) keyed.set(key, node)
      }
      return organize(keyed, (node) =>
        collectValues([node], parentProperty, evaluation, { distinct: false }).flatMap((parent) =>
          keysOf(parent, nodeProperty, evaluation),
        ),
      )
    },
  }
}

function isRecord(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
