import {
  isDerivedFrom,
  type EntitySet,
  type EntityType,
  type Model,
  type NavigationProperty,
  type Operation,
  type OperationImport,
  type Singleton,
  type SourceLocation,
} from '../model/index.ts'
import { methodsSupported, type PathStep } from '../plan/index.ts'
import { callKey, navigationKey, type AddressedPart } from './addressed-part.ts'
import { findDocumentedAccess, findInventoriedPermissions } from './documented-access.ts'
import type { InventoriedOperation } from './inventory.ts'
import { writeSource } from './write-source.ts'

/** An operation that no page documents, and what requests of it address. */
export interface ModelOperation {
  readonly part: AddressedPart
  readonly operation: InventoriedOperation
}

/** A set, a singleton, or what is contained in one: where entities live. */
interface Place {
  readonly key: string
  /** `Orders`, `Orders/Items`. */
  readonly name: string
  readonly path: string
  readonly steps: readonly PathStep[]
  readonly type: EntityType
  readonly isCollection: boolean
  readonly isNullable: boolean
  readonly source: SourceLocation
}

/**
 * What the model allows by itself: what can be done with each place that has entities, with each
 * relationship's references, and each action and function. What capabilities refuse is left out, and
 * what stands nowhere in the contract.
 */
export function* findModelOperations(model: Model): Generator<ModelOperation> {
  const places = [...findPlaces(model)]
  const linked = new Set<NavigationProperty>()
  for (const place of places) {
    yield* findOperationsOn(place, model)
    for (const { navigation, prefix } of navigationsFrom(place.type)) {
      if (navigation.containsTarget || navigation.isReadOnly || linked.has(navigation)) continue
      linked.add(navigation)
      yield* findReferenceOperations(place, navigation, prefix)
    }
  }
  for (const operation of model.operations) {
    if (operation.bindingType) yield* findBoundOperation(operation, places, model)
  }
  for (const operationImport of model.container.operationImports.values()) {
    yield* findImportedOperations(operationImport, model)
  }
}

/** Each containment once, by the shortest way to it: one may contain itself. */
function* findPlaces({ container }: Model): Generator<Place> {
  const found: Place[] = []
  for (const entitySet of container.entitySets.values()) {
    if (!entitySet.isImplied && entitySet.source) found.push(placeOfSet(entitySet))
  }
  for (const singleton of container.singletons.values()) {
    if (singleton.source) found.push(placeOfSingleton(singleton))
  }
  const entered = new Set<NavigationProperty>()
  for (let place = found.shift(); place; place = found.shift()) {
    yield place
    for (const { navigation, prefix } of navigationsFrom(place.type)) {
      const livesHere = navigation.containsTarget || !navigation.target
      if (!livesHere || entered.has(navigation) || !navigation.source) continue
      entered.add(navigation)
      const owner = instanceOf(place)
      found.push({
        key: navigationKey(navigation),
        name: `${place.name}/${navigation.name}`,
        path: `${owner.path}${prefix}/${navigation.name}`,
        steps: [...owner.steps, { kind: 'navigation', navigation }],
        type: navigation.type,
        isCollection: navigation.isCollection,
        isNullable: navigation.nullable,
        source: navigation.source,
      })
    }
  }
}

function placeOfSet(entitySet: EntitySet): Place {
  return {
    key: entitySet.name,
    name: entitySet.name,
    path: `/${entitySet.name}`,
    steps: [{ kind: 'entitySet', entitySet }],
    type: entitySet.entityType,
    isCollection: true,
    isNullable: false,
    source: entitySet.source!,
  }
}

function placeOfSingleton(singleton: Singleton): Place {
  return {
    key: singleton.name,
    name: singleton.name,
    path: `/${singleton.name}`,
    steps: [{ kind: 'singleton', singleton }],
    type: singleton.entityType,
    isCollection: false,
    isNullable: singleton.nullable ?? false,
    source: singleton.source!,
  }
}

/** Those of a type, and those that derived types add behind a type cast. */
function* navigationsFrom(
  type: EntityType,
): Generator<{ readonly navigation: NavigationProperty; readonly prefix: string }> {
  for (const navigation of type.navigationProperties.values()) yield { navigation, prefix: '' }
  for (const derived of derivedFrom(type)) {
    for (const navigation of derived.ownNavigationProperties.values()) {
      yield { navigation, prefix: `/${derived.qualifiedName}` }
    }
  }
}

function derivedFrom({ derivedTypes }: EntityType): readonly EntityType[] {
  return derivedTypes.flatMap((derived) => [derived, ...derivedFrom(derived)])
}

/** One entity of a place: what the paths of its members begin with. */
function instanceOf({ path, steps, type, isCollection }: Place): Pick<Place, 'path' | 'steps'> {
  if (!isCollection) return { path, steps }
  return {
    path: `${path}${keyTemplate(type)}`,
    steps: [...steps, { kind: 'key', key: '', entityType: type }],
  }
}

function keyTemplate({ key }: EntityType): string {
  const [only] = key
  if (key.length < 2) return `/{${only ?? 'key'}}`
  return `(${key.map((name) => `${name}={${name}}`).join(',')})`
}

const verbs = {
  list: { verb: 'List', method: 'GET', status: 200 },
  get: { verb: 'Get', method: 'GET', status: 200 },
  create: { verb: 'Create', method: 'POST', status: 201 },
  update: { verb: 'Update', method: 'PATCH', status: 204 },
  delete: { verb: 'Delete', method: 'DELETE', status: 204 },
} as const

function* findOperationsOn(place: Place, model: Model): Generator<ModelOperation> {
  const { isCollection, isNullable, name, key, source } = place
  const one = instanceOf(place)
  const whole = isCollection ? (['list', 'create'] as const) : []
  const single = isCollection || isNullable ? (['get', 'update', 'delete'] as const) : undefined
  for (const kind of [...whole, ...(single ?? (['get', 'update'] as const))]) {
    const isOfWhole = kind === 'list' || kind === 'create'
    const { path, steps } = isOfWhole ? place : one
    const { verb, method, status } = verbs[kind]
    const resolved = {
      steps,
      type: place.type,
      isCollection: isOfWhole,
      signature: '',
      door: undefined,
    }
    const asked = kind === 'update' ? ['PATCH', 'PUT'] : [method]
    const [allowed] = methodsSupported(asked, resolved, model)
    if (allowed === undefined) continue
    yield {
      part: { kind, key },
      operation: {
        ...describe(`${verb} ${name}`, { method: allowed, path, status, source }),
        ...findDocumentedAccess(allowed, resolved, model),
      },
    }
  }
}

/** @see Protocol, "Modifying Relationships between Entities" */
function* findReferenceOperations(
  place: Place,
  navigation: NavigationProperty,
  prefix: string,
): Generator<ModelOperation> {
  const { source, isCollection, nullable, type } = navigation
  if (!source) return
  const name = `${place.name}/${navigation.name}`
  const path = `${instanceOf(place).path}${prefix}/${navigation.name}`
  const key = navigationKey(navigation)
  yield {
    part: { kind: 'link', key },
    operation: describe(`Link ${name}`, {
      method: isCollection ? 'POST' : 'PUT',
      path: `${path}/$ref`,
      status: 204,
      source,
    }),
  }
  if (!isCollection && !nullable) return
  yield {
    part: { kind: 'unlink', key },
    operation: describe(`Unlink ${name}`, {
      method: 'DELETE',
      path: `${path}${isCollection ? keyTemplate(type) : ''}/$ref`,
      status: 204,
      source,
    }),
  }
}

/** By the first place that leads to what it is bound to, with a type cast where it needs one. */
function* findBoundOperation(
  operation: Operation,
  places: readonly Place[],
  model: Model,
): Generator<ModelOperation> {
  const bound = operation.bindingType!
  const { type } = bound
  if (type.kind !== 'entityType' || !operation.source) return
  const place = places.find(
    (candidate) =>
      (candidate.isCollection || !bound.isCollection) &&
      (isDerivedFrom(candidate.type, type) || isDerivedFrom(type, candidate.type)),
  )
  if (!place) return
  const { path } = bound.isCollection ? place : instanceOf(place)
  const cast = isDerivedFrom(place.type, type) ? '' : `/${type.qualifiedName}`
  yield describeCall(
    operation,
    { path: `${path}${cast}/${operation.qualifiedName}`, source: operation.source },
    model,
  )
}

function* findImportedOperations(
  { name, operations, source }: OperationImport,
  model: Model,
): Generator<ModelOperation> {
  for (const operation of operations) {
    const at = operation.source ?? source
    if (at) yield describeCall(operation, { path: `/${name}`, source: at }, model)
  }
}

function describeCall(
  operation: Operation,
  { path, source }: { readonly path: string; readonly source: SourceLocation },
  model: Model,
): ModelOperation {
  const { kind, name, parameters, returnType } = operation
  const isFunction = kind === 'function'
  const method = isFunction ? 'GET' : 'POST'
  const named = parameters.map((parameter) => `${parameter.name}={${parameter.name}}`)
  const permissions = findInventoriedPermissions(method, [callStep(operation)], model)
  return {
    part: { kind: 'invoke', key: callKey(operation) },
    operation: {
      ...describe(`Invoke ${name}`, {
        method,
        path: isFunction ? `${path}(${named.join(',')})` : path,
        status: isFunction || returnType ? 200 : 204,
        source,
      }),
      ...(permissions && { permissions }),
    },
  }
}

function callStep(operation: Operation): PathStep {
  const parameters = new Map<string, never>()
  return { kind: 'operation', operation, parameters, callText: '', entitySet: undefined }
}

function describe(
  name: string,
  {
    method,
    path,
    status,
    source,
  }: {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly source: SourceLocation
  },
): InventoriedOperation {
  return { name, method, path, source: writeSource(source), statuses: [status], options: [] }
}
