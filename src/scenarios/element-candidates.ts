import { isJsonObject } from '../model/index.ts'
import { exactMember, ExactNumber, normalizeDigits } from './exact-number.ts'
import { toJson, writeExactJson, type LocatedValue } from './located-value.ts'
import type { Variables } from './scenario.ts'
import {
  findReferences,
  substituteScalar,
  substituteText,
  SubstitutionError,
} from './substitute.ts'

/**
 * For each expectation the elements that may meet it: of those that it gives a value of, the ones that
 * have it there. A list of a thousand is so found without a million comparisons.
 */
export function findCandidates(
  items: readonly LocatedValue[],
  elements: readonly unknown[],
  variables: Variables,
): readonly (readonly number[])[] {
  const all = [...elements.keys()]
  const placesAt = new Map<string, ReadonlyMap<string, readonly number[]>>()
  const placesOf = ({ path, key }: GivenValue): readonly number[] => {
    const id = JSON.stringify(path)
    const places = placesAt.get(id) ?? placesByValue(elements, path)
    placesAt.set(id, places)
    return places.get(key) ?? []
  }
  return items.map((item) => {
    let fewest: readonly number[] = all
    for (const given of givenValues(item, [], variables)) {
      const places = placesOf(given)
      if (places.length < fewest.length) fewest = places
    }
    return fewest
  })
}

/** A scalar that an element has to have at a path of names. */
interface GivenValue {
  readonly path: readonly string[]
  readonly key: string
}

function givenValues(
  item: LocatedValue,
  path: readonly string[],
  variables: Variables,
): readonly GivenValue[] {
  if (item.kind === 'array') return []
  try {
    if (item.kind === 'scalar') {
      const key = keyOf(substituteScalar(item, variables))
      return key === undefined ? [] : [{ path, key }]
    }
    return item.members
      .filter(({ name }) => !/^\$(?!\{)/.test(name))
      .flatMap(({ name, line, value }) =>
        givenValues(value, [...path, substituteText(name, line, variables)], variables),
      )
  } catch (error) {
    // A variable that the element itself gives has no value yet.
    if (error instanceof SubstitutionError) return []
    throw error
  }
}

function placesByValue(
  elements: readonly unknown[],
  path: readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [index, element] of elements.entries()) {
    let value = element
    for (const name of path) value = isJsonObject(value) ? exactMember(value, name) : undefined
    const key = keyOf(value)
    if (key === undefined) continue
    const alike = places.get(key)
    if (alike) alike.push(index)
    else places.set(key, [index])
  }
  return places
}

/** The same for equal scalars; `undefined` for anything else. */
function keyOf(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return `n${normalizeDigits(value.digits)}`
  if (typeof value === 'number') return `n${normalizeDigits(String(value))}`
  if (typeof value === 'string') return `s${value}`
  return value === null || typeof value === 'boolean' ? String(value) : undefined
}

export function isCapturing(item: LocatedValue): boolean {
  return capturesOf(item).length > 0
}

/**
 * The text of an expectation without the names that it captures under, which are the same to an element;
 * `undefined` where it refers to one of them.
 */
export function likenessOf(item: LocatedValue): string | undefined {
  const json = toJson(item)
  const captured = new Set(capturesOf(item))
  if (findReferences(writeExactJson(json)).some((name) => captured.has(name))) return undefined
  return captured.size === 0 ? writeExactJson(json) : writeExactJson(toJson(withoutNames(item)))
}

function capturesOf(item: LocatedValue): readonly string[] {
  switch (item.kind) {
    case 'scalar':
      return []
    case 'array':
      return item.items.flatMap(capturesOf)
    case 'object':
      return item.members.flatMap(({ name, value }) =>
        name === '$capture' ? nameOf(value) : capturesOf(value),
      )
  }
}

function nameOf(value: LocatedValue): readonly string[] {
  return value.kind === 'scalar' ? [String(value.value)] : []
}

function withoutNames(item: LocatedValue): LocatedValue {
  switch (item.kind) {
    case 'scalar':
      return item
    case 'array':
      return { ...item, items: item.items.map(withoutNames) }
    case 'object':
      return {
        ...item,
        members: item.members.map((member) =>
          member.name === '$capture'
            ? { ...member, value: { kind: 'scalar', line: member.line, value: true } }
            : { ...member, value: withoutNames(member.value) },
        ),
      }
  }
}
