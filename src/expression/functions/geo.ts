import type { CanonicalFunction } from './canonical-function.ts'

/** Canonical functions of geographic values. */
export const geoFunctions: readonly CanonicalFunction[] = [
  { name: 'geo.distance', source: 'URL Conventions, geo.distance', isUnsupported: true },
  { name: 'geo.intersects', source: 'URL Conventions, geo.intersects', isUnsupported: true },
  { name: 'geo.length', source: 'URL Conventions, geo.length', isUnsupported: true },
]
