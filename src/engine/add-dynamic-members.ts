import type { JsonValue } from '../model/index.ts'
import type { Members } from './read-members.ts'

/**
 * The properties of an entity with dynamic ones and instance annotations: its own first, those of a
 * property "next to the annotated name/value pair".
 * @see JSON Format, "Instance Annotations", "Annotate a Value within a JSON Array or Primitive Value"
 */
export function addDynamicMembers(
  properties: Readonly<Record<string, JsonValue>>,
  { dynamic }: Members,
): Record<string, JsonValue> {
  const together = { ...properties, ...Object.fromEntries(dynamic) }
  if (!dynamic.some(([name]) => name.includes('@'))) return together
  const all = Object.entries(together)
  const annotations = all.filter(([name]) => name.includes('@'))
  const placed = annotations.filter(([name]) => name.startsWith('@'))
  for (const member of all) {
    const [name] = member
    if (name.includes('@')) continue
    placed.push(...annotations.filter(([annotation]) => annotation.startsWith(`${name}@`)), member)
  }
  return Object.fromEntries([...placed, ...annotations])
}
