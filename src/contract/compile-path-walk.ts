import { declareBoundOperations } from './compile-bound-operations.ts'
import { type ContainerDraft, declareRoot, newContainer, openDoor } from './compile-container.ts'
import {
  derivesFrom,
  findNavigation,
  findProperty,
  type NavigationDraft,
  newNavigation,
  type PropertyDraft,
  rootOf,
  type StructuredDraft,
} from './compile-drafts.ts'
import type { HttpMethod } from './contract.ts'
import { pluralOf } from './compile-grammatical-number.ts'
import { newProperty } from './compile-inferred-properties.ts'
import {
  isDocumented,
  isListed,
  keyOf,
  leadsToFixture,
  otherSpellings,
  type PathNode,
} from './compile-path-tree.ts'
import {
  collectionTypeAt,
  implySingleType,
  promote,
  singleTypeAt,
  type Typing,
  votesAt,
} from './compile-place-types.ts'
import { findStructured, implyType, structuredTypes, type TypeTable } from './compile-type-table.ts'

interface Walk extends Typing {
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
 * Derives entity sets, singletons, navigation properties and operations from documented paths.
 * @returns the container; navigation properties and what else paths show is added to the types
 */
export function walkPaths(table: TypeTable, root: PathNode): ContainerDraft {
  const container = newContainer(table)
  const collected = new Set<StructuredDraft>()
  const walk: Walk = {
    table,
    placed: new Set(),
    container,
    collected,
    derived: derivedTypes(table),
  }
  for (const node of root.children.values()) declareRoot(container, walk, node)

  for (const type of structuredTypes(table)) {
    for (const navigation of type.navigations.values()) {
      if (navigation.isCollection) collected.add(navigation.type)
    }
  }
  for (const { type } of container.entitySets.values()) collected.add(type)
  for (const node of root.children.values()) {
    const set = container.entitySets.get(node.name)
    if (set) walkCollection(walk, node, set.type)
  }
  for (const node of root.children.values()) {
    const type = container.singletons.get(node.name)?.type
    if (!type) continue
    const isDoorway = node.name !== 'me' && !isCollected(walk, type)
    walkInstance(walk, node, { type, doorway: isDoorway ? [node.name] : undefined })
  }
  return container
}

function walkCollection(walk: Walk, node: PathNode, type: StructuredDraft): void {
  for (const child of node.children.values()) {
    if (child.kind === 'system') continue
    const cast = child.kind === 'cast' ? castOfMembers(walk, child, type) : undefined
    if (cast) walkCollection(walk, child, cast)
    else if (child.kind === 'key' || isLiteralKey(child)) {
      addKeySubstitutes(type, child)
      walkInstance(walk, child, { type, doorway: undefined })
    } else walkOperation(walk, child, { type, isCollection: true })
  }
}

/** The names after the first in `{id | userPrincipalName}`, `{id|name}`, where they are properties. */
function addKeySubstitutes(type: StructuredDraft, { spellings }: PathNode): void {
  for (const spelling of spellings.keys()) {
    const names = spelling.replace(/[{}]/g, '').split('|').slice(1)
    for (const name of names.map((text) => text.replace(/[\s-]/g, '').toLowerCase())) {
      const property = [...type.properties.values()].find((it) => it.name.toLowerCase() === name)
      if (property?.type === 'Edm.String') type.keySubstitutes.add(property.name)
    }
  }
}

/** A well-known id in place of a key: `/mailFolders/inbox/messageRules`. */
function isLiteralKey(node: PathNode): boolean {
  if (node.kind !== 'name' || node.parameters.size > 0) return false
  const operations = [...node.operations]
  if (operations.length === 0)
    return [...node.children.values()].some(({ kind }) => kind !== 'system')
  return operations.every(
    ({ method, isOperation, responseType }) =>
      !isOperation &&
      (method === 'PATCH' || (method === 'GET' && responseType?.isCollection === false)),
  )
}

function walkInstance(walk: Walk, node: PathNode, place: Place): void {
  for (const child of node.children.values()) {
    if (child.kind === 'key') continue
    if (child.kind === 'system') {
      if (child.name === '$value' && place.type.isEntity) place.type.hasStream = true
      continue
    }
    const cast = child.kind === 'cast' ? castType(walk, child, place.type) : undefined
    if (cast) walkInstance(walk, child, { ...place, type: cast })
    else if (child.kind === 'cast')
      walkOperation(walk, child, { type: place.type, isCollection: false })
    else walkMember(walk, child, place)
  }
}

/** As `castType`; what only lists members of the collection is a cast though no page describes the type. */
function castOfMembers(
  walk: Walk,
  node: PathNode,
  type: StructuredDraft,
): StructuredDraft | undefined {
  const lists = [...node.operations].every(
    ({ method, isOperation, responseType }) =>
      method === 'GET' && !isOperation && responseType?.type === type,
  )
  if (lists) implyType(walk.table, node.name)
  return castType(walk, node, type)
}

/** The type of a cast segment, which derives from the type at hand where no page says what it derives from. */
function castType(
  { table }: Walk,
  node: PathNode,
  type: StructuredDraft,
): StructuredDraft | undefined {
  const known = findStructured(table, node.name)
  if (!known && node.operations.size > 0) return undefined
  const cast = known ?? implyType(table, node.name)
  if (!cast.base && (cast.isImplied || cast.isEntity) && rootOf(type) !== cast) cast.base = type
  return cast
}

function walkMember(walk: Walk, node: PathNode, place: Place): void {
  const { type } = place
  const known = findMember(walk, node, type)
  if (known) return walkNavigation(walk, node, { ...place, navigation: known })

  const property = findPropertyOf(walk, node, type)
  if (property) {
    const isExplained = property.type !== 'Edm.Untyped' || node.children.size === 0
    if (isExplained && !holdsEntities(node, property)) {
      if (typeof property.type === 'object' && property.type.kind === 'structured') {
        walkInstance(walk, node, { type: property.type, doorway: undefined })
      }
      return
    }
    type.properties.delete(property.name)
  }
  if (isOperationNode(node)) return walkOperation(walk, node, { type, isCollection: false })
  if (!isDocumented(node) && !leadsToFixture(node)) return

  const isCollection = keyOf(node) !== undefined || isListed(node)
  const stream = [...node.operations].find(
    ({ responseType }) => responseType?.type === 'Edm.Stream',
  )
  const isValue = stream !== undefined || isUnexplainedValue(node)
  if (isValue) {
    const valueType = {
      type: stream ? ('Edm.Stream' as const) : ('Edm.Untyped' as const),
      isCollection: false,
    }
    type.properties.set(node.name, newProperty(node.name, valueType, node.source))
    return
  }
  const target =
    structuredOf(property) ??
    (isCollection ? collectionTypeAt(walk, node, type) : singleTypeAt(walk, node, type))
  if (isLinkedAt(node) || (property && isCollection)) {
    promote(target)
    target.isKeyed = true
  }
  if (!target.isEntity) {
    const valueType = { type: target, isCollection }
    type.properties.set(node.name, newProperty(node.name, valueType, node.source))
    return
  }
  const { source } = node
  const navigation = newNavigation(node.name, { type: target, isCollection }, { source })
  type.navigations.set(node.name, navigation)
  walkNavigation(walk, node, { ...place, navigation })
}

function structuredOf(property: PropertyDraft | undefined): StructuredDraft | undefined {
  const type = property?.type
  return typeof type === 'object' && type.kind === 'structured' ? type : undefined
}

/** Whether paths show that what a table calls a property leads to entities: to links, keys or a creation. */
function holdsEntities(node: PathNode, property: PropertyDraft): boolean {
  if (!structuredOf(property)) return false
  if (isLinkedAt(node)) return true
  const isCreatedIn = [...node.operations].some(({ createsEntity }) => createsEntity)
  return property.isCollection && (keyOf(node) !== undefined || isCreatedIn)
}

function isLinkedAt(node: PathNode): boolean {
  return node.children.has('$ref') || keyOf(node)?.children.has('$ref') === true
}

function walkNavigation(
  walk: Walk,
  node: PathNode,
  { navigation, doorway }: Place & { readonly navigation: NavigationDraft },
): void {
  for (const spelling of otherSpellings(node, navigation.name)) {
    if (node.kind === 'name') navigation.aliases.add(spelling)
  }
  if (isLinkedAt(node)) navigation.isLinked = true
  if (navigation.isCollection) {
    if (doorway) openDoor(walk.container, navigation, doorway)
    walkCollection(walk, node, navigation.type)
  } else {
    noteUse(navigation, node)
    const goesOn = doorway && !isCollected(walk, navigation.type)
    walkInstance(walk, node, {
      type: navigation.type,
      doorway: goesOn ? [...doorway, navigation.name] : undefined,
    })
  }
}

/** What is read and changed, or only gone through, and never created, is there with what it belongs to. */
function noteUse(navigation: NavigationDraft, { operations, children }: PathNode): void {
  const methods = new Set([...operations].map(({ method }) => method))
  const goesOn = [...children.values()].some(({ kind }) => kind !== 'system')
  if (goesOn || methods.has('PATCH')) navigation.isPassed = true
  if (['PUT', 'POST', 'DELETE'].some((method) => methods.has(method as HttpMethod)))
    navigation.isMade = true
}

function walkOperation(
  walk: Walk,
  node: PathNode,
  binding: { readonly type: StructuredDraft; readonly isCollection: boolean },
): void {
  if (!isDocumented(node)) return
  for (const operation of declareBoundOperations(walk.table, node, binding)) {
    walk.container.operations.push(operation)
    const isFollowed = [...node.children.values()].some(({ kind }) => kind !== 'system')
    if (!isFollowed) continue
    operation.returns ??= {
      type: findStructured(walk.table, node.name) ?? implySingleType(walk, node.name),
      isCollection: false,
    }
    const returned = operation.returns
    if (typeof returned.type !== 'object' || returned.type.kind !== 'structured') continue
    operation.isComposable = true
    if (returned.isCollection) walkCollection(walk, node, returned.type)
    else walkInstance(walk, node, { type: returned.type, doorway: undefined })
  }
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
): PropertyDraft | undefined {
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
  if (operations.length === 0) return false
  if (operations.some(({ method }) => method !== 'GET' && method !== 'POST')) return false
  const hasParts = [...node.children.values()].some(({ kind }) => kind === 'name')
  if (operations.some(({ isOperation }) => isOperation)) return !hasParts
  if (isListed(node)) return false
  if (operations.every(({ method }) => method === 'POST')) return true
  return (
    isUnexplainedValue(node) && /^(delta|(get|find|list|check|search|is)[A-Z]\w*)$/.test(node.name)
  )
}

/** Something read alone, of a type that no page tells. */
function isUnexplainedValue(node: PathNode): boolean {
  return (
    node.children.size === 0 &&
    [...node.operations].length > 0 &&
    [...node.operations].every(({ method }) => method === 'GET') &&
    votesAt(node).length === 0
  )
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
