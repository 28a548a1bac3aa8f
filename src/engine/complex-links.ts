import { badRequest } from '../errors.ts'
import type {
  ComplexType,
  EdmType,
  JsonObject,
  JsonValue,
  NavigationProperty,
  StructuredType,
} from '../model/index.ts'
import { streamPropertiesOf, escapePointer } from '../model/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import { giveStreams, streamsOf, type Store } from '../store/index.ts'
import { inlineMembers, readInlineStreams } from './streams/inline-stream.ts'

/** A link that a body gives to a complex value. */
export interface ComplexLink {
  /** The value as it is stored, without the link. */
  readonly holder: JsonObject
  readonly navigation: NavigationProperty
  /** References of `@odata.bind`, or representations in place. */
  readonly values: readonly JsonValue[]
  readonly isBind: boolean
  readonly pointer: string
}

const linking = new WeakMap<ComplexType, boolean>()

/** Whether a complex type, one within it or one derived from it declares navigation or stream properties. */
export function mayHaveLinks(type: EdmType): boolean {
  if (type.kind !== 'complexType') return false
  let may = linking.get(type)
  if (may === undefined) {
    may = [...typesWithin(type)].some(
      (each) => each.navigationProperties.size > 0 || streamPropertiesOf(each).length > 0,
    )
    linking.set(type, may)
  }
  return may
}

/** The type, those that derive from it, and those of its properties. */
export function typesWithin(type: ComplexType): ReadonlySet<ComplexType> {
  const types = new Set([type])
  for (const each of types) {
    for (const derived of each.derivedTypes) types.add(derived)
    for (const property of each.properties.values()) {
      if (property.type.kind === 'complexType') types.add(property.type)
    }
  }
  return types
}

/**
 * Takes the links out of a complex value or a collection of them.
 * @param found takes them
 * @returns what is stored; the value itself when its type has no navigation properties
 * @see JSON Format, "Bind Operation"
 */
export function takeComplexLinks(
  value: JsonValue,
  declaredType: EdmType,
  pointer: string,
  found: ComplexLink[],
): JsonValue {
  if (value === null || typeof value !== 'object' || !mayHaveLinks(declaredType)) return value
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) =>
      takeComplexLinks(item, declaredType, `${pointer}/${index}`, found),
    )
  }
  const object = value as JsonObject
  const type = findInstanceType(declaredType as StructuredType, object)
  const holder: Record<string, JsonValue> = {}
  const streams = readInlineStreams(type, object, pointer)
  giveStreams(holder, streams)
  for (const [name, inner] of Object.entries(object)) {
    if (streams.has(name.replace(/@.*$/, ''))) continue
    const [, own = name, bind] = /^([^@]*)(@(?:odata\.)?bind)$/.exec(name) ?? []
    const navigation = type.navigationProperties.get(own)
    const place = `${pointer}/${escapePointer(name)}`
    if (navigation) {
      const values = linkedValues(inner, navigation, place)
      found.push({ holder, navigation, values, isBind: bind !== undefined, pointer: place })
      continue
    }
    const innerType = type.properties.get(name)?.type
    holder[name] = innerType ? takeComplexLinks(inner, innerType, place, found) : inner
  }
  return holder
}

function linkedValues(
  value: JsonValue,
  { name, isCollection }: NavigationProperty,
  target: string,
): readonly JsonValue[] {
  if (isCollection !== Array.isArray(value)) {
    throw badRequest(
      `expected ${isCollection ? 'an array' : 'one value'} for '${name}', found ${JSON.stringify(value).slice(0, 80)}`,
      target,
    )
  }
  if (value === null) return []
  return (isCollection ? value : [value]) as readonly JsonValue[]
}

/** A complex value with its links as `takeComplexLinks` reads them, for writing the state. */
export function giveComplexLinks(
  value: JsonValue,
  type: EdmType,
  store: Store,
  write: (link: NavigationProperty, targets: ReturnType<Store['complexLinksOf']>) => JsonValue,
): JsonValue {
  if (value === null || typeof value !== 'object' || !mayHaveLinks(type)) return value
  if (Array.isArray(value)) {
    return value.map((item: JsonValue) => giveComplexLinks(item, type, store, write))
  }
  const object = value as JsonObject
  const instanceType = findInstanceType(type as StructuredType, object)
  const { properties, navigationProperties } = instanceType
  const given: Record<string, JsonValue> = {}
  for (const [name, inner] of Object.entries(object)) {
    const innerType = properties.get(name)?.type
    given[name] = innerType ? giveComplexLinks(inner, innerType, store, write) : inner
  }
  for (const navigation of navigationProperties.values()) {
    const targets = store.complexLinksOf(object, navigation)
    if (targets.length > 0) given[`${navigation.name}@odata.bind`] = write(navigation, targets)
  }
  return Object.assign(given, inlineMembers(instanceType, streamsOf(object)))
}
