import { declareBoundOperations } from './compile-bound-operations.ts'
import {
  type BoundOperationDraft,
  derivesFrom,
  type EntitySetDraft,
  type NavigationDraft,
  type SingletonDraft,
  type StructuredDraft,
} from './compile-drafts.ts'
import {
  isDocumented,
  isListed,
  keyOf,
  otherSpellings,
  type PathNode,
} from './compile-path-tree.ts'
import {
  collectionTypeAt,
  implySingleType,
  promote,
  singleTypeAt,
  type Typing,
} from './compile-place-types.ts'
import { findStructured, type TypeTable } from './compile-type-table.ts'

/** What paths tell beside the types: where entities live, and which actions and functions there are. */
export interface ContainerDraft {
  readonly table: TypeTable
  readonly entitySets: Map<string, EntitySetDraft>
  readonly singletons: Map<string, SingletonDraft>
  readonly operations: BoundOperationDraft[]
  /** Unbound operations by name. */
  readonly imports: Map<string, BoundOperationDraft>
}

export function newContainer(table: TypeTable): ContainerDraft {
  return {
    table,
    entitySets: new Map(),
    singletons: new Map(),
    operations: [],
    imports: new Map(),
  }
}

/**
 * Declares what paths begin with. What is followed by a key, or listed, or created in, is an entity set;
 * a call, or what is only posted to, an action or function; anything else a singleton.
 */
export function declareRoot(container: ContainerDraft, typing: Typing, node: PathNode): void {
  if (node.kind === 'system' || node.kind === 'key') return
  if (node.name !== 'me' && node.kind === 'name' && (keyOf(node) || isListed(node))) {
    declareEntitySet(container, typing, node)
  } else if (isUnboundOperation(node)) {
    for (const operation of declareBoundOperations(container.table, node, undefined)) {
      container.operations.push(operation)
      container.imports.set(operation.name, operation)
    }
  } else declareSingleton(container, typing, node)
}

function isUnboundOperation(node: PathNode): boolean {
  if (node.kind !== 'name') return true
  const operations = [...node.operations]
  return (
    node.children.size === 0 &&
    operations.length > 0 &&
    operations.every(
      ({ method, isOperation }) => method === 'POST' || (method === 'GET' && isOperation),
    )
  )
}

function declareEntitySet({ entitySets }: ContainerDraft, typing: Typing, node: PathNode): void {
  const { name, source } = node
  const type = collectionTypeAt(typing, node)
  const aliases = new Set(otherSpellings(node, name))
  entitySets.set(name, { name, type, isImplied: !isDocumented(node), aliases, source })
}

/** `me` is the signed-in user by Graph's convention, whatever its operations answer. */
function declareSingleton(
  { table, singletons }: ContainerDraft,
  typing: Typing,
  node: PathNode,
): void {
  const { name, source } = node
  const user =
    name === 'me' ? (findStructured(table, 'user') ?? implySingleType(typing, 'user')) : undefined
  const type = user ?? singleTypeAt(typing, node)
  promote(type)
  singletons.set(name, { name, type, source })
}

/**
 * Opens a door: the collection below singletons is an entity set by its short name too, which it shares
 * with other doors of that name to the same type.
 * @param doorway names of the singleton and of what follows it, up to the collection
 */
export function openDoor(
  container: ContainerDraft,
  navigation: NavigationDraft,
  doorway: readonly string[],
): void {
  const { entitySets, singletons } = container
  navigation.isDoor = true
  const known = entitySets.get(navigation.name)
  const isSame =
    known && (derivesFrom(known.type, navigation.type) || derivesFrom(navigation.type, known.type))
  if (isSame) {
    navigation.target = known
    return
  }
  let { name } = navigation
  for (const part of doorway.toReversed()) {
    if (!entitySets.has(name) && !singletons.has(name)) break
    name = `${part}${name[0]!.toUpperCase()}${name.slice(1)}`
  }
  navigation.target = addImpliedSet(container, name, navigation.type)
}

/** @param name of the set; a number is put behind one that is taken */
export function addImpliedSet(
  { entitySets, singletons }: ContainerDraft,
  name: string,
  type: StructuredDraft,
): EntitySetDraft {
  let free = name
  for (let number = 2; entitySets.has(free) || singletons.has(free); number++)
    free = `${name}${number}`
  const set = { name: free, type, isImplied: true, aliases: new Set<string>(), source: undefined }
  entitySets.set(free, set)
  promote(type)
  type.isKeyed = true
  return set
}
