import { expect, test } from '@jest/globals'
import { atZero, enumOf, literal } from '../../test/syntax/nodes.ts'
import type { CommonExpr, PrimitiveLiteral } from './ast.ts'
import { parseCommonExpr } from './common-expr.ts'

const guid = '01234567-89ab-cdef-0123-456789ABCDEF'

const literals: readonly [text: string, type: PrimitiveLiteral['type'], value: string][] = [
  ['null', 'null', 'null'],
  ['true', 'Edm.Boolean', 'true'],
  ['FALSE', 'Edm.Boolean', 'false'],
  ["''", 'Edm.String', ''],
  ["'O''Neil'", 'Edm.String', "O'Neil"],
  ["''''", 'Edm.String', "'"],
  ['\'a/b(c);,"d" \u{1f600}\'', 'Edm.String', 'a/b(c);,"d" \u{1f600}'],
  ["'PT5M'", 'Edm.String', 'PT5M'],
  [guid, 'Edm.Guid', guid],
  ['abcdef01-0000-0000-0000-000000000000', 'Edm.Guid', 'abcdef01-0000-0000-0000-000000000000'],
  ['0', 'Edm.Int32', '0'],
  ['-0', 'Edm.Int32', '-0'],
  ['+42', 'Edm.Int32', '+42'],
  ['0000000000042', 'Edm.Int32', '0000000000042'],
  ['2147483647', 'Edm.Int32', '2147483647'],
  ['2147483648', 'Edm.Int64', '2147483648'],
  ['-2147483648', 'Edm.Int32', '-2147483648'],
  ['-2147483649', 'Edm.Int64', '-2147483649'],
  ['9223372036854775807', 'Edm.Int64', '9223372036854775807'],
  ['9223372036854775808', 'Edm.Decimal', '9223372036854775808'],
  ['-9223372036854775808', 'Edm.Int64', '-9223372036854775808'],
  ['3.14', 'Edm.Decimal', '3.14'],
  ['-0.5', 'Edm.Decimal', '-0.5'],
  ['1e3', 'Edm.Double', '1e3'],
  ['-1.5E-3', 'Edm.Double', '-1.5E-3'],
  ['1e+3', 'Edm.Double', '1e+3'],
  ['NaN', 'Edm.Double', 'NaN'],
  ['INF', 'Edm.Double', 'INF'],
  ['-INF', 'Edm.Double', '-INF'],
  ['2012-09-03', 'Edm.Date', '2012-09-03'],
  ['-0044-03-15', 'Edm.Date', '-0044-03-15'],
  ['0000-01-01', 'Edm.Date', '0000-01-01'],
  ['12012-09-03', 'Edm.Date', '12012-09-03'],
  ['12345678-09-03', 'Edm.Date', '12345678-09-03'],
  ['2012-09-03T13:52Z', 'Edm.DateTimeOffset', '2012-09-03T13:52Z'],
  ['1972-06-30T23:59:60Z', 'Edm.DateTimeOffset', '1972-06-30T23:59:60Z'],
  [
    '2012-09-03t08:09:02.1234567890123z',
    'Edm.DateTimeOffset',
    '2012-09-03t08:09:02.1234567890123z',
  ],
  ['2012-09-03T14:53:00-03:00', 'Edm.DateTimeOffset', '2012-09-03T14:53:00-03:00'],
  ['-0001-01-01T00:00+14:00', 'Edm.DateTimeOffset', '-0001-01-01T00:00+14:00'],
  ['11:22', 'Edm.TimeOfDay', '11:22'],
  ['11:22:33.4444444', 'Edm.TimeOfDay', '11:22:33.4444444'],
  ["duration'PT5M'", 'Edm.Duration', 'PT5M'],
  ["Duration'-p6dt23h59m59.9999s'", 'Edm.Duration', '-P6DT23H59M59.9999S'],
  ["duration'P1D'", 'Edm.Duration', 'P1D'],
  ["binary''", 'Edm.Binary', ''],
  ["binary'Zg'", 'Edm.Binary', 'Zg'],
  ["binary'Zg=='", 'Edm.Binary', 'Zg=='],
  ["BINARY'Zm9vYmE='", 'Edm.Binary', 'Zm9vYmE='],
  ["binary'_-9v'", 'Edm.Binary', '_-9v'],
  [
    "geography'SRID=0;Point(142.1 64.1 10.0 -3.14)'",
    'Edm.Geography',
    'SRID=0;Point(142.1 64.1 10.0 -3.14)',
  ],
  [
    "geometry'SRID=0;MultiPoint((142.1 64.1),(1 2))'",
    'Edm.Geometry',
    'SRID=0;MultiPoint((142.1 64.1),(1 2))',
  ],
  ["geometry'SRID=0;MultiPoint()'", 'Edm.Geometry', 'SRID=0;MultiPoint()'],
  ["geography'srid=4326;LINESTRING(1 2,3 4)'", 'Edm.Geography', 'srid=4326;LINESTRING(1 2,3 4)'],
  [
    "geography'SRID=0;Polygon((1 1,1 1),(1 1,2 2,3 3,1 1))'",
    'Edm.Geography',
    'SRID=0;Polygon((1 1,1 1),(1 1,2 2,3 3,1 1))',
  ],
  [
    "geography'SRID=0;GeometryCollection(LineString(1 2,3 4),Point(1 NaN))'",
    'Edm.Geography',
    'SRID=0;GeometryCollection(LineString(1 2,3 4),Point(1 NaN))',
  ],
]

test.each(literals)('%s is a literal', (text, type, value) => {
  expect(parseCommonExpr(text)).toEqual(literal(type, text, value))
})

const others: readonly [text: string, tree: CommonExpr][] = [
  ["Sales.Pattern'Yellow,Solid'", enumOf('Sales.Pattern', 'Yellow,Solid')],
  ["a.b.C'-1,+2'", enumOf('a.b.C', '-1,+2')],
  ["a.b.C' 1,X'", enumOf('a.b.C', '+1,X')],
  // A plus sign that was not encoded in the query arrives as a blank.
  ['2012-09-03T14:53:00 02:00', literal('Edm.DateTimeOffset', '2012-09-03T14:53:00+02:00')],
  ['1.5e 3', literal('Edm.Double', '1.5e+3')],
]

test.each(others)('%s is read', (text, tree) => {
  expect(atZero(parseCommonExpr(text))).toEqual(tree)
})

const rejected: readonly [text: string, message: string][] = [
  ["'x", "expected a closing ' at 2, found end of expression"],
  ["'x''", "expected a closing ' at 4, found end of expression"],
  ["'O'Neil'", "expected an operator or end of expression at 3, found 'Neil''"],
  ['.5', "expected an expression at 0, found '.5'"],
  ['5.', 'expected a digit at 2, found end of expression'],
  ['5L', "expected an operator or end of expression at 1, found 'L'"],
  ['1e', "expected an operator or end of expression at 1, found 'e'"],
  ['-0.314e1e2', "expected an operator or end of expression at 8, found 'e2'"],
  ['+INF', "expected an expression at 0, found '+INF'"],
  ['2012-13-01', "expected a month from 01 to 12 at 5, found '13-01'"],
  ['2012-09-32', "expected a day from 01 to 31 at 8, found '32'"],
  ['2012-9-03', "expected a month from 01 to 12 at 5, found '9-03'"],
  ['012012-09-03', "expected a year of four digits or a guid at 0, found '012012-09-03'"],
  ['2012-09-03T24:00Z', "expected an hour from 00 to 23 at 11, found '24:00Z'"],
  ['2012-09-03T23:59', "expected 'Z' or an offset such as +02:00 at 16, found end of expression"],
  ['2012-09-03T23:59:61Z', "expected a second from 00 to 60 at 17, found '61Z'"],
  ['2012-09-03T23:59:00+0200', "expected ':' at 22, found '00'"],
  ['2012-09-03T23:59:00.Z', "expected a digit at 20, found 'Z'"],
  ['24:00:00', "expected an hour from 00 to 23 at 0, found '24:00:00'"],
  [`${guid}0`, "expected a year of four digits or a guid at 0, found '01234567-89ab-cdef-0…'"],
  [
    '01234567-89ab-cdef-456789abcdef',
    "expected a year of four digits or a guid at 0, found '01234567-89ab-cdef-4…'",
  ],
  ["duration'P1Y'", "expected a duration such as 'PT5M' at 8, found ''P1Y''"],
  ["duration'P'", "expected a duration such as 'PT5M' at 8, found ''P''"],
  ["duration'+P1D'", "expected a duration such as 'PT5M' at 8, found ''+P1D''"],
  ["binary'Z'", "expected base64url text at 6, found ''Z''"],
  ["binary'Zm9vYmF+'", "expected base64url text at 6, found ''Zm9vYmF+''"],
  [
    "X'1a2B'",
    "expected 'duration', 'binary', 'geography', 'geometry' or a qualified enumeration type at 0, found 'X'1a2B''",
  ],
  ["Sales.Pattern''", "expected names or numbers of enumeration members at 13, found ''''"],
  ["Sales.Pattern'a, b'", "expected names or numbers of enumeration members at 13, found ''a, b''"],
  [
    "geography'Point(1 2)'",
    "expected a shape such as 'SRID=0;Point(1 2)' at 9, found ''Point(1 2)''",
  ],
  [
    "geometry'SRID=0;Point(1)'",
    "expected a shape such as 'SRID=0;Point(1 2)' at 8, found ''SRID=0;Point(1)''",
  ],
  [
    "geometry'SRID=0;LineString(1 2)'",
    "expected a shape such as 'SRID=0;Point(1 2)' at 8, found ''SRID=0;LineString(1…'",
  ],
  [
    "geometry'SRID=0;Circle(1 2)'",
    "expected a shape such as 'SRID=0;Point(1 2)' at 8, found ''SRID=0;Circle(1 2)''",
  ],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parseCommonExpr(text)).toThrow(new Error(message))
})
