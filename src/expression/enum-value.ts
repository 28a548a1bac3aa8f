import type { EnumType } from '../model/index.ts'

const readers = new WeakMap<EnumType, (text: string) => number | undefined>()

/** Texts that the data of one type is kept for; beyond it, texts are parsed each time. */
const keptTexts = 1000

/**
 * Reads the texts of an enumeration type: member names or numbers, several for a flags type. The
 * function gives `undefined` for what names no value of the type.
 */
export function enumReader(type: EnumType): (text: string) => number | undefined {
  let reader = readers.get(type)
  if (!reader) readers.set(type, (reader = makeReader(type)))
  return reader
}

function makeReader(type: EnumType): (text: string) => number | undefined {
  const values = new Map<string, number>()
  return (text) => {
    const known = values.get(text)
    if (known !== undefined) return known
    const value = parseEnumValue(type, text)
    if (value !== undefined && values.size < keptTexts) values.set(text, value)
    return value
  }
}

function parseEnumValue(type: EnumType, text: string): number | undefined {
  const parts = text.split(',')
  if (parts.length > 1 && !type.isFlags) return undefined
  let sum = 0n
  for (const part of parts) {
    const member = findEnumMember(type, part.trim())
    const value =
      member === undefined ? parseMemberValue(type, part.trim()) : type.members.get(member)
    if (value === undefined) return undefined
    sum |= BigInt(value)
  }
  return Number(sum)
}

/** By its name, else by its name in another case where that is just one: consumers send `High` for `high`. */
function findEnumMember(type: EnumType, name: string): string | undefined {
  if (type.members.has(name)) return name
  const wanted = name.toLowerCase()
  const near = [...type.members.keys()].filter((member) => member.toLowerCase() === wanted)
  return near.length === 1 ? near[0] : undefined
}

function parseMemberValue(type: EnumType, text: string): number | undefined {
  if (!/^-?\d{1,16}$/.test(text)) return undefined
  const value = Number(text)
  return type.isFlags || [...type.members.values()].includes(value) ? value : undefined
}

/** True when all flags of `flags` are set in `value`. */
export function hasFlags(value: number, flags: number): boolean {
  return (BigInt(value) & BigInt(flags)) === BigInt(flags)
}
