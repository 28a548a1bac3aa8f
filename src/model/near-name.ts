/** The candidate that a misspelt name most likely means: at most a third of its letters differ. */
function findNearName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = mostEdits(name) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Whether one name is most likely the other, misspelt. */
export function isNearName(name: string, other: string): boolean {
  return name.length <= 100 && findNearName(name, [other]) !== undefined
}

/** What names have that are near, told without comparing their letters. */
export function isOfNearLength(name: string, other: string): boolean {
  return name.length <= 100 && Math.abs(other.length - name.length) <= mostEdits(name)
}

function mostEdits(name: string): number {
  return Math.max(1, Math.floor(name.length / 3))
}

/** `; did you mean 'x'?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = name.length > 100 ? undefined : findNearName(name, candidates)
  return near === undefined ? '' : `; did you mean '${near}'?`
}

/** Damerau's distance with adjacent transpositions, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const substitution = a[i - 1] === b[j - 1] ? 0 : 1
      let distance = Math.min(last[j]! + 1, current[j - 1]! + 1, last[j - 1]! + substitution)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, beforeLast[j - 2]! + 1)
      }
      current.push(distance)
      if (distance < least) least = distance
    }
    if (least >= limit) return limit
    beforeLast = last
    last = current
  }
  return last[b.length]!
}
