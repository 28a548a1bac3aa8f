import { parseDocumentedPath, readDocumentedUrl, type DocumentedSegment } from '../compile-paths.ts'
import type { PathTemplate } from '../contract.ts'
import type { LintContext, LintExample } from './lint-context.ts'

/** The paths that examples call on the service itself; those of callbacks go to other hosts. */
export function* exampleUrls({
  examples,
}: LintContext): Iterable<{ readonly example: LintExample; readonly path: string }> {
  const serviceHost = mostFrequent(examples.map(({ request }) => hostOf(request?.url ?? '')))
  for (const example of examples) {
    const url = example.request?.url ?? ''
    const host = hostOf(url)
    if (host !== undefined && host !== serviceHost) continue
    const path = readDocumentedUrl(url)?.text
    if (path !== undefined && path !== '/' && !path.includes(':')) yield { example, path }
  }
}

function hostOf(url: string): string | undefined {
  return /^https?:\/\/([^/?\s]*)/i.exec(url)?.[1]?.toLowerCase()
}

function mostFrequent(names: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) {
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

export function documentedPaths(
  context: LintContext,
  { page }: LintExample,
): readonly PathTemplate[] {
  return context.operationsOf(page).flatMap(({ paths }) => paths)
}

/** Whether a path is an instance of a template; type casts and what OData adds to any path may differ. */
export function fits(path: string, template: string): boolean {
  const wanted = parseDocumentedPath(template)
  const found = parseDocumentedPath(path)
  return (
    matches(withoutAddition(found, wanted), wanted) ||
    matches(withoutCasts(withoutAddition(found, wanted)), withoutCasts(wanted))
  )
}

function matches(
  found: readonly DocumentedSegment[],
  wanted: readonly DocumentedSegment[],
): boolean {
  return (
    found.length === wanted.length &&
    wanted.every((segment, index) => {
      const other = found[index]!
      if (segment.kind === 'key') return other.kind !== 'system'
      // A name that looks like an id is taken for a key; and either may be a sample of the other.
      return simpleName(other) === simpleName(segment)
    })
  )
}

function simpleName({ name }: DocumentedSegment): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}

export function withoutCasts(segments: readonly DocumentedSegment[]): readonly DocumentedSegment[] {
  return segments.filter(({ kind }) => kind !== 'cast')
}

/** `/$count`, `/$value` and `/$ref` may follow any path that they make sense for. */
function withoutAddition(
  found: readonly DocumentedSegment[],
  wanted: readonly DocumentedSegment[],
): readonly DocumentedSegment[] {
  const isAddition = found.at(-1)?.kind === 'system' && wanted.at(-1)?.kind !== 'system'
  return isAddition ? found.slice(0, -1) : found
}
