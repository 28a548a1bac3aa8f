import type { PageAnnotation } from '../page.ts'
import type { LintContext } from './lint-context.ts'
import type { LintRule } from './lint-rule.ts'
import { versionOf } from './page-version.ts'

/** One name for two requests: tools that pair requests with responses, or make snippets, mix them up. */
export const duplicateExampleName: LintRule = {
  name: 'duplicate-example-name',
  severity: 'error',
  *check(context) {
    for (const { name, annotations } of requestsByName(context)) {
      if (annotations.length < 2) continue
      for (const { source } of annotations) {
        const other = annotations.find((annotation) => annotation.source !== source)!.source
        const where =
          other.file === source.file ? `line ${other.line}` : `${other.file}:${other.line}`
        yield { message: `the example name '${name}' is also used at ${where}`, source }
      }
    }
  },
}

/** Versions of a service share the names. */
function requestsByName({ pages }: LintContext): readonly NamedRequests[] {
  const byName = new Map<string, { name: string; annotations: PageAnnotation[] }>()
  for (const page of pages) {
    for (const annotation of page.annotations) {
      const { blockType, name } = annotation.value ?? {}
      if (blockType !== 'request' || typeof name !== 'string' || name === '') continue
      const key = `${versionOf(page.file) ?? ''} ${name}`
      const known = byName.get(key)
      if (known) known.annotations.push(annotation)
      else byName.set(key, { name, annotations: [annotation] })
    }
  }
  return [...byName.values()]
}

interface NamedRequests {
  readonly name: string
  readonly annotations: readonly PageAnnotation[]
}
