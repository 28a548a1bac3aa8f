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
    const documented = drafts.find((draft) => draft.parameters.length > 0)?.parameters
    const parameters = documented ?? []
    const dot = node.name.lastIndexOf('.')
    return {
      kind,
      namespace: dot > 0 ? node.name.slice(0, dot) : (first?.namespace ?? table.namespace),
      name: node.name.slice(dot + 1),
      binding,
      parameters:
        kind === 'function'
          ? withPathParameters(
              isCalledBare(drafts) ? parametersLeftOut(parameters) : parameters,
              node,
            )
          : parameters,
      takesAnyParameters:
        drafts.every(takesAny) && documented === undefined && node.parameters.size === 0,
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

/** Whether a documented path calls the function without parentheses, so without parameters. */
function isCalledBare(drafts: readonly OperationDraft[]): boolean {
  return drafts.some(({ operation }) => operation.paths.some(({ text }) => /\/[\w.]+$/.test(text)))
}

function parametersLeftOut(parameters: readonly ParameterDraft[]): readonly ParameterDraft[] {
  return parameters.map((parameter) => ({ ...parameter, isRequired: false }))
}

/** Parameters that only the path shows have no known type. */
function withPathParameters(
  parameters: readonly ParameterDraft[],
  node: PathNode,
): readonly ParameterDraft[] {
  const known = new Set(parameters.map(({ name }) => name.toLowerCase()))
  const shown = [...node.parameters].filter((name) => !known.has(name.toLowerCase()))
  return [
    ...parameters,
    ...shown.map((name) => ({
      name,
      type: 'Edm.Untyped' as const,
      isCollection: false,
      isRequired: false,
      description: undefined,
      source: node.source,
    })),
  ]
}
