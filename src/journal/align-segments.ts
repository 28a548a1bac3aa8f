import { isNearName, isOfNearLength } from '../model/near-name.ts'
import type { PathSegment } from './documented-paths.ts'

/** What it costs that the segment at one place was sent, and that at the other place is documented. */
export type SegmentCost = (sent: number, documented: number) => number

/** What the beginning of one path costs as the beginning of another: a row for each segment sent. */
type Costs = readonly Float64Array[]

/** What the cheapest way costs from what was sent to what is documented, segment by segment. */
export function alignSegments(sent: number, documented: number, costOf: SegmentCost): number {
  const rows = [new Float64Array(documented + 1), new Float64Array(documented + 1)]
  for (let at = 0; at <= sent; at++) fillRow(rows[at % 2]!, rows[(at + 1) % 2]!, at, costOf)
  return rows[sent % 2]![documented]!
}

/** How they differ along the cheapest way, a phrase each; of several, along the one that differs last. */
export function findDifferences(
  sent: readonly PathSegment[],
  documented: readonly PathSegment[],
): readonly string[] {
  const costOf: SegmentCost = (at, of) => compareSegment(sent[at]!, documented[of]!)
  const costs = fillCosts(sent.length, documented.length, costOf)
  const differences: string[] = []
  let [at, of] = [sent.length, documented.length]
  while (at > 0 || of > 0) {
    const cost = costs[at]![of]!
    if (at > 0 && isCheapest(cost, costs[at - 1]![of]! + 1)) {
      differences.push(`the segment '${sent[--at]!.text}' is not documented`)
    } else if (of > 0 && isCheapest(cost, costs[at]![of - 1]! + 1)) {
      differences.push(`the segment '${documented[--of]!.text}' is missing`)
    } else {
      const replaced = costOf(--at, --of)
      if (replaced > filled) differences.push(differ(sent[at]!, documented[of]!))
    }
  }
  return differences.reverse()
}

/** Sums of the same fractions differ by their order. */
function isCheapest(cost: number, ofOneWay: number): boolean {
  return ofOneWay - cost < filled / 2
}

/** From 0, the same, to 1, another. */
export function compareSegment(sent: PathSegment, documented: PathSegment): number {
  const least = leastCost(sent, documented)
  return least === misspelt && !isNearName(sent.name, documented.name) ? 1 : least
}

/** No more than `compareSegment` gives, and cheap: names of similar length may be the same, misspelt. */
export function leastCost(sent: PathSegment, documented: PathSegment): number {
  if (documented.isHole) {
    if (sent.isHole) return 0
    return sent.text.startsWith('$') ? 1 : filled
  }
  if (sent.name === documented.name) return 0
  if (sent.lowerCaseName === documented.lowerCaseName) return 0.1
  return isOfNearLength(sent.name, documented.name) ? misspelt : 1
}

const misspelt = 0.3

/** No difference, but of two ways the one is cheaper that leads through names. */
const filled = 0.01

function differ(sent: PathSegment, documented: PathSegment): string {
  return `the segment '${sent.text}': '${documented.text}' is documented`
}

function fillCosts(sent: number, documented: number, costOf: SegmentCost): Costs {
  const rows: Float64Array[] = []
  for (let at = 0; at <= sent; at++) {
    const row = new Float64Array(documented + 1)
    fillRow(row, rows[at - 1] ?? row, at, costOf)
    rows.push(row)
  }
  return rows
}

/** @param above the row before; that of the first is not looked at */
function fillRow(row: Float64Array, above: Float64Array, at: number, costOf: SegmentCost): void {
  row[0] = at
  for (let of = 1; of < row.length; of++) {
    const left = row[of - 1]! + 1
    row[of] =
      at === 0 ? left : Math.min(left, above[of]! + 1, above[of - 1]! + costOf(at - 1, of - 1))
  }
}
