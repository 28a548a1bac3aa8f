import type { EdmType, EntityInstance, EntitySet, EntityType, JsonValue } from '../model/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import type { QueryPlan } from '../query/index.ts'
import type { Entity, Stream } from '../store/index.ts'
import type { Via } from './target.ts'
import type { PageRequest } from './read-page.ts'

/** What a request comes to; `representation/` makes it a response. */
export type Outcome =
  | {
      readonly kind: 'entity'
      readonly entity: Entity
      readonly query: QueryPlan
      readonly isNew: boolean
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
    }
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

export interface ExecutedRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly plan: RequestPlan
  /** Parsed JSON; `undefined` for none. */
  readonly body: unknown
  /** There where the path takes a raw value instead of JSON. */
  readonly raw?: RawBody | undefined
  readonly page: PageRequest
  readonly preconditions: Preconditions
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
