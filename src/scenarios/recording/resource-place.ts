/** A path as the names of resources and the keys behind them, as far as it tells without a model. */
export interface ResourcePlace {
  readonly steps: readonly ResourceStep[]
  /** `$ref`, `$count`, `$value`, or nothing. */
  readonly suffix: string | undefined
}

export interface ResourceStep {
  readonly name: string
  /** Decoded, without quotes. */
  readonly key?: string
  /** Name of the key where the URL says it: `(OrderID=1)`. */
  readonly keyName?: string
}

/**
 * Reads a path below the service root.
 * @param isKey whether a segment that follows a name is the key of what is named
 * @returns `undefined` where the path goes through a call, a cast or a key of several parts
 */
export function readResourcePlace(
  url: string,
  isKey: (segment: string) => boolean,
): ResourcePlace | undefined {
  const segments = decodeSegments(url.split(/[?#]/)[0]!)
  if (!segments) return undefined
  const suffix = segments.at(-1)?.startsWith('$') ? segments.pop() : undefined
  const steps: ResourceStep[] = []
  for (const segment of segments) {
    const last = steps.at(-1)
    if (last && last.key === undefined && isKey(segment)) {
      steps[steps.length - 1] = { name: last.name, key: segment }
      continue
    }
    const [, name, inside] = /^([A-Za-z_]\w*)(?:\((.*)\))?$/.exec(segment) ?? []
    if (name === undefined) return undefined
    if (inside === undefined) {
      steps.push({ name })
      continue
    }
    const [, keyName, text, quoted] =
      /^(?:(\w+)=)?(?:([\w.~-]+)|'((?:[^']|'')*)')$/.exec(inside) ?? []
    const key = quoted?.replaceAll("''", "'") ?? text
    if (key === undefined) return undefined
    steps.push({ name, key, ...(keyName !== undefined && { keyName }) })
  }
  return steps.length === 0 ? undefined : { steps, suffix }
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent)
  } catch {
    return undefined
  }
}
