import { openBehaviors } from '../behaviors/index.ts'
import type { Contract, Diagnostic } from '../contract/index.ts'
import type { Operation } from '../model/index.ts'
import { readFixtures } from '../store/index.ts'
import { behaviorsOfServiceFolders, fixturesOfServiceFolders } from '../understudy-options.ts'

/**
 * Bound functions whose answer nobody gives: no module, fixture or example of a page. It is asked where
 * a service folder says what there is.
 * @throws UsageError for modules and fixtures that cannot be read
 */
export function findUnansweredFunctions(
  { model, operations }: Contract,
  paths: readonly string[],
): readonly Diagnostic[] {
  const folders = [...behaviorsOfServiceFolders(paths), ...fixturesOfServiceFolders(paths)]
  if (folders.length === 0) return []
  const given = new Set([...namesOfModules(paths), ...namesOfFixtures(paths)])
  const shown = operations.flatMap(({ method, paths: templates, examples }) =>
    method === 'GET' && examples.some(({ response }) => (response?.status ?? 400) < 400)
      ? templates.map(({ text }) => calledName(text))
      : [],
  )
  const isAnswered = ({ name, qualifiedName }: Operation) =>
    given.has(name) || given.has(qualifiedName) || (shown.includes(name) && !returnsItself(name))
  const returnsItself = (name: string) =>
    model.operations.some((operation) => operation.name === name && isItsCollection(operation))
  return model.operations
    .filter(({ kind, bindingType }) => kind === 'function' && bindingType)
    .filter((operation) => operation.source && !isAnswered(operation))
    .map((operation) => ({
      rule: 'unanswered-function',
      severity: 'warning',
      message: `${operation.qualifiedName} has no behavior and no fixture: ${isItsCollection(operation) ? 'it answers the whole collection' : 'a call answers 501'}`,
      source: operation.source!,
    }))
}

function isItsCollection({ bindingType, returnType }: Operation): boolean {
  if (!bindingType?.isCollection || !returnType?.isCollection) return false
  return bindingType.type === returnType.type
}

function namesOfModules(paths: readonly string[]): readonly string[] {
  const folders = behaviorsOfServiceFolders(paths)
  const source = openBehaviors(folders, { watches: false, warn: () => undefined })
  return (source?.modules ?? []).flatMap(({ behavior }) => {
    const isObject = typeof behavior === 'object' && behavior !== null
    return isObject && 'operations' in behavior ? Object.keys(behavior.operations ?? {}) : []
  })
}

function namesOfFixtures(paths: readonly string[]): readonly string[] {
  return fixturesOfServiceFolders(paths).flatMap((folder) =>
    Object.keys(readFixtures(folder)).map(calledName),
  )
}

/** The last name of a path, without namespace and parameters. */
function calledName(path: string): string {
  return /([^/.(]+)(?:\([^/]*\))?$/.exec(path)?.[1] ?? ''
}
