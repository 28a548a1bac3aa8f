import { createHash } from 'node:crypto'
import { badRequest, ODataError } from '../errors.ts'
import { writeJson, type Model } from '../model/index.ts'
import { checkSchemaVersion } from '../plan/index.ts'
import { findSystemOptionName } from '../query/index.ts'
import { ODataSyntaxError, splitQueryOptions } from '../syntax/index.ts'
import {
  writeMetadataJson,
  writeMetadataXml,
  writeServiceDocument,
} from '../representation/index.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { findFitting, readMediaRanges } from './media-ranges.ts'
import {
  contentType,
  headerText,
  negotiateJson,
  negotiateVersion,
  newestVersion,
} from './negotiate.ts'
import type { Service } from './service.ts'

/**
 * `$format` in the query of a document that only `$schemaversion` applies to besides.
 * @throws ODataError 400 for a query that is malformed, or that has another option; 404 for another version
 */
function formatOption(query: string, model: Model): string | undefined {
  let format: string | undefined
  let version: string | undefined
  for (const { name: written, value } of splitOptions(query)) {
    const name = written.startsWith('@') ? undefined : findSystemOptionName(written)
    if (name === undefined) continue
    if (name !== '$format' && name !== '$schemaversion') {
      throw badRequest(`${name} does not apply here`, name)
    }
    const before = name === '$format' ? format : version
    if (before !== undefined) throw badRequest(`${name} is given twice`, name)
    if (name === '$format') format = value
    else version = value
  }
  checkSchemaVersion(version, model)
  return format
}

function splitOptions(query: string): readonly { readonly name: string; readonly value: string }[] {
  try {
    return splitQueryOptions(query)
  } catch (error) {
    if (error instanceof ODataSyntaxError) throw badRequest(error.message)
    throw error
  }
}

function refuseOtherMethods({ method }: ServiceRequest): void {
  if (method === 'GET' || method === 'HEAD') return
  throw new ODataError(405, 'MethodNotAllowed', `expected GET, found ${method}`, {
    headers: { Allow: 'GET, HEAD, OPTIONS' },
  })
}

/** @see Protocol, "Service Document Request" */
export function handleServiceDocument(
  { world: { model } }: Service,
  request: ServiceRequest,
  query: string,
): ServiceResponse {
  refuseOtherMethods(request)
  const { serviceRoot, headers } = request
  const format = negotiateJson(headers, formatOption(query, model))
  const version = negotiateVersion(headers)
  const body = JSON.stringify(writeServiceDocument(model, { serviceRoot, version, ...format }))
  return respondWithDocument(
    { body, version, mediaType: contentType(format, version), etag: tagOf(body) },
    request,
  )
}

/**
 * CSDL as XML, and as JSON where JSON alone is asked for: clients that send `application/json,
 * text/plain` and any type with every request read XML here.
 * @see Protocol, "Metadata Document Request"
 */
export function handleMetadata(
  { world: { model } }: Service,
  request: ServiceRequest,
  query: string,
): ServiceResponse {
  refuseOtherMethods(request)
  const newest = newestVersion(request.headers)
  const isJson = wantsJson(headerText(request.headers, 'accept'), formatOption(query, model), {
    hasJson: newest !== '4.0',
  })
  return respondWithDocument(metadataOf(model, isJson ? 'json' : (newest ?? '4.0')), request)
}

interface Document {
  readonly body: string
  readonly version: '4.0' | '4.01'
  readonly mediaType: string
  readonly etag: string
}

/** CSDL JSON, which began with 4.01, or XML of a version. */
type MetadataForm = 'json' | '4.0' | '4.01'

const written = new WeakMap<Model, Map<MetadataForm, Document>>()

function metadataOf(model: Model, form: MetadataForm): Document {
  let forms = written.get(model)
  if (!forms) written.set(model, (forms = new Map()))
  let document = forms.get(form)
  if (!document) {
    const isJson = form === 'json'
    const body = isJson ? writeJson(writeMetadataJson(model)) : writeMetadataXml(model, form)
    document = {
      body,
      version: isJson ? '4.01' : form,
      mediaType: isJson ? 'application/json' : 'application/xml',
      etag: tagOf(body),
    }
    forms.set(form, document)
  }
  return document
}

function tagOf(text: string): string {
  return `W/"${createHash('sha1').update(text).digest('base64url')}"`
}

/** @see Protocol, "Header ETag": of metadata documents and service documents */
function respondWithDocument(
  { body, version, mediaType, etag }: Document,
  { headers }: ServiceRequest,
): ServiceResponse {
  const known = headerText(headers, 'if-none-match')?.split(',') ?? []
  const isKnown = known.some((tag) => ['*', etag, etag.slice(2)].includes(tag.trim()))
  const own = { 'OData-Version': version, ETag: etag }
  if (isKnown) return { status: 304, headers: own, body: undefined }
  return { status: 200, headers: { ...own, 'Content-Type': mediaType }, body }
}

const xml = 'application/xml'
const json = 'application/json'

/** @param offered JSON began with 4.01, and an answer is of no later version than `OData-MaxVersion` */
function wantsJson(
  accept: string | undefined,
  format: string | undefined,
  { hasJson }: { readonly hasJson: boolean },
): boolean {
  const since = hasJson ? '' : '; CSDL JSON began with 4.01, and OData-MaxVersion is less'
  if (format !== undefined) {
    const type = readMediaRanges(format)[0]!.type
    if (hasJson && (type === 'json' || type === json)) return true
    if (type === 'xml' || type === xml) return false
    throw new ODataError(
      415,
      'UnsupportedFormat',
      `$format: expected xml${hasJson ? ' or json' : ''}, found '${format}'${since}`,
      { target: '$format' },
    )
  }
  if (accept === undefined || accept.trim() === '') return false
  if (findFitting(accept, [xml, 'text/xml']).length > 0) return false
  if (hasJson && findFitting(accept, [json]).length > 0) return true
  throw new ODataError(
    406,
    'NotAcceptable',
    `expected ${xml}${hasJson ? ` or ${json}` : ''} in Accept, found '${accept}'${since}`,
    { target: 'Accept' },
  )
}
