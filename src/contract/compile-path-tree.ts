import type { SourceLocation } from '../model/index.ts'
import type { OperationDraft } from './compile-drafts.ts'
import { pluralOf } from './compile-grammatical-number.ts'
import { type DocumentedSegment, isOrdinaryPath, parseDocumentedPath } from './compile-paths.ts'

/** Documented paths as a tree, in which spellings that differ in case only are one node. */
export interface PathNode {
  readonly kind: DocumentedSegment['kind']
  /** The most frequent spelling; what a key's hole is called first. */
  name: string
  readonly spellings: Map<string, number>
  /** Operations whose path ends here. */
  readonly operations: Set<OperationDraft>
  /** True where a fixture is named after the path. */
  isListed: boolean
  readonly parameters: Set<string>
  readonly children: Map<string, PathNode>
  readonly source: SourceLocation | undefined
}

/**
 * @param resourcePaths paths that fixtures are named after, without a leading slash
 * @param referencedPaths paths of entities that examples refer to
 */
export function growPathTree(
  operations: readonly OperationDraft[],
  resourcePaths: readonly string[],
  referencedPaths: readonly string[],
): PathNode {
  const root = newNode({ kind: 'name', name: '', parameters: [] }, undefined)
  for (const operation of operations) {
    for (const { text, source } of operation.operation.paths) {
      const node = reach(root, parseDocumentedPath(text), source)
      if (node !== root && isOrdinaryPath(text)) node.operations.add(operation)
    }
  }
  for (const path of resourcePaths) {
    const segments = parseDocumentedPath(`/${path}`)
    if (segments.length === 0 || segments.some(({ kind }) => kind !== 'name')) continue
    reach(root, segments, undefined).isListed = true
  }
  for (const path of referencedPaths) reachReferenced(root, parseDocumentedPath(path))
  settleSpellings(root)
  mergeSlips(root)
  return root
}

function reach(
  root: PathNode,
  segments: readonly DocumentedSegment[],
  source: SourceLocation | undefined,
): PathNode {
  let node = root
  for (const segment of segments) {
    const key = segment.kind === 'key' ? '{}' : segment.name.toLowerCase()
    let child = node.children.get(key)
    if (!child) {
      child = newNode(segment, source)
      node.children.set(key, child)
    }
    child.spellings.set(segment.name, (child.spellings.get(segment.name) ?? 0) + 1)
    for (const parameter of segment.parameters) child.parameters.add(parameter)
    node = child
  }
  return node
}

/** What is referred to is an entity of a collection; a path that documented ones tell nothing of begins anew. */
function reachReferenced(root: PathNode, segments: readonly DocumentedSegment[]): void {
  const collection = segments.slice(0, -1)
  const [last] = segments.slice(-1)
  if (collection.at(-1)?.kind !== 'name' || !last || last.kind === 'system') return
  const node = reach(root, collection, undefined)
  reach(node, [{ kind: 'key', name: last.name, parameters: [] }], undefined)
  node.isListed = true
}

export function newNode(
  { kind, name }: DocumentedSegment,
  source: SourceLocation | undefined,
): PathNode {
  return {
    kind,
    name,
    spellings: new Map(),
    operations: new Set(),
    isListed: false,
    parameters: new Set(),
    children: new Map(),
    source,
  }
}

function settleSpellings(node: PathNode): void {
  for (const child of node.children.values()) {
    if (child.kind !== 'key') {
      const [best] = [...child.spellings].reduce((a, b) => (b[1] > a[1] ? b : a))
      child.name = best
    }
    settleSpellings(child)
  }
}

/**
 * `/accessPackage/{id}/incompatibleGroups` beside `/accessPackages/{id}` is a slip: the singular becomes
 * another spelling of the plural.
 */
function mergeSlips(node: PathNode): void {
  for (const [key, child] of node.children) {
    const plural = child.kind === 'name' ? pluralOf(child.name).toLowerCase() : key
    const sibling = plural === key ? undefined : node.children.get(plural)
    const isCollection = keyOf(child) !== undefined || (child.isListed && !isDocumented(child))
    if (sibling && isCollection && isCollective(sibling)) {
      merge(sibling, child)
      node.children.delete(key)
    }
  }
  for (const child of node.children.values()) mergeSlips(child)
}

function isCollective(node: PathNode): boolean {
  return keyOf(node) !== undefined || isListed(node)
}

/** True where an operation lists or extends a collection at the path itself, or a fixture holds one. */
export function isListed(node: PathNode): boolean {
  if (node.isListed && !isDocumented(node)) return true
  return [...node.operations].some(
    ({ method, responseType, createsEntity, isOperation }) =>
      !isOperation &&
      ((method === 'GET' &&
        responseType?.isCollection === true &&
        typeof responseType.type === 'object') ||
        (method === 'POST' && createsEntity)),
  )
}

/** True when some documented path leads here or further. */
export function isDocumented(node: PathNode): boolean {
  return node.operations.size > 0 || [...node.children.values()].some(isDocumented)
}

/** True when fixtures are named after a path that leads here or further. */
export function leadsToFixture(node: PathNode): boolean {
  return node.isListed || [...node.children.values()].some(leadsToFixture)
}

function merge(into: PathNode, from: PathNode): void {
  for (const [spelling, count] of from.spellings) {
    if (from.kind !== 'key')
      into.spellings.set(spelling, (into.spellings.get(spelling) ?? 0) + count)
  }
  for (const operation of from.operations) into.operations.add(operation)
  for (const [key, child] of from.children) {
    const known = into.children.get(key)
    if (known) merge(known, child)
    else into.children.set(key, child)
  }
}

export function keyOf(node: PathNode): PathNode | undefined {
  return node.children.get('{}')
}

/** Other spellings of a node than the one it is known by. */
export function otherSpellings(node: PathNode, name: string): string[] {
  return [...node.spellings.keys()].filter((spelling) => spelling !== name)
}
