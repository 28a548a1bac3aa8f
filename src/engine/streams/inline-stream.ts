import { badRequest } from '../../errors.ts'
import {
  streamPropertiesOf,
  type JsonObject,
  type JsonValue,
  type StructuredType,
} from '../../model/index.ts'
import type { Stream } from '../../store/index.ts'
import type { BodyValidators } from '../request-context.ts'
import {
  acceptableTypesOf,
  checkAcceptable,
  mediaTypeTerm,
  type StreamDeclaration,
} from './media-type.ts'
import {
  decode,
  describe,
  formOf,
  isOctetText,
  mediaTypeIn,
  readContent,
  writeInlineContent,
} from './stream-content.ts'

/**
 * Octets in base64url in place of the value: what fixtures have where the value in JSON would not give
 * the same octets back.
 */
const octetsTerm = '@Understudy.Octets'

/** The name of what stands for a media entity's own stream. */
export const mediaName = '$value'

interface Declared {
  readonly name: string
  readonly declaration: StreamDeclaration
}

/** The streams that instances of a type may have: its own, then those of its properties. */
export function declaredStreams(type: StructuredType): readonly Declared[] {
  const properties = streamPropertiesOf(type)
  const isMedia = type.kind === 'entityType' && type.hasStream
  if (!isMedia && properties.length === 0) return none
  return [
    ...(isMedia ? [{ name: mediaName, declaration: type }] : []),
    ...properties.map((property) => ({ name: property.name, declaration: property })),
  ]
}

const none: readonly Declared[] = []

/** Whether an annotation has the octets of a stream, which are kept as the stream. */
export function isOctets(annotation: string): boolean {
  return annotation === octetsTerm
}

/** What control information of a stream begins with: that of the media stream is the entity's. */
export function annotated(name: string): string {
  return name === mediaName ? '' : name
}

/**
 * The streams that a representation has in place; null for those that it says are none.
 * @throws ODataError 400 for what stands for no octets, 415 for a media type that the contract does not list
 * @see JSON Format, "Stream Property", "Media Entity"
 */
export function readInlineStreams(
  type: StructuredType,
  body: JsonObject,
  pointer: string,
): ReadonlyMap<string, Stream | null> {
  const streams = new Map<string, Stream | null>()
  for (const { name, declaration } of declaredStreams(type)) {
    const octets = body[`${annotated(name)}${octetsTerm}`]
    const value = octets ?? body[name]
    if (value === undefined) continue
    const at = `${pointer}/${name}`
    const given = mediaTypeIn(body, annotated(name))
    const contentType = given ?? defaultType(declaration)
    if (value !== null && given !== undefined) {
      checkAcceptable(given, declaration, `${pointer}/${annotated(name)}@odata.mediaContentType`)
    }
    if (value === null && declaration.nullable === false) {
      throw badRequest(`'${name}' is not nullable: expected its stream, found null`, at)
    }
    const content = octets === undefined ? readContent(value, contentType, at) : decode(octets, at)
    streams.set(name, content && { contentType, content })
  }
  return streams
}

/** Values in place that stand for no octets, as the placeholders in examples of pages. */
export function findStreamViolations(
  type: StructuredType,
  body: JsonObject,
): ReturnType<BodyValidators['validate']> {
  return declaredStreams(type).flatMap(({ name, declaration }) => {
    const value = body[name]
    if (typeof value !== 'string' || isOctetText(value)) return []
    const contentType = mediaTypeIn(body, annotated(name)) ?? defaultType(declaration)
    if (formOf(contentType) !== 'base64url') return []
    const expected = 'the octets of the stream in base64url'
    const found = describe(value)
    return [
      { pointer: `/${name}`, message: `expected ${expected}, found ${found}`, expected, found },
    ]
  })
}

/** What octets are that nobody says the media type of. */
function defaultType(declaration: StreamDeclaration): string {
  const declared = declaration.annotations?.get(mediaTypeTerm)
  if (typeof declared === 'string') return declared
  const listed = acceptableTypesOf(declaration)?.find((range) => !range.includes('*'))
  return listed ?? 'application/octet-stream'
}

/** The members of a body that `readInlineStreams` makes an entity's media stream of, whatever its media type. */
export function mediaMembers({ contentType, content }: Stream): JsonObject {
  return {
    '@odata.mediaContentType': contentType,
    [octetsTerm]: content.toString('base64url'),
  }
}

/**
 * The members of an instance's streams in the form of fixtures, from which `readInlineStreams` makes
 * the same octets.
 */
export function inlineMembers(
  type: StructuredType,
  streams: ReadonlyMap<string, Stream | null>,
): JsonObject {
  const members: Record<string, JsonValue> = {}
  for (const { name } of declaredStreams(type)) {
    const stream = streams.get(name)
    if (!stream) continue
    const before = annotated(name)
    members[`${before}@odata.mediaContentType`] = stream.contentType
    const value = JSON.parse(writeInlineContent(stream)) as JsonValue
    const isSame = readContent(value, stream.contentType, name)?.equals(stream.content)
    if (isSame) members[name] = value
    else members[`${before}${octetsTerm}`] = stream.content.toString('base64url')
  }
  return members
}
