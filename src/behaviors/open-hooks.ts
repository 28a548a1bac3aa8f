import {
  findResultProblems,
  withExactNumbers,
  type HookedAnswer,
  type HookedBody,
  type Hooks,
  type RequestContext,
  type Target,
} from '../engine/index.ts'
import {
  isDerivedFrom,
  isJsonEqual,
  isJsonObject,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Operation,
} from '../model/index.ts'
import { canonicalPath, type Entity } from '../store/index.ts'
import type { HookName } from './behavior.ts'
import {
  hookOf,
  operationOf,
  type BoundBehaviors,
  type BoundModule,
  type Resource,
} from './bind-behaviors.ts'
import { HookRunner, type HookedRequest, type Subject } from './hook-runner.ts'
import { parametersForModule } from './module-parameters.ts'
import { copyOf, entityOf, jsonOf, representationOf } from './representation.ts'
import { behaviorFailed, type HookPlace } from './run-hook.ts'

/** Makes of modules what the engine calls, for one request. */
export function openHooks(modules: BoundBehaviors, request: HookedRequest): Hooks {
  const { byResource } = modules
  const created = new Set<Entity>()
  const runner = new HookRunner(modules, request)
  const call = runner.call.bind(runner)

  const aboutEntity = (name: HookName, entity: Entity, context: RequestContext) => {
    const resource = resourceOf(entity)
    return call(name, { resource, entity }, context, {
      of: { entity },
      // Made only where there is a hook.
      get value() {
        return representationOf(entity)
      },
    })
  }

  return {
    beforeRead: (target, context) => {
      const resource = resourceAt(target)
      if (resource) call('beforeRead', { resource }, context, { of: subjectOf(target) })
    },
    shown: (entity, context) => {
      const resource = resourceOf(entity)
      const isHooked = hookOf(resource && byResource.get(resource), 'afterRead')
      const value = isHooked && representationOf(entity)
      const hooked =
        value && call('afterRead', { resource, entity }, context, { of: { entity }, value })
      if (!hooked) return entity.properties
      const { place, result } = hooked
      const shown = judgedMembers(result ?? value, entity.type, place, context, entity.properties)
      return withoutControlInformation(shown)
    },
    beforeCreate: (body, { type, place }, context) => {
      const resource =
        'singleton' in place
          ? place.singleton
          : 'containment' in place
            ? place.containment
            : place.collection.entitySet
      const value = copyOf(body)
      const hooked = call('beforeCreate', { resource }, context, { of: {}, value })
      return hookedBody(body, { value, hooked, type }, context)
    },
    afterCreate: (entity, context) => {
      created.add(entity)
      aboutEntity('afterCreate', entity, context)
    },
    beforeUpdate: (body, entity, context) => {
      const value = copyOf(body)
      const about = { resource: resourceOf(entity), entity }
      const hooked = call('beforeUpdate', about, context, { of: { entity }, value })
      return hookedBody(body, { value, hooked, type: entity.type }, context)
    },
    afterUpdate: (entity, context) => void aboutEntity('afterUpdate', entity, context),
    beforeDelete: (entity, context) => void aboutEntity('beforeDelete', entity, context),
    afterDelete: (entity, context) => void aboutEntity('afterDelete', entity, context),
    answers: (operation) =>
      [...byResource.values()].some((module) => operationOf(module, operation)),
    call: (target, parameters, context) => {
      const { operation, boundTo } = target
      const module = modulesFor(boundTo, byResource).find((each) => operationOf(each, operation))
      const found = operationOf(module, operation)
      if (!module || !found) return undefined
      const place = { module, hook: `operations.${found.key}` }
      const given = runner.contextFor(boundTo ? subjectOf(boundTo) : {}, context)
      const named = parametersForModule(parameters, operation, context)
      const result = runner.run(place, () => found.call(given, named))
      return judgedAnswer(result, operation, place, context)
    },
    hasCreated: (entity) => created.has(entity),
  }
}

/** The type, which is written by itself. */
function withoutControlInformation(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !name.startsWith('@')))
}

function resourceOf({ containment, singleton, collection }: Entity): Resource | undefined {
  return containment ?? singleton ?? collection?.entitySet
}

/** The resource whose entities or values a path leads to. */
function resourceAt(target: Target): Resource | undefined {
  switch (target.kind) {
    case 'collection': {
      const { collection, via, items } = target
      if (via?.navigation.containsTarget) return via.navigation
      return collection?.entitySet ?? via?.target ?? (items[0] && resourceOf(items[0]))
    }
    case 'entity':
      return resourceOf(target.entity)
    case 'noEntity':
      return target.singleton ?? target.via?.target
    case 'value':
      return target.owner && resourceOf(target.owner)
    case 'crossjoin':
    case 'call':
      return undefined
  }
}

function subjectOf(target: Target): Subject {
  switch (target.kind) {
    case 'collection': {
      const { collection, via } = target
      const path = via
        ? `${canonicalPath(via.owner)}/${via.navigation.name}`
        : collection?.entitySet?.name
      return { entities: () => target.items, path }
    }
    case 'entity':
      return { entity: target.entity }
    case 'value': {
      const { owner, value, name } = target
      return { value, path: owner && `${canonicalPath(owner)}/${name}` }
    }
    case 'noEntity':
    case 'crossjoin':
    case 'call':
      return {}
  }
}

/**
 * The modules that may have an operation: that of the resource it is bound to, then those of sets whose
 * entities are of the type (any of them, where it is bound to a value that an expression made), then that
 * of the service.
 */
function modulesFor(
  boundTo: Target | undefined,
  byResource: ReadonlyMap<Resource, BoundModule>,
): readonly BoundModule[] {
  const own = boundTo && resourceAt(boundTo)
  const type = boundTo && typeOf(boundTo)
  const isAnywhere = boundTo?.kind === 'value' && !boundTo.owner
  const resources = [...byResource.keys()].filter(
    (resource) => resource !== 'service' && (isAnywhere || (type && holds(resource, type))),
  )
  return [own, ...resources, 'service' as const].flatMap((resource) => {
    const module = resource && byResource.get(resource)
    return module ? [module] : []
  })
}

function typeOf(target: Target): EntityType | undefined {
  if (target.kind === 'entity') return target.entity.type
  if (target.kind === 'collection' || target.kind === 'noEntity') return target.type
  return target.kind === 'value' ? target.owner?.type : undefined
}

function holds(resource: Exclude<Resource, 'service'>, type: EntityType): boolean {
  return isDerivedFrom(
    type,
    resource.kind === 'navigationProperty' ? resource.type : resource.entityType,
  )
}

/** The body that a hook leaves: what it returns, else the one it was given and may have changed. */
function hookedBody(
  before: JsonObject,
  {
    value,
    hooked,
    type,
  }: {
    readonly value: JsonValue
    readonly hooked: { readonly place: HookPlace; readonly result: unknown } | undefined
    readonly type: EntityType
  },
  context: RequestContext,
): HookedBody {
  if (!hooked) return { body: before, given: none }
  const { place, result } = hooked
  const body = judgedMembers(result ?? value, type, place, context, before)
  const given = Object.keys(body).filter((name) => !isJsonEqual(body[name], before[name]))
  return { body, given: new Set(given) }
}

const none: ReadonlySet<string> = new Set()

/**
 * Holds what a hook gives for an entity to its type.
 * @param before what a client gave: a member that stays as it was is the client's to answer for
 */
function judgedMembers(
  result: unknown,
  type: EntityType,
  place: HookPlace,
  context: RequestContext,
  before: JsonObject = {},
): JsonObject {
  const value = readResult(result, place)
  if (!isJsonObject(value)) {
    throw behaviorFailed(place, `expected an object, found ${JSON.stringify(value).slice(0, 80)}`)
  }
  const body = withExactNumbers(value, type)
  const problems = context.validators.validate(type, body, 'stored').filter(({ pointer }) => {
    const name = pointer.split('/')[1] ?? ''
    return !isJsonEqual(body[name], before[name])
  })
  refuseProblems(problems, place, context)
  return body
}

function judgedAnswer(
  result: unknown,
  operation: Operation,
  place: HookPlace,
  context: RequestContext,
): HookedAnswer {
  // What an arrow function happens to return is no answer of an action that has none.
  const { returnType } = operation
  const value = returnType ? withExactNumbers(readResult(result, place), returnType.type) : null
  refuseProblems(findResultProblems(value, operation, context), place, context)
  return { value, entityOf }
}

function readResult(result: unknown, place: HookPlace): JsonValue {
  try {
    return jsonOf(result)
  } catch (error) {
    throw behaviorFailed(place, `returned ${(error as Error).message}`)
  }
}

type Problem = ReturnType<RequestContext['validators']['validate']>[number]

/** @throws ODataError 500 naming hook, file and every pointer */
function refuseProblems(
  problems: readonly Problem[],
  place: HookPlace,
  { report }: RequestContext,
): void {
  const [first] = problems
  if (!first) return
  for (const { pointer, message, expected, found } of problems) {
    report({
      rule: 'behavior-result',
      severity: 'error',
      message: `${place.module.file}: ${place.hook}: ${message}`,
      pointer,
      expected,
      actual: found,
    })
  }
  const details = problems.map(({ pointer, message }) => ({
    code: 'InvalidResult',
    message,
    target: pointer,
  }))
  throw behaviorFailed(
    place,
    `gave what the contract does not allow: ${first.pointer || '/'}: ${first.message}`,
    details,
  )
}
