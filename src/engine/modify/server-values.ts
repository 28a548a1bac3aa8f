import {
  isNumericTypeName,
  type EdmType,
  type JsonValue,
  type Property,
} from '../../model/index.ts'
import type { RequestContext } from '../request-context.ts'

const createdTime = /^created(On|At)?(Date)?(Time)?$/i
const modifiedTime = /^(last)?(modified|updated)(On|At)?(Date)?(Time)?$/i
const creator = /^created(By)?(UPN)?$/i
const modifier = /^(last)?(modified|updated)By(UPN)?$/i

/**
 * What the server sets in a computed property: the time and the caller's name on creation, again on
 * each modification where the name says so; `undefined` where it sets nothing.
 */
export function serverValue(
  property: Property,
  event: 'create' | 'update',
  context: RequestContext,
): JsonValue | undefined {
  const { name, type, isCollection, isComputedDefault } = property
  if (isCollection) return undefined
  const isNew = event === 'create'
  if (isNew && isComputedDefault === true) return computedDefault(type.qualifiedName, context)
  if (type.qualifiedName === 'Edm.DateTimeOffset') {
    if (modifiedTime.test(name) || (isNew && createdTime.test(name)))
      return context.now().toISOString()
  }
  if (type.qualifiedName === 'Edm.String') {
    if (modifier.test(name) || (isNew && creator.test(name))) return context.callerName ?? null
  }
  return isNew && mustBeSet(property) ? firstValue(type, context) : undefined
}

/** What clients may not give and nobody may find null; a key is made with the entity. */
function mustBeSet({ name, declaringType, isComputed, nullable }: Property): boolean {
  const isKey = declaringType.kind === 'entityType' && declaringType.key.includes(name)
  return isComputed && !nullable && !isKey
}

export function firstValue(type: EdmType, context: RequestContext): JsonValue | undefined {
  if (type.kind === 'typeDefinition') return firstValue(type.underlyingType, context)
  if (type.kind === 'enumType') return type.members.keys().next().value
  if (type.qualifiedName === 'Edm.String') return ''
  if (type.qualifiedName === 'Edm.Boolean') return false
  return isNumericTypeName(type.qualifiedName) ? 0 : computedDefault(type.qualifiedName, context)
}

/** A value that is not the same each time (Vocabulary Core, "ComputedDefaultValue"). */
function computedDefault(typeName: string, context: RequestContext): JsonValue | undefined {
  const now = () => context.now().toISOString()
  switch (typeName) {
    case 'Edm.DateTimeOffset':
      return now()
    case 'Edm.Date':
      return now().slice(0, 10)
    case 'Edm.TimeOfDay':
      return now().slice(11, -1)
    case 'Edm.Guid':
      return context.newId()
    default:
      return undefined
  }
}

/**
 * What a property holds when nobody gives it: its declared default; else collections are empty and
 * others null, but for a Boolean of a reference page, which is false.
 */
export function defaultValue(property: Property): JsonValue {
  const { defaultValue: declared, isCollection, nullable, type, source } = property
  if (declared !== undefined) return declared as JsonValue
  if (isCollection) return []
  const isFalse = source === undefined || isOfPage(property) || !nullable
  return type.qualifiedName === 'Edm.Boolean' && isFalse ? false : null
}

export function isOfPage({ source }: Property): boolean {
  return source?.file.endsWith('.md') === true
}

/** Streams are no part of an entity's representation. */
export function isStored({ type }: Property): boolean {
  return type.qualifiedName !== 'Edm.Stream'
}
