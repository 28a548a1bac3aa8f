import {
  primitiveTypes,
  type EdmPrimitiveName,
  type JsonValue,
  type PrimitiveType,
} from '../../model/index.ts'

/*
 * Values of the geo types: GeoJSON objects in data, well-known text in URLs.
 * @see JSON Format, "Primitive Value"; ABNF, fullPointLiteral and its like
 */

/** Longitude and latitude in degrees, or x and y; further numbers do not matter here. */
export type Position = readonly [x: number, y: number, ...rest: number[]]

/** The names of shapes in GeoJSON, and in URLs in any case. */
export const shapes = [
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
] as const

export type Shape = (typeof shapes)[number]

/** How many arrays are around the positions of a shape. */
const depths: Readonly<Record<Exclude<Shape, 'GeometryCollection'>, number>> = {
  Point: 0,
  LineString: 1,
  MultiPoint: 1,
  Polygon: 2,
  MultiLineString: 2,
  MultiPolygon: 3,
}

/** `Edm.GeographyPoint` for a point; a collection's type is `Edm.GeographyCollection`. */
export function geoType(system: 'Geography' | 'Geometry', shape: Shape): PrimitiveType {
  const name = shape === 'GeometryCollection' ? 'Collection' : shape
  return primitiveTypes[`Edm.${system}${name}` as EdmPrimitiveName]
}

export interface GeoValue {
  readonly shape: Shape
  /** `undefined` where the value does not say: WGS 84 for geography, a plane for geometry. */
  readonly srid: number | undefined
  /** As GeoJSON has them; of a collection none. */
  readonly coordinates: unknown
}

/** @returns `undefined` for what is no GeoJSON value */
export function readGeoJson(value: unknown): GeoValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, coordinates, crs } = value as Readonly<Record<string, unknown>>
  const shape = shapes.find((name) => name === type)
  if (!shape || shape === 'GeometryCollection') return undefined
  return isNested(coordinates, depths[shape])
    ? { shape, srid: sridOf(crs), coordinates }
    : undefined
}

function isNested(value: unknown, depth: number): boolean {
  if (!Array.isArray(value)) return false
  if (depth > 0) return value.every((item) => isNested(item, depth - 1))
  return value.length >= 2 && value.every((number) => typeof number === 'number')
}

/** `{ "type": "name", "properties": { "name": "EPSG:4326" } }`. */
function sridOf(crs: unknown): number | undefined {
  const name = (crs as { readonly properties?: { readonly name?: unknown } } | null | undefined)
    ?.properties?.name
  const digits = typeof name === 'string' ? /(\d+)$/.exec(name)?.[1] : undefined
  return digits === undefined ? undefined : Number(digits)
}

const textForm = /^SRID=(\d{1,5});([a-z]+)(\(.*\))$/i

/**
 * Reads `SRID=0;Point(142.1 64.1)` as GeoJSON.
 * @param text of a form that the grammar accepts, or any text
 * @returns `undefined` for a text that is no geo value
 */
export function parseGeoText(
  text: string,
): { readonly shape: Shape; readonly value: JsonValue } | undefined {
  const match = textForm.exec(text)
  if (!match) return undefined
  const [, srid = '', name = '', body = ''] = match
  const shape = shapes.find((it) => it.toLowerCase() === name.toLowerCase())
  const geometry = shape && parseShape(shape, body)
  if (!shape || !geometry) return undefined
  const crs = { type: 'name', properties: { name: `EPSG:${Number(srid)}` } }
  return { shape, value: Number(srid) === 0 ? geometry : { ...geometry, crs } }
}

type Geometry = { readonly [name: string]: JsonValue }

function parseShape(shape: Shape, body: string): Geometry | undefined {
  if (shape === 'GeometryCollection') return parseCollection(body)
  // A point's own parentheses hold its position, those of a point among others do too.
  const isPointList = shape === 'MultiPoint'
  const json = body
    .replaceAll(
      /[^(),]+/g,
      (position) => `[${position.trim().split(/ +/).map(jsonNumber).join(',')}]`,
    )
    .replaceAll('(', '[')
    .replaceAll(')', ']')
  let nested: unknown
  try {
    nested = JSON.parse(json)
  } catch {
    return undefined
  }
  if (shape === 'Point') nested = (nested as readonly unknown[])[0]
  if (isPointList) nested = (nested as readonly (readonly unknown[])[]).map(([point]) => point)
  return isNested(nested, depths[shape])
    ? { type: shape, coordinates: nested as JsonValue }
    : undefined
}

/** JSON has neither `+1` nor `.5`, nor what is not finite: then the text is no value. */
function jsonNumber(text: string): string {
  const number = Number(text)
  return text !== '' && Number.isFinite(number) ? String(number) : 'x'
}

function parseCollection(body: string): Geometry | undefined {
  const geometries: Geometry[] = []
  const inner = body.slice(1, -1)
  let depth = 0
  let start = 0
  for (let index = 0; index <= inner.length; index++) {
    const character = inner[index]
    if (character === '(') depth++
    if (character === ')') depth--
    if (index < inner.length && (character !== ',' || depth > 0)) continue
    const match = /^([a-z]+)(\(.*\))$/i.exec(inner.slice(start, index))
    const shape = shapes.find((it) => it.toLowerCase() === match?.[1]?.toLowerCase())
    const geometry = shape && parseShape(shape, match![2]!)
    if (!geometry) return undefined
    geometries.push(geometry)
    start = index + 1
  }
  return { type: 'GeometryCollection', geometries }
}

/** The text of a geo value (ABNF `fullPointLiteral` and its like); `undefined` for what is none. */
export function printGeoText(value: unknown, system: 'Geography' | 'Geometry'): string | undefined {
  const text = printShape(value)
  if (text === undefined) return undefined
  const srid = sridOf((value as { readonly crs?: unknown }).crs)
  return `SRID=${srid ?? (system === 'Geography' ? 4326 : 0)};${text}`
}

function printShape(value: unknown): string | undefined {
  const geometries = (value as { readonly geometries?: unknown } | null)?.geometries
  if (Array.isArray(geometries)) {
    const parts = geometries.map(printShape)
    return parts.includes(undefined) ? undefined : `GeometryCollection(${parts.join(',')})`
  }
  const geo = readGeoJson(value)
  if (!geo) return undefined
  const { shape, coordinates } = geo
  if (shape === 'Point') return `Point(${printPosition(coordinates as Position)})`
  const isPointList = shape === 'MultiPoint'
  return `${shape}${printNested(coordinates as readonly unknown[], isPointList)}`
}

function printNested(items: readonly unknown[], isPointList: boolean): string {
  const texts = items.map((item) => {
    if (!Array.isArray(item)) return ''
    if (!item.every((number) => typeof number === 'number')) return printNested(item, isPointList)
    const position = printPosition(item as unknown as Position)
    return isPointList ? `(${position})` : position
  })
  return `(${texts.join(',')})`
}

function printPosition(position: Position): string {
  return position.join(' ')
}
