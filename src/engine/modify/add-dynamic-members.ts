import type { JsonValue } from '../../model/index.ts'
import type { Members } from './read-members.ts'

/**
 * The properties of an entity with dynamic ones, their types and instance annotations: its own first, those of a
 * property "next to the annotated name/value pair".
 * @see JSON Format, "Instance Annotations", "Annotate a Value within a JSON Array or Primitive Value"
 */
export function addDynamicMembers(
  properties: Readonly<Record<string, JsonValue>>,
  { dynamic }: Members,
): Record<string, JsonValue> {
  if (dynamic.length === 0) return { ...properties }
  const together = { ...withoutTypes(properties, dynamic), ...Object.fromEntries(dynamic) }
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

/** A dynamic property that is given anew has the type that it is given with, or none. */
function withoutTypes(
  properties: Readonly<Record<string, JsonValue>>,
  dynamic: Members['dynamic'],
): Readonly<Record<string, JsonValue>> {
  const outdated = dynamic
    .map(([name]) => `${name}@odata.type`)
    .filter((name) => name in properties)
  if (outdated.length === 0) return properties
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !outdated.includes(name)))
}
