/**
 * Gives every node of a tree that was just made, and that nobody else holds, another position.
 * @returns the same tree
 */
export function shiftPositions<Tree extends object>(
  tree: Tree,
  toPosition: (position: number) => number,
): Tree {
  const pending: object[] = [tree]
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const [name, value] of Object.entries(node) as [string, unknown][]) {
      if (name === 'position' && typeof value === 'number') {
        Object.assign(node, { position: toPosition(value) })
      } else if (typeof value === 'object' && value !== null) pending.push(value)
    }
  }
  return tree
}
