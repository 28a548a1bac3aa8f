import { expect, test } from '@jest/globals'
import { valueOf } from '../../../test/product-model.ts'

const point = (text: string) => `geography'SRID=4326;Point(${text})'`
const place = (text: string) => `geometry'SRID=0;Point(${text})'`
const area = "geometry'SRID=0;Polygon((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))'"
const land = "geography'SRID=4326;Polygon((0 0,10 0,10 10,0 10,0 0))'"
const dateline = "geography'SRID=4326;Polygon((170 -10,-170 -10,-170 10,170 10,170 -10))'"

/** Lengths in metres are those of the ellipsoid: a degree of the equator is 111319.49 m. */
const measures: readonly [text: string, value: number][] = [
  [`geo.distance(${point('0 0')},${point('1 0')})`, 111_319.491],
  [`geo.distance(${point('0 0')},${point('0 1')})`, 110_574.389],
  [`geo.distance(${point('0 0')},${point('0 90')})`, 10_001_965.729],
  [`geo.distance(${point('179.5 0')},${point('-179.5 0')})`, 111_319.491],
  [
    `geo.distance(${point('144.42486789 -37.95103342')},${point('143.92649553 -37.65282114')})`,
    54_972.271,
  ],
  [`geo.distance(${point('5 5')},${point('5 5')})`, 0],
  [`geo.distance(${place('0 0')},${place('3 4')})`, 5],
  ["geo.length(geometry'SRID=0;LineString(0 0,3 4,3 10)')", 11],
  ["geo.length(geography'SRID=4326;LineString(0 0,1 0,2 0)')", 222_638.982],
]

test.each(measures)('%s', (text, value) => {
  expect(Number(valueOf(text)) / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 4)
})

const tests: readonly [text: string, value: boolean | null][] = [
  [`geo.intersects(${place('1 1')},${area})`, true],
  [`geo.intersects(${place('0 5')},${area})`, true],
  [`geo.intersects(${place('10 10')},${area})`, true],
  [`geo.intersects(${place('5 5')},${area})`, false],
  [`geo.intersects(${place('4 5')},${area})`, true],
  [`geo.intersects(${place('11 5')},${area})`, false],
  [`geo.intersects(${point('5 5')},${land})`, true],
  [`geo.intersects(${point('5 0')},${land})`, true],
  [`geo.intersects(${point('5 -0.001')},${land})`, false],
  [`geo.intersects(${point('-175 -5')},${land})`, false],
  [`geo.intersects(${point('179 0')},${dateline})`, true],
  [`geo.intersects(${point('-179 0')},${dateline})`, true],
  [`geo.intersects(${point('0 0')},${dateline})`, false],
  [`geo.distance(null,${place('3 4')})`, null],
  [`geo.distance(geometry'SRID=1;Point(0 0)',geometry'SRID=2;Point(0 0)')`, null],
  [`geo.intersects(${place('1 1')},null)`, null],
  ['geo.length(null)', null],
  ['geo.length(extra)', null],
]

test.each(tests)('%s', (text, value) => {
  expect(valueOf(text)).toBe(value)
})

test.each([
  [
    `geo.distance(${point('0 0')},${place('0 0')})`,
    '$filter: expected geo.distance(Edm.GeographyPoint, Edm.GeographyPoint) or geo.distance(Edm.GeometryPoint, Edm.GeometryPoint) at 0, found geo.distance(Edm.GeographyPoint, Edm.GeometryPoint)',
  ],
  [
    `geo.length(${point('0 0')})`,
    '$filter: expected geo.length(Edm.GeographyLineString) or geo.length(Edm.GeometryLineString) at 0, found geo.length(Edm.GeographyPoint)',
  ],
  [
    `${point('0 0')} eq ${point('0 0')}`,
    '$filter: expected null, which alone compares with Edm.GeographyPoint at 35, found Edm.GeographyPoint',
  ],
  [
    `${point('0 0')} gt null`,
    '$filter: expected values that have an order at 0, found Edm.GeographyPoint',
  ],
])('%s is refused', (text, message) => {
  expect(() => valueOf(text)).toThrow(message)
})

const casts: readonly [text: string, value: unknown][] = [
  [`cast(${place('1 2.5')},Edm.String)`, 'SRID=0;Point(1 2.5)'],
  [`cast(${point('1 2')},Edm.String)`, 'SRID=4326;Point(1 2)'],
  [
    "cast('SRID=0;LineString(1 2,3 4)',Edm.GeometryLineString)",
    {
      type: 'LineString',
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  ["cast('SRID=0;Point(1 2)',Edm.GeometryLineString)", null],
  ["cast('Point(1 2)',Edm.GeometryPoint)", null],
  ["cast(geometry'SRID=5;MultiPoint((1 2),(3 4))',Edm.String)", 'SRID=5;MultiPoint((1 2),(3 4))'],
  [
    "cast(geometry'SRID=0;GeometryCollection(Point(1 2),MultiPolygon(((0 0,1 0,1 1,0 0))))',Edm.String)",
    'SRID=0;GeometryCollection(Point(1 2),MultiPolygon(((0 0,1 0,1 1,0 0))))',
  ],
]

test.each(casts)('%s', (text, value) => {
  expect(valueOf(text)).toEqual(value)
})
