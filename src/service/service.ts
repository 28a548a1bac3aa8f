import type { BehaviorSource, BoundBehaviors } from '../behaviors/index.ts'
import { withResourcePaths, type Contract } from '../contract/index.ts'
import { ODataError, UsageError } from '../errors.ts'
import {
  callFunction,
  findReferenced,
  readCallAnswers,
  seedFixtures,
  writeFixtures,
  type FixtureProblem,
  type RequestContext,
  type TrackedResult,
} from '../engine/index.ts'
import type { AuthMode, ContractReader, Journal } from '../journal/index.ts'
import type { JsonObject, Model } from '../model/index.ts'
import { getValidators } from '../schemas/index.ts'
import {
  ChangeFeed,
  isFunctionCallPath,
  Store,
  streamsOf,
  type Branch,
  type Entity,
  type FixtureDocument,
  type Mark,
} from '../store/index.ts'
import { AsyncRequests } from './async-requests.ts'
import { createContractReader } from './contract-reader.ts'
import { lookUpFixtures } from './known-fixtures.ts'
import { Faults } from './faults/faults.ts'
import { getOperationTable, type OperationTable } from './operation-table.ts'
import { PlanCache } from './plan-cache.ts'
import { newReadBudget, type ReadBudget } from './read-budget.ts'
import { sandboxPath } from './sandbox-path.ts'
import { ServiceBehaviors } from './service-behaviors.ts'
import type { Source } from './source.ts'

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

/** Everything that changes when the fixtures do, so that replacing them is one assignment. */
interface World {
  readonly contract: Contract
  readonly model: Model
  readonly operations: OperationTable
  readonly store: Store
  /** Of the store, which sandboxes share until they have other fixtures. */
  readonly branch: Branch
  /** For requests that change nothing: what a modification's context adds to. */
  readonly readContext: RequestContext
  readonly budget: ReadBudget
  readonly plans: PlanCache
  readonly fixtures: FixtureDocument
  /** What exchanges of this world are held to. */
  readonly reader: ContractReader
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
  readonly #changeFeed = new ChangeFeed<TrackedResult>()
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
    this.#turn = sandbox ? sandbox.of.#turn : { service: undefined }
    this.#world = sandbox
      ? this.#forkWorld(sandbox.of.world)
      : this.#makeWorld(options.contract, fixtures, { state, isStart: true })
    if (state) this.#load(this.#world, state)
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
    if (this.#ownFixtures) this.replaceFixtures(this.#ownFixtures)
    this.enter()
    this.#world.store.reset()
    this.#changeFeed.forget()
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
    this.#replaceWorld(this.#makeWorld(contract ?? this.#world.contract, fixtures))
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
      const moved = this.#makeWorld(extended, fixtures)
      this.#load(moved, state)
      this.#seedInto(moved, { [resourcePath]: entities })
      this.#replaceWorld(moved)
    } else {
      const mark = store.mark()
      try {
        this.#seedInto(this.#world, { [resourcePath]: entities })
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
    this.#changeFeed.forget()
    return this.#world.store.restore(mark)
  }

  /** Back to a state that is kept elsewhere; to that of the fixtures where none is. */
  takeBack(kept: FixtureDocument | undefined): void {
    const { contract, fixtures } = this.#world
    const world = this.#makeWorld(contract, fixtures, { state: kept })
    if (kept) this.#load(world, kept)
    this.#replaceWorld(world)
  }

  #replaceWorld(world: World): void {
    this.#versionBefore = this.version + 1
    this.#dropBranch()
    this.#changeFeed.forget()
    this.#world = world
  }

  /** Puts a state in the place of the fixtures; `reset` still returns to these. */
  #load(world: World, state: FixtureDocument): void {
    for (const set of world.model.container.entitySets.values()) {
      for (const entity of world.store.collection(set).toArray()) world.store.remove(entity)
    }
    this.#seedInto(world, state)
  }

  #makeWorld(
    contract: Contract,
    fixtures: FixtureDocument,
    { state, isStart = false }: { state?: FixtureDocument | undefined; isStart?: boolean } = {},
  ): World {
    const names = [...Object.keys(fixtures), ...Object.keys(state ?? {})]
    const extended = withResourcePaths(
      contract,
      names.filter((path) => !isFunctionCallPath(path)),
    )
    const { model } = extended
    const store = new Store(model.container)
    const validators = getValidators(model)
    const calls = readCallAnswers(fixtures, model)
    const budget = newReadBudget()
    const planner = {
      contract: extended,
      model,
      operations: getOperationTable(extended),
      plans: new PlanCache(),
    }
    const world: Omit<World, 'branch'> = {
      ...planner,
      store,
      readContext: {
        follow: (entity, navigation) =>
          navigation.isCollection
            ? budget.count(store.followCollection(entity as Entity, navigation))
            : store.followSingle(entity as Entity, navigation),
        followComplex: (value, navigation) => store.followComplex(value, navigation),
        hasStream: (holder, name) => Boolean(streamsOf(holder).get(name)),
        resolveRoot: (resource) =>
          resource.kind === 'entitySet'
            ? budget.count(store.collection(resource).toArray())
            : (store.singleton(resource) ?? null),
        callFunction: (call) => callFunction(call, world.readContext),
        findReferenced: (id) => findReferenced(id, world.readContext),
        now: () => this.source.now(),
        model,
        store,
        changeFeed: this.#changeFeed,
        validators,
        operation: undefined,
        callerName: undefined,
        serviceRoot: this.basePath,
        newId: () => this.source.newId(),
        callAnswers: calls.answers,
        report: () => undefined,
        hooks: undefined,
        isByService: false,
        contentIds: undefined,
        defer: undefined,
        variables: undefined,
      },
      budget,
      fixtures,
      reader: createContractReader(planner, { basePath: this.basePath, auth: this.auth }),
    }
    const known = isStart ? lookUpFixtures(extended, fixtures) : undefined
    const { readContext } = world
    const context = known?.areValid ? { ...readContext, validators: anythingIsValid } : readContext
    throwProblems([...calls.problems, ...seedFixtures(fixtures, context)])
    known?.keep()
    this.source.keepIds()
    store.rebase()
    return { ...world, branch: store.main }
  }

  #forkWorld(world: World): World {
    const readContext: RequestContext = {
      ...world.readContext,
      callFunction: (call) => callFunction(call, readContext),
      findReferenced: (id) => findReferenced(id, readContext),
      now: () => this.source.now(),
      newId: () => this.source.newId(),
      changeFeed: this.#changeFeed,
      serviceRoot: this.basePath,
    }
    return {
      ...world,
      branch: world.store.fork(world.branch),
      readContext,
      reader: createContractReader(world, { basePath: this.basePath, auth: this.auth }),
    }
  }

  #seedInto({ readContext, budget }: World, fixtures: FixtureDocument): void {
    budget.renew()
    throwProblems(seedFixtures(fixtures, readContext))
  }
}

function throwProblems(problems: readonly FixtureProblem[]): void {
  if (problems.length > 0) throw new FixtureError(problems)
}

const anythingIsValid: RequestContext['validators'] = { validate: () => [] }

function callsOf(fixtures: FixtureDocument): FixtureDocument {
  return Object.fromEntries(Object.entries(fixtures).filter(([path]) => isFunctionCallPath(path)))
}

/** Fixtures that the contract does not allow, all of them. */
export class FixtureError extends Error {
  readonly problems: readonly FixtureProblem[]

  constructor(problems: readonly FixtureProblem[]) {
    super(problems.map(describeFixtureProblem).join('\n'))
    this.name = 'FixtureError'
    this.problems = problems
  }
}

/** Into the fixture document. */
export function fixturePointer({ resourcePath, index, pointer }: FixtureProblem): string {
  const resource = `/${resourcePath.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return `${resource}${index === undefined ? '' : `/${index}`}${pointer}`
}

/** `accessPackages[3] (id 'x') /isHidden: expected …`. */
export function describeFixtureProblem({
  resourcePath,
  index,
  id,
  pointer,
  message,
}: FixtureProblem): string {
  const place = index === undefined ? '' : `[${index}]`
  const name = id === undefined ? '' : ` (id '${id}')`
  return `${resourcePath}${place}${name}${pointer ? ` ${pointer}` : ''}: ${message}`
}
