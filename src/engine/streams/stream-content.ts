import { badRequest } from '../../errors.ts'
import {
  isJsonArray,
  isJsonObject,
  writeJson,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'
import type { Stream } from '../../store/index.ts'
import { bareType } from './media-type.ts'

/** What a body says the media type of a value is, by control information of either version. */
export function mediaTypeIn(body: JsonObject, name: string): string | undefined {
  const given = body[`${name}@odata.mediaContentType`] ?? body[`${name}@mediaContentType`]
  return typeof given === 'string' ? given : undefined
}

export function isOctetText(value: string): boolean {
  return /^[\w+/-]*={0,2}$/.test(value)
}

/**
 * The octets that a value in JSON stands for; null for null.
 * @param at where it stands
 * @throws ODataError 400 for what stands for none
 */
export function readContent(value: JsonValue, contentType: string, at: string): Buffer | null {
  if (value === null) return null
  const form = formOf(contentType)
  if (form === 'json') return Buffer.from(writeJson(value))
  if (form === 'text' && typeof value === 'string') return Buffer.from(value)
  return decode(value, at)
}

/** @throws ODataError 400 for what is no base64url */
export function decode(value: JsonValue, at: string): Buffer {
  if (typeof value === 'string' && isOctetText(value)) {
    return Buffer.from(value, 'base64url')
  }
  const found = describe(value)
  throw badRequest(`expected the octets of the stream in base64url, found ${found}`, at)
}

export function describe(value: JsonValue): string {
  if (isJsonArray(value)) return 'an array'
  return isJsonObject(value) ? 'an object' : JSON.stringify(value).slice(0, 80)
}

/**
 * How a media type stands in JSON: JSON as it is, text as a string, others in base64url.
 * @see JSON Format, "Stream Property"
 */
export function formOf(contentType: string): 'json' | 'text' | 'base64url' {
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

/**
 * The stream that an operation answers: its value, with the media type beside it. A string without one is
 * octets in base64url, or text where it is none; any other value is JSON.
 * @returns `undefined` for null
 * @see Protocol, "Invoking a Function", "Invoking an Action"
 */
export function readAnsweredStream(answer: JsonValue): Stream | undefined {
  const members = isJsonObject(answer) ? answer : {}
  const value = Object.hasOwn(members, 'value') ? members['value']! : answer
  if (value === null) return undefined
  const said = mediaTypeIn(members, 'value') ?? mediaTypeIn(members, '')
  const contentType = said ?? typeOfValue(value)
  return { contentType, content: readContent(value, contentType, 'value')! }
}

function typeOfValue(value: JsonValue): string {
  if (typeof value !== 'string') return 'application/json'
  return isOctetText(value) ? 'application/octet-stream' : 'text/plain;charset=utf-8'
}
