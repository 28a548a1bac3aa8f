import { badRequest, ODataError } from '../../errors.ts'
import { parseGeoText } from '../../expression/index.ts'
import {
  isJsonObject,
  readPrimitiveText,
  type EdmType,
  type JsonValue,
  type PrimitiveType,
  type Property,
} from '../../model/index.ts'
import type { RawBody } from '../outcome.ts'

/**
 * The value that a raw body stands for: the octets of an Edm.Binary, the text of any other type.
 * @param property absent for a dynamic one, which takes any text
 * @returns as JSON has it, not judged by the property's facets
 * @throws ODataError 415 for a media type that cannot be the value's, 400 for a text that is no value of the type
 * @see Protocol, "Update a Primitive Property", "Requesting a Raw Value using `$value`"
 */
export function readRawValue(
  { octets, contentType }: RawBody,
  type: EdmType,
  property: Property | undefined,
): JsonValue {
  const primitive = underlying(type)
  if (primitive?.name === 'Edm.Binary') return octets.toString('base64url')
  const text = readText(octets, contentType, property)
  if (!primitive) return text
  const value = primitive.name.startsWith('Edm.Geo')
    ? readGeoText(text, primitive)
    : readPrimitiveText(text, primitive.name)
  if (value !== undefined) return value
  throw badRequest(`expected the text of ${type.qualifiedName}, found '${text.slice(0, 80)}'`, '')
}

function underlying(type: EdmType): PrimitiveType | undefined {
  if (type.kind === 'typeDefinition') return type.underlyingType
  return type.kind === 'primitiveType' ? type : undefined
}

function readText(
  octets: Buffer,
  contentType: string | undefined,
  property: Property | undefined,
): string {
  const [mediaType = '', ...parameters] = (contentType ?? 'text/plain').split(';')
  const hasOwnMediaType = property?.annotations?.has('Org.OData.Core.V1.MediaType') === true
  if (!/^\s*text\//i.test(mediaType) && !hasOwnMediaType) throw unsupported(contentType)
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)/i.exec(text)?.[1])
  try {
    return new TextDecoder(charset.find((name) => name) ?? 'utf-8').decode(octets)
  } catch {
    // A character set that is not known; octets that are none of its characters are replaced.
    throw unsupported(contentType)
  }
}

function unsupported(contentType: string | undefined): ODataError {
  return new ODataError(
    415,
    'UnsupportedMediaType',
    `expected a body of text/plain, found '${contentType}'`,
    { target: 'Content-Type' },
  )
}

/** Well-known text; without an SRID that of the type's default. */
function readGeoText(text: string, { name }: PrimitiveType): JsonValue | undefined {
  const srid = name.startsWith('Edm.Geometry') ? 0 : 4326
  const full = /^\s*SRID=/i.test(text) ? text.trim() : `SRID=${srid};${text.trim()}`
  const value = parseGeoText(full)?.value
  if (!isJsonObject(value) || !full.startsWith(`SRID=${srid};`)) return value
  const { crs: _default, ...rest } = value
  return rest
}
