import type { EntityType } from '../model/index.ts'
import type { PathStep } from './path-step.ts'
import type { ResolvedPath } from './resolve-resource-path.ts'

const reading = ['GET', 'HEAD', 'OPTIONS']

/**
 * The methods that a resource takes by its kind, whatever a contract has of it: what `Allow` tells where
 * no operations are declared.
 * @see Protocol, "Data Modification", "Managing Values and Properties Directly", "Operations"
 */
export function methodsOfResource(path: ResolvedPath): readonly string[] {
  const last = path.steps.findLast(({ kind }) => kind !== 'typeCast')
  return last && !isFixed(path) ? methodsOf(last, path) : reading
}

function methodsOf(last: PathStep, path: ResolvedPath): readonly string[] {
  switch (last.kind) {
    case 'entitySet':
    case 'navigation':
      return path.isCollection ? [...reading, 'POST', 'PATCH', 'PUT'] : ofOne
    case 'singleton':
      return last.singleton.nullable ? ofOne : [...reading, 'PATCH', 'PUT']
    case 'key':
    case 'ordinal':
      return ofOne
    case 'property':
      if (last.property.isCollection) return [...reading, 'POST', 'PUT', 'DELETE']
      return path.type?.qualifiedName === 'Edm.Stream' ? ofRaw : ofOne
    case 'dynamicProperty':
      return [...ofOne, 'POST']
    case 'value':
      return ofRaw
    case 'ref':
      if (!isLink(path)) return reading
      if (isMember(path)) return [...reading, 'DELETE']
      return path.isCollection
        ? [...reading, 'POST', 'PUT', 'DELETE']
        : [...reading, 'PUT', 'PATCH', 'DELETE']
    case 'each':
      return [...reading, 'PATCH', 'DELETE']
    case 'operation':
      return last.operation.kind === 'action' ? ['OPTIONS', 'POST'] : reading
    case 'typeCast':
    case 'all':
    case 'crossjoin':
    case 'filter':
    case 'count':
      return reading
  }
}

const ofOne = [...reading, 'PATCH', 'PUT', 'DELETE']
const ofRaw = [...reading, 'PUT', 'DELETE']

/** Whether a reference is that of one member of a collection. */
function isMember({ steps }: ResolvedPath): boolean {
  return steps.at(-2)?.kind === 'key'
}

/** What is no link has references to read, and none to change. */
function isLink({ steps }: ResolvedPath): boolean {
  const leading = new Set<PathStep['kind']>(['ref', 'key', 'typeCast', 'filter'])
  return steps.findLast(({ kind }) => !leading.has(kind))?.kind === 'navigation'
}

/** Whether a path leads to a part of the key, or through what is computed or given on creation alone. */
function isFixed({ steps }: ResolvedPath): boolean {
  const at = steps.findLastIndex((step) => entityTypeOf(step) !== undefined)
  const owner = at < 0 ? undefined : entityTypeOf(steps[at]!)
  const properties = steps
    .slice(at + 1)
    .flatMap((step) => (step.kind === 'property' ? [step.property] : []))
  if (properties.some(({ isComputed, isImmutable }) => isComputed || isImmutable)) return true
  return (
    owner?.keyProperties.some(({ path }) =>
      path.every((name, index) => properties[index]?.name === name),
    ) ?? false
  )
}

function entityTypeOf(step: PathStep): EntityType | undefined {
  if (step.kind === 'entitySet') return step.entitySet.entityType
  if (step.kind === 'singleton') return step.singleton.entityType
  if (step.kind === 'navigation') return step.navigation.type
  return step.kind === 'key' ? step.entityType : undefined
}
