/**
 * Gives every node of a tree that was just made, and that nobody else holds, another position.
 * @param visit is called with each node before that
 * @returns the same tree
 */
export function shiftPositions<Tree extends object>(
  tree: Tree,
  toPosition: (position: number) => number,
  visit?: (node: Readonly<Record<string, unknown>>) => void,
): Tree {
  const pending: Record<string, unknown>[] = [tree as Record<string, unknown>]
  for (let node = pending.pop(); node; node = pending.pop()) {
    visit?.(node)
    // Without lists of entries, as a long expression has thousands of nodes.
    for (const name in node) {
      const value = node[name]
      if (name === 'position' && typeof value === 'number') node[name] = toPosition(value)
      else if (typeof value === 'object' && value !== null) {
        pending.push(value as Record<string, unknown>)
      }
    }
  }
  return tree
}
