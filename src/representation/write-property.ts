import type { OutcomeOf } from '../engine/index.ts'
import { isJsonArray, isJsonObject, type JsonValue, type TypeReference } from '../model/index.ts'
import { applyToOne } from './apply-to-one.ts'
import { contextFragment, propertyContext, valueContext } from './context-url.ts'
import { controlName, memberName } from './control-name.ts'
import { isLeftOut } from './left-out.ts'
import { contextMember, countMember, nextLinkMember, object } from './payload-members.ts'
import { givenTypeAnnotation, typeAnnotation } from './type-annotation.ts'
import { projectionOfValue } from './write-entity.ts'
import type { CollectionOptions } from './collection-options.ts'
import type { WriteOptions } from './write-options.ts'
import { writeValue } from './write-value.ts'

/**
 * The body of a property, of what an operation returns, or of a collection of either.
 * @see JSON Format, "Individual Property or Operation Response", "Collection of Operation Responses"
 */
export function writeProperty(
  outcome: OutcomeOf<'value'>,
  options: WriteOptions,
  { nextLink }: Pick<CollectionOptions, 'nextLink'>,
): string {
  const { owner, name, type, isCollection, query, count, skiptoken } = outcome
  const value = isCollection ? outcome.value : applyToOne(query, outcome.value, options)
  const fragment = owner ? propertyContext(owner, name) : valueContext(type, isCollection)
  const context = contextMember(options, contextFragment(fragment, query, options))
  const projection = projectionOfValue(query, { owner, path: name }, options)
  const write = (item: JsonValue) => writeValue(item, type, projection, options)
  const isOfValues = outcome.isOfEach && type.kind !== 'complexType' && isJsonArray(value)
  // JSON Format, "Collection of Operation Responses": "an array of objects".
  const text = isOfValues
    ? `[${value.map((item) => object(`"value":${write(item)}`)).join(',')}]`
    : write(value)
  // A geo value is primitive, though it is an object in JSON.
  const isPrimitive = type.kind === 'primitiveType' && type.name !== 'Edm.Untyped'
  if (!isCollection && !isPrimitive && isJsonObject(value)) {
    return object(context, text.slice(1, -1))
  }
  return object(
    context,
    ...typeMember({ type, isCollection }, value, options),
    ...annotationMembers(outcome, options),
    countMember(count, options),
    `"value":${text}`,
    nextLinkMember(skiptoken, nextLink, options),
  )
}

function typeMember(declared: TypeReference, value: JsonValue, options: WriteOptions): string[] {
  if (options.metadata !== 'full') return []
  const name = typeAnnotation(declared, value, options)
  return name === undefined ? [] : [`"${controlName('type', options)}":"${name}"`]
}

/** JSON Format, "Individual Property": what is said of the property is said of the object. */
function annotationMembers({ owner, name }: OutcomeOf<'value'>, options: WriteOptions): string[] {
  if (!owner) return []
  const beside = `${name}@`
  return Object.entries(owner.properties)
    .filter(([member]) => member.startsWith(beside) && !isLeftOut(member, {}, undefined, options))
    .map(([member, value]) => {
      const text = writeValue(givenTypeAnnotation(member, value, options), undefined, {}, options)
      return `${JSON.stringify(memberName(member.slice(name.length), options))}:${text}`
    })
}
