import { isDeclaredIn } from '../engine/index.ts'
import { badRequest, ODataError } from '../errors.ts'
import type { Model } from '../model/index.ts'
import { findAddressedStream, type RequestPlan } from '../plan/index.ts'
import type { Stream } from '../store/index.ts'
import type { ServiceRequest } from './http-message.ts'
import { findFitting } from './media-ranges.ts'
import { headerText } from './negotiate.ts'

/**
 * Whether a request's body is octets of a media type of their own: raw values, streams, and what creates
 * a media entity, "even if it has the media type of an OData format". Reference pages show bodies in JSON
 * for entities that have a `$value` too.
 * @see Protocol, "Update a Primitive Property", "Update Stream Values", "Create a Media Entity"
 */
export function takesRawBody(
  { path }: RequestPlan,
  { method, contentType }: { readonly method: string; readonly contentType: string | undefined },
  model: Model,
): boolean {
  const last = path.steps.at(-1)?.kind
  if (last === 'value' || findAddressedStream(path)) return true
  const { type, isCollection } = path
  const isMediaSet = isCollection && type?.kind === 'entityType' && type.hasStream
  const isMember = last === 'entitySet' || last === 'navigation' || last === 'typeCast'
  if (method !== 'POST' || !isMediaSet || !isMember) return false
  return (
    isDeclaredIn(model, type) ||
    !/^application\/(?:[^;]*\+)?json\b/i.test(contentType ?? 'application/json')
  )
}

/**
 * Whether the answer, if it has a body, is octets and no JSON: then their media type is negotiated, and
 * `$format` disregarded.
 * @see Protocol, "Requesting Stream Properties"
 */
export function answersWithStream({ path }: RequestPlan, method: string): boolean {
  const addressed = findAddressedStream(path)
  if (addressed) return addressed === 'property' || method === 'GET'
  return path.steps.at(-1)?.kind === 'operation' && path.type?.qualifiedName === 'Edm.Stream'
}

/**
 * A PUT of a part of what is there would replace the whole with it.
 * @throws ODataError 400
 * @see RFC 9110, "Partial PUT"
 */
export function refusePart({ headers }: ServiceRequest): void {
  const range = headerText(headers, 'content-range')
  if (range === undefined) return
  const message = `Content-Range: expected the whole in one request, found the part ${range.slice(0, 100)}`
  throw badRequest(message, 'Content-Range')
}

/** @throws ODataError 406 */
export function checkStreamAcceptable(accept: string | undefined, { contentType }: Stream): void {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  if (accept === undefined || accept === '' || findFitting(accept, [type]).length > 0) return
  throw new ODataError(
    406,
    'NotAcceptable',
    `the stream is ${contentType}, expected in Accept '${accept.slice(0, 200)}'`,
    { target: 'Accept' },
  )
}
