import { pluralOf } from '../compile-grammatical-number.ts'
import type { PathTemplate } from '../contract.ts'
import { segmentsOf } from './documented-segments.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'

/** A collection named in the singular before a key, where other paths have the plural. */
export const pathSegmentNumber: LintRule = {
  name: 'path-segment-number',
  severity: 'error',
  *check(context) {
    const places = placesOf(context)
    for (const [place, paths] of places) {
      const cut = place.lastIndexOf('/')
      const name = place.slice(cut + 1)
      const plural = places.get(`${place.slice(0, cut)}/${pluralOf(name)}`)
      if (!plural || pluralOf(name) === name || plural.length <= paths.length) continue
      for (const { path, name: asWritten } of paths) {
        yield {
          message: `'${asWritten}' before a key: expected '${plural[0]!.name}' as in ${plural.length} other paths`,
          source: path.source,
        }
      }
    }
  },
}

interface NamedSegment {
  readonly path: PathTemplate
  readonly name: string
}

/** Segments that a key follows, by the shape of the path up to them, in lower case. */
function placesOf(context: LintContext): ReadonlyMap<string, readonly NamedSegment[]> {
  const places = new Map<string, NamedSegment[]>()
  for (const { path, place, name, isBeforeKey } of segmentsOf(context)) {
    if (!isBeforeKey) continue
    const known = places.get(place)
    if (known) known.push({ path, name })
    else places.set(place, [{ path, name }])
  }
  return places
}
