import type { PathTemplate } from '../contract.ts'
import { segmentsOf } from './documented-segments.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'

/** A documented path that spells a segment in another case than most others at the same place. */
export const pathSegmentCase: LintRule = {
  name: 'path-segment-case',
  severity: 'warning',
  *check(context) {
    for (const spellings of spellingsByPlace(context)) {
      const [usual, ...others] = byUse(spellings)
      for (const [name, paths] of others) {
        if (paths.length === usual![1].length) continue
        for (const { source } of paths) {
          yield {
            message: `'${name}' differs in upper and lower case from '${usual![0]}' in ${usual![1].length} other paths`,
            source,
          }
        }
      }
    }
  },
}

type Spellings = ReadonlyMap<string, readonly PathTemplate[]>

function spellingsByPlace(context: LintContext): readonly Spellings[] {
  const places = new Map<string, Map<string, PathTemplate[]>>()
  for (const { path, place, name } of segmentsOf(context)) {
    const spellings = places.get(place) ?? new Map<string, PathTemplate[]>()
    places.set(place, spellings)
    const known = spellings.get(name)
    if (known) known.push(path)
    else spellings.set(name, [path])
  }
  return [...places.values()].filter(({ size }) => size > 1)
}

function byUse(spellings: Spellings): readonly (readonly [string, readonly PathTemplate[]])[] {
  return [...spellings].sort(([, a], [, b]) => b.length - a.length)
}
