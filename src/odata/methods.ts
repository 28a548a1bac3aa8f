/** A function of the standard: ABNF `methodCallExpr`. */
export interface Method {
  /** The ABNF has the rule `endsWithMethodCallExpr`. */
  readonly rule: string
  /** As it stands before the parenthesis, in lower case. */
  readonly name: string
  readonly least: number
  readonly most: number
}

const withNone = 'minDateTime maxDateTime now'
const withOne =
  'length toLower toUpper trim year month day hour minute second fractionalseconds totalseconds ' +
  'date time totalOffsetMinutes round floor ceiling'
const withTwo =
  'concat contains endsWith indexOf matchesPattern startsWith hasSubset hasSubsequence'

function method(rule: string, least: number, most = least, name = rule.toLowerCase()): Method {
  return { rule: `${rule}MethodCallExpr`, name, least, most }
}

/** In the order of how many arguments they take. */
export const methods: readonly Method[] = [
  ...withNone.split(' ').map((rule) => method(rule, 0)),
  ...withOne.split(' ').map((rule) => method(rule, 1)),
  method('geoLength', 1, 1, 'geo.length'),
  ...withTwo.split(' ').map((rule) => method(rule, 2)),
  method('distance', 2, 2, 'geo.distance'),
  method('intersects', 2, 2, 'geo.intersects'),
  method('substring', 2, 3),
  method('case', 2, Number.POSITIVE_INFINITY),
]

/** ABNF `boolMethodCallExpr`. */
export const booleanMethods: ReadonlySet<string> = new Set([
  'endswith',
  'startswith',
  'contains',
  'geo.intersects',
  'hassubset',
  'hassubsequence',
  'isdefined',
])
