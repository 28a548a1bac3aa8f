/** Keys in the order in which an answer listed them. */
export interface ListedKeys {
  readonly keys: readonly string[]
  /** Whether the list began with the first of all, so that its keys come before any other. */
  readonly isBeginning: boolean
}

/** What a request without an order of its own was answered with; `undefined` where it asks for one. */
export function listedKeys(url: string, keys: readonly string[]): ListedKeys | undefined {
  const options = url.split('?')[1] ?? ''
  if (/(?:^|&)(?:\$|%24)?(?:orderby|search)=/i.test(options)) return undefined
  const isPart = /(?:^|&)(?:\$|%24)?(?:filter|skip|skiptoken|deltatoken)=/i.test(options)
  return { keys, isBeginning: !isPart }
}

/** The keys in an order that each list is a part of; as they stand where lists contradict each other. */
export function orderKeys(
  keys: readonly string[],
  lists: readonly ListedKeys[],
): readonly string[] {
  const before = new Map<string, Set<string>>()
  for (const list of lists) {
    for (const [index, key] of list.keys.entries()) {
      const previous = list.keys[index - 1]
      if (previous === undefined) continue
      before.set(key, (before.get(key) ?? new Set()).add(previous))
    }
  }
  const ordered = new Set<string>()
  const reached = new Set<string>()
  const place = (key: string): void => {
    if (reached.has(key)) return
    reached.add(key)
    for (const previous of before.get(key) ?? []) place(previous)
    ordered.add(key)
  }
  const beginnings = lists.filter(({ isBeginning }) => isBeginning)
  for (const key of [...beginnings.flatMap((list) => list.keys), ...keys]) place(key)
  const wanted = new Set(keys)
  return [...ordered].filter((key) => wanted.has(key))
}
