import { ODataError } from '../../errors.ts'
import { isJsonArray, type Annotations } from '../../model/index.ts'
import type { RawBody } from '../outcome.ts'
import type { Stream } from '../../store/index.ts'

const acceptableMediaTypes = 'Org.OData.Core.V1.AcceptableMediaTypes'
/** Of octets whose media type does not stand beside them. */
export const mediaTypeTerm = 'Org.OData.Core.V1.MediaType'

/** What says which media types a stream may have: the property, or the type of a media entity. */
export interface StreamDeclaration {
  readonly name: string
  readonly annotations?: Annotations | undefined
  readonly baseType?: StreamDeclaration | undefined
  /** Of a property; absent for true. */
  readonly nullable?: boolean | undefined
}

/**
 * The stream that a body holds.
 * @throws ODataError 415 for a media type that the contract does not list, and for none
 * @see Protocol, "Update Stream Values"; Vocabulary Core, "AcceptableMediaTypes"
 */
export function readStreamBody(raw: RawBody | undefined, declaration: StreamDeclaration): Stream {
  const contentType = raw?.contentType?.trim() ?? ''
  if (!mediaType.test(contentType)) {
    const found = contentType === '' ? 'none' : `'${contentType.slice(0, 100)}'`
    throw unsupported(`expected the media type of the stream in Content-Type, found ${found}`)
  }
  checkAcceptable(contentType, declaration)
  // The body is part of what the socket gave; a copy of its own outlives it.
  return { contentType, content: Buffer.from(raw?.octets ?? []) }
}

/** RFC 9110, "Media Type". */
const mediaType = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+\s*(?:;.*)?$/s

/** @throws ODataError 415 */
export function checkAcceptable(
  contentType: string,
  declaration: StreamDeclaration,
  target = 'Content-Type',
): void {
  const acceptable = acceptableTypesOf(declaration)
  if (!acceptable || acceptable.some((range) => isInRange(contentType, range))) return
  throw unsupported(
    `${declaration.name}: expected the media type ${acceptable.join(' or ')}, found ${contentType}`,
    target,
  )
}

/** `undefined` where the contract lists none. */
export function acceptableTypesOf(declaration: StreamDeclaration): readonly string[] | undefined {
  for (let each: StreamDeclaration | undefined = declaration; each; each = each.baseType) {
    const listed = each.annotations?.get(acceptableMediaTypes) ?? null
    if (isJsonArray(listed)) return listed.filter((item) => typeof item === 'string')
  }
  return undefined
}

/** Parameters aside (RFC 9110, "Accept"). */
export function isInRange(contentType: string, range: string): boolean {
  const wanted = bareType(range)
  if (wanted === '*/*') return true
  const type = bareType(contentType)
  return wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}

export function bareType(contentType: string): string {
  return contentType.split(';', 1)[0]!.trim().toLowerCase()
}

function unsupported(message: string, target = 'Content-Type'): ODataError {
  return new ODataError(415, 'UnsupportedMediaType', message, { target })
}
