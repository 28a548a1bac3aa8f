import type { Position } from './geo-value.ts'

/*
 * Distance and containment on the earth, for Edm.Geography: metres on the ellipsoid of WGS 84, where
 * positions are longitude and latitude in degrees; polygons have great circles as edges.
 */

const semiMajor = 6_378_137
const flattening = 1 / 298.257_223_563
const semiMinor = semiMajor * (1 - flattening)
const meanRadius = (2 * semiMajor + semiMinor) / 3
const radians = Math.PI / 180

/** The geodesic's length in metres (Vincenty's inverse formula), on the mean sphere where that does not converge. */
export function geodesicDistance([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  if (lon1 === lon2 && lat1 === lat2) return 0
  const u1 = Math.atan((1 - flattening) * Math.tan(lat1 * radians))
  const u2 = Math.atan((1 - flattening) * Math.tan(lat2 * radians))
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)]
  const difference = normalizeDegrees(lon2 - lon1) * radians
  let lambda = difference
  for (let round = 0; round < 100; round++) {
    const [sinLambda, cosLambda] = [Math.sin(lambda), Math.cos(lambda)]
    const sinSigma = Math.hypot(cosU2 * sinLambda, cosU1 * sinU2 - sinU1 * cosU2 * cosLambda)
    if (sinSigma === 0) return 0
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosLambda
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (cosU1 * cosU2 * sinLambda) / sinSigma
    const cosSquareAlpha = 1 - sinAlpha ** 2
    const cosMiddle = cosSquareAlpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cosSquareAlpha
    const c = (flattening / 16) * cosSquareAlpha * (4 + flattening * (4 - 3 * cosSquareAlpha))
    const before = lambda
    lambda =
      difference +
      (1 - c) *
        flattening *
        sinAlpha *
        (sigma + c * sinSigma * (cosMiddle + c * cosSigma * (2 * cosMiddle ** 2 - 1)))
    if (Math.abs(lambda - before) < 1e-12) {
      return arcLength({ cosSquareAlpha, sinSigma, cosSigma, sigma, cosMiddle })
    }
  }
  return meanRadius * centralAngle([lon1, lat1], [lon2, lat2])
}

function arcLength(arc: {
  readonly cosSquareAlpha: number
  readonly sinSigma: number
  readonly cosSigma: number
  readonly sigma: number
  readonly cosMiddle: number
}): number {
  const { cosSquareAlpha, sinSigma, cosSigma, sigma, cosMiddle } = arc
  const square = (cosSquareAlpha * (semiMajor ** 2 - semiMinor ** 2)) / semiMinor ** 2
  const a = 1 + (square / 16384) * (4096 + square * (-768 + square * (320 - 175 * square)))
  const b = (square / 1024) * (256 + square * (-128 + square * (74 - 47 * square)))
  const inner =
    cosSigma * (2 * cosMiddle ** 2 - 1) -
    (b / 6) * cosMiddle * (4 * sinSigma ** 2 - 3) * (4 * cosMiddle ** 2 - 3)
  const correction = b * sinSigma * (cosMiddle + (b / 4) * inner)
  return semiMinor * a * (sigma - correction)
}

type Vector = readonly [number, number, number]

function toVector([longitude, latitude]: Position): Vector {
  const [lambda, phi] = [longitude * radians, latitude * radians]
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

function centralAngle(a: Position, b: Position): number {
  const [x, y] = [toVector(a), toVector(b)]
  return Math.atan2(Math.hypot(...cross(x, y)), dot(x, y))
}

/** About six millimetres on the ground, in radians. */
const tolerance = 1e-9

/**
 * Whether a point is within the smaller of the two areas that a ring divides the sphere into, or on
 * the ring: the angles under which the point sees the ring's edges add up to a whole turn.
 */
export function relateToSphericalRing(
  point: Position,
  ring: readonly Position[],
): 'inside' | 'on' | 'outside' {
  const p = toVector(point)
  const vertices = ring.map(toVector)
  let turn = 0
  for (const [index, end] of vertices.entries()) {
    const start = vertices.at(index - 1) as Vector
    if (isOnArc(p, start, end)) return 'on'
    const [a, b] = [cross(p, start), cross(p, end)]
    turn += Math.atan2(dot(p, cross(a, b)), dot(a, b))
  }
  if (Math.abs(turn) < Math.PI) return 'outside'
  // A ring around the point's antipode is seen as a whole turn too.
  const towards = vertices.reduce((sum, vertex) => sum + dot(p, vertex), 0)
  return towards > 0 ? 'inside' : 'outside'
}

function isOnArc(p: Vector, start: Vector, end: Vector): boolean {
  const angle = (a: Vector, b: Vector) => Math.atan2(Math.hypot(...cross(a, b)), dot(a, b))
  const whole = angle(start, end)
  const toStart = angle(start, p)
  const toEnd = angle(p, end)
  if (toStart < tolerance || toEnd < tolerance) return true
  if (toStart > whole || toEnd > whole) return false
  const normal = cross(start, end)
  const length = Math.hypot(...normal)
  return length > 0 && Math.abs(dot(p, normal) / length) < tolerance
}

function normalizeDegrees(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360)
}
