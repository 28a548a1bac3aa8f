import { isJsonObject, type JsonObject } from '../../model/index.ts'
import { applyChange, failedMember, operationOf, type CollectionUpdate } from './change-member.ts'
import { withExactNumbers } from '../judge/exact-numbers.ts'
import { findItemViolations } from '../judge/find-related-violations.ts'
import { invalidBody } from '../judge/judge-body.ts'
import { findInline } from '../judge/judge-update.ts'
import { attempt, modified, type ModifiedMember } from './modified-members.ts'
import type { Outcome } from '../outcome.ts'
import { removalIn } from '../changes/removal.ts'
import {
  readDeltaItem,
  readItems,
  reportMissingContext,
  type DeltaItem,
} from './read-delta-payload.ts'

interface Problem {
  readonly pointer: string
  readonly message: string
}

/**
 * Applies a delta payload to a collection of entities.
 * @see Protocol, "Update a Collection of Entities"
 */
export function applyDelta(about: CollectionUpdate): Outcome {
  const { request, target, context } = about
  const bodies = readItems(request.body)
  reportMissingContext(request.body as JsonObject, context)
  const goesOn = request.continuesOnError === true
  if (!goesOn) judgeItems(bodies, about)
  const members = bodies.map((body, index) => applyItem(body as JsonObject, index, about))
  return modified('delta', members, { ...target, query: request.plan.query })
}

/** All problems of all entries at once. */
export function judgeItems(bodies: readonly unknown[], about: CollectionUpdate): void {
  const problems = bodies.flatMap((body, index) => findProblems(body, index, about))
  refuseProblems(problems, about)
}

function findProblems(
  body: unknown,
  index: number,
  { request, target, context }: CollectionUpdate,
): readonly Problem[] {
  const pointer = `/value/${index}`
  const item = isJsonObject(body) ? readDeltaItem(body, pointer, context.model) : undefined
  if (item?.kind === 'link' || item?.kind === 'deletedLink') return []
  if (item?.kind === 'removal' && !removalIn(item.body)) return []
  const type = item?.entitySet?.entityType ?? target.type
  const isUpsert = item?.kind === 'upsert'
  return [
    ...findItemViolations(type, body, context, pointer),
    ...(isUpsert ? findInline(type, item.body, request, pointer) : []),
  ]
}

export function applyItem(
  body: JsonObject,
  index: number,
  about: CollectionUpdate,
): ModifiedMember {
  const { request, context } = about
  const goesOn = request.continuesOnError === true
  const item = readExactItem(body, index, about)
  const contentId = contentIdOf(item.body)
  const run = () => {
    if (goesOn) refuseProblems(findProblems(body, index, about), about)
    return applyChange(item, about)
  }
  const done = attempt(run, context, goesOn)
  if ('result' in done) return { ...done.result, contentId }
  const failure = { operation: operationOf(item, about), error: done.error }
  return { ...failedMember(item, about), failure, contentId }
}

/** With every digit of its numbers. */
function readExactItem(body: unknown, index: number, about: CollectionUpdate): DeltaItem {
  const { target, context } = about
  const item = readDeltaItem(isJsonObject(body) ? body : {}, `/value/${index}`, context.model)
  return { ...item, body: withExactNumbers(item.body, item.entitySet?.entityType ?? target.type) }
}

function refuseProblems(problems: readonly Problem[], { target }: CollectionUpdate): void {
  if (problems.length > 0) throw invalidBody(target.type, problems)
}

function contentIdOf(body: JsonObject): string | undefined {
  const id = body['@Org.OData.Core.V1.ContentID'] ?? body['@Core.ContentID']
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}
