import { isJsonObject, type JsonObject, type JsonValue, type Model } from '../../model/index.ts'
import { parseResourcePath } from '../../syntax/index.ts'
import type { PathStep } from '../path-step.ts'
import type { ResolvedPath } from '../resolve-resource-path.ts'
import type { Refusal } from './refusal.ts'
import {
  memberNames,
  navigabilityOf,
  resourceAt,
  restrictedPaths,
  restriction,
  termValue,
  type RestrictedResource,
} from './restrictions.ts'

/** A path and a method on it. */
export interface RestrictedAccess {
  readonly method: string
  readonly path: ResolvedPath
  readonly resource: RestrictedResource
}

type MethodCapability = {
  readonly term: string
  /** The member of the term that refuses; `undefined` when none does. */
  readonly refusedBy: (access: RestrictedAccess) => string | undefined
}

/** Every capability that speaks of methods, one entry each. */
const methodCapabilities: readonly MethodCapability[] = [
  {
    term: 'ReadRestrictions',
    refusedBy: ({ method, path, resource }) => {
      if (method !== 'GET') return undefined
      const byKey = 'ReadByKeyRestrictions/Readable'
      const readableByKey = isByKey(path.steps)
        ? restriction('ReadRestrictions', byKey, resource)
        : undefined
      if (readableByKey !== undefined) return readableByKey === false ? byKey : undefined
      return whenFalse('ReadRestrictions', 'Readable', resource)
    },
  },
  {
    term: 'InsertRestrictions',
    refusedBy: ({ method, path, resource }) =>
      method === 'POST' && propertyPath(path.steps).length === 0
        ? whenFalse('InsertRestrictions', 'Insertable', resource)
        : undefined,
  },
  {
    term: 'UpdateRestrictions',
    refusedBy: ({ method, path, resource }) => {
      if (method === 'GET') return undefined
      const property = propertyPath(path.steps)
      const isOfProperty = property.length > 0
      if (method !== 'PATCH' && method !== 'PUT' && !isOfProperty) return undefined
      const refused =
        whenFalse('UpdateRestrictions', 'Updatable', resource) ??
        (method === 'PATCH' && isWholeCollection(path)
          ? whenFalse('UpdateRestrictions', 'DeltaUpdateSupported', resource)
          : undefined) ??
        refusedSegment('UpdateRestrictions', path.steps, resource) ??
        refusedProperty(property, resource)
      const methods = restriction('UpdateRestrictions', 'UpdateMethod', resource)
      if (refused !== undefined || methods === undefined || isOfProperty) return refused
      return memberNames(methods).includes(method) ? undefined : 'UpdateMethod'
    },
  },
  {
    term: 'DeleteRestrictions',
    refusedBy: ({ method, path, resource }) =>
      method === 'DELETE' && propertyPath(path.steps).length === 0
        ? (whenFalse('DeleteRestrictions', 'Deletable', resource) ??
          refusedSegment('DeleteRestrictions', path.steps, resource))
        : undefined,
  },
]

/** The names of the properties that lead on from the resource. */
function propertyPath(steps: readonly PathStep[]): readonly string[] {
  return steps.slice(indexAfterResource(steps)).flatMap((step) => {
    if (step.kind === 'property') return [step.property.name]
    return step.kind === 'dynamicProperty' ? [step.name] : []
  })
}

/** Whether a property, or what it is within, may not be given on update, so that it is not changed by itself either. */
function refusedProperty(
  property: readonly string[],
  resource: RestrictedResource,
): string | undefined {
  const member = 'NonUpdatableProperties'
  const isListed = restrictedPaths('UpdateRestrictions', member, resource).some((listed) =>
    listed.split('/').every((name, index) => property[index] === name),
  )
  return isListed ? member : undefined
}

/** Whether the members of a subset, `/$filter(…)/$each`, may be modified at once. */
function refusedSegment(
  term: string,
  steps: readonly PathStep[],
  resource: RestrictedResource,
): string | undefined {
  if (steps.every(({ kind }) => kind !== 'filter')) return undefined
  return whenFalse(term, 'FilterSegmentSupported', resource)
}

function whenFalse(term: string, member: string, resource: RestrictedResource): string | undefined {
  return restriction(term, member, resource) === false ? member : undefined
}

/** Whether what is addressed, or has the property addressed, is one entity of a collection. */
export function isByKey(steps: readonly PathStep[]): boolean {
  const last = steps.findLast(({ kind }) => kind === 'key' || isResourceStep(kind))
  return last?.kind === 'key'
}

function isResourceStep(kind: PathStep['kind']): boolean {
  return kind === 'entitySet' || kind === 'singleton' || kind === 'navigation'
}

/** What is addressed as an instance or collection, not its links or an operation on it. */
export function restrictedAccess(
  method: string,
  path: ResolvedPath,
  model: Model,
): RestrictedAccess | undefined {
  const last = path.steps.at(-1)?.kind
  if (last === 'ref' || last === 'operation') return undefined
  const steps = path.steps.slice(0, indexAfterResource(path.steps))
  const resource = resourceAt(steps, model)
  return resource && { method, path, resource }
}

/** A property belongs to the resource before it: there is nothing to say of it as a resource. */
function indexAfterResource(steps: readonly PathStep[]): number {
  return steps.findLastIndex(({ kind }) => isResourceStep(kind) || kind === 'operation') + 1
}

export function findMethodRefusal(access: RestrictedAccess): Refusal | undefined {
  for (const { term, refusedBy } of methodCapabilities) {
    const member = refusedBy(access)
    if (member === undefined) continue
    const capability = `${term}/${member}`
    return {
      capability,
      statusCode: 405,
      message: `${access.resource.name} does not allow ${access.method} (Capabilities.${capability})`,
    }
  }
  return undefined
}

/** What the path itself asks of the service: keys, navigation, counts. */
export function* findPathRefusals(
  rawPath: string,
  { steps }: ResolvedPath,
  model: Model,
): Generator<Refusal> {
  const { container } = model
  const asSegments = steps.filter(({ kind }) => kind === 'key').length
  const inParentheses = steps.length - parseResourcePath(rawPath).segments.length
  const annotation = (term: string) =>
    container.annotations?.get(`Org.OData.Capabilities.V1.${term}`)
  if (asSegments > inParentheses && annotation('KeyAsSegmentSupported') === false) {
    yield unsupported('KeyAsSegmentSupported', 'keys as segments are not supported')
  }
  if (rawPath.startsWith('$crossjoin') && annotation('CrossJoinSupported') === false) {
    yield unsupported('CrossJoinSupported', '$crossjoin is not supported')
  }
  for (const [index, { kind }] of steps.entries()) {
    if (kind !== 'key' && kind !== 'navigation' && kind !== 'count') continue
    const resource = resourceAt(steps.slice(0, index + 1), model)
    if (!resource) continue
    if (kind === 'key' && termValue('IndexableByKey', resource) === false) {
      yield unsupported('IndexableByKey', `${resource.name} is not addressed by key`)
    }
    if (kind === 'navigation' && navigabilityOf(resource) === 'None') {
      yield unsupported('NavigationRestrictions', `${resource.name} is not navigable`)
    }
    if (kind === 'count') yield* findCountRefusal(steps.slice(0, index), resource)
  }
}

function unsupported(capability: string, message: string): Refusal {
  return { capability, statusCode: 501, message: `${message} (Capabilities.${capability})` }
}

function* findCountRefusal(
  steps: readonly PathStep[],
  resource: RestrictedResource,
): Generator<Refusal> {
  const term = 'CountRestrictions'
  const isRefused = restriction(term, 'Countable', resource) === false
  const owner = resource.origins.find(({ path }) => path.length > 0)
  const listed = owner && {
    ...resource,
    origins: [{ element: owner.element, path: [] }],
    annotations: undefined,
  }
  const isNavigation = steps.at(-1)?.kind === 'navigation'
  const member = isNavigation ? 'NonCountableNavigationProperties' : 'NonCountableProperties'
  const isListed = listed && restrictedPaths(term, member, listed).includes(owner.path.join('/'))
  if (!isRefused && !isListed) return
  const capability = `${term}/${isRefused ? 'Countable' : member}`
  const message = `${resource.name} is not countable (Capabilities.${capability})`
  yield { capability, statusCode: 400, message, target: '$count' }
}

/**
 * What the capabilities of a resource refuse of a body: properties that a request may not give, and
 * those that it has to.
 */
export function* findBodyRefusals(access: RestrictedAccess, body: JsonObject): Generator<Refusal> {
  const { method, path } = access
  if (method === 'POST' || !isWholeCollection(path)) return yield* findEntityRefusals(access, body)
  const { value } = body
  if (!Array.isArray(value)) return
  for (const [index, item] of (value as readonly JsonValue[]).entries()) {
    const isRemoval = isJsonObject(item) && ('@removed' in item || '@odata.removed' in item)
    if (!isJsonObject(item) || isRemoval) continue
    for (const refusal of findEntityRefusals(access, item)) {
      yield { ...refusal, target: `/value/${index}${refusal.target ?? ''}` }
    }
  }
}

function* findEntityRefusals(
  { method, path, resource }: RestrictedAccess,
  body: JsonObject,
): Generator<Refusal> {
  const isInsert = method === 'POST'
  if (!isInsert && method !== 'PATCH' && method !== 'PUT') return
  if (path.steps.some(({ kind }) => kind === 'property')) return
  const term = isInsert ? 'InsertRestrictions' : 'UpdateRestrictions'
  const verb = isInsert ? 'Insertable' : 'Updatable'
  const purpose = isInsert ? 'on insert' : 'on update'
  for (const member of [`Non${verb}Properties`, `Non${verb}NavigationProperties`]) {
    for (const given of restrictedPaths(term, member, resource)) {
      if (!isGiven(body, given.split('/'))) continue
      const what = `'${given}' of ${resource.name} may not be given ${purpose}`
      yield inBody(`${term}/${member}`, what, given)
    }
  }
  for (const required of restrictedPaths(term, 'RequiredProperties', resource)) {
    if (method === 'PATCH' || isGiven(body, required.split('/'))) continue
    const what = `expected '${required}' of ${resource.name} ${purpose}`
    yield inBody(`${term}/RequiredProperties`, what, required)
  }
  const deep = isInsert ? 'DeepInsertSupport' : 'DeepUpdateSupport'
  const isRefused = restriction(deep, 'Supported', resource) === false
  const nested = isRefused ? nestedNavigation(path, body) : undefined
  if (nested !== undefined) {
    yield inBody(`${deep}/Supported`, `'${nested}' may not be nested ${purpose}`, nested)
  }
}

/** What an update addresses as a collection, and not each of its members. */
function isWholeCollection({ steps, type, isCollection }: ResolvedPath): boolean {
  return isCollection && type?.kind === 'entityType' && steps.at(-1)?.kind !== 'each'
}

function inBody(capability: string, what: string, path: string): Refusal {
  const message = `${what} (Capabilities.${capability})`
  return { capability, statusCode: 400, message, target: `/${path}` }
}

function isGiven(body: JsonObject, [name = '', ...rest]: readonly string[]): boolean {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (rest.length > 0) return isJsonObject(value) && isGiven(value, rest)
  const controls = ['@odata.bind', '@delta', '@odata.delta']
  return value !== undefined || controls.some((each) => Object.hasOwn(body, name + each))
}

function nestedNavigation({ type }: ResolvedPath, body: JsonObject): string | undefined {
  if (type?.kind !== 'entityType') return undefined
  return Object.keys(body)
    .map((name) => name.replace(/@(?:odata\.)?delta$/, ''))
    .find((name) => type.navigationProperties.has(name))
}
