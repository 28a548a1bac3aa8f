import { badRequest } from '../../../errors.ts'
import {
  bindDataPath,
  bindExpression,
  bindHierarchy,
  collectValues,
  type DataPath,
  type EvaluationContext,
  type RecursiveHierarchy,
} from '../../../expression/index.ts'
import type { RecursiveHierarchyReference } from '../../../syntax/index.ts'
import { shapeOfInput, type CollectionShape } from '../collection-shape.ts'
import { scopeOf } from '../scope.ts'
import type { ApplyContext } from '../transformation.ts'

/** A recursive hierarchy, and how instances of the input are related to its nodes. */
export interface PlannedHierarchy extends RecursiveHierarchy {
  /** The collection of nodes as the input of transformations. */
  readonly nodesShape: CollectionShape
  /** From an instance of the input to the identifiers of its nodes. */
  readonly path: DataPath
  /** Identifiers of the nodes that an instance is related to, as keys. */
  readonly keysOf: (instance: unknown, context: EvaluationContext) => readonly unknown[]
}

/**
 * Binds a reference to a recursive hierarchy.
 * @see Data Aggregation, "Common Parameters for Hierarchical Transformations"
 */
export function planHierarchy(
  { nodes, qualifier, path: { path: names } }: RecursiveHierarchyReference,
  input: CollectionShape,
  context: ApplyContext,
): PlannedHierarchy {
  const scope = scopeOf(input, context)
  const hierarchy = bindHierarchy(bindExpression(nodes, scope), qualifier, scope)
  const path = bindDataPath(names, scope)
  if (path.type.kind === 'entityType' || path.type.kind === 'complexType') {
    throw badRequest(
      `$apply: expected a primitive property at ${path.position}, found '${path.text}' of type ${path.type.qualifiedName}`,
      '$apply',
    )
  }
  return {
    ...hierarchy,
    nodesShape: shapeOfInput(hierarchy.nodeType),
    path,
    keysOf: (instance, evaluation) => [
      ...new Set(
        collectValues([instance], path, evaluation, { distinct: false }).map(hierarchy.keyOf),
      ),
    ],
  }
}
