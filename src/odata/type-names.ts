/* Names of types: ABNF section "Names and identifiers". */
import { hasQualified, type Names } from './names.ts'
import { singleTypes } from './rules-of-names.ts'

const spatialType = /^Geo(?:graphy|metry)(?:Collection|(?:Multi)?(?:LineString|Point|Polygon))?$/
const primitiveTypes = new Set(
  (
    'Binary Boolean Byte Date DateTimeOffset Decimal Double Duration Guid Int16 Int32 Int64 SByte ' +
    'Single Stream String TimeOfDay'
  ).split(' '),
)

/** ABNF `primitiveTypeName`, `qualifiedEntityTypeName` and their like, namespaces left out or not. */
export function isTypeName(name: string, names: Names): boolean {
  if (name.startsWith('Edm.')) {
    const bare = name.slice('Edm.'.length)
    return primitiveTypes.has(bare) || spatialType.test(bare)
  }
  return hasQualified(names, singleTypes, name)
}
