import type { JsonValue } from '../../model/index.ts'
import { isObjectBody, mapMembers, pickMembers } from './json-body.ts'
import { pointerTo } from './json-leaves.ts'

/** The body without what stands at the pointers. */
export function withoutPointers(body: unknown, pointers: readonly string[]): unknown {
  const hidden = new Set(pointers)
  const visit = (value: unknown, pointer: string): unknown => {
    if (Array.isArray(value)) {
      return mapMembers(value, (item, at) => visit(item, `${pointer}/${at}`) as JsonValue)
    }
    if (!isObjectBody(value)) return value
    const shown = Object.keys(value).filter((name) => !hidden.has(pointerTo(pointer, name)))
    return mapMembers(pickMembers(value, shown), (item, name) => {
      return visit(item, pointerTo(pointer, name)) as JsonValue
    })
  }
  return visit(body, '')
}
