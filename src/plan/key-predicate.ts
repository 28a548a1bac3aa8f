import { badRequest } from '../errors.ts'
import {
  didYouMean,
  joinKeyTexts,
  keyText,
  keyTypeOf,
  type EntityType,
  type KeyProperty,
  type NavigationProperty,
} from '../model/index.ts'
import type { CommonExpr, PathSegment, SegmentParentheses } from '../syntax/index.ts'
import type { KeyPart, PathStep } from './path-step.ts'
import { readLiteral, type LiteralScope } from './read-literal.ts'

export type KeyStep = PathStep & { readonly kind: 'key' }

/** What a key is read for. */
export interface KeyScope extends LiteralScope {
  /** How the collection was reached, where a referential constraint may give values of the key. */
  readonly navigation: NavigationProperty | undefined
  /** A documented path has placeholders for values. */
  readonly isTemplate: boolean
}

/**
 * Reads a key in parentheses: `('x')`, `(ID=1,Code='a')` in any order, an alternate key by its
 * names, and without the values that a referential constraint gives.
 * @throws ODataError 400 when they are not the values of a key of the type
 * @see URL Conventions, "Canonical URL", "Alternate Keys", "URLs for Related Entities with Referential Constraints"
 */
export function readKeyPredicate(
  parentheses: SegmentParentheses,
  segment: PathSegment,
  type: EntityType,
  scope: KeyScope,
): KeyStep {
  switch (parentheses.kind) {
    case 'empty':
      throw badRequest(`expected a key at ${parentheses.position}, found ()`)
    case 'value':
      return readSimpleKey(parentheses, segment, type, scope)
    case 'named':
      return readCompoundKey(parentheses, segment, type, scope)
  }
}

type ParenthesesOf<Kind extends SegmentParentheses['kind']> = Extract<
  SegmentParentheses,
  { readonly kind: Kind }
>

/** ABNF `simpleKey`: the one value that nothing implies. */
function readSimpleKey(
  { value, position }: ParenthesesOf<'value'>,
  segment: PathSegment,
  type: EntityType,
  scope: KeyScope,
): KeyStep {
  const { keyProperties } = type
  const implied = keyProperties.length === 1 ? noneImplied : impliedValues(type, scope)
  const open = keyProperties.filter(({ name }) => !implied.has(name))
  const [only] = open
  if (!only || open.length !== 1) throw incompleteKey(type, segment, position)
  return keyStep(type, new Map([[only.name, readKeyValue(value, only, type, scope)]]), implied)
}

/** ABNF `compoundKey`, of the primary key or an alternate one. */
function readCompoundKey(
  { parameters, position }: ParenthesesOf<'named'>,
  segment: PathSegment,
  type: EntityType,
  scope: KeyScope,
): KeyStep {
  const given = new Map(parameters.map(({ name, value }) => [name, value]))
  const implied = impliedValues(type, scope)
  const properties = findKey(type, given, implied)
  if (!properties || given.size !== parameters.length) {
    const names = parameters.map(({ name }) => name)
    const isPart = given.size === names.length && names.every((name) => type.key.includes(name))
    throw isPart ? incompleteKey(type, segment, position) : unknownKey(type, names)
  }
  const texts = new Map(
    [...given].map(([name, value]) => {
      const property = properties.find((it) => it.name === name)!
      return [name, readKeyValue(value, property, type, scope)]
    }),
  )
  if (properties === type.keyProperties) return keyStep(type, texts, implied)
  return {
    kind: 'key',
    key: [...texts].map(([name, text]) => `${name}=${text}`).join(','),
    entityType: type,
    alternate: properties.map((property) => ({
      path: property.path,
      type: keyTypeOf(type, property),
      text: texts.get(property.name)!,
    })),
  }
}

function unknownKey(type: EntityType, names: readonly string[]) {
  const known = [type.keyProperties, ...type.alternateKeys].flat().map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  const near = unknown === undefined ? '' : didYouMean(unknown, known)
  return badRequest(`expected a key of ${describeKeys(type)}, found '${names.join(', ')}'${near}`)
}

function describeKeys(type: EntityType): string {
  const keys = [type.keyProperties, ...type.alternateKeys]
  const texts = keys.map((key) => `(${key.map(({ name }) => name).join(', ')})`)
  return `${type.qualifiedName} ${texts.join(' or ')}`
}

function incompleteKey(type: EntityType, { text }: PathSegment, position: number) {
  return badRequest(`expected a key of ${describeKeys(type)} at ${position}, found '${text}'`)
}

/** The key, of the primary and the alternate ones, that the names given are those of. */
function findKey(
  { keyProperties, alternateKeys }: EntityType,
  given: ReadonlyMap<string, unknown>,
  implied: ReadonlyMap<string, KeyPart>,
): readonly KeyProperty[] | undefined {
  const fits = (key: readonly KeyProperty[], others: ReadonlyMap<string, unknown>) =>
    [...given.keys()].every((name) => key.some((property) => property.name === name)) &&
    key.every(({ name }) => given.has(name) || others.has(name))
  if (fits(keyProperties, implied)) return keyProperties
  return alternateKeys.find((key) => fits(key, new Map()))
}

const noneImplied: ReadonlyMap<string, KeyPart> = new Map()

/** Values of the key that the entity before has: those that the partner's constraints tie to it. */
function impliedValues(type: EntityType, { navigation }: KeyScope): ReadonlyMap<string, KeyPart> {
  const implied = new Map<string, KeyPart>()
  for (const constraint of navigation?.partner?.referentialConstraints ?? []) {
    const property = type.keyProperties.find(
      ({ path }) => path.length === 1 && path[0] === constraint.property,
    )
    if (!property) continue
    const part = { principal: constraint.referencedProperty, type: keyTypeOf(type, property) }
    implied.set(property.name, part)
  }
  return implied
}

function keyStep(
  type: EntityType,
  texts: ReadonlyMap<string, string>,
  implied: ReadonlyMap<string, KeyPart>,
): KeyStep {
  const given = type.keyProperties.flatMap(({ name }) => texts.get(name) ?? [])
  const step = { kind: 'key', key: joinKeyTexts(given), entityType: type } as const
  if (given.length === type.keyProperties.length) return step
  const parts = type.keyProperties.map(({ name }): KeyPart => {
    const text = texts.get(name)
    return text === undefined ? implied.get(name)! : { text }
  })
  return { ...step, parts }
}

function readKeyValue(
  node: CommonExpr,
  property: KeyProperty,
  type: EntityType,
  scope: KeyScope,
): string {
  const keyType = keyTypeOf(type, property)
  const value = readLiteral(node, keyType, scope)
  if (value === null) throw badRequest(`expected a key value at ${node.position}`)
  const text = keyText(value, keyType)
  if (text !== undefined) return text
  if (scope.isTemplate) return ''
  const found = 'text' in node ? `, found '${node.text}'` : ''
  throw badRequest(
    `expected a value of ${keyType.qualifiedName} for the key '${property.name}' of ${type.qualifiedName} at ${node.position}${found}`,
  )
}

/** The values of a key that stand in segments of their own, as far as they are read. */
export interface KeySegments {
  readonly type: EntityType
  readonly open: readonly KeyProperty[]
  readonly texts: Map<string, string>
  readonly implied: ReadonlyMap<string, KeyPart>
}

/** @see URL Conventions, "Key-as-Segment Convention": values that a referential constraint gives are left out */
export function beginKeySegments(type: EntityType, scope: KeyScope): KeySegments {
  const implied = type.keyProperties.length > 1 ? impliedValues(type, scope) : noneImplied
  const open = type.keyProperties.filter(({ name }) => !implied.has(name))
  return { type, open, texts: new Map(), implied }
}

/**
 * Takes one more segment for the key.
 * @returns `false` when its text is no value of the key property
 */
export function addKeySegment(
  { type, open, texts }: KeySegments,
  segment: PathSegment,
  { isTemplate }: KeyScope,
): boolean {
  const property = open[texts.size]
  if (!property) return false
  const text = keyText(segment.text, keyTypeOf(type, property))
  if (text === undefined && !isTemplate) return false
  texts.set(property.name, text ?? segment.text)
  return true
}

/** @returns `undefined` while values are missing */
export function endKeySegments({ type, open, texts, implied }: KeySegments): KeyStep | undefined {
  return open.length > 0 && texts.size === open.length ? keyStep(type, texts, implied) : undefined
}
