import {
  derivesFrom,
  findNavigation,
  findProperty,
  rootOf,
  type StructuredDraft,
} from './compile-drafts.ts'
import { camelCase, singularOf } from './compile-grammatical-number.ts'
import { keyOf, type PathNode } from './compile-path-tree.ts'
import { findStructured, implyType, type TypeTable } from './compile-type-table.ts'

/** What a type found at a place of the path tree depends on. */
export interface Typing {
  readonly table: TypeTable
  /** Types that were implied for single places, which other places of the same name do not share. */
  readonly placed: Set<StructuredDraft>
}

/**
 * The type of a collection: the one it is named after where the pages agree with it, else what its
 * operations read and write, else an implied one.
 * @param parent type that the collection belongs to: the `items` of a `drive` are `driveItem`s
 */
export function collectionTypeAt(
  { table }: Typing,
  node: PathNode,
  parent?: StructuredDraft,
): StructuredDraft {
  const key = keyOf(node)
  const votes = [...votesAt(node), ...(key ? votesAt(key, node.name) : [])]
  const singular = camelCase(singularOf(node.name))
  const named =
    findStructured(table, singular) ??
    (parent && findStructured(table, joinNames(parent, singular)))
  const voted = named && votes.some((vote) => derivesFrom(vote, named)) ? named : commonType(votes)
  const type = voted ?? named ?? implyType(table, singular)
  if (key || type.isEntity) {
    promote(type)
    type.isKeyed = true
  }
  return type
}

/** The type of a single entity: by its operations, else by its name, else an implied one without a key. */
export function singleTypeAt(
  typing: Typing,
  node: PathNode,
  parent?: StructuredDraft,
): StructuredDraft {
  const votes = votesAt(node)
  const named = findStructured(typing.table, node.name)
  if (named && votes.some((vote) => derivesFrom(vote, named))) return named
  return (
    commonType(votes) ??
    (named && isNamesake(typing, named, node) ? named : implySingleType(typing, node.name, parent))
  )
}

/** A container is never guessed from the name of a value, nor from one that has none of its parts. */
function isNamesake({ placed }: Typing, type: StructuredDraft, node: PathNode): boolean {
  if (type.isImplied) return !placed.has(type)
  const parts = [...node.children.values()].filter(({ kind }) => kind === 'name')
  return (
    type.isEntity &&
    (parts.length === 0 ||
      parts.some(({ name }) => findNavigation(type, name) ?? findProperty(type, name)))
  )
}

/** An open type without a key, for what a path leads through and no page explains. */
export function implySingleType(
  typing: Typing,
  name: string,
  parent?: StructuredDraft,
): StructuredDraft {
  if (findStructured(typing.table, name)) {
    return implySingleType(typing, parent ? joinNames(parent, name) : `${name}Root`)
  }
  const type = implyType(typing.table, name)
  type.isKeyed = false
  typing.placed.add(type)
  return type
}

function joinNames({ name }: StructuredDraft, part: string): string {
  return `${name}${part[0]!.toUpperCase()}${part.slice(1)}`
}

/**
 * The types that operations at a path read and write there.
 * @param place name that the type of an operation of many places has to end with; of the collection for a key
 */
export function votesAt(node: PathNode, place: string = node.name): StructuredDraft[] {
  const name = singularOf(place).toLowerCase()
  return [...node.operations].flatMap(
    ({ method, isOperation, isBroad, responseType, requestType }) => {
      if (isOperation) return []
      const type = method === 'GET' ? responseType?.type : (requestType ?? responseType)?.type
      if (typeof type !== 'object' || type.kind !== 'structured') return []
      return isBroad && !type.name.toLowerCase().endsWith(name) ? [] : [type]
    },
  )
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

export function promote(type: StructuredDraft): void {
  for (let current: StructuredDraft | undefined = type; current; current = current.base) {
    current.isEntity = true
  }
}
