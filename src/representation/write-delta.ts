import type { ChangesOutcome } from '../engine/index.ts'
import { collectionContext, contextFragment } from './context-url.ts'
import { newBudget } from './entity-place.ts'
import {
  contextMember,
  countMember,
  deltaLinkMember,
  nextLinkMember,
  object,
} from './payload-members.ts'
import { writeFlatChange } from './write-flat-change.ts'
import { writeNestedChange } from './write-nested-change.ts'
import type { CollectionOptions } from './collection-options.ts'
import type { WriteOptions } from './write-options.ts'

/**
 * A page of changes: "the context URL of the response to the defining query, followed by `/$delta`".
 * @see JSON Format, "Delta Payload"; Protocol, "Context URL", "Delta Payload"
 */
export function writeChanges(
  outcome: ChangesOutcome,
  options: WriteOptions,
  { nextLink, deltaLink, entitySet }: CollectionOptions,
): string {
  const { type, via, query, count, skiptoken, tracking, isWhole } = outcome
  const base = collectionContext({ type, via, items: entitiesOf(outcome) }, entitySet)
  // Graph's entities are known by their keys, the others by their ids.
  const isOfGraph = outcome.form === 'graph'
  const fragment = contextFragment(base, query, options)
  return object(
    contextMember(options, isWhole ? fragment : `${fragment}/$delta`),
    countMember(count, options),
    `"value":[${writeLines(outcome, { ...options, givesIds: isOfGraph ? false : 'always' }).join(',')}]`,
    nextLinkMember(skiptoken, nextLink, options),
    deltaLinkMember(tracking.deltaToken, deltaLink, options),
  )
}

function writeLines(outcome: ChangesOutcome, options: WriteOptions): readonly string[] {
  const { type: declaredType } = outcome
  const budget = newBudget()
  if (outcome.form === 'flat') {
    return outcome.changes.map((change) =>
      writeFlatChange(change, { declaredType, budget }, options),
    )
  }
  const { query, form, isMinimal } = outcome
  const how = { query, declaredType, budget, isGraph: form === 'graph', isMinimal }
  return outcome.changes.map((change) => writeNestedChange(change, how, options))
}

/** Those of the result itself, which may tell its set where nothing else does. */
function entitiesOf(outcome: ChangesOutcome) {
  if (outcome.form === 'flat') return []
  return outcome.changes.map((change) =>
    change.kind === 'removed' ? change.before.entity : change.now.entity,
  )
}
