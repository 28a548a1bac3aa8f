import type { ContractOperation } from '../contract/contract.ts'
import type { EvaluationContext } from '../expression/index.ts'
import type { JsonObject, JsonValue, Model, StructuredType } from '../model/index.ts'
import type { TrackedUrl } from '../plan/index.ts'
import type { QueryPlan } from '../query/index.ts'
import type { ChangeFeed, Entity, Store } from '../store/index.ts'
import type { ContentId } from './modify/content-id.ts'
import type { Hooks } from './hooks.ts'

/** Judges a value against its type; `pointer` is a JSON pointer into the value. */
export interface BodyValidators {
  validate(
    type: StructuredType,
    value: unknown,
    purpose: 'create' | 'update' | 'stored',
  ): readonly {
    readonly pointer: string
    readonly message: string
    readonly expected: string
    readonly found: string
  }[]
}

/** What a request does that the contract does not allow, though it is served. */
export interface Deviation {
  /** Kebab-case name, e.g. `read-only-property`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** JSON pointer into the body, or a header's name. */
  readonly pointer: string
  readonly expected: string
  readonly actual: string
}

/** A result whose changes are tracked: what was asked for, and where. */
export interface TrackedResult extends TrackedUrl {
  readonly query: QueryPlan
}

/**
 * What carrying out a request needs; all that is not determined by the request comes from here. Every
 * member is there from the start: copies that change members cost nothing, copies that add some do.
 */
export interface RequestContext extends EvaluationContext {
  readonly model: Model
  readonly store: Store
  readonly changeFeed: ChangeFeed<TrackedResult>
  readonly validators: BodyValidators
  /** The documented operation that the request matched. */
  readonly operation: ContractOperation | undefined
  /** `upn` of the caller's token. */
  readonly callerName: string | undefined
  /** URL of the service root as the client has it; where no host is known its pathname, `/beta` or ''. */
  readonly serviceRoot: string
  readonly newId: () => string
  /** Answers that fixtures give for calls, by call text. */
  readonly callAnswers: ReadonlyMap<string, readonly JsonObject[] | JsonValue>
  /** Takes what the request leaves the contract with; nothing is refused by it. */
  readonly report: (deviation: Deviation) => void
  /** Users' modules; `undefined` without any, and while fixtures are read. */
  readonly hooks: Hooks | undefined
  /** The values are the service's own, as those of a user's module: computed properties count. */
  readonly isByService: boolean
  /** What the request calls the entities that it makes and changes; `undefined` where nothing is answered. */
  readonly contentIds: Map<Entity, ContentId> | undefined
  /** Puts off linking until all entities exist, while fixtures are read. */
  readonly defer: ((link: () => void) => void) | undefined
}
