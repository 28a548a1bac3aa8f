import type { Outcome } from '../engine/index.ts'
import {
  isDerivedFrom,
  isJsonArray,
  isJsonObject,
  type EdmType,
  type EntityInstance,
  type EntitySet,
  type EntityType,
  type JsonValue,
  type TypeReference,
} from '../model/index.ts'
import { applyQuery, type QueryPlan } from '../query/index.ts'
import type { Entity } from '../store/index.ts'
import {
  collectionContext,
  contextFragment,
  entityContext,
  isAnyEntity,
  propertyContext,
  valueContext,
} from './context-url.ts'
import { controlName, memberName } from './control-name.ts'
import { declaredTypeOf } from './entity-path.ts'
import { newBudget } from './entity-place.ts'
import { isLeftOut } from './left-out.ts'
import {
  contextMember,
  countMember,
  deltaLinkMember,
  nextLinkMember,
  object,
} from './payload-members.ts'
import { givenTypeAnnotation, typeAnnotation } from './type-annotation.ts'
import { writeChanges } from './write-delta.ts'
import { writeModified } from './write-modified.ts'
import { writeReference } from './write-control-information.ts'
import { projectionOfValue, writeEntityMembers } from './write-entity.ts'
import { writeCombinations } from './write-crossjoin.ts'
import { collectionOperations } from './write-operations.ts'
import type { WriteOptions } from './write-options.ts'
import { writeValue } from './write-value.ts'

/** How pages follow each other, and where the collection was read. */
export interface CollectionOptions {
  /** URL of the next page for a token. */
  readonly nextLink: (skiptoken: string) => string
  /** URL of the changes since then, for a `$deltatoken`. */
  readonly deltaLink: (deltatoken: string) => string
  /** The entity set that the path addressed, for the context of an empty collection. */
  readonly entitySet: EntitySet | undefined
  /** That of the request, which operations bound to the collection are called at; absent for none. */
  readonly path?: string | undefined
  /** What the path addresses, for the context of an entity behind a type cast. */
  readonly type?: EdmType | undefined
}

/**
 * The text of a response body.
 * @returns `undefined` for an outcome without a body
 * @see JSON Format
 */
export function writeOutcome(
  outcome: Outcome,
  options: WriteOptions,
  links: CollectionOptions,
): string | undefined {
  const { nextLink, deltaLink, entitySet, type: addressed } = links
  switch (outcome.kind) {
    case 'entity': {
      const { entity, query } = outcome
      const fragment = entityContext(entity, { query, type: addressed, entitySet }, options)
      const context = contextMember(options, fragment)
      const place = { declaredType: expectedType(outcome, addressed), budget: newBudget() }
      const instance = applyToOne(query, entity, options)
      const { contentIds } = outcome
      const noted = contentIds ? { ...options, contentIds } : options
      return object(context, writeEntityMembers(instance, query, place, noted))
    }
    case 'collection': {
      const { items, query, type, count, skiptoken } = outcome
      const base = collectionContext(outcome, entitySet)
      const place = { declaredType: type, budget: newBudget() }
      const texts = items.map((entity) => {
        const own = isAnyEntity(type) ? ownContext(entity, query, options) : undefined
        return object(own, writeEntityMembers(entity, query, place, options))
      })
      return object(
        contextMember(options, contextFragment(base, query, options)),
        countMember(count, options),
        ...(query.$select || query.$apply ? [] : collectionOperations(type, links.path, options)),
        `"value":[${texts.join(',')}]`,
        nextLinkMember(skiptoken, nextLink, options),
        deltaLinkMember(outcome.tracking?.deltaToken, deltaLink, options),
      )
    }
    case 'modified':
      return writeModified(outcome, options, entitySet)
    case 'changes':
      return writeChanges(outcome, options, links)
    case 'references': {
      const { items, isCollection, count, skiptoken } = outcome
      const texts = items.map((entity) => writeReference(entity, options))
      if (!isCollection) {
        const context = contextMember(options, '$ref')
        return object(context, texts[0]?.slice(1, -1))
      }
      return object(
        contextMember(options, 'Collection($ref)'),
        countMember(count, options),
        `"value":[${texts.join(',')}]`,
        nextLinkMember(skiptoken, nextLink, options),
      )
    }
    case 'crossjoin': {
      const { query, count, skiptoken } = outcome
      const fragment = contextFragment('Collection(Edm.ComplexType)', query, options)
      return object(
        contextMember(options, fragment),
        countMember(count, options),
        `"value":[${writeCombinations(outcome, options).join(',')}]`,
        nextLinkMember(skiptoken, nextLink, options),
      )
    }
    case 'responses': {
      const { type, members } = outcome
      // The context around them is theirs.
      const inner = { ...options, isPart: true }
      const texts = members.map((member) =>
        writeOutcome(member, inner, { ...links, path: undefined }),
      )
      const fragment = `Collection(${valueContext(type, true)})`
      return object(contextMember(options, fragment), `"value":[${texts.join(',')}]`)
    }
    case 'value':
      return writeValueBody(outcome, options, nextLink)
    case 'text':
      return outcome.text
    case 'nothing':
    case 'notModified':
    case 'stream':
    case 'redirect':
      return undefined
  }
}

/** With what `$compute` adds to an entity or value that a path addresses by itself. */
function applyToOne<Value extends EntityInstance | JsonValue>(
  query: QueryPlan,
  value: Value,
  { evaluation }: WriteOptions,
): Value {
  if (!query.$compute) return value
  return applyQuery(query, { items: [value] }, evaluation).items[0] as Value
}

/** "Each single entity in such a response has its individual context URL" (Protocol, "`$all` Response"). */
function ownContext(entity: Entity, query: QueryPlan, options: WriteOptions): string | undefined {
  return contextMember(options, entityContext(entity, { query, type: undefined }, options))
}

/** The type that the context tells: that of where the entity lives, or of a cast. */
function expectedType(
  { entity }: Outcome & { readonly kind: 'entity' },
  addressed: EdmType | undefined,
): EntityType {
  const declared = declaredTypeOf((entity.origin ?? entity) as Entity)
  const isCast = addressed?.kind === 'entityType' && isDerivedFrom(addressed, declared)
  return isCast ? addressed : declared
}

function writeValueBody(
  outcome: Outcome & { readonly kind: 'value' },
  options: WriteOptions,
  nextLink: CollectionOptions['nextLink'],
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
function annotationMembers(
  { owner, name }: Outcome & { readonly kind: 'value' },
  options: WriteOptions,
): string[] {
  if (!owner) return []
  const beside = `${name}@`
  return Object.entries(owner.properties)
    .filter(([member]) => member.startsWith(beside) && !isLeftOut(member, {}, undefined, options))
    .map(([member, value]) => {
      const text = writeValue(givenTypeAnnotation(member, value, options), undefined, {}, options)
      return `${JSON.stringify(memberName(member.slice(name.length), options))}:${text}`
    })
}
