import type { EnumType } from './types.ts'

/**
 * The name of the one member of a number or, of flags, the names of all that make it up.
 * @param text digits of an integer
 * @returns the text itself where there are none
 */
export function memberNames(text: string, { members, isFlags }: EnumType): string {
  const wanted = BigInt(text)
  const all = [...members].map(([name, value]) => [name, BigInt(value)] as const)
  const exact = all.find(([, value]) => value === wanted)
  if (exact) return exact[0]
  if (!isFlags || wanted <= 0n) return text
  const parts = all.filter(([, value]) => value > 0n && (wanted & value) === value)
  const sum = parts.reduce((whole, [, value]) => whole | value, 0n)
  return sum === wanted ? parts.map(([name]) => name).join(',') : text
}
