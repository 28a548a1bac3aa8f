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
import {
  contentType,
  headerText,
  negotiateJson,
  negotiateVersion,
  readMediaRanges,
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
  const format = negotiateJson(headerText(request.headers, 'accept'), formatOption(query, model))
  const { serviceRoot, headers } = request
  const version = negotiateVersion(headers)
  const document = writeServiceDocument(model, { serviceRoot, version, ...format })
  return {
    status: 200,
    headers: { 'OData-Version': version, 'Content-Type': contentType(format, version) },
    body: JSON.stringify(document),
  }
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
  const isJson = wantsJson(headerText(request.headers, 'accept'), formatOption(query, model))
  const newest = headerText(request.headers, 'odata-maxversion')
  const version = newest?.trim() === '4.01' ? '4.01' : '4.0'
  return {
    status: 200,
    headers: {
      // CSDL JSON began with 4.01.
      'OData-Version': isJson ? '4.01' : version,
      'Content-Type': isJson ? 'application/json' : 'application/xml',
    },
    body: isJson ? writeJson(writeMetadataJson(model)) : writeMetadataXml(model, version),
  }
}

function wantsJson(accept: string | undefined, format: string | undefined): boolean {
  if (format !== undefined) {
    const type = readMediaRanges(format)[0]!.type
    if (type === 'json' || type === 'application/json') return true
    if (type === 'xml' || type === 'application/xml') return false
    throw new ODataError(
      415,
      'UnsupportedFormat',
      `$format: expected xml or json, found '${format}'`,
    )
  }
  if (accept === undefined || accept.trim() === '') return false
  const types = readMediaRanges(accept).filter(({ quality }) => quality > 0)
  const takesXml = types.some(({ type }) =>
    ['application/xml', 'application/*', '*/*', 'text/xml'].includes(type),
  )
  const takesJson = types.some(({ type }) => type === 'application/json')
  if (!takesXml && !takesJson) {
    throw new ODataError(
      406,
      'NotAcceptable',
      `expected application/xml or application/json in Accept, found '${accept}'`,
    )
  }
  return !takesXml
}
