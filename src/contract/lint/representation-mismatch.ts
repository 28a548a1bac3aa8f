import { isStructuredType, type StructuredType } from '../../model/index.ts'
import type { PageDocument } from '../page.ts'
import { parseLenientJson } from '../sources/lenient-json.ts'
import type { LintContext } from './lint-context.ts'
import type { Finding, LintRule } from './lint-rule.ts'
import { locateJson, type LocatedValue } from './located-json.ts'
import { annotatedType } from './typed-members.ts'

/** The JSON representation of a resource against its table of properties. */
export const representationMismatch: LintRule = {
  name: 'representation-mismatch',
  severity: 'warning',
  *check(context) {
    for (const page of context.resourcePages) {
      const shown = representationsOf(context, page)
      // A type shown several times, or several types, are variants: what one lacks another may have.
      if (shown.length === 1) yield* compare(page, shown[0]!)
    }
  },
}

interface Representation {
  readonly type: StructuredType
  /** Properties that the annotation says may be missing. */
  readonly optional: readonly unknown[]
  readonly value: LocatedValue
}

function representationsOf(
  { findTypeByName }: LintContext,
  page: PageDocument,
): readonly Representation[] {
  return page.codeBlocks.flatMap(({ annotation, content, source }) => {
    if (annotation?.value?.['blockType'] !== 'resource') return []
    const type = findTypeByName(annotatedType(annotation.value['@odata.type']) ?? '')
    const json = parseLenientJson(content)
    if (!type || !isStructuredType(type) || typeof json !== 'object' || json === null) return []
    const { optionalProperties } = annotation.value
    const optional = Array.isArray(optionalProperties) ? optionalProperties : []
    return [{ type, optional, value: locateJson(json, content, source.line + 1) }]
  })
}

function* compare(
  page: PageDocument,
  { type, value, optional }: Representation,
): Iterable<Finding> {
  const { file } = page
  const rows = propertyRows(page)
  const shown = new Set(value.members.map(({ name }) => name))
  if (shown.size === 0 || type.source?.file !== file) return
  for (const { name, isInferred, source } of type.ownProperties.values()) {
    if (shown.has(name) || optional.includes(name) || isInferred) continue
    if (source?.file !== file || !rows.has(source.line)) continue
    yield {
      message: `'${name}' is in the table, yet not in the JSON representation (line ${value.line})`,
      source,
    }
  }
  for (const { name, line } of value.members) {
    if (!/^[A-Za-z_]\w*$/.test(name) || type.navigationProperties.has(name)) continue
    if (type.properties.get(name)?.isInferred === false) continue
    yield {
      message: `'${name}' is in the JSON representation, yet in no table of ${type.qualifiedName}`,
      source: { file, line },
    }
  }
}

/** Lines of the rows under "Properties": other tables describe what is inside of a property. */
function propertyRows({ sections }: PageDocument): ReadonlySet<number> {
  const tables = sections
    .filter(({ heading }) => /^properties$/i.test(heading))
    .flatMap((section) => section.tables)
  const rows = tables.flatMap((table) => table.rows.filter(({ cells }) => cells.length > 1))
  return new Set(rows.map(({ source }) => source.line))
}
