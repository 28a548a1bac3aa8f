import { isJsonObject } from './json-object.ts'
import type { JsonValue } from './instance.ts'
import type { Deprecation, SourceLocation } from './types.ts'

/** What says of an element of CSDL that it is to be used no more. */
interface Annotated {
  readonly annotations?: Readonly<Record<string, JsonValue>> | undefined
  readonly source?: SourceLocation | undefined
  readonly deprecated?: Deprecation | undefined
}

const vocabulary = 'Org.OData.Core.V1.'

/**
 * Whether an element is deprecated: by its declaration, by the last of its Core.Revisions that says so, or
 * by a description that begins with it.
 * @see Vocabulary Core, "Revisions", "RevisionKind"
 */
export function deprecationOf({
  annotations,
  source,
  deprecated,
}: Annotated): Deprecation | undefined {
  if (deprecated || !annotations || !source) return deprecated
  const revisions = annotations[`${vocabulary}Revisions`]
  const revision = Array.isArray(revisions)
    ? (revisions as readonly JsonValue[]).filter(isJsonObject).findLast(isDeprecation)
    : undefined
  if (revision) {
    const { Description: text } = revision
    return { message: typeof text === 'string' ? text : 'deprecated', source }
  }
  const texts = [
    annotations[`${vocabulary}Description`],
    annotations[`${vocabulary}LongDescription`],
  ]
  const text = texts.find((one) => typeof one === 'string' && /^\W*deprecated\b/i.test(one))
  return text === undefined ? undefined : { message: text as string, source }
}

function isDeprecation({ Kind: kind }: { readonly [name: string]: JsonValue }): boolean {
  return typeof kind === 'string' && /(^|\/)Deprecated$/.test(kind)
}
