/** Equality of JSON values; members in any order, annotations (`@…`) apart, absent members null. */
export function isJsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isJsonEqual(item, b[index]))
    )
  }
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  for (const name of names) {
    if (name.includes('@')) continue
    if (!isJsonEqual(left[name] ?? null, right[name] ?? null)) return false
  }
  return true
}
