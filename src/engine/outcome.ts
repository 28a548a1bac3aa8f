import type { EdmType, EntityInstance, EntitySet, EntityType, JsonValue } from '../model/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import type { QueryPlan } from '../query/index.ts'
import type { Entity, EntityChange, Stream } from '../store/index.ts'
import type { ContentId } from './modify/content-id.ts'
import type { FlatChange } from './changes/flatten-changes.ts'
import type { ModifiedOutcome } from './modify/modified-members.ts'
import type { Via } from './target.ts'
import type { PageRequest } from './read/read-page.ts'

/** What a request comes to; `representation/` makes it a response. */
export type Outcome =
  | {
      readonly kind: 'entity'
      readonly entity: Entity
      readonly query: QueryPlan
      readonly isNew: boolean
      /** What the request called it and those nested in it; absent for nothing. */
      readonly contentIds?: ReadonlyMap<Entity, ContentId> | undefined
      /** Its media stream, where that was addressed and has been replaced. */
      readonly stream?: Stream | undefined
    }
  | {
      readonly kind: 'collection'
      readonly type: EntityType
      readonly items: readonly Entity[]
      readonly query: QueryPlan
      readonly via: Via | undefined
      readonly count: number | undefined
      /** `$skiptoken` of the next page; `undefined` on the last. */
      readonly skiptoken: string | undefined
      /** There when changes of it are tracked. */
      readonly tracking?: TrackingLink | undefined
    }
  | {
      readonly kind: 'references'
      readonly items: readonly Entity[]
      readonly isCollection: boolean
      readonly count: number | undefined
      readonly skiptoken: string | undefined
    }
  | {
      readonly kind: 'value'
      readonly owner: Entity | undefined
      readonly name: string
      readonly value: JsonValue
      readonly type: EdmType
      readonly isCollection: boolean
      readonly query: QueryPlan
      readonly count: number | undefined
      /** As of a collection of entities. */
      readonly skiptoken?: string | undefined
      /** What the request changed, which is answered with or without a representation. */
      readonly isModified?: boolean | undefined
      /** A response of each member, behind `$each`. */
      readonly isOfEach?: boolean | undefined
    }
  /** Of each member behind `$each` a collection. */
  | { readonly kind: 'responses'; readonly type: EdmType; readonly members: readonly Outcome[] }
  /** Combinations of a cross join: `related` has the entity of each set by the set's name. */
  | {
      readonly kind: 'crossjoin'
      readonly entitySets: readonly EntitySet[]
      readonly items: readonly EntityInstance[]
      readonly query: QueryPlan
      readonly count: number | undefined
      readonly skiptoken: string | undefined
    }
  /** `$count` and `$value`: text on its own, base64url where it stands for octets. */
  | {
      readonly kind: 'text'
      readonly text: string
      readonly isBinary?: boolean | undefined
      /** Of octets whose contract tells it (Vocabulary Core, "MediaType"). */
      readonly mediaType?: string | undefined
      /** The entity that it is a property of. */
      readonly owner?: Entity | undefined
      /** As of a value. */
      readonly isModified?: boolean | undefined
    }
  /** `entity`: the one that was modified, or whose property is null. */
  | { readonly kind: 'nothing'; readonly entity?: Entity | undefined }
  /** What the client has already, by `If-None-Match`. */
  | { readonly kind: 'notModified'; readonly entity: Entity }
  /** The octets of a media entity or of a stream property. */
  | {
      readonly kind: 'stream'
      readonly stream: Stream
      /** The client has them already, by `If-None-Match`. */
      readonly isUnmodified?: boolean | undefined
      readonly isModified?: boolean | undefined
    }
  | { readonly kind: 'redirect'; readonly location: string }
  | ChangesOutcome
  | ModifiedOutcome

/** The outcomes of a kind. */
export type OutcomeOf<Kind extends Outcome['kind']> = Outcome & { readonly kind: Kind }

/** Changes of a collection, or all of it told as changes. */
export type ChangesOutcome = {
  readonly kind: 'changes'
  readonly type: EntityType
  readonly query: QueryPlan
  readonly via: Via | undefined
  readonly count: number | undefined
  readonly skiptoken: string | undefined
  readonly tracking: TrackingLink
  /** The whole result, at the beginning. */
  readonly isWhole: boolean
  /** Of what changed, only the properties that did. */
  readonly isMinimal: boolean
} & (
  | { readonly form: 'flat'; readonly changes: readonly FlatChange[] }
  | { readonly form: 'nested' | 'graph'; readonly changes: readonly EntityChange[] }
)

export interface TrackingLink {
  /** `$deltatoken` of the delta link; `undefined` before the last page. */
  readonly deltaToken: string | undefined
  /** The query of the defining request, which links repeat. */
  readonly definingQuery: string
}

/**
 * How changes of what is related are told: beside the others, as OData 4.0 has it; within them, as 4.01
 * does; or as Microsoft Graph does, whose entities are known by their keys.
 */
export type ChangesForm = ChangesOutcome['form']

export interface ChangesRequest {
  /** `track-changes`. */
  readonly isAsked: boolean
  readonly form: ChangesForm
  /** `return=minimal`, to which Graph alone gives a meaning here. */
  readonly isMinimal: boolean
}

export const changesNotAsked: ChangesRequest = { isAsked: false, form: 'nested', isMinimal: false }

export interface ExecutedRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly plan: RequestPlan
  /** Parsed JSON; `undefined` for none. */
  readonly body: unknown
  /** There where the path takes a raw value instead of JSON. */
  readonly raw?: RawBody | undefined
  readonly page: PageRequest
  readonly changes?: ChangesRequest | undefined
  readonly preconditions: Preconditions
  /** Of the body: what the client says of it; `undefined` for either. */
  readonly payloadVersion?: '4.0' | '4.01' | undefined
  readonly continuesOnError?: boolean | undefined
}

/** A body as it came, of any media type. */
export interface RawBody {
  readonly octets: Buffer
  /** The header's text. */
  readonly contentType: string | undefined
}

/** The headers' texts. */
export interface Preconditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
}
