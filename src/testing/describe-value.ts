const longest = 200

/** A value on one line, as JSON where it can be, with a framework's matchers and expressions by name. */
export function describeValue(value: unknown): string {
  const text = describe(value, new Set())
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function describe(value: unknown, within: ReadonlySet<object>): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`
  if (typeof value === 'symbol' || typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (within.has(value)) return '…'
  const inside = new Set([...within, value])
  if (Array.isArray(value)) return `[${value.map((item) => describe(item, inside)).join(', ')}]`
  if (value instanceof RegExp || value instanceof Error) return String(value)
  if (value instanceof Promise) return 'a promise'
  if (hasMethod(value, 'asymmetricMatch')) return describeMatcher(value)
  if (isInstance(value)) return `an instance of ${value.constructor.name}`
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${describe(member, inside)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** `Any<String>` is what Jest and Vitest call `expect.any(String)`; the others keep a sample. */
function describeMatcher(matcher: object): string {
  if (hasMethod(matcher, 'toAsymmetricMatcher')) return String(matcher.toAsymmetricMatcher())
  const name = (matcher as { toString(): string }).toString()
  const { sample } = matcher as { readonly sample?: unknown }
  return sample === undefined ? name : `${name} ${describe(sample, new Set([matcher]))}`
}

export function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is Readonly<Record<Name, (...values: unknown[]) => unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  )
}

/** Of a class; objects of another realm are as plain as those of this one. */
export function isInstance(value: object): boolean {
  if (Array.isArray(value)) return false
  const name = (value.constructor as { readonly name?: string } | undefined)?.name
  return name !== undefined && name !== 'Object'
}
