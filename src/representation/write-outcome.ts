import type { Outcome } from '../engine/index.ts'
import type { EntitySet } from '../model/index.ts'
import { canonicalPath } from '../store/index.ts'
import {
  collectionContext,
  contextFragment,
  contextUrl,
  entityContext,
  valueContext,
} from './context-url.ts'
import { newBudget, writeEntityMembers, writeReference, writeValue } from './write-entity.ts'
import type { WriteOptions } from './write-options.ts'

/** How pages follow each other, and where the collection was read. */
export interface CollectionOptions {
  /** URL of the next page for a token. */
  readonly nextLink: (skiptoken: string) => string
  /** The entity set that the path addressed, for the context of an empty collection. */
  readonly entitySet: EntitySet | undefined
}

/**
 * The text of a response body.
 * @returns `undefined` for an outcome without a body
 * @see JSON Format
 */
export function writeOutcome(
  outcome: Outcome,
  options: WriteOptions,
  { nextLink, entitySet }: CollectionOptions,
): string | undefined {
  switch (outcome.kind) {
    case 'entity': {
      const { entity, query } = outcome
      const context = contextMember(options, entityContext(entity, query))
      const place = { declaredType: declaredTypeOf(outcome), budget: newBudget() }
      return object(context, writeEntityMembers(entity, query, place, options))
    }
    case 'collection': {
      const { items, query, type, count, skiptoken } = outcome
      const base = collectionContext(outcome, entitySet)
      const place = { declaredType: type, budget: newBudget() }
      const texts = items.map((entity) => `{${writeEntityMembers(entity, query, place, options)}}`)
      return object(
        contextMember(options, contextFragment(base, query)),
        countMember(count, options),
        `"value":[${texts.join(',')}]`,
        nextLinkMember(skiptoken, nextLink),
      )
    }
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
        nextLinkMember(skiptoken, nextLink),
      )
    }
    case 'value':
      return writeValueBody(outcome, options)
    case 'text':
      return outcome.text
    case 'nothing':
    case 'redirect':
      return undefined
  }
}

function declaredTypeOf({ entity }: Outcome & { readonly kind: 'entity' }) {
  return (
    entity.collection?.entityType ??
    entity.containment?.type ??
    entity.singleton?.entityType ??
    entity.type
  )
}

function writeValueBody(
  { owner, name, value, type, isCollection, query, count }: Outcome & { readonly kind: 'value' },
  options: WriteOptions,
): string {
  const fragment = owner ? `${canonicalPath(owner)}/${name}` : valueContext(type, isCollection)
  const context = contextMember(options, contextFragment(fragment, query))
  const text = writeValue(value, type, query.$select, options)
  if (!isCollection && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return object(context, text.slice(1, -1))
  }
  return object(context, countMember(count, options), `"value":${text}`)
}

function object(...members: (string | undefined)[]): string {
  return `{${members.filter((member) => member).join(',')}}`
}

function contextMember(options: WriteOptions, fragment: string): string | undefined {
  if (options.metadata === 'none') return undefined
  return `"@odata.context":${JSON.stringify(contextUrl(options, fragment))}`
}

function countMember(
  count: number | undefined,
  { ieee754Compatible }: WriteOptions,
): string | undefined {
  if (count === undefined) return undefined
  return `"@odata.count":${ieee754Compatible ? `"${count}"` : count}`
}

function nextLinkMember(
  skiptoken: string | undefined,
  nextLink: (skiptoken: string) => string,
): string | undefined {
  if (skiptoken === undefined) return undefined
  return `"@odata.nextLink":${JSON.stringify(nextLink(skiptoken))}`
}
