import type {
  BoundOperationDraft,
  OperationDraft,
  ParameterDraft,
  TypeReferenceDraft,
} from './compile-drafts.ts'
import type { PathNode } from './compile-path-tree.ts'
import type { TypeTable } from './compile-type-table.ts'

/**
 * The function (by GET) and the action (by POST) that a documented path ends with. Where no operation
 * ends there, since the path goes on after a call, it is a function.
 */
export function declareBoundOperations(
  table: TypeTable,
  node: PathNode,
  binding: TypeReferenceDraft | undefined,
): BoundOperationDraft[] {
  const operations = [...node.operations]
  const functions = operations.filter(({ method }) => method === 'GET')
  const actions = operations.filter(({ method }) => method !== 'GET')
  const kinds = [
    ...(functions.length > 0 || operations.length === 0 ? [['function', functions] as const] : []),
    ...(actions.length > 0 ? [['action', actions] as const] : []),
  ]
  return kinds.map(([kind, drafts]): BoundOperationDraft => {
    const [first] = drafts
    const parameters = drafts.find((draft) => draft.parameters.length > 0)?.parameters
    const dot = node.name.lastIndexOf('.')
    return {
      kind,
      namespace: dot > 0 ? node.name.slice(0, dot) : (first?.namespace ?? table.namespace),
      name: node.name.slice(dot + 1),
      binding,
      parameters: withPathParameters(parameters ?? [], kind === 'function' ? node : undefined),
      takesAnyParameters:
        drafts.every(takesAny) && parameters === undefined && node.parameters.size === 0,
      returns: drafts.find(({ responseType }) => responseType)?.responseType,
      isComposable: false,
      description: first?.description,
      source: first?.operation.source ?? node.source,
    }
  })
}

function takesAny({ takesAnyParameters }: OperationDraft): boolean {
  return takesAnyParameters
}

/** Parameters that only the path shows have no known type. */
function withPathParameters(
  parameters: readonly ParameterDraft[],
  node: PathNode | undefined,
): readonly ParameterDraft[] {
  const known = new Set(parameters.map(({ name }) => name.toLowerCase()))
  const shown = [...(node?.parameters ?? [])].filter((name) => !known.has(name.toLowerCase()))
  return [
    ...parameters,
    ...shown.map((name) => ({
      name,
      type: 'Edm.Untyped' as const,
      isCollection: false,
      isRequired: false,
      description: undefined,
      source: node?.source,
    })),
  ]
}
