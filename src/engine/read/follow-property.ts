import { badRequest, notFound } from '../../errors.ts'
import {
  isDerivedFrom,
  primitiveTypes,
  type ComplexType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import type { Target } from '../target.ts'

/**
 * A property of an entity, or of a complex value.
 * @throws ODataError 404 where there is no entity, or the value is null
 */
export function followProperty(
  name: string,
  property: Property | undefined,
  target: Target | undefined,
): Target {
  if (target?.kind === 'noEntity') throw notFound(`there is no ${target.type.qualifiedName} here`)
  const shape = {
    name,
    property,
    type: property?.type ?? primitiveTypes['Edm.Untyped'],
    isCollection: property?.isCollection ?? false,
  }
  if (target?.kind === 'entity') {
    const { entity } = target
    const value = memberOf(entity.properties, name)
    return { kind: 'value', owner: entity, value, place: [name], ...shape }
  }
  if (target?.kind !== 'value') throw badRequest(`'${name}' follows a collection`)
  const { value, owner, place } = target
  if (value === null) throw notFound(`'${target.name}' is null and has no '${name}'`)
  return {
    kind: 'value',
    owner,
    value: memberOf(value, name),
    ...shape,
    name: `${target.name}/${name}`,
    place: place && [...place, name],
  }
}

function memberOf(value: JsonValue, name: string): JsonValue {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  return (value as JsonObject)[name] ?? null
}

/** @see URL Conventions, "Addressing a Member of an Ordered Collection" */
export function followOrdinal(ordinal: number, target: Target | undefined): Target {
  if (target?.kind !== 'value') throw badRequest(`'${ordinal}' follows no collection of values`)
  const { value, name } = target
  const item = Array.isArray(value) ? (value.at(ordinal) as JsonValue | undefined) : undefined
  if (item === undefined) throw notFound(`'${name}' has no member at ${ordinal}`)
  // "Services MUST NOT specify a negative index when returning the address of a member."
  const index = ordinal < 0 ? (value as readonly JsonValue[]).length + ordinal : ordinal
  const place = target.isSubset ? undefined : target.place && [...target.place, index]
  return {
    ...target,
    value: item,
    isCollection: false,
    name: `${name}/${index}`,
    place,
    isSubset: false,
  }
}

/** @see URL Conventions, "Addressing Derived Types" */
export function castValue(
  type: EntityType | ComplexType,
  target: Target & { readonly kind: 'value' },
): Target {
  const { value, type: declared, name } = target
  const isOfType = (item: JsonValue) =>
    declared.kind === 'complexType' && isDerivedFrom(findInstanceType(declared, item), type)
  const path = `${name}/${type.qualifiedName}`
  if (Array.isArray(value)) {
    const items = (value as JsonValue[]).filter(isOfType)
    return { ...target, type, value: items, name: path, isSubset: true }
  }
  if (value === null || isOfType(value)) return { ...target, type, name: path }
  throw notFound(`'${name}' is not a ${type.qualifiedName}`)
}
