/* ABNF section "Literal Data Values": geography and geometry. */
import { choice, later, list, many, optional, type Pattern, sequence, text } from './pattern.ts'
import { CLOSE, COMMA, DIGIT, EQ, OPEN, SEMI, SP, SQUOTE } from './character-rules.ts'
import { decimalValue } from './literal-rules.ts'

const positionLiteral = sequence(
  decimalValue,
  SP,
  decimalValue,
  optional(SP, decimalValue),
  optional(SP, decimalValue),
)
const inParentheses = (item: Pattern, leastFurther = 0) =>
  sequence(OPEN, list(item, COMMA, leastFurther), CLOSE)
const pointData = sequence(OPEN, positionLiteral, CLOSE)
const lineStringData = inParentheses(positionLiteral, 1)
const ringLiteral = inParentheses(positionLiteral)
const polygonData = inParentheses(ringLiteral)
const severalOf = (shape: string, data: Pattern) =>
  sequence(text(`${shape}(`), optional(list(data, COMMA)), CLOSE)
const shapes = {
  Point: sequence(text('Point'), pointData),
  LineString: sequence(text('LineString'), lineStringData),
  Polygon: sequence(text('Polygon'), polygonData),
  MultiPoint: severalOf('MultiPoint', pointData),
  MultiLineString: severalOf('MultiLineString', lineStringData),
  MultiPolygon: severalOf('MultiPolygon', polygonData),
}
const collectionLiteral = sequence(
  text('GeometryCollection('),
  list(
    later(() => geoLiteral),
    COMMA,
  ),
  CLOSE,
)
const geoLiteral: Pattern = choice(
  collectionLiteral,
  shapes.LineString,
  shapes.MultiPoint,
  shapes.MultiLineString,
  shapes.MultiPolygon,
  shapes.Point,
  shapes.Polygon,
)
export const sridLiteral = sequence(text('SRID'), EQ, many(DIGIT, 1, 5), SEMI)
export const geographyPrefix = text('geography')
export const geometryPrefix = text('geometry')

export const allShapes: readonly (readonly [name: string, rule: string, shape: Pattern])[] = [
  ['Collection', 'collection', collectionLiteral],
  ['LineString', 'lineString', shapes.LineString],
  ['MultiLineString', 'multiLineString', shapes.MultiLineString],
  ['MultiPoint', 'multiPoint', shapes.MultiPoint],
  ['MultiPolygon', 'multiPolygon', shapes.MultiPolygon],
  ['Point', 'point', shapes.Point],
  ['Polygon', 'polygon', shapes.Polygon],
]
export const quotedShape = (prefix: Pattern, shape: Pattern) =>
  sequence(prefix, SQUOTE, sridLiteral, shape, SQUOTE)

export const geo: Readonly<Record<string, Pattern>> = {
  geographyPrefix,
  geometryPrefix,
  sridLiteral,
  positionLiteral,
  pointData,
  lineStringData,
  ringLiteral,
  polygonData,
  geoLiteral,
  ...Object.fromEntries(
    allShapes.flatMap(([shapeName, rule, shape]) => [
      [`${rule}Literal`, shape],
      [`full${shapeName}Literal`, sequence(sridLiteral, shape)],
      [`geography${shapeName}`, quotedShape(geographyPrefix, shape)],
      [`geometry${shapeName}`, quotedShape(geometryPrefix, shape)],
    ]),
  ),
}
