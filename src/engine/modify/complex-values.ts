import {
  isJsonArray,
  isJsonObject,
  type ComplexType,
  type EdmType,
  type JsonValue,
  type JsonObject,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import type { Entity } from '../../store/index.ts'
import { mayHaveLinks } from '../complex-links.ts'
import type { ValuePlace } from '../target.ts'

/** A complex value within an entity, of a type that may lead to entities. */
export interface ComplexValue {
  readonly value: JsonObject
  readonly type: ComplexType
  readonly place: ValuePlace
}

/** The complex values of an entity, at any depth, whose types may lead to entities. */
export function* complexValuesOf(
  { type }: Pick<Entity, 'type'>,
  properties: JsonObject,
): Generator<ComplexValue> {
  for (const property of type.properties.values()) {
    yield* valuesWithin(properties[property.name], property.type, [property.name])
  }
}

function* valuesWithin(
  value: JsonValue | undefined,
  declaredType: EdmType,
  place: ValuePlace,
): Generator<ComplexValue> {
  if (value === undefined || declaredType.kind !== 'complexType' || !mayHaveLinks(declaredType))
    return
  if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* valuesWithin(item, declaredType, [...place, index])
    }
  } else if (isJsonObject(value)) {
    const type = findInstanceType(declaredType, value) as ComplexType
    yield { value, type, place }
    for (const { name, type: inner } of type.properties.values()) {
      yield* valuesWithin(value[name], inner, [...place, name])
    }
  }
}
