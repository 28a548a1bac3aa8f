import { parseDocumentedPath } from '../compile-paths.ts'
import type { PathTemplate } from '../contract.ts'
import type { LintContext } from './lint-context.ts'

/** The named segments of documented paths, each with its place: the shape of the path up to it, in lower case. */
export function* segmentsOf({ contract }: LintContext): Iterable<{
  readonly path: PathTemplate
  readonly place: string
  readonly name: string
  readonly isBeforeKey: boolean
}> {
  for (const { paths } of contract.operations.filter(({ origin }) => origin === 'page')) {
    for (const path of paths) {
      const segments = parseDocumentedPath(path.text)
      let place = ''
      for (const [index, { kind, name }] of segments.entries()) {
        place += kind === 'key' ? '/{}' : `/${name.toLowerCase()}`
        if (kind !== 'name') continue
        yield { path, place, name, isBeforeKey: segments[index + 1]?.kind === 'key' }
      }
    }
  }
}
