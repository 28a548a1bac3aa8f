import type { BehaviorSource, BoundBehaviors } from '../behaviors/index.ts'
import { withResourcePaths, type Contract } from '../contract/index.ts'
import { ODataError, UsageError } from '../errors.ts'
import { writeFixtures } from '../engine/index.ts'
import type { AuthMode, Journal } from '../journal/index.ts'
import type { JsonObject } from '../model/index.ts'
import { getValidators } from '../schemas/index.ts'
import { ChangeFeed, isFunctionCallPath, type FixtureDocument, type Mark } from '../store/index.ts'
import { AsyncRequests } from './async-requests.ts'
import { Faults } from './faults/faults.ts'
import { FixtureError } from './fixture-error.ts'
import { sandboxPath } from './sandbox-path.ts'
import { ServiceBehaviors } from './service-behaviors.ts'
import type { Source } from './source.ts'
import {
  addFixtures,
  forkWorld,
  loadState,
  makeWorld,
  type World,
  type WorldSetting,
} from './world.ts'

export interface ServiceOptions {
  readonly contract: Contract
  /** Pathname of the service root, `/beta`; '' for the host's root. */
  readonly basePath: string
  readonly auth: AuthMode
  readonly source: Source
  readonly journal: Journal
  /** Users' modules. */
  readonly behaviors?: BehaviorSource | undefined
  /** For a sandbox: its name, and the service whose state it begins with. */
  readonly sandbox?: { readonly name: string; readonly of: Service } | undefined
}

/** A contract and a state that requests are carried out on; it lives from start to close. */
export class Service {
  /** Of a sandbox. */
  readonly name: string | undefined
  /** What its service root and its control plane stand under: `/~name` of a sandbox, else ''. */
  readonly mountPath: string
  readonly basePath: string
  readonly auth: AuthMode
  readonly source: Source
  readonly journal: Journal
  readonly asyncRequests = new AsyncRequests()
  /** What tests order to go wrong. */
  readonly faults = new Faults(this)
  readonly #options: ServiceOptions
  readonly #setting: WorldSetting
  readonly #behaviors: ServiceBehaviors | undefined
  #world: World
  /** Of the service itself, while others are lent to it. */
  #ownFixtures: FixtureDocument | undefined
  /** Changes in the stores of worlds that were replaced. */
  #versionBefore = 0
  /** Whose request is carried out, among a service and its sandboxes. */
  readonly #turn: { service: Service | undefined }
  #isClosed = false

  /**
   * @param fixtures what `reset` returns to; those of a sandbox are its parent's
   * @param state what to begin with instead, kept from an earlier run
   * @throws FixtureError when one of them is invalid, UsageError when a module does not fit
   */
  constructor(options: ServiceOptions, fixtures: FixtureDocument, state?: FixtureDocument) {
    const { sandbox } = options
    this.#options = options
    this.name = sandbox?.name
    this.mountPath = sandbox ? sandboxPath(sandbox.name) : ''
    this.basePath = options.basePath
    this.auth = options.auth
    this.source = options.source
    this.journal = options.journal
    this.#setting = {
      basePath: this.basePath,
      auth: this.auth,
      source: this.source,
      changeFeed: new ChangeFeed(),
    }
    this.#turn = sandbox ? sandbox.of.#turn : { service: undefined }
    this.#world = sandbox
      ? forkWorld(sandbox.of.world, this.#setting)
      : makeWorld(options.contract, fixtures, this.#setting, { state, isStart: true })
    if (state) loadState(this.#world, state)
    const { behaviors } = options
    this.#behaviors = behaviors && new ServiceBehaviors(behaviors, this.#world.model)
  }

  /** Users' modules, read anew if their files have changed and are watched; `undefined` without any. */
  readBehaviors(): BoundBehaviors | undefined {
    return this.#behaviors?.read(this.#world.model)
  }

  get contract(): Contract {
    return this.#world.contract
  }

  get world(): World {
    return this.#world
  }

  /** Grows with every change of the state. */
  get version(): number {
    return this.#versionBefore + this.#world.branch.version
  }

  /** Makes the state that of this service; sandboxes have the same store, each a branch of it. */
  enter(): void {
    if (this.#isClosed) {
      throw new ODataError(410, 'Gone', `the sandbox '${this.name}' is closed`)
    }
    const { service } = this.#turn
    if (service && service !== this) {
      throw new UsageError(
        'a behavior answers a request of one sandbox, and cannot ask or change another meanwhile',
      )
    }
    const { store, branch } = this.#world
    store.enter(branch)
  }

  /**
   * Enters for the time of a request, in which only users' modules could ask for another state.
   * @returns false within a request that is under way, which ends the time itself
   */
  beginRequest(): boolean {
    this.enter()
    if (this.#turn.service) return false
    this.#turn.service = this
    return true
  }

  endRequest(): void {
    this.#turn.service = undefined
  }

  /** A service at `/~name`, which begins with the state that this one has now and goes its own way. */
  fork(name: string): Service {
    this.asyncRequests.settle()
    return new Service(
      {
        ...this.#options,
        basePath: sandboxPath(name) + this.basePath,
        source: this.source.fork(),
        journal: this.journal.fork(),
        sandbox: { name, of: this },
      },
      this.#world.fixtures,
    )
  }

  /** Gives up the state of a sandbox; requests that still come are answered 410. */
  close(): void {
    if (this.#isClosed) return
    this.#dropBranch()
    this.#isClosed = true
  }

  #dropBranch(): void {
    const { store, branch } = this.#world
    store.drop(branch)
  }

  /** Back to the fixtures; journal, clock, ids and faults too. */
  reset(): void {
    this.asyncRequests.clear()
    this.faults.clear()
    if (this.#ownFixtures) {
      this.source.restart()
      this.replaceFixtures(this.#ownFixtures)
    }
    this.enter()
    this.#world.store.reset()
    this.#setting.changeFeed.forget()
    this.journal.reset()
    this.source.reset()
  }

  /**
   * Replaces the state and what `reset` returns to.
   * @param contract another than the one that is served
   * @throws FixtureError, with the state as it was
   */
  replaceFixtures(fixtures: FixtureDocument, contract?: Contract): void {
    this.asyncRequests.settle()
    this.#replaceWorld(makeWorld(contract ?? this.#world.contract, fixtures, this.#setting))
    if (contract) this.journal.holdTo(contract, getValidators(contract.model))
    this.#ownFixtures = undefined
  }

  /**
   * Lets fixtures take the place of the state until `reset`.
   * @throws FixtureError, with the state as it was
   */
  lendFixtures(fixtures: FixtureDocument): void {
    const own = this.#ownFixtures ?? this.#world.fixtures
    this.replaceFixtures(fixtures)
    this.#ownFixtures = own
  }

  /**
   * Adds entities to the state.
   * @throws FixtureError, with the state as it was
   */
  seed(resourcePath: string, entities: readonly JsonObject[] | JsonObject): void {
    this.asyncRequests.settle()
    this.enter()
    if (isFunctionCallPath(resourcePath)) {
      const message = "expected a path of entities; a call's answer is given by the fixtures"
      throw new FixtureError([
        { resourcePath, index: undefined, id: undefined, pointer: '', message },
      ])
    }
    const { contract, fixtures, store, model } = this.#world
    const extended = withResourcePaths(contract, [...Object.keys(fixtures), resourcePath])
    if (extended.model !== model) {
      // A resource that nothing named before: the model changes, so the state moves to a new store.
      const state = writeFixtures(model, store, {})
      const moved = makeWorld(extended, fixtures, this.#setting)
      loadState(moved, state)
      addFixtures(moved, { [resourcePath]: entities })
      this.#replaceWorld(moved)
    } else {
      const mark = store.mark()
      try {
        addFixtures(this.#world, { [resourcePath]: entities })
        store.commit(mark)
      } catch (error) {
        store.rollback(mark)
        throw error
      }
    }
  }

  /** What waits to be carried out asynchronously is no part of it. */
  state(): FixtureDocument {
    this.enter()
    const { model, store, fixtures } = this.#world
    return writeFixtures(model, store, callsOf(fixtures))
  }

  snapshot(): Mark {
    this.asyncRequests.settle()
    this.enter()
    return this.#world.store.mark()
  }

  /** False when the snapshot is no longer known, since an older state was restored or the fixtures replaced. */
  restore(mark: Mark): boolean {
    this.asyncRequests.settle()
    this.enter()
    this.#setting.changeFeed.forget()
    return this.#world.store.restore(mark)
  }

  /** Back to a state that is kept elsewhere; to that of the fixtures where none is. */
  takeBack(kept: FixtureDocument | undefined): void {
    const { contract, fixtures } = this.#world
    const world = makeWorld(contract, fixtures, this.#setting, { state: kept })
    if (kept) loadState(world, kept)
    this.#replaceWorld(world)
  }

  #replaceWorld(world: World): void {
    this.#versionBefore = this.version + 1
    this.#dropBranch()
    this.#setting.changeFeed.forget()
    this.#world = world
  }
}

function callsOf(fixtures: FixtureDocument): FixtureDocument {
  return Object.fromEntries(Object.entries(fixtures).filter(([path]) => isFunctionCallPath(path)))
}
