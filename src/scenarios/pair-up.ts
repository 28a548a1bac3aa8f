/**
 * Pairs as many of the wanted as can be (augmenting paths), asking of as few pairs as possible
 * whether they fit.
 * @param candidates for each of the wanted, who may do
 * @returns for each of the wanted its partner, `undefined` for those that go without
 */
export function pairUp(
  candidates: readonly (readonly number[])[],
  fits: (wanted: number, choice: number) => boolean,
): readonly (number | undefined)[] {
  const takenBy = new Map<number, number>()
  const partners: (number | undefined)[] = candidates.map(() => undefined)
  // Whom a search in vain has reached, no later search can free.
  const beyond = new Set<number>()
  for (const wanted of candidates.keys()) {
    place(wanted, { candidates, fits, takenBy, partners, beyond })
  }
  return partners
}

interface Pairing {
  readonly candidates: readonly (readonly number[])[]
  readonly fits: (wanted: number, choice: number) => boolean
  readonly takenBy: Map<number, number>
  readonly partners: (number | undefined)[]
  readonly beyond: Set<number>
}

function place(first: number, { candidates, fits, takenBy, partners, beyond }: Pairing): void {
  /** By whom each choice was come to. */
  const reachedBy = new Map<number, number>()
  const queue = [first]
  for (const wanted of queue) {
    const choices = candidates[wanted]!
    const free = choices.find((choice) => !takenBy.has(choice) && fits(wanted, choice))
    if (free !== undefined) {
      reachedBy.set(free, wanted)
      handOn(free, reachedBy, { takenBy, partners })
      return
    }
    for (const choice of choices) {
      const holder = takenBy.get(choice)
      if (holder === undefined || reachedBy.has(choice) || beyond.has(choice)) continue
      if (!fits(wanted, choice)) continue
      reachedBy.set(choice, wanted)
      queue.push(holder)
    }
  }
  for (const choice of reachedBy.keys()) beyond.add(choice)
}

/** Each takes the choice that it came to, and leaves its own to whom it was come from. */
function handOn(
  free: number,
  reachedBy: ReadonlyMap<number, number>,
  { takenBy, partners }: Pick<Pairing, 'takenBy' | 'partners'>,
): void {
  for (let choice: number | undefined = free; choice !== undefined;) {
    const wanted: number = reachedBy.get(choice)!
    const left: number | undefined = partners[wanted]
    takenBy.set(choice, wanted)
    partners[wanted] = choice
    choice = left
  }
}
