import { isJsonObject } from '../../model/index.ts'
import { pointerTo } from './json-leaves.ts'

/** The body without what stands at the pointers. */
export function withoutPointers(body: unknown, pointers: readonly string[]): unknown {
  const hidden = new Set(pointers)
  const visit = (value: unknown, pointer: string): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, `${pointer}/${index}`))
    if (!isJsonObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => {
        const at = pointerTo(pointer, name)
        return hidden.has(at) ? [] : [[name, visit(item, at)] as const]
      }),
    )
  }
  return visit(body, '')
}
