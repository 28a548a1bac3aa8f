import { escapePointer, type JsonValue } from '../../model/index.ts'
import { isObjectBody, mapMembers } from './json-body.ts'

export interface JsonLeaf {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string
  /** Of the nearest member; '' outside any. */
  readonly name: string
  readonly value: string | number | boolean | null
}

/** The scalars of a JSON value, in document order. */
export function leavesOf(value: unknown): readonly JsonLeaf[] {
  const leaves: JsonLeaf[] = []
  const visit = (inner: unknown, pointer: string, name: string): void => {
    if (Array.isArray(inner)) {
      for (const [index, item] of inner.entries()) visit(item, `${pointer}/${index}`, name)
    } else if (isObjectBody(inner)) {
      for (const [key, item] of Object.entries(inner)) visit(item, pointerTo(pointer, key), key)
    } else if (isScalar(inner)) {
      leaves.push({ pointer, name, value: inner })
    }
  }
  visit(value, '', '')
  return leaves
}

export function pointerTo(pointer: string, member: string): string {
  return `${pointer}/${escapePointer(member)}`
}

/** The value with each text replaced; names of members stay, what is no JSON too. */
export function mapTexts(
  value: unknown,
  map: (text: string, name: string, pointer: string) => unknown,
): unknown {
  const visit = (inner: unknown, pointer: string, name: string): unknown => {
    if (typeof inner === 'string') return map(inner, name, pointer)
    if (Array.isArray(inner)) {
      return mapMembers(inner, (item, at) => visit(item, `${pointer}/${at}`, name) as JsonValue)
    }
    if (!isObjectBody(inner)) return inner
    return mapMembers(inner, (item, at) => visit(item, pointerTo(pointer, at), at) as JsonValue)
  }
  return visit(value, '', '')
}

function isScalar(value: unknown): value is JsonLeaf['value'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
