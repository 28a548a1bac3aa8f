import type { JsonValue } from '../model/index.ts'

/** A value of a scenario file in which every node keeps its line (from 1). */
export type LocatedValue = LocatedScalar | LocatedArray | LocatedObject

export interface LocatedScalar {
  readonly kind: 'scalar'
  readonly line: number
  readonly value: string | number | boolean | null
}

export interface LocatedArray {
  readonly kind: 'array'
  readonly line: number
  readonly items: readonly LocatedValue[]
}

export interface LocatedObject {
  readonly kind: 'object'
  readonly line: number
  readonly members: readonly LocatedMember[]
}

export interface LocatedMember {
  readonly name: string
  /** Line of the name. */
  readonly line: number
  readonly value: LocatedValue
}

/** The value without its lines, variables as written. */
export function toJson(value: LocatedValue): JsonValue {
  switch (value.kind) {
    case 'scalar':
      return value.value
    case 'array':
      return value.items.map(toJson)
    case 'object':
      return Object.fromEntries(value.members.map(({ name, value }) => [name, toJson(value)]))
  }
}

const maxShownLength = 300

/** JSON text of a value for a message, cut where it is long; `nothing` for what is absent. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length <= maxShownLength ? text : `${text.slice(0, maxShownLength)}…`
}
