import { badRequest } from '../errors.ts'
import {
  isJsonArray,
  isJsonObject,
  streamPropertiesOf,
  writeJson,
  type JsonObject,
  type JsonValue,
  type StructuredType,
} from '../model/index.ts'
import type { Stream } from '../store/index.ts'
import type { BodyValidators } from './request-context.ts'
import {
  acceptableTypesOf,
  bareType,
  checkAcceptable,
  mediaTypeTerm,
  type StreamDeclaration,
} from './media-type.ts'

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

/**
 * The stream that an operation answers: its value, with the media type beside it. A string without one is
 * octets in base64url, or text where it is none; any other value is JSON.
 * @returns `undefined` for null
 * @see Protocol, "Invoking a Function", "Invoking an Action"
 */
export function readAnsweredStream(answer: JsonValue): Stream | undefined {
  const given = isJsonObject(answer) ? mediaTypeIn(answer, 'value') : undefined
  const said = given ?? (isJsonObject(answer) ? mediaTypeIn(answer, '') : undefined)
  const isWrapped = isJsonObject(answer) && Object.hasOwn(answer, 'value')
  const value = isWrapped ? answer['value']! : answer
  if (value === null) return undefined
  const contentType = said ?? typeOfValue(value)
  return { contentType, content: readContent(value, contentType, 'value')! }
}

function typeOfValue(value: JsonValue): string {
  if (typeof value !== 'string') return 'application/json'
  return isOctetText(value) ? 'application/octet-stream' : 'text/plain;charset=utf-8'
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

function isOctetText(value: string): boolean {
  return /^[\w+/-]*={0,2}$/.test(value)
}

function mediaTypeIn(body: JsonObject, name: string): string | undefined {
  const given = body[`${name}@odata.mediaContentType`] ?? body[`${name}@mediaContentType`]
  return typeof given === 'string' ? given : undefined
}

/** What octets are that nobody says the media type of. */
function defaultType(declaration: StreamDeclaration): string {
  const declared = declaration.annotations?.get(mediaTypeTerm)
  if (typeof declared === 'string') return declared
  const listed = acceptableTypesOf(declaration)?.find((range) => !range.includes('*'))
  return listed ?? 'application/octet-stream'
}

function readContent(value: JsonValue, contentType: string, at: string): Buffer | null {
  if (value === null) return null
  const form = formOf(contentType)
  if (form === 'json') return Buffer.from(writeJson(value))
  if (form === 'text' && typeof value === 'string') return Buffer.from(value)
  return decode(value, at)
}

function decode(value: JsonValue, at: string): Buffer {
  if (typeof value === 'string' && isOctetText(value)) {
    return Buffer.from(value, 'base64url')
  }
  const found = describe(value)
  throw badRequest(`expected the octets of the stream in base64url, found ${found}`, at)
}

function describe(value: JsonValue): string {
  if (isJsonArray(value)) return 'an array'
  return isJsonObject(value) ? 'an object' : JSON.stringify(value).slice(0, 80)
}

/**
 * How a media type stands in JSON: JSON as it is, text as a string, others in base64url.
 * @see JSON Format, "Stream Property"
 */
function formOf(contentType: string): 'json' | 'text' | 'base64url' {
  const type = bareType(contentType)
  if (/^application\/(?:[^/]*\+)?json$/.test(type)) return 'json'
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType) ?? []
  const isUnicode = ['utf-8', 'us-ascii'].includes(charset.toLowerCase())
  return type.startsWith('text/') && isUnicode ? 'text' : 'base64url'
}

/** The JSON text of a stream's content; content that is not what its media type says is in base64url. */
export function writeInlineContent({ contentType, content }: Stream): string {
  const form = formOf(contentType)
  const text = form === 'base64url' ? undefined : readText(content)
  if (form === 'text' && text !== undefined) return JSON.stringify(text)
  if (form === 'json' && text !== undefined && isJson(text)) return text
  return JSON.stringify(content.toString('base64url'))
}

function readText(content: Buffer): string | undefined {
  const text = content.toString('utf8')
  return Buffer.from(text).equals(content) ? text : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
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
