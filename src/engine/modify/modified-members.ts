import { ODataError } from '../../errors.ts'
import type { EntityType, JsonObject } from '../../model/index.ts'
import type { QueryPlan } from '../../query/index.ts'
import type { Entity } from '../../store/index.ts'
import type { RequestContext } from '../request-context.ts'
import type { Via } from '../target.ts'

/** What a modification of the members of a collection did to each. */
export interface ModifiedOutcome {
  readonly kind: 'modified'
  /** As the answer tells it: a delta payload, or the collection. */
  readonly form: 'delta' | 'collection'
  readonly type: EntityType
  readonly via: Via | undefined
  readonly query: QueryPlan
  readonly members: readonly ModifiedMember[]
  readonly isModified: true
  /** Some failed, which is told whatever the client prefers. */
  readonly hasFailures: boolean
}

export type FailedOperation = 'insert' | 'update' | 'delete' | 'link' | 'unlink'

export type ModifiedMember = {
  /** `Core.ContentID`, as the request gave it. */
  readonly contentId?: string | undefined
  readonly failure?: Failure | undefined
} & (
  | { readonly kind: 'entity'; readonly entity: Entity }
  /** What the collection still has, though it should not. */
  | { readonly kind: 'reference'; readonly entity: Entity }
  | { readonly kind: 'removed'; readonly entity: Entity; readonly reason: 'deleted' | 'changed' }
  | AbsentMember
  | { readonly kind: 'link' | 'deletedLink'; readonly link: JsonObject }
)

/** An entity that there is none of. */
export interface AbsentMember {
  readonly kind: 'absent'
  /** The key properties that the request gives. */
  readonly key: JsonObject
  readonly id: string | undefined
  /** As far as the key tells it. */
  readonly wouldBe: Entity | undefined
}

/** @see Vocabulary Core, "DataModificationException" */
export interface Failure {
  readonly operation: FailedOperation
  readonly error: ODataError
}

/**
 * Carries out one of several changes. Where it fails and the client goes on, nothing of it remains.
 * @returns what it came to, or what it failed with
 * @throws ODataError where the client does not go on
 * @see Protocol, "Preference continue-on-error"
 */
export function attempt<Result>(
  run: () => Result,
  { store }: RequestContext,
  goesOn: boolean,
): { readonly result: Result } | { readonly error: ODataError } {
  if (!goesOn) return { result: run() }
  const mark = store.mark()
  try {
    const result = run()
    store.commit(mark)
    return { result }
  } catch (error) {
    store.rollback(mark)
    if (error instanceof ODataError) return { error }
    throw error
  }
}

export function modified(
  form: ModifiedOutcome['form'],
  members: readonly ModifiedMember[],
  about: Pick<ModifiedOutcome, 'type' | 'via' | 'query'>,
): ModifiedOutcome {
  const hasFailures = members.some(({ failure }) => failure !== undefined)
  const { type, via, query } = about
  return { kind: 'modified', form, members, type, via, query, isModified: true, hasFailures }
}
