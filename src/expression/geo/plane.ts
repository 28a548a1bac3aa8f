import type { Position } from './geo-value.ts'

/** Distance, length and containment in the plane, for Edm.Geometry. */
export function planarDistance([x1, y1]: Position, [x2, y2]: Position): number {
  return Math.hypot(x2 - x1, y2 - y1)
}

/** Whether a point is within a ring or on it; a ring that is not closed is closed by its first position. */
export function relateToRing(
  point: Position,
  ring: readonly Position[],
): 'inside' | 'on' | 'outside' {
  const [x, y] = point
  let isInside = false
  for (const [index, end] of ring.entries()) {
    const start = ring.at(index - 1) as Position
    if (isOnSegment(point, start, end)) return 'on'
    const crosses = start[1] > y !== end[1] > y
    if (!crosses) continue
    const crossing = start[0] + ((y - start[1]) / (end[1] - start[1])) * (end[0] - start[0])
    if (x < crossing) isInside = !isInside
  }
  return isInside ? 'inside' : 'outside'
}

function isOnSegment([x, y]: Position, [x1, y1]: Position, [x2, y2]: Position): boolean {
  const cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
  const size = Math.max(1, Math.abs(x2 - x1), Math.abs(y2 - y1))
  if (Math.abs(cross) > 1e-12 * size * size) return false
  return (
    x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2)
  )
}
