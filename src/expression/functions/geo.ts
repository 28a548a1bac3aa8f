import { geodesicDistance, relateToSphericalRing } from '../geo/ellipsoid.ts'
import { readGeoJson, type GeoValue, type Position, type Shape } from '../geo/geo-value.ts'
import { planarDistance, relateToRing } from '../geo/plane.ts'
import type { CanonicalFunction, ValueFunction } from './canonical-function.ts'

/**
 * Canonical functions of geo values: on the ellipsoid of WGS 84, in metres, for Edm.Geography; in the
 * plane for Edm.Geometry. Values of different coordinate reference systems have no result: null.
 */
export const geoFunctions: readonly CanonicalFunction[] = [
  {
    name: 'geo.distance',
    source: 'URL Conventions, geo.distance',
    signatures: [[['Edm.GeographyPoint', 'Edm.GeographyPoint'], 'Edm.Double']],
    evaluate: distance(geodesicDistance),
  },
  {
    name: 'geo.distance',
    source: 'URL Conventions, geo.distance',
    signatures: [[['Edm.GeometryPoint', 'Edm.GeometryPoint'], 'Edm.Double']],
    evaluate: distance(planarDistance),
  },
  {
    name: 'geo.intersects',
    source: 'URL Conventions, geo.intersects',
    signatures: [[['Edm.GeographyPoint', 'Edm.GeographyPolygon'], 'Edm.Boolean']],
    evaluate: intersects(relateToSphericalRing),
  },
  {
    name: 'geo.intersects',
    source: 'URL Conventions, geo.intersects',
    signatures: [[['Edm.GeometryPoint', 'Edm.GeometryPolygon'], 'Edm.Boolean']],
    evaluate: intersects(relateToRing),
  },
  {
    name: 'geo.length',
    source: 'URL Conventions, geo.length',
    signatures: [[['Edm.GeographyLineString'], 'Edm.Double']],
    evaluate: length(geodesicDistance),
  },
  {
    name: 'geo.length',
    source: 'URL Conventions, geo.length',
    signatures: [[['Edm.GeometryLineString'], 'Edm.Double']],
    evaluate: length(planarDistance),
  },
]

type Distance = (a: Position, b: Position) => number

function distance(between: Distance): ValueFunction['evaluate'] {
  return (first: unknown, second: unknown) => {
    const [a, b] = [readShape(first, 'Point'), readShape(second, 'Point')]
    if (!a || !b || !areOfOneSystem(a, b)) return null
    return between(a.coordinates as Position, b.coordinates as Position)
  }
}

/** Within the outer ring or on it, and not within one of the holes. */
function intersects(relate: typeof relateToRing): ValueFunction['evaluate'] {
  return (first: unknown, second: unknown) => {
    const [point, polygon] = [readShape(first, 'Point'), readShape(second, 'Polygon')]
    if (!point || !polygon || !areOfOneSystem(point, polygon)) return null
    const [outer, ...holes] = polygon.coordinates as readonly (readonly Position[])[]
    const position = point.coordinates as Position
    return (
      outer !== undefined &&
      relate(position, outer) !== 'outside' &&
      holes.every((hole) => relate(position, hole) !== 'inside')
    )
  }
}

function length(between: Distance): ValueFunction['evaluate'] {
  return (value: unknown) => {
    const line = readShape(value, 'LineString')
    if (!line) return null
    const positions = line.coordinates as readonly Position[]
    let total = 0
    for (const [index, position] of positions.slice(1).entries()) {
      total += between(positions[index]!, position)
    }
    return total
  }
}

function readShape(value: unknown, shape: Shape): GeoValue | undefined {
  const geo = readGeoJson(value)
  return geo?.shape === shape ? geo : undefined
}

/** SRID 0 and none leave the system to the type. */
function areOfOneSystem({ srid: a }: GeoValue, { srid: b }: GeoValue): boolean {
  return !a || !b || a === b
}
