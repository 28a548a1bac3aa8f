import { comparerOf, parseDecimal } from '../expression/index.ts'
import {
  type Annotations,
  type EdmType,
  type Facets,
  isDerivedFrom,
  type Model,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../model/index.ts'
import { findInstanceType } from './instance-type.ts'
import type { SchemaViolation } from './schema-violation.ts'

const validation = 'Org.OData.Validation.V1.'

type Member = Property | NavigationProperty

/** What a value breaks, or `undefined`; only values that are of the member's type are asked about. */
type Restriction = (
  value: unknown,
) => Pick<SchemaViolation, 'expected' | 'found' | 'keyword'> | undefined

/**
 * Restrictions that JSON Schema has no keyword for: limits of dates and durations, the digits of
 * a decimal with a variable scale, abstract complex types, and the derived types that a property allows.
 * @param value an object of the type, held to its JSON Schema beside
 * @param pointer where it stands
 */
export function* findFurtherViolations(
  type: StructuredType,
  value: unknown,
  pointer: string,
  model: Model,
): Generator<SchemaViolation> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, restrictions] of restrictedMembers(type, model)) {
    const found = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : null
    const items: readonly [string, unknown][] = Array.isArray(found)
      ? found.map((item, index) => [`${pointer}/${name}/${index}`, item])
      : [[`${pointer}/${name}`, found]]
    for (const [at, item] of items) {
      if (item === null || item === undefined) continue
      for (const restriction of restrictions) {
        const broken = restriction(item)
        if (!broken) continue
        const message = `expected ${broken.expected}, found ${broken.found}`
        yield { pointer: at, message, ...broken }
        break
      }
    }
  }
}

const membersByType = new WeakMap<StructuredType, ReadonlyMap<string, readonly Restriction[]>>()

function restrictedMembers(
  type: StructuredType,
  model: Model,
): ReadonlyMap<string, readonly Restriction[]> {
  let members = membersByType.get(type)
  if (!members) {
    const all = [...type.properties.values(), ...type.navigationProperties.values()]
    const restricted = all.map((member) => [member.name, restrictionsOf(member, model)] as const)
    members = new Map(restricted.filter(([, restrictions]) => restrictions.length > 0))
    membersByType.set(type, members)
  }
  return members
}

function restrictionsOf(member: Member, model: Model): readonly Restriction[] {
  const { type, annotations } = member
  const actual = type.kind === 'typeDefinition' ? type.underlyingType : type
  const inherited = type.kind === 'typeDefinition' ? type.annotations : undefined
  if (actual.kind === 'primitiveType') {
    return [
      ...limitsOf(actual, annotations),
      ...limitsOf(actual, inherited),
      ...digitsOf(actual, type.kind === 'typeDefinition' ? type : (member as Facets)),
    ]
  }
  if (actual.kind === 'enumType') return []
  return [
    ...allowedTypesOf(actual, annotations, model),
    // An abstract entity type is refused where an entity is made.
    ...(actual.kind === 'complexType' ? notAbstract(actual, model) : []),
  ]
}

const temporal = /^Edm\.(Date|DateTimeOffset|Duration|TimeOfDay)$/

/** @see Vocabulary Validation, "Minimum" and "Maximum" */
function limitsOf(type: EdmType, annotations: Annotations | undefined): readonly Restriction[] {
  if (!annotations || !temporal.test(type.qualifiedName)) return []
  const { compare } = comparerOf(type)
  return (['Minimum', 'Maximum'] as const).flatMap((term): readonly Restriction[] => {
    const limit = annotations.get(validation + term)
    if (typeof limit !== 'string') return []
    const isExclusive = annotations.get(`${validation}${term}@${validation}Exclusive`) === true
    const words = term === 'Minimum' ? ['at least', 'greater than'] : ['at most', 'less than']
    const expected = `${type.qualifiedName} ${isExclusive ? words[1]! : `of ${words[0]!}`} ${limit}`
    return [
      (value) => {
        const order = term === 'Minimum' ? compare(value, limit) : compare(limit, value)
        const isBroken = order < 0 || (order === 0 && isExclusive)
        return isBroken
          ? { expected, found: JSON.stringify(value), keyword: term.toLowerCase() }
          : undefined
      },
    ]
  })
}

/** CSDL, "Precision": of a decimal whose scale is not fixed, the significant digits. */
function digitsOf(type: EdmType, { precision, scale }: Facets): readonly Restriction[] {
  const isFree = scale === 'variable' || scale === 'floating'
  if (type.qualifiedName !== 'Edm.Decimal' || precision === undefined || !isFree) return []
  const expected = `Edm.Decimal of at most ${precision} significant digits`
  return [
    (value) => {
      const text = String(value)
      const digits = parseDecimal(text) ? significantDigits(text) : 0
      return digits > precision ? { expected, found: text, keyword: 'precision' } : undefined
    },
  ]
}

function significantDigits(text: string): number {
  const [digits = ''] = text.replace(/^[+-]/, '').split(/[eE]/)
  return digits.replace('.', '').replace(/^0+|0+$/g, '').length
}

/** @see Vocabulary Validation, "DerivedTypeConstraint" */
function allowedTypesOf(
  type: StructuredType,
  annotations: Annotations | undefined,
  model: Model,
): readonly Restriction[] {
  const allowed = readAllowedTypes(type, annotations, model)
  if (!allowed) return []
  return [
    (value) => {
      const actual = findInstanceType(type, value)
      if (isReference(value) || allowed.some((each) => isDerivedFrom(actual, each)))
        return undefined
      return {
        expected: `one of the types ${allowed.map((each) => each.qualifiedName).join(', ')}`,
        found: actual.qualifiedName,
        keyword: 'DerivedTypeConstraint',
      }
    },
  ]
}

/** The types listed that derive from the declared one; `undefined` where nothing is restricted. */
export function readAllowedTypes(
  type: StructuredType,
  annotations: Annotations | undefined,
  { types }: Model,
): readonly StructuredType[] | undefined {
  const listed = annotations?.get(`${validation}DerivedTypeConstraint`)
  if (!Array.isArray(listed)) return undefined
  return (listed as readonly unknown[]).flatMap((name) => {
    const found = types.get(String(name))
    const isStructured = found?.kind === 'entityType' || found?.kind === 'complexType'
    return isStructured && isDerivedFrom(found, type) ? [found] : []
  })
}

/** Names an entity, and does not say what type it is of. */
function isReference(value: unknown): boolean {
  return typeof value !== 'object' || value === null || '@odata.id' in value || '@id' in value
}

/** CSDL, "Abstract Complex Type": it has no instances; pages call types abstract and show some. */
function notAbstract(type: StructuredType, { schemas }: Model): readonly Restriction[] {
  if (!schemas.some(({ namespace }) => namespace === type.namespace)) return []
  if (![type, ...type.derivedTypes].some(({ isAbstract }) => isAbstract)) return []
  return [
    (value) => {
      const actual = typeof value === 'object' ? findInstanceType(type, value) : type
      if (!actual.isAbstract || typeof value !== 'object') return undefined
      const expected = `a type derived from ${actual.qualifiedName} in @odata.type, since that one is abstract`
      return { expected, found: actual.qualifiedName, keyword: 'abstract' }
    },
  ]
}
