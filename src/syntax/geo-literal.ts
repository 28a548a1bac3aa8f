/*
 * The text between the quotes of `geography'…'` and `geometry'…'` (ABNF `fullPointLiteral` and its
 * like). Only its form is judged: which rings are closed and how they wind is for the data to know.
 */
import { Cursor } from './cursor.ts'
import { ODataSyntaxError } from './syntax-error.ts'

const OPEN = 0x28
const CLOSE = 0x29
const COMMA = 0x2c

/** True for `SRID=0;Point(142.1 64.1)` and every other shape of the ABNF. */
export function isGeoText(text: string): boolean {
  const srid = /^SRID=\d{1,5};/i.exec(text)
  if (!srid) return false
  const cursor = new Cursor(text, srid[0].length)
  try {
    skipShape(cursor)
    return cursor.isAtEnd()
  } catch (error) {
    if (error instanceof ODataSyntaxError) return false
    throw error
  }
}

function skipShape(cursor: Cursor): void {
  const shape = cursor.readIdentifier('a shape').toLowerCase()
  switch (shape) {
    case 'point':
      return skipPoint(cursor)
    case 'linestring':
      return skipList(cursor, skipPosition, 2)
    case 'polygon':
      return skipPolygon(cursor)
    case 'multipoint':
      return skipList(cursor, skipPoint, 0)
    case 'multilinestring':
      return skipList(cursor, skipLineString, 0)
    case 'multipolygon':
      return skipList(cursor, skipPolygon, 0)
    case 'geometrycollection':
      return skipCollection(cursor)
  }
  cursor.fail('a shape')
}

function skipPoint(cursor: Cursor): void {
  cursor.expect(OPEN)
  skipPosition(cursor)
  cursor.expect(CLOSE)
}

function skipLineString(cursor: Cursor): void {
  skipList(cursor, skipPosition, 2)
}

function skipPolygon(cursor: Cursor): void {
  skipList(cursor, skipRing, 1)
}

function skipRing(cursor: Cursor): void {
  skipList(cursor, skipPosition, 1)
}

function skipCollection(cursor: Cursor): void {
  cursor.enter()
  skipList(cursor, skipShape, 1)
  cursor.leave()
}

function skipList(cursor: Cursor, skipItem: (cursor: Cursor) => void, least: number): void {
  cursor.expect(OPEN)
  let count = 0
  if (least > 0 || cursor.peek() !== CLOSE) {
    do {
      skipItem(cursor)
      count++
    } while (cursor.take(COMMA))
  }
  if (count < least) cursor.fail('more positions')
  cursor.expect(CLOSE)
}

/** ABNF `positionLiteral`: two to four numbers. */
function skipPosition(cursor: Cursor): void {
  skipNumber(cursor)
  let count = 1
  while (count < 4 && cursor.take(0x20)) {
    skipNumber(cursor)
    count++
  }
  if (count < 2) cursor.fail('a latitude')
}

const doubleValue = /(?:[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|-?INF)/iy

function skipNumber(cursor: Cursor): void {
  doubleValue.lastIndex = cursor.position
  if (!doubleValue.test(cursor.text)) cursor.fail('a number')
  cursor.position = doubleValue.lastIndex
}
