import { findNavigationTarget, type NavigationProperty, type Operation } from '../model/index.ts'
import type { PathStep } from '../plan/index.ts'

/** What a request does by the model, and to which set, containment, relationship or operation. */
export interface AddressedPart {
  readonly kind: 'list' | 'get' | 'create' | 'update' | 'delete' | 'link' | 'unlink' | 'invoke'
  /** Name of a set or singleton, `navigationKey`, or `callKey`. */
  readonly key: string
}

export function navigationKey({ declaringType, name }: NavigationProperty): string {
  return `${declaringType.qualifiedName}/${name}`
}

/** Overloads differ in what they are bound to and in the names of their parameters. */
export function callKey({ qualifiedName, bindingType, parameters }: Operation): string {
  const bound = bindingType && [bindingType.type.qualifiedName, bindingType.isCollection].join(' ')
  const names = parameters.map(({ name }) => name).sort()
  return `${bound ?? ''} ${qualifiedName}(${names.join(',')})`
}

/** What a method does to what a path leads to; `undefined` for virtual resources such as `$all`. */
export function partOf(method: string, steps: readonly PathStep[]): AddressedPart | undefined {
  const read = followSteps(steps)
  if (read.call) return { kind: 'invoke', key: callKey(read.call) }
  const isRead = method === 'GET' || method === 'HEAD'
  const isReference = steps.at(-1)?.kind === 'ref'
  if (isReference && !isRead && read.navigation) {
    const kind = method === 'DELETE' ? 'unlink' : 'link'
    return { kind, key: navigationKey(read.navigation) }
  }
  if (read.key === undefined) return undefined
  return { kind: kindOf(method, read), key: read.key }
}

interface Followed {
  readonly key: string | undefined
  readonly isOne: boolean
  /** Within an entity, or to each of a collection: what is changed is the entity. */
  readonly isWithin: boolean
  readonly navigation: NavigationProperty | undefined
  readonly call: Operation | undefined
}

function followSteps(steps: readonly PathStep[]): Followed {
  let key: string | undefined
  let isOne = false
  let isWithin = false
  let navigation: NavigationProperty | undefined
  let call: Operation | undefined
  let root: Parameters<typeof findNavigationTarget>[1]
  for (const step of steps) {
    switch (step.kind) {
      case 'entitySet':
        root = step.entitySet
        key = root.name
        isOne = false
        break
      case 'singleton':
        root = step.singleton
        key = root.name
        isOne = true
        break
      case 'navigation': {
        navigation = step.navigation
        const target = navigation.containsTarget
          ? undefined
          : findNavigationTarget(navigation, root)
        root = target ?? root
        key = target?.name ?? navigationKey(navigation)
        isOne = !navigation.isCollection
        isWithin = false
        break
      }
      case 'key':
      case 'ordinal':
        isOne = true
        break
      case 'property':
      case 'dynamicProperty':
      case 'value':
        isWithin = true
        break
      case 'operation':
        call = step.operation
        break
      case 'each':
      case 'typeCast':
      case 'filter':
      case 'count':
      case 'ref':
      case 'all':
      case 'crossjoin':
        break
    }
  }
  return { key, isOne, isWithin, navigation, call }
}

function kindOf(method: string, { isOne, isWithin }: Followed): AddressedPart['kind'] {
  if (method === 'GET' || method === 'HEAD') return isOne ? 'get' : 'list'
  if (isWithin) return 'update'
  if (method === 'DELETE') return 'delete'
  return method === 'POST' && !isOne ? 'create' : 'update'
}
