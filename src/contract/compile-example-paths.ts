import type { OperationDraft } from './compile-drafts.ts'
import { keyOf, newNode, type PathNode } from './compile-path-tree.ts'
import { type DocumentedSegment, parseDocumentedPath, readDocumentedUrl } from './compile-paths.ts'

/**
 * Takes in what only the URLs of examples show, other spellings of known names and type casts. Paths
 * are those that pages document: an example's own id is not told from a name.
 */
export function followExamples(root: PathNode, operations: readonly OperationDraft[]): void {
  for (const { operation } of operations) {
    for (const { request } of operation.examples) {
      const path = request && readDocumentedUrl(request.url)
      if (path) followExample(root, parseDocumentedPath(path.text), request.method === 'GET')
    }
  }
}

function followExample(
  root: PathNode,
  segments: readonly DocumentedSegment[],
  isRead: boolean,
): void {
  const passed: (readonly [PathNode, DocumentedSegment])[] = []
  let node = root
  for (const segment of segments) {
    const next = findNext(node, segment) ?? (isRead ? addCast(node, segment) : undefined)
    if (!next) return
    if (next.kind !== 'key') passed.push([next, segment])
    node = next
  }
  for (const [{ spellings }, { name }] of passed) {
    if (!spellings.has(name)) spellings.set(name, 0)
  }
}

/** By name first: what is no name there is a key. */
function findNext(node: PathNode, { kind, name }: DocumentedSegment): PathNode | undefined {
  if (kind === 'key') return keyOf(node)
  const named = node.children.get(name.toLowerCase())
  return named ?? (kind === 'name' ? keyOf(node) : undefined)
}

/** A cast after a collection or an instance, unless an operation there has that name. */
function addCast(node: PathNode, segment: DocumentedSegment): PathNode | undefined {
  const { kind, name } = segment
  const simple = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  if (kind !== 'cast' || node.children.has(simple)) return undefined
  const cast = newNode(segment, node.source)
  cast.spellings.set(name, 1)
  node.children.set(name.toLowerCase(), cast)
  return cast
}
