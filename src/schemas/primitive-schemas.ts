import type { EdmPrimitiveName, Facets } from '../model/index.ts'
import type { JsonSchema } from './json-schema.ts'

const int64 = 2 ** 63
const decimal = '[+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?'
const geoJson: JsonSchema = { type: 'object' }

/** RFC 7946, "Geometry Object". */
function geometry(type: string, member = 'coordinates'): JsonSchema {
  return {
    type: 'object',
    properties: { type: { enum: [type] }, [member]: { type: 'array' } },
    required: ['type', member],
  }
}

/**
 * How a value of each primitive type stands in JSON. Only formats that common validators know are
 * used, so that the schemas compile everywhere, and patterns where there is no format or a wider
 * one. Int64 and Decimal may be strings since clients may ask for `IEEE754Compatible`.
 * @see JSON Format, "Primitive Value"
 */
export const primitiveSchemas: Readonly<Record<EdmPrimitiveName, JsonSchema>> = {
  'Edm.AnnotationPath': { type: 'string' },
  'Edm.AnyPropertyPath': { type: 'string' },
  // The standard says base64url; Graph's pages show base64 as well. Groups of four are not counted,
  // since a repeated group exhausts the stack on content of some megabytes.
  'Edm.Binary': {
    type: 'string',
    contentEncoding: 'base64url',
    pattern: '^(?:[A-Za-z0-9_+/-]{2,}={0,2})?$',
  },
  'Edm.Boolean': { type: 'boolean' },
  'Edm.Byte': { type: 'integer', minimum: 0, maximum: 255 },
  'Edm.ComplexType': { type: 'object' },
  'Edm.Date': { type: 'string', format: 'date' },
  'Edm.DateTimeOffset': { type: 'string', format: 'date-time' },
  'Edm.Decimal': { type: ['number', 'string'], pattern: `^(?:${decimal}|NaN|-?INF)$` },
  'Edm.Double': { type: ['number', 'string'], format: 'double', pattern: '^(?:NaN|-?INF)$' },
  'Edm.Duration': {
    type: 'string',
    format: 'duration',
    pattern:
      '^-?P(?=[0-9T])(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\\.[0-9]+)?S)?)?$',
  },
  'Edm.EntityType': { type: 'object' },
  'Edm.Geography': geoJson,
  'Edm.GeographyCollection': geometry('GeometryCollection', 'geometries'),
  'Edm.GeographyLineString': geometry('LineString'),
  'Edm.GeographyMultiLineString': geometry('MultiLineString'),
  'Edm.GeographyMultiPoint': geometry('MultiPoint'),
  'Edm.GeographyMultiPolygon': geometry('MultiPolygon'),
  'Edm.GeographyPoint': geometry('Point'),
  'Edm.GeographyPolygon': geometry('Polygon'),
  'Edm.Geometry': geoJson,
  'Edm.GeometryCollection': geometry('GeometryCollection', 'geometries'),
  'Edm.GeometryLineString': geometry('LineString'),
  'Edm.GeometryMultiLineString': geometry('MultiLineString'),
  'Edm.GeometryMultiPoint': geometry('MultiPoint'),
  'Edm.GeometryMultiPolygon': geometry('MultiPolygon'),
  'Edm.GeometryPoint': geometry('Point'),
  'Edm.GeometryPolygon': geometry('Polygon'),
  'Edm.Guid': { type: 'string', format: 'uuid' },
  'Edm.Int16': { type: 'integer', minimum: -32768, maximum: 32767 },
  'Edm.Int32': { type: 'integer', format: 'int32', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  'Edm.Int64': {
    type: ['integer', 'string'],
    format: 'int64',
    // Reading the JSON number 9223372036854775807 gives 2^63, so that has to pass.
    minimum: -int64,
    maximum: int64,
    pattern: '^[+-]?[0-9]{1,19}$',
  },
  'Edm.ModelElementPath': { type: 'string' },
  'Edm.NavigationPropertyPath': { type: 'string' },
  // Geo values are objects in JSON.
  'Edm.PrimitiveType': { type: ['boolean', 'number', 'string', 'object'] },
  'Edm.PropertyPath': { type: 'string' },
  'Edm.SByte': { type: 'integer', minimum: -128, maximum: 127 },
  'Edm.Single': { type: ['number', 'string'], format: 'float', pattern: '^(?:NaN|-?INF)$' },
  // In place, a stream is JSON, text or base64url, by a media type that stands beside it.
  'Edm.Stream': {},
  'Edm.String': { type: 'string' },
  'Edm.TimeOfDay': {
    type: 'string',
    pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\\.[0-9]{1,12})?)?$',
  },
  'Edm.Untyped': {},
}

/** The schema of a primitive type under the facets of a property or type definition. */
export function primitiveSchema(name: EdmPrimitiveName, { maxLength }: Facets = {}): JsonSchema {
  const schema = primitiveSchemas[name]
  if (maxLength === undefined) return schema
  if (name === 'Edm.String') return { ...schema, maxLength }
  // The facet counts bytes, the keyword characters of base64.
  if (name === 'Edm.Binary') return { ...schema, maxLength: 4 * Math.ceil(maxLength / 3) }
  return schema
}

const examples: Partial<Record<EdmPrimitiveName, string>> = {
  'Edm.Binary': 'T0RhdGE',
  'Edm.Date': '2014-01-01',
  'Edm.DateTimeOffset': '2014-01-01T00:00:00Z',
  'Edm.Duration': 'PT1H30M',
  'Edm.Guid': '01234567-89ab-cdef-0123-456789abcdef',
  'Edm.TimeOfDay': '12:30:00',
}

/**
 * What a value has to be, for a message: with an example where the form is not plain, and with the
 * range where it is the range that `keyword` found broken.
 */
export function describePrimitive(name: EdmPrimitiveName, keyword: string): string {
  if (name.startsWith('Edm.Geo')) return `${name}, a GeoJSON object`
  if (examples[name] !== undefined) return `${name} such as ${examples[name]}`
  if (keyword === 'type') return name
  if (name === 'Edm.Int64') return `${name} from ${-(2n ** 63n)} to ${2n ** 63n - 1n}`
  const { minimum, maximum } = primitiveSchemas[name]
  return minimum === undefined ? name : `${name} from ${minimum} to ${maximum}`
}
