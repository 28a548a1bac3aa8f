/* The path of a context URL: ABNF section "Context URL Fragments". */
import { ODataSyntaxError } from '../syntax/index.ts'
import type { ContextSegment } from './ast.ts'
import { isKey } from './check-resource-path.ts'
import { failAtName, hasQualified, type Names } from './names.ts'
import { navigationProperties, structuredTypes, valueRules } from './rules-of-names.ts'

/** What a context path has come to, as bits. */
const Reached = {
  /** A collection of entities: an entity set, or a navigation property after a key. */
  entities: 1,
  castEntities: 2,
  /** An entity by key, which the path has to leave. */
  entity: 4,
  castEntity: 8,
  complex: 16,
  castComplex: 32,
  value: 64,
  /** As above, from a singleton: without values, and without suffix. */
  singleton: 128,
  related: 256,
  relatedEntity: 512,
  relatedComplex: 1024,
  castRelated: 2048,
  /** After a key in segments, which another part of the key may follow. */
  keySegment: 4096,
  relatedKeySegment: 8192,
} as const

const final =
  Reached.entities |
  Reached.castEntities |
  Reached.complex |
  Reached.value |
  Reached.singleton |
  Reached.related |
  Reached.castRelated
export const withSuffix = Reached.entities | Reached.castEntities

/** @throws ODataSyntaxError at the first segment that cannot stand there */
export function checkContextPath(segments: readonly ContextSegment[], names: Names): number {
  const [first, ...rest] = segments
  const rules = ['entitySetName', 'singletonEntity']
  if (!first) throw new ODataSyntaxError(0, 'an entity set, singleton or type', 'end of expression')
  let at = 0
  if (names.has('entitySetName', first.name)) at |= Reached.entities
  if (names.has('singletonEntity', first.name)) at |= Reached.singleton
  if (at === 0) failAtName(names, rules, first.name, first.position, 'an entity set or singleton')
  at = afterKey(at, first, names)
  for (const segment of rest) {
    const next = stepInContext(at, segment.name, names)
    if (next === 0) {
      const all = [...navigationProperties, ...valueRules, 'complexProperty', ...structuredTypes]
      failAtName(names, all, segment.name, segment.position, 'a property or type')
    }
    at = afterKey(next, segment, names)
  }
  if ((at & final) === 0) {
    const last = segments.at(-1)!
    const end = last.key ? last.key.position : last.position
    throw new ODataSyntaxError(end, "'/' and a property after the key or type", `'${last.name}'`)
  }
  return at
}

function afterKey(at: number, { key, position, name }: ContextSegment, names: Names): number {
  if (!key) return at
  let next = 0
  if (isKey(key, names)) {
    if ((at & (Reached.entities | Reached.castEntities)) !== 0) next |= Reached.entity
    if ((at & (Reached.related | Reached.castRelated)) !== 0) next |= Reached.relatedEntity
  }
  if (next === 0) throw new ODataSyntaxError(position, 'no key here', `'${name}'`)
  return next
}

type Step = readonly [from: number, to: number]

const fromEntity = Reached.entity | Reached.castEntity | Reached.complex | Reached.castComplex
const fromRelated = Reached.singleton | Reached.relatedEntity | Reached.relatedComplex

/** What a name of each kind leads to, by what the path has come to before it. */
const steps = {
  navigationProperty: [
    [fromEntity, Reached.entities],
    [fromRelated, Reached.related],
  ],
  complexProperty: [
    [fromEntity, Reached.complex],
    [fromRelated, Reached.relatedComplex],
  ],
  value: [[Reached.entity | Reached.complex | Reached.castComplex, Reached.value]],
  keyPathLiteral: [
    [
      Reached.entities | Reached.castEntities | Reached.keySegment,
      Reached.entity | Reached.keySegment,
    ],
    [
      Reached.related | Reached.castRelated | Reached.relatedKeySegment,
      Reached.relatedEntity | Reached.relatedKeySegment,
    ],
  ],
  entityType: [
    [Reached.entities, Reached.castEntities],
    [Reached.entity, Reached.castEntity],
    [Reached.related, Reached.castRelated],
    [Reached.relatedEntity, Reached.relatedEntity],
  ],
  complexType: [
    [Reached.complex, Reached.castComplex],
    [Reached.relatedComplex, Reached.relatedComplex],
  ],
} as const satisfies Record<string, readonly Step[]>

function stepInContext(at: number, name: string, names: Names): number {
  let next = 0
  for (const kind of kindsOf(name, names)) {
    for (const [from, to] of steps[kind]) if ((at & from) !== 0) next |= to
  }
  return next
}

/** A name may be of several kinds. */
function kindsOf(name: string, names: Names): (keyof typeof steps)[] {
  const kinds: (keyof typeof steps)[] = []
  if (names.has('keyPathLiteral', name)) kinds.push('keyPathLiteral')
  if (name.includes('.')) {
    if (hasQualified(names, ['entityTypeName'], name)) kinds.push('entityType')
    if (hasQualified(names, ['complexTypeName'], name)) kinds.push('complexType')
    return kinds
  }
  const has = (rules: readonly string[]) => rules.some((rule) => names.has(rule, name))
  if (has(navigationProperties)) kinds.push('navigationProperty')
  if (has(['complexProperty'])) kinds.push('complexProperty')
  if (has(valueRules)) kinds.push('value')
  return kinds
}
