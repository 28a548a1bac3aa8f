import { withResourcePaths, type Contract } from '../contract/index.ts'
import {
  callFunction,
  findReferenced,
  readCallAnswers,
  seedFixtures,
  type FixtureProblem,
  type RequestContext,
  type TrackedResult,
} from '../engine/index.ts'
import type { AuthMode, ContractReader } from '../journal/index.ts'
import type { Model } from '../model/index.ts'
import { getValidators } from '../schemas/index.ts'
import {
  findResourcePathFault,
  isFunctionCallPath,
  Store,
  streamsOf,
  type Branch,
  type ChangeFeed,
  type Entity,
  type FixtureDocument,
} from '../store/index.ts'
import { createContractReader } from './contract-reader.ts'
import { FixtureError } from './fixture-error.ts'
import { lookUpFixtures } from './known-fixtures.ts'
import { getOperationTable, type OperationTable } from './operation-table.ts'
import { PlanCache } from './plan-cache.ts'
import { newReadBudget, type ReadBudget } from './read-budget.ts'
import type { Source } from './source.ts'

/** Everything that changes when the fixtures do, so that replacing them is one assignment. */
export interface World {
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

/** What a service has that its worlds come and go in. */
export interface WorldSetting {
  /** Pathname of the service root. */
  readonly basePath: string
  readonly auth: AuthMode
  readonly source: Source
  readonly changeFeed: ChangeFeed<TrackedResult>
}

export interface NewWorldOptions {
  /** What the world is to hold after all, whose resources become part of the model. */
  readonly state?: FixtureDocument | undefined
  /** Fixtures that a start before found valid are not checked again. */
  readonly isStart?: boolean
}

/**
 * A world of its own, with the fixtures as its state.
 * @throws FixtureError
 */
export function makeWorld(
  contract: Contract,
  fixtures: FixtureDocument,
  setting: WorldSetting,
  { state, isStart = false }: NewWorldOptions = {},
): World {
  const names = [...Object.keys(fixtures), ...Object.keys(state ?? {})]
  const extended = withResourcePaths(
    contract,
    names.filter((path) => !isFunctionCallPath(path) && findResourcePathFault(path) === undefined),
  )
  const { model } = extended
  const store = new Store(model.container)
  const known = isStart ? lookUpFixtures(extended, fixtures) : undefined
  const validators = known?.areValid ? anythingIsValid : getValidators(model)
  const calls = readCallAnswers(fixtures, { model, validators })
  const budget = newReadBudget()
  const readContext = makeReadContext({ model, store, budget, callAnswers: calls.answers }, setting)
  const context = { ...readContext, validators }
  throwProblems([...calls.problems, ...seedFixtures(fixtures, context)])
  known?.keep()
  setting.source.keepIds()
  store.rebase()
  const planner = {
    contract: extended,
    model,
    operations: getOperationTable(extended),
    plans: new PlanCache(),
  }
  const reader = createContractReader(planner, setting)
  return { ...planner, store, branch: store.main, readContext, budget, fixtures, reader }
}

const anythingIsValid: RequestContext['validators'] = { validate: () => [] }

function makeReadContext(
  {
    model,
    store,
    budget,
    callAnswers,
  }: Pick<World, 'model' | 'store' | 'budget'> & Pick<RequestContext, 'callAnswers'>,
  { basePath, source, changeFeed }: WorldSetting,
): RequestContext {
  const readContext: RequestContext = {
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
    callFunction: (call) => callFunction(call, readContext),
    findReferenced: (id) => findReferenced(id, readContext),
    now: () => source.now(),
    model,
    store,
    changeFeed,
    validators: getValidators(model),
    operation: undefined,
    callerName: undefined,
    serviceRoot: basePath,
    newId: () => source.newId(),
    callAnswers,
    report: () => undefined,
    hooks: undefined,
    isByService: false,
    contentIds: undefined,
    defer: undefined,
    variables: undefined,
  }
  return readContext
}

/** A world with the state that another one has now, in a branch of the same store. */
export function forkWorld(world: World, setting: WorldSetting): World {
  const { basePath, source, changeFeed } = setting
  const readContext: RequestContext = {
    ...world.readContext,
    callFunction: (call) => callFunction(call, readContext),
    findReferenced: (id) => findReferenced(id, readContext),
    now: () => source.now(),
    newId: () => source.newId(),
    changeFeed,
    serviceRoot: basePath,
  }
  return {
    ...world,
    branch: world.store.fork(world.branch),
    readContext,
    reader: createContractReader(world, setting),
  }
}

/**
 * Puts a state in the place of the present one; `reset` still returns to the fixtures.
 * @throws FixtureError
 */
export function loadState(world: World, state: FixtureDocument): void {
  for (const set of world.model.container.entitySets.values()) {
    for (const entity of world.store.collection(set).toArray()) world.store.remove(entity)
  }
  addFixtures(world, state)
}

/**
 * Adds entities to the state.
 * @throws FixtureError, after those that are valid were added
 */
export function addFixtures({ readContext, budget }: World, fixtures: FixtureDocument): void {
  budget.renew()
  throwProblems(seedFixtures(fixtures, readContext))
}

function throwProblems(problems: readonly FixtureProblem[]): void {
  if (problems.length > 0) throw new FixtureError(problems)
}
