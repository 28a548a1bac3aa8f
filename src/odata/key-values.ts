/* What may stand in the parentheses of a key: ABNF `keyPredicate`. */
import type { CommonExpr } from '../syntax/index.ts'
import { isEnumValue } from './check-enum.ts'
import type { Names } from './names.ts'

/** ABNF `keyValuePair`, or the value of a `simpleKey`. */
export function isKeyPair(name: string | undefined, value: CommonExpr, names: Names): boolean {
  const isName =
    name === undefined ||
    names.has('primitiveKeyProperty', name) ||
    names.has('keyPropertyAlias', name)
  return isName && isKeyValue(value, names)
}

/** ABNF `parameterAlias / keyPropertyValue`. */
export function isKeyValue(value: CommonExpr, names: Names): boolean {
  if (value.kind === 'parameterAlias') return true
  if (value.kind === 'enum') return isEnumValue(value, names)
  if (value.kind !== 'primitiveLiteral') return false
  switch (value.type) {
    case 'null':
    case 'Edm.Binary':
    case 'Edm.Geography':
    case 'Edm.Geometry':
      return false
    case 'Edm.String':
      return value.text.startsWith("'")
    case 'Edm.Boolean':
    case 'Edm.Guid':
    case 'Edm.DateTimeOffset':
    case 'Edm.Date':
    case 'Edm.TimeOfDay':
    case 'Edm.Duration':
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal':
    case 'Edm.Double':
      return true
  }
}
