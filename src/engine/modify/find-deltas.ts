import { isJsonObject } from '../../model/index.ts'
import { isDelta } from './read-members.ts'

interface FoundDelta {
  /** Where it stands within the value. */
  readonly pointer: string
  readonly message: string
  readonly expected: string
  readonly found: string
}

/**
 * The nested deltas of a representation: "if the request contains nested delta collections, then the `PATCH`
 * verb must be specified".
 * @see Protocol, "Update Related Entities When Updating an Entity"
 */
export function findDeltas(value: unknown, pointer: string): readonly FoundDelta[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => findDeltas(item, `${pointer}/${index}`))
  }
  if (!isJsonObject(value)) return []
  const found: FoundDelta[] = []
  for (const [name, inner] of Object.entries(value)) {
    const at = name.indexOf('@')
    if (at > 0 && isDelta(name.slice(at))) found.push(deltaAt(`${pointer}/${name}`))
    else if (at < 0 && typeof inner === 'object') {
      found.push(...findDeltas(inner, `${pointer}/${name}`))
    }
  }
  return found
}

function deltaAt(pointer: string): FoundDelta {
  const expected = 'the whole collection, since a delta needs PATCH of what is there'
  return { pointer, message: `expected ${expected}, found a delta`, expected, found: 'a delta' }
}
