import type { Outcome, OutcomeOf } from '../engine/index.ts'
import { isDerivedFrom, type EdmType, type EntityType } from '../model/index.ts'
import type { QueryPlan } from '../query/index.ts'
import type { Entity } from '../store/index.ts'
import { applyToOne } from './apply-to-one.ts'
import type { CollectionOptions } from './collection-options.ts'
import {
  collectionContext,
  contextFragment,
  entityContext,
  isAnyEntity,
  valueContext,
} from './context-url.ts'
import { declaredTypeOf } from './entity-path.ts'
import { newBudget } from './entity-place.ts'
import {
  contextMember,
  countMember,
  deltaLinkMember,
  nextLinkMember,
  object,
} from './payload-members.ts'
import { writeReference } from './write-control-information.ts'
import { writeCombinations } from './write-crossjoin.ts'
import { writeChanges } from './write-delta.ts'
import { writeEntityMembers } from './write-entity.ts'
import { writeModified } from './write-modified.ts'
import { collectionOperations } from './write-operations.ts'
import type { WriteOptions } from './write-options.ts'
import { writeProperty } from './write-property.ts'

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
  switch (outcome.kind) {
    case 'entity':
      return writeEntity(outcome, options, links)
    case 'collection':
      return writeCollection(outcome, options, links)
    case 'modified':
      return writeModified(outcome, options, links.entitySet)
    case 'changes':
      return writeChanges(outcome, options, links)
    case 'references':
      return writeReferences(outcome, options, links)
    case 'crossjoin':
      return writeCrossjoin(outcome, options, links)
    case 'responses':
      return writeResponses(outcome, options, links)
    case 'value':
      return writeProperty(outcome, options, links)
    case 'text':
      return outcome.text
    case 'nothing':
    case 'notModified':
    case 'stream':
    case 'redirect':
      return undefined
  }
}

function writeEntity(
  outcome: OutcomeOf<'entity'>,
  options: WriteOptions,
  { entitySet, type: addressed }: CollectionOptions,
): string {
  const { entity, query, contentIds } = outcome
  const fragment = entityContext(entity, { query, type: addressed, entitySet }, options)
  const place = { declaredType: expectedType(outcome, addressed), budget: newBudget() }
  const noted = contentIds ? { ...options, contentIds } : options
  return object(
    contextMember(options, fragment),
    writeEntityMembers(applyToOne(query, entity, options), query, place, noted),
  )
}

function writeCollection(
  outcome: OutcomeOf<'collection'>,
  options: WriteOptions,
  { nextLink, deltaLink, entitySet, path }: CollectionOptions,
): string {
  const { items, query, type, count, skiptoken, tracking } = outcome
  const base = collectionContext(outcome, entitySet)
  const place = { declaredType: type, budget: newBudget() }
  const texts = items.map((entity) => {
    const own = isAnyEntity(type) ? ownContext(entity, query, options) : undefined
    return object(own, writeEntityMembers(entity, query, place, options))
  })
  return object(
    contextMember(options, contextFragment(base, query, options)),
    countMember(count, options),
    ...(query.$select || query.$apply ? [] : collectionOperations(type, path, options)),
    `"value":[${texts.join(',')}]`,
    nextLinkMember(skiptoken, nextLink, options),
    deltaLinkMember(tracking?.deltaToken, deltaLink, options),
  )
}

function writeReferences(
  { items, isCollection, count, skiptoken }: OutcomeOf<'references'>,
  options: WriteOptions,
  { nextLink }: CollectionOptions,
): string {
  const texts = items.map((entity) => writeReference(entity, options))
  if (!isCollection) return object(contextMember(options, '$ref'), texts[0]?.slice(1, -1))
  return object(
    contextMember(options, 'Collection($ref)'),
    countMember(count, options),
    `"value":[${texts.join(',')}]`,
    nextLinkMember(skiptoken, nextLink, options),
  )
}

function writeCrossjoin(
  outcome: OutcomeOf<'crossjoin'>,
  options: WriteOptions,
  { nextLink }: CollectionOptions,
): string {
  const { query, count, skiptoken } = outcome
  const fragment = contextFragment('Collection(Edm.ComplexType)', query, options)
  return object(
    contextMember(options, fragment),
    countMember(count, options),
    `"value":[${writeCombinations(outcome, options).join(',')}]`,
    nextLinkMember(skiptoken, nextLink, options),
  )
}

function writeResponses(
  { type, members }: OutcomeOf<'responses'>,
  options: WriteOptions,
  links: CollectionOptions,
): string {
  // The context around them is theirs.
  const inner = { ...options, isPart: true }
  const texts = members.map((member) => writeOutcome(member, inner, { ...links, path: undefined }))
  const fragment = `Collection(${valueContext(type, true)})`
  return object(contextMember(options, fragment), `"value":[${texts.join(',')}]`)
}

/** "Each single entity in such a response has its individual context URL" (Protocol, "`$all` Response"). */
function ownContext(entity: Entity, query: QueryPlan, options: WriteOptions): string | undefined {
  return contextMember(options, entityContext(entity, { query, type: undefined }, options))
}

/** The type that the context tells: that of where the entity lives, or of a cast. */
function expectedType({ entity }: OutcomeOf<'entity'>, addressed: EdmType | undefined): EntityType {
  const declared = declaredTypeOf((entity.origin ?? entity) as Entity)
  const isCast = addressed?.kind === 'entityType' && isDerivedFrom(addressed, declared)
  return isCast ? addressed : declared
}
