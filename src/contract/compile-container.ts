import { declareBoundOperations } from './compile-bound-operations.ts'
import {
  type BoundOperationDraft,
  derivesFrom,
  type EntitySetDraft,
  findNavigation,
  findProperty,
  type NavigationDraft,
  newNavigation,
  rootOf,
  type SingletonDraft,
  type StructuredDraft,
} from './compile-drafts.ts'
import { camelCase, pluralOf, singularOf } from './compile-grammatical-number.ts'
import {
  isDocumented,
  isListed,
  keyOf,
  otherSpellings,
  type PathNode,
} from './compile-path-tree.ts'
import { newProperty } from './compile-inferred-properties.ts'
import { findStructured, implyType, structuredTypes, type TypeTable } from './compile-type-table.ts'

/** What paths tell beside the types: where entities live, and which actions and functions there are. */
export interface ContainerDraft {
  readonly table: TypeTable
  readonly entitySets: Map<string, EntitySetDraft>
  readonly singletons: Map<string, SingletonDraft>
  readonly operations: BoundOperationDraft[]
  /** Names of unbound operations, by name. */
  readonly imports: Map<string, BoundOperationDraft>
}

interface Walk {
  readonly container: ContainerDraft
  /** Types that stand in some collection: what is below them belongs to each instance. */
  readonly collected: ReadonlySet<StructuredDraft>
  readonly derived: ReadonlyMap<StructuredDraft, readonly StructuredDraft[]>
}

/** An instance on the way of a path. */
interface Place {
  readonly type: StructuredDraft
  /** Names of the singletons that lead here; `undefined` once a key or a collected type is on the way. */
  readonly doorway: readonly string[] | undefined
}

/**
 * Derives entity sets, singletons, navigation properties and operations from documented paths. What is
 * followed by a key, or listed, or created in, is a collection; anything else that has parts is a
 * single entity.
 */
export function compileContainer(table: TypeTable, root: PathNode): ContainerDraft {
  const container: ContainerDraft = {
    table,
    entitySets: new Map(),
    singletons: new Map(),
    operations: [],
    imports: new Map(),
  }
  const places: (() => void)[] = []
  const collected = new Set<StructuredDraft>()
  const walk: Walk = { container, collected, derived: derivedTypes(table) }
  for (const type of structuredTypes(table)) {
    for (const navigation of type.navigations.values()) {
      if (navigation.isCollection) collected.add(navigation.type)
    }
  }
  for (const node of root.children.values()) {
    if (node.kind !== 'name' || !isEntitySet(node)) continue
    const set = declareEntitySet(container, node)
    collected.add(set.type)
    places.push(() => walkCollection(walk, node, set.type))
  }
  for (const node of root.children.values()) {
    if (node.kind === 'system' || node.kind === 'key' || container.entitySets.has(node.name))
      continue
    if (isUnboundOperation(node)) {
      for (const operation of declareBoundOperations(container.table, node, undefined)) {
        container.operations.push(operation)
        container.imports.set(operation.name, operation)
      }
      continue
    }
    const singleton = declareSingleton(container, node)
    const isDoorway = node.name !== 'me' && !isCollected(walk, singleton.type)
    const doorway = isDoorway ? [node.name] : undefined
    places.push(() => walkInstance(walk, node, { type: singleton.type, doorway }))
  }
  for (const visit of places) visit()
  return container
}

function isEntitySet(node: PathNode): boolean {
  return node.name !== 'me' && (keyOf(node) !== undefined || isListed(node))
}

function isUnboundOperation(node: PathNode): boolean {
  if (node.kind === 'call') return true
  const operations = [...node.operations]
  return (
    node.children.size === 0 &&
    operations.length > 0 &&
    operations.every(
      ({ method, isOperation }) => method === 'POST' || (method === 'GET' && isOperation),
    )
  )
}

function declareEntitySet(container: ContainerDraft, node: PathNode): EntitySetDraft {
  const { name, source } = node
  const type = collectionType(container.table, node)
  const aliases = new Set(otherSpellings(node, name))
  const set = { name, type, isImplied: !isDocumented(node), aliases, source }
  container.entitySets.set(name, set)
  return set
}

function declareSingleton({ table, singletons }: ContainerDraft, node: PathNode): SingletonDraft {
  const name = node.name
  const type = votedType(node) ?? singleType(table, name === 'me' ? 'user' : name)
  promote(type)
  const singleton = { name, type, source: node.source }
  singletons.set(name, singleton)
  return singleton
}

/** The entity type of a name, or an implied one without a key; a value's type is never guessed to be it. */
function singleType(table: TypeTable, name: string): StructuredDraft {
  const known = findStructured(table, name)
  if (known) return known.isEntity ? known : singleType(table, `${name}Root`)
  const type = implyType(table, name)
  type.isKeyed = false
  return type
}

function walkCollection(walk: Walk, node: PathNode, type: StructuredDraft): void {
  for (const child of node.children.values()) {
    if (child.kind === 'key') walkInstance(walk, child, { type, doorway: undefined })
    else if (child.kind === 'system') continue
    else {
      const cast =
        child.kind === 'cast' ? findStructured(walk.container.table, child.name) : undefined
      if (cast) walkCollection(walk, child, cast)
      else walkOperation(walk, child, { type, isCollection: true })
    }
  }
}

function walkInstance(walk: Walk, node: PathNode, place: Place): void {
  for (const child of node.children.values()) {
    if (child.kind === 'key') continue
    if (child.kind === 'system') {
      if (child.name === '$value' && place.type.isEntity) place.type.hasStream = true
      continue
    }
    const cast =
      child.kind === 'cast' ? findStructured(walk.container.table, child.name) : undefined
    if (cast) walkInstance(walk, child, { ...place, type: cast })
    else if (child.kind === 'cast')
      walkOperation(walk, child, { type: place.type, isCollection: false })
    else walkMember(walk, child, place)
  }
}

function walkMember(walk: Walk, node: PathNode, place: Place): void {
  const { type } = place
  const known = findMember(walk, node, type)
  if (known) return walkNavigation(walk, node, { ...place, navigation: known })

  const property = findPropertyOf(walk, node, type)
  if (property) {
    const isExplained = property.type !== 'Edm.Untyped' || node.children.size === 0
    if (isExplained) {
      if (typeof property.type === 'object' && property.type.kind === 'structured') {
        walkInstance(walk, node, { type: property.type, doorway: undefined })
      }
      return
    }
    type.properties.delete(property.name)
  }
  if (isOperationNode(node)) return walkOperation(walk, node, { type, isCollection: false })
  if (!isDocumented(node) && !node.isListed) return

  const isCollection = keyOf(node) !== undefined || isListed(node)
  const { table } = walk.container
  const stream = [...node.operations].find(
    ({ responseType }) => responseType?.type === 'Edm.Stream',
  )
  if (stream) {
    type.properties.set(
      node.name,
      newProperty(node.name, { type: 'Edm.Stream', isCollection: false }, node.source),
    )
    return
  }
  const target = isCollection
    ? collectionType(table, node, keyOf(node) !== undefined)
    : (votedType(node) ?? singleType(table, node.name))
  if (!target.isEntity) {
    type.properties.set(
      node.name,
      newProperty(node.name, { type: target, isCollection }, node.source),
    )
    return
  }
  const { source } = node
  const navigation = newNavigation(node.name, { type: target, isCollection }, { source })
  type.navigations.set(node.name, navigation)
  walkNavigation(walk, node, { ...place, navigation })
}

function walkNavigation(
  walk: Walk,
  node: PathNode,
  { navigation, doorway }: Place & { readonly navigation: NavigationDraft },
): void {
  for (const spelling of otherSpellings(node, navigation.name)) {
    if (node.kind === 'name') navigation.aliases.add(spelling)
  }
  if (node.children.has('$ref') || keyOf(node)?.children.has('$ref')) navigation.isLinked = true
  if (navigation.isCollection) {
    if (doorway) openDoor(walk.container, navigation, doorway)
    walkCollection(walk, node, navigation.type)
  } else {
    const goesOn = doorway && !isCollected(walk, navigation.type)
    walkInstance(walk, node, {
      type: navigation.type,
      doorway: goesOn ? [...doorway, navigation.name] : undefined,
    })
  }
}

function walkOperation(
  walk: Walk,
  node: PathNode,
  binding: { readonly type: StructuredDraft; readonly isCollection: boolean },
): void {
  if (!isDocumented(node)) return
  for (const operation of declareBoundOperations(walk.container.table, node, binding)) {
    walk.container.operations.push(operation)
    const returned = operation.returns
    if (node.children.size === 0 || typeof returned?.type !== 'object') continue
    if (returned.type.kind !== 'structured') continue
    operation.isComposable = true
    if (returned.isCollection) walkCollection(walk, node, returned.type)
    else walkInstance(walk, node, { type: returned.type, doorway: undefined })
  }
}

/**
 * Opens a door: the collection below singletons is an entity set by its short name too, which it shares
 * with other doors of that name to the same type.
 */
function openDoor(
  container: ContainerDraft,
  navigation: NavigationDraft,
  doorway: readonly string[],
): void {
  const { entitySets, singletons } = container
  const isFree = (name: string): boolean => !entitySets.has(name) && !singletons.has(name)
  navigation.isDoor = true
  const known = entitySets.get(navigation.name)
  const isSame =
    known && (derivesFrom(known.type, navigation.type) || derivesFrom(navigation.type, known.type))
  if (isSame) {
    navigation.target = known
    return
  }
  let name = navigation.name
  for (const part of doorway.toReversed()) {
    if (isFree(name)) break
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

/** A relationship by its name, by a slip of case or number, or by one that only a derived type has. */
function findMember(
  walk: Walk,
  node: PathNode,
  type: StructuredDraft,
): NavigationDraft | undefined {
  const exact = findNavigation(type, node.name)
  if (exact) return exact
  const wanted = node.name.toLowerCase()
  const names = new Set([wanted])
  if (keyOf(node)) names.add(pluralOf(node.name).toLowerCase())
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    for (const [name, navigation] of current.navigations) {
      if (names.has(name.toLowerCase())) return navigation
    }
  }
  for (const derived of walk.derived.get(type) ?? []) {
    const navigation = findMember(walk, node, derived)
    if (!navigation) continue
    derived.navigations.delete(navigation.name)
    type.navigations.set(navigation.name, navigation)
    return navigation
  }
  return undefined
}

function findPropertyOf(
  walk: Walk,
  node: PathNode,
  type: StructuredDraft,
): ReturnType<typeof findProperty> {
  const exact = findProperty(type, node.name)
  if (exact) return exact
  const wanted = node.name.toLowerCase()
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    for (const [name, property] of current.properties) {
      if (name.toLowerCase() === wanted) return property
    }
  }
  for (const derived of walk.derived.get(type) ?? []) {
    const property = findPropertyOf(walk, node, derived)
    if (property) return property
  }
  return undefined
}

/** Whether what ends a path is an action or a function rather than a part of the entity. */
function isOperationNode(node: PathNode): boolean {
  if (node.kind === 'call' || node.parameters.size > 0) return true
  if (keyOf(node)) return false
  const operations = [...node.operations]
  const isWritten = operations.some(({ method }) => method !== 'GET' && method !== 'POST')
  if (operations.length === 0 || isWritten) return false
  if (operations.some(({ isOperation }) => isOperation)) return true
  if (isListed(node)) return false
  if (operations.some(({ method }) => method === 'POST')) {
    return !operations.some(({ method }) => method === 'GET')
  }
  const isTyped = operations.some(({ responseType }) => typeof responseType?.type === 'object')
  const isStream = operations.some(({ responseType }) => responseType?.type === 'Edm.Stream')
  return !isTyped && !isStream && node.children.size === 0
}

function collectionType(table: TypeTable, node: PathNode, isKeyed = true): StructuredDraft {
  const named = findStructured(table, singularOf(node.name))
  const key = keyOf(node)
  const votes = [...votesAt(node), ...(key ? votesAt(key) : [])]
  const isRight = (type: StructuredDraft): boolean => votes.some((vote) => derivesFrom(vote, type))
  const fallback =
    named ?? (votes.length > 0 ? undefined : implyType(table, camelCase(singularOf(node.name))))
  const type = named && isRight(named) ? named : (commonType(votes) ?? fallback!)
  if (isKeyed || type.isEntity) {
    promote(type)
    type.isKeyed = true
  }
  return type
}

function votedType(node: PathNode): StructuredDraft | undefined {
  return commonType(votesAt(node))
}

/** The types that operations at a path read and write there. */
function votesAt(node: PathNode): StructuredDraft[] {
  return [...node.operations].flatMap(({ method, isOperation, responseType, requestType }) => {
    if (isOperation) return []
    const type = method === 'GET' ? responseType?.type : (requestType ?? responseType)?.type
    return typeof type === 'object' && type.kind === 'structured' ? [type] : []
  })
}

/** The base type that most votes share; without one, the most frequent type. */
function commonType(votes: readonly StructuredDraft[]): StructuredDraft | undefined {
  const counts = new Map<StructuredDraft, number>()
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1])
  if (!most) return undefined
  let common = most[0]
  const family = votes.filter((vote) => rootOf(vote) === rootOf(common))
  while (common.base && !family.every((vote) => derivesFrom(vote, common))) common = common.base
  return common
}

function promote(type: StructuredDraft): void {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    current.isEntity = true
  }
}

function isCollected({ collected }: Walk, type: StructuredDraft): boolean {
  return [...collected].some((other) => derivesFrom(other, type) || derivesFrom(type, other))
}

function derivedTypes(table: TypeTable): ReadonlyMap<StructuredDraft, readonly StructuredDraft[]> {
  const derived = new Map<StructuredDraft, StructuredDraft[]>()
  for (const type of structuredTypes(table)) {
    if (!type.base) continue
    const known = derived.get(type.base)
    if (known) known.push(type)
    else derived.set(type.base, [type])
  }
  return derived
}
