/** An entity as modules see and give it: OData JSON, without control information but `@odata.type`. */
export type Representation = Record<string, unknown>

/** A key value, or those of a key of several properties by name. */
export type BehaviorKey = string | number | boolean | Readonly<Record<string, unknown>>

/**
 * What a hook or an operation works with. Paths are those of URLs below the service root, such as
 * `accessPackages('x')/incompatibleAccessPackages`; a path to entities may have query options that choose
 * and order them (`accessPackages?$filter=isHidden eq false`). Reads show what is stored; writes are part
 * of the request: all of it or nothing. They count as the service's own, so computed properties may be
 * given, and hooks of what they change are called too.
 */
export interface BehaviorContext<Entity extends object = Representation> {
  /** HTTP method of the request. */
  readonly method: string
  /** Request headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Of the caller's token; absent without one. */
  readonly claims: Readonly<Record<string, unknown>> | undefined
  /** The entity that the hook is about, or that an operation is bound to. */
  readonly entity: Readonly<Entity> | undefined
  /** The entities of the collection that an operation is bound to. */
  readonly entities: readonly Readonly<Entity>[]
  /** The value that an operation is bound to, where that is no entity. */
  readonly value: unknown
  /** Path of what the hook is about, or of what an operation is bound to, where it has one. */
  readonly path: string | undefined
  /**
   * An entity or a value: `read('accessPackages', id)`, `read("accessPackages('x')/displayName")`.
   * @returns `undefined` when there is none
   */
  readonly read: <Read = Representation>(path: string, key?: BehaviorKey) => Read | undefined
  readonly list: <Listed = Representation>(path: string) => Listed[]
  readonly create: <Created = Representation>(path: string, body: object) => Created
  /** As PATCH: changes what is given. */
  readonly update: <Updated = Representation>(path: string, body: object) => Updated
  readonly delete: (path: string) => void
  /** Adds a link: `link("accessPackages('x')/incompatibleAccessPackages", "accessPackages('y')")`. */
  readonly link: (path: string, target: string) => void
  readonly unlink: (path: string, target?: string) => void
  /** The service's clock. */
  readonly now: () => Date
  /** A new id, as the service gives its own. */
  readonly id: () => string
  /** Ends the request with an error of the protocol; what it changed is undone. */
  readonly fail: (status: number, code: string, message: string) => never
}

/**
 * What a module does for one resource: an entity set, a singleton, or (`service`) the service itself. All
 * functions are synchronous, since they are part of the request's transaction.
 */
export interface Behavior<Entity extends object = Representation> {
  /** Before a GET of the entities or of one of them. */
  beforeRead?(context: BehaviorContext<Entity>): void
  /**
   * The representation to show instead, for each entity that a GET shows; changes in place count too, and
   * the state stays.
   */
  afterRead?(context: BehaviorContext<Entity>, entity: Entity): object | void
  /** The body to take instead; changes in place count too. */
  beforeCreate?(context: BehaviorContext<Entity>, body: Entity): object | void
  afterCreate?(context: BehaviorContext<Entity>, entity: Entity): void
  /** As `beforeCreate`; the body has what the client changes, `context.entity` what is stored. */
  beforeUpdate?(context: BehaviorContext<Entity>, body: Partial<Entity>): object | void
  afterUpdate?(context: BehaviorContext<Entity>, entity: Entity): void
  beforeDelete?(context: BehaviorContext<Entity>, entity: Entity): void
  afterDelete?(context: BehaviorContext<Entity>, entity: Entity): void
  /** By name, with or without namespace: what actions do, and what operations return. */
  readonly operations?: Readonly<Record<string, BehaviorOperation<Entity>>>
}

/** Each operation has parameters of its own, which its function may name in its type. */
export type BehaviorOperation<Entity extends object = Representation> = {
  call(context: BehaviorContext<Entity>, parameters: Readonly<Record<string, unknown>>): unknown
}['call']

/** Gives a module its types: `export default defineBehavior<AccessPackage>({ … })`. */
export function defineBehavior<Entity extends object = Representation>(
  behavior: Behavior<Entity>,
): Behavior {
  // What its functions get is of the type that the contract has for the resource, whatever it is called here.
  return behavior as unknown as Behavior
}

/** Names of the hooks, in the order in which a request calls them. */
export const hookNames = [
  'beforeRead',
  'afterRead',
  'beforeCreate',
  'afterCreate',
  'beforeUpdate',
  'afterUpdate',
  'beforeDelete',
  'afterDelete',
] as const

export type HookName = (typeof hookNames)[number]

/** A module as it was read. */
export interface BehaviorModule {
  /** How messages name it. */
  readonly file: string
  /** Path of the resource that it is for. */
  readonly resource: string
  /** Its default export, held to `Behavior` by `bindBehaviors`. */
  readonly behavior: unknown
}
