/* Names of the ABNF that stand for one thing together, e.g. the functions by what they return. */

/** What a path has come to; sets of these are bits, as a name may stand for several. */
export const Place = {
  entities: 1,
  entity: 2,
  complexes: 4,
  complex: 8,
  primitives: 16,
  primitive: 32,
  stream: 64,
  /** After a type cast, where the path has to go on. */
  castEntities: 128,
  castEntity: 256,
  /** After a type cast, where another cannot follow. */
  castComplexes: 512,
  castComplex: 1024,
  /** Nothing follows. */
  end: 2048,
  /** After a key in segments, which another part of the key may follow. */
  keySegment: 4096,
} as const

/** A set of places. */
export type Places = number

export const nowhere: Places = 0
export const anyAnnotationValue: Places =
  Place.primitives | Place.entity | Place.complex | Place.primitive

type RuleTable = readonly (readonly [rule: string, place: Places])[]

export const properties: RuleTable = [
  ['entityColNavigationProperty', Place.entities],
  ['entityNavigationProperty', Place.entity],
  ['complexColProperty', Place.complexes],
  ['complexProperty', Place.complex],
  ['primitiveColProperty', Place.primitives],
  ['primitiveKeyProperty', Place.primitive],
  ['primitiveNonKeyProperty', Place.primitive],
  ['customAggregate', Place.primitive],
  ['streamProperty', Place.stream],
]

export const functions: RuleTable = [
  ['entityColFunction', Place.entities],
  ['entityFunction', Place.entity],
  ['complexColFunction', Place.complexes],
  ['complexFunction', Place.complex],
  ['primitiveColFunction', Place.primitives],
  ['primitiveFunction', Place.primitive],
]

export const functionImports: RuleTable = functions.map(
  ([rule, place]) => [`${rule}Import`, place] as const,
)

export function rulesOf(table: RuleTable): string[] {
  return table.map(([rule]) => rule)
}

export const navigationProperties = ['entityColNavigationProperty', 'entityNavigationProperty']
export const complexProperties = ['complexProperty', 'complexColProperty']
export const primitiveProperties = [
  'primitiveKeyProperty',
  'primitiveNonKeyProperty',
  'customAggregate',
]
/** Properties that a context URL may end in, but for complex ones and navigation. */
export const valueRules = [...primitiveProperties, 'primitiveColProperty', 'complexColProperty']
export const structuredTypes = ['entityTypeName', 'complexTypeName']
export const singleTypes = [...structuredTypes, 'typeDefinitionName', 'enumerationTypeName']
