import { badRequest, notImplemented, ODataError } from '../../errors.ts'
import {
  digitsOf,
  isJsonObject,
  keepDigits,
  parseJson,
  writeJson,
  type JsonValue,
} from '../../model/index.ts'
import { systemResources, type BatchRequest } from './batch-request.ts'
import { entityUrl, findResult, isDependedOn, type ReferenceScope } from './find-result.ts'
import { isJson } from '../../journal/index.ts'
import { queryNotation, replaceValues } from './replace-values.ts'
import { requireValue } from './value-of-result.ts'

/** What a request is once nothing in it refers to others. */
export interface Resolved {
  /** After the service root. */
  readonly url: string
  readonly headers: BatchRequest['headers']
  readonly body: Buffer | undefined
}

/**
 * Puts what earlier answers gave in the place of references to them: in the URL, in `If-Match` and
 * `If-None-Match`, and in the body.
 * @throws ODataError 400 for a reference to nothing, 424 for one to a request that failed
 * @see Protocol, "Referencing Returned Entities", "Referencing the ETag of an Entity",
 * "Referencing Values from Response Bodies"
 */
export function replaceReferences(
  { url, headers, body }: Pick<BatchRequest, 'url' | 'headers' | 'body'>,
  scope: ReferenceScope,
): Resolved {
  return {
    url: replaceInUrl(scope.toLocal(url), scope),
    headers: replaceInHeaders(headers, scope),
    body: body && replaceInBody(body, headers, scope),
  }
}

const leadingReference = /^\/*(?:\$|%24)((?:[\w.~-]|%7e)+)(?=[/?]|$)/i

function replaceInUrl(url: string, scope: ReferenceScope): string {
  const found = leadingReference.exec(url)
  const id = found?.[1]?.replace(/%7e/gi, '~')
  const isEntity = id !== undefined && !isSystemResource(id, scope)
  const resolved = isEntity ? entityUrl(id, scope) + url.slice(found![0].length) : url
  const mark = resolved.indexOf('?')
  if (mark < 0) return resolved
  return resolved.slice(0, mark + 1) + replaceValues(resolved.slice(mark + 1), scope, queryNotation)
}

/** Ids may hide what is no resource of the root, such as `$count`; what is no id is left to be refused as a path. */
function isSystemResource(id: string, { results }: ReferenceScope): boolean {
  if (systemResources.has(id)) return true
  return !results.requests.has(id) && /^(?:async|filter|each|ref|value|count|query)$/.test(id)
}

const conditionalHeaders = ['if-match', 'if-none-match']

function replaceInHeaders(
  headers: BatchRequest['headers'],
  scope: ReferenceScope,
): BatchRequest['headers'] {
  let replaced = headers
  for (const name of conditionalHeaders) {
    const written = headers[name]
    const id = written === undefined ? undefined : /^\s*\$([\w.~-]+)\s*$/.exec(written)?.[1]
    if (id === undefined) continue
    if (!scope.support.etagReferences) {
      throw notImplemented('a reference to an ETag (Capabilities.BatchSupport)')
    }
    const etag = findResult(id, scope).response.headers['ETag']
    if (etag === undefined) throw badRequest(`${name}: the answer to '${id}' has no ETag`, name)
    replaced = { ...replaced, [name]: etag }
  }
  return replaced
}

/** Deeper values are refused by whoever reads the body. */
const deepestValue = 100

function replaceInBody(
  body: Buffer,
  headers: BatchRequest['headers'],
  scope: ReferenceScope,
): Buffer {
  if (!isJson(headers['content-type'] ?? 'application/json')) return body
  // No entity nor value is referred to but by a string that begins so, or is an absolute URL.
  if (!body.includes('"$') && !body.includes('/$')) return body
  let value: JsonValue
  try {
    value = parseJson(body.toString('utf8')) as JsonValue
  } catch {
    return body
  }
  const replaced = replaceIn(value, { member: '', pointer: '', depth: 0 }, scope)
  return replaced === value ? body : Buffer.from(writeJson(replaced))
}

interface Place {
  /** Name of the member that the value is of, also within an array. */
  readonly member: string
  readonly pointer: string
  readonly depth: number
}

/** The value itself where nothing in it is replaced. */
function replaceIn(value: JsonValue, place: Place, scope: ReferenceScope): JsonValue {
  if (typeof value === 'string') return replaceText(value, place, scope)
  if (typeof value !== 'object' || value === null || place.depth > deepestValue) return value
  const isObject = isJsonObject(value)
  let replaced: Record<string, JsonValue> | undefined
  for (const [name, inner] of Object.entries(value) as [string, JsonValue][]) {
    const result = replaceIn(
      inner,
      {
        member: isObject ? name : place.member,
        pointer: `${place.pointer}/${name}`,
        depth: place.depth + 1,
      },
      scope,
    )
    if (result === inner) continue
    replaced ??= copyOf(value)
    replaced[name] = result
  }
  return (replaced as JsonValue | undefined) ?? value
}

/** With the digits that the original keeps. */
function copyOf(value: object): Record<string, JsonValue> {
  const copy = (Array.isArray(value) ? [...(value as JsonValue[])] : { ...value }) as Record<
    string,
    JsonValue
  >
  for (const name of Object.keys(value)) {
    const digits = digitsOf(value, name)
    if (digits !== undefined) keepDigits(copy, name, digits)
  }
  return copy
}

const entityMember = /^@(?:odata\.)?id$|@(?:odata\.)?bind$/

function replaceText(text: string, { member, pointer }: Place, scope: ReferenceScope): JsonValue {
  if (!text.includes('$')) return text
  if (entityMember.test(member)) return replaceEntityId(text, pointer, scope)
  return scope.version === '4.01' ? replaceValue(text, pointer, scope) : text
}

/** The URL of an entity, which may be led by a reference as that of a request may. */
function replaceEntityId(text: string, pointer: string, scope: ReferenceScope): string {
  const local = scope.toLocal(text)
  const [lead, id] = leadingReference.exec(local) ?? []
  if (lead === undefined || id === undefined || systemResources.has(id)) return text
  refuseWhereUnsupported(scope)
  return at(pointer, () => entityUrl(id, scope).slice(1)) + local.slice(lead.length)
}

/** A string is a reference only where it names a request that this one may refer to: else it is just a string. */
function replaceValue(text: string, pointer: string, scope: ReferenceScope): JsonValue {
  const [, id, rest = ''] = /^\$([\w.~-]+)((?:\/[^/]+)*)$/.exec(text) ?? []
  const known = id === undefined ? undefined : scope.results.requests.get(id)
  if (id === undefined || !known || !isDependedOn(id, known, scope)) return text
  refuseWhereUnsupported(scope)
  const names = rest.split('/').slice(1)
  return at(pointer, () => requireValue(findResult(id, scope), names, text).value)
}

function refuseWhereUnsupported({ support }: ReferenceScope): void {
  if (support.referencesInBodies) return
  throw notImplemented('a reference in a request body (Capabilities.BatchSupport)')
}

/** With the place in the body as the error's target. */
function at<Value>(pointer: string, find: () => Value): Value {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof ODataError) || error.target !== undefined) throw error
    throw new ODataError(error.statusCode, error.code, error.message, { target: pointer })
  }
}
