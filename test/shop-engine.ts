import {
  execute,
  seedFixtures,
  writeFixtures,
  type Deviation,
  type FixtureProblem,
  type Outcome,
  type RequestContext,
} from '../src/engine/index.ts'
import type { JsonObject } from '../src/model/index.ts'
import { planRequest } from '../src/plan/index.ts'
import { getValidators } from '../src/schemas/index.ts'
import {
  canonicalPath,
  ChangeFeed,
  Store,
  type Entity,
  type FixtureDocument,
} from '../src/store/index.ts'
import { shop } from './shop-query.ts'

const validators = getValidators(shop)

export interface Shop {
  readonly store: Store
  readonly context: RequestContext
  readonly problems: readonly FixtureProblem[]
  readonly deviations: Deviation[]
  run(line: string, body?: unknown, maxPageSize?: number): Outcome
  /** The properties of the entity that a request answers with. */
  entity(line: string, body?: unknown): JsonObject
  state(): FixtureDocument
}

/** The shop's engine on a store of its own, at a fixed time, with ids counted from `new-1`. */
export function openShop(fixtures: FixtureDocument = {}, more: Partial<RequestContext> = {}): Shop {
  const store = new Store(shop.container)
  const deviations: Deviation[] = []
  let ids = 0
  const context: RequestContext = {
    model: shop,
    store,
    changeFeed: new ChangeFeed(),
    validators,
    operation: undefined,
    callerName: 'ann@shop.example',
    serviceRoot: '/shop',
    newId: () => `new-${++ids}`,
    callAnswers: new Map(),
    report: (deviation) => void deviations.push(deviation),
    now: () => new Date('2026-01-01T00:00:00Z'),
    follow: (entity, navigation) =>
      navigation.isCollection
        ? store.followCollection(entity as Entity, navigation)
        : store.followSingle(entity as Entity, navigation),
    hooks: undefined,
    isByService: false,
    contentIds: undefined,
    defer: undefined,
    ...more,
  }
  const problems = seedFixtures(fixtures, context)
  store.rebase()
  const run: Shop['run'] = (line, body, maxPageSize) => {
    const [method = '', ...words] = line.split(' ')
    const url = words.join(' ')
    const [path = '', query = ''] = url.split('?')
    const plan = planRequest(path, query, { model: shop, isModification: method !== 'GET' })
    const page = { maxPageSize, skiptoken: plan.skiptoken }
    const preconditions = { ifMatch: undefined, ifNoneMatch: undefined }
    return execute({ method: method as 'GET', plan, body, page, preconditions }, context)
  }
  return {
    store,
    context,
    problems,
    deviations,
    run,
    entity: (line, body) => {
      const outcome = run(line, body)
      if (outcome.kind !== 'entity') throw new Error(`${line} answers ${outcome.kind}`)
      return outcome.entity.properties
    },
    state: () => writeFixtures(shop, store, {}),
  }
}

/** Canonical paths of what a request answers with. */
export function pathsOf(outcome: Outcome): readonly string[] {
  if (outcome.kind === 'entity') return [canonicalPath(outcome.entity)]
  if (outcome.kind === 'collection' || outcome.kind === 'references') {
    return outcome.items.map(canonicalPath)
  }
  return []
}
