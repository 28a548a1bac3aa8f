import { writeJson, type JsonValue } from '../model/index.ts'
import { arrayOf, ExactNumber, objectOf, type ScenarioValue } from './exact-number.ts'

/** A value of a scenario file in which every node keeps its line (from 1). */
export type LocatedValue = LocatedScalar | LocatedArray | LocatedObject

export interface LocatedScalar {
  readonly kind: 'scalar'
  readonly line: number
  readonly value: string | number | boolean | null | ExactNumber
  /** A number as it is written, `4.0`; absent where its JSON text is the same. */
  readonly written?: string
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
export function toJson(value: LocatedValue): ScenarioValue {
  switch (value.kind) {
    case 'scalar':
      return value.value
    case 'array':
      return arrayOf(value.items.map(toJson))
    case 'object':
      return objectOf(value.members.map(({ name, value: inner }) => [name, toJson(inner)]))
  }
}

const maxShownLength = 300

/** JSON text of a value for a message, cut where it is long; `nothing` for what is absent. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value instanceof Uint8Array) return `${value.length} octets`
  const text = writeExactJson(value as ScenarioValue)
  return text.length <= maxShownLength ? text : `${text.slice(0, maxShownLength)}…`
}

/** JSON text with all digits of its numbers. */
export function writeExactJson(value: ScenarioValue): string {
  return value instanceof ExactNumber ? value.digits : writeJson(value satisfies JsonValue)
}
