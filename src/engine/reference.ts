import { badRequest, notFound, ODataError } from '../errors.ts'
import {
  isDerivedFrom,
  type EntityContainer,
  type EntityType,
  type NavigationProperty,
} from '../model/index.ts'
import { findOtherPlace, placeOf, resolveAddress, withoutHost } from '../plan/index.ts'
import type { Entity } from '../store/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { findTarget } from './find-target.ts'
import type { RequestContext } from './request-context.ts'

/**
 * The entity that a reference names, by its path alone: host and version are those that the client
 * would use for the real service (`https://graph.microsoft.com/v1.0/groups/x`).
 * @throws ODataError 400 when it is no reference to an entity, 404 when the entity does not exist
 */
export function resolveReference(
  reference: unknown,
  navigation: Pick<NavigationProperty, 'type'>,
  context: RequestContext,
  target: string,
): Entity {
  const path = readPath(reference, context, target)
  const entity = findEntity(path, navigation, context, target)
  if (!mayStandFor(entity.type, navigation.type)) {
    throw badRequest(
      `expected a reference to a ${navigation.type.qualifiedName}, found a ${entity.type.qualifiedName}: '${String(reference)}'`,
      target,
    )
  }
  return entity
}

/** Graph's `directoryObject` is the base of users, groups and more, also where no page says so. */
function mayStandFor(type: EntityType, expected: EntityType): boolean {
  if (isDerivedFrom(type, expected)) return true
  return expected.name === 'directoryObject' && (expected.isImplied || type.isImplied)
}

interface ReferencePath {
  /** Without leading slash and query. */
  readonly path: string
  readonly isAbsolute: boolean
}

function readPath(
  reference: unknown,
  { serviceRoot }: Pick<RequestContext, 'serviceRoot'>,
  target: string,
): ReferencePath {
  if (typeof reference !== 'string') {
    const found = reference === undefined ? 'nothing' : JSON.stringify(reference)
    throw badRequest(
      `expected the URL of an entity in @odata.id, found ${found.slice(0, 80)}`,
      target,
    )
  }
  refuseOtherPlace(reference, serviceRoot, target)
  const path = withoutHost(reference.trim())
    .replace(/[?#].*$/s, '')
    // "Relative to the request URL": what leads up from there ends at the service root.
    .replace(/^(?:\.\.?\/)+/, '')
  return { path: path.replace(/^\/+/, ''), isAbsolute: path.startsWith('/') }
}

function findEntity(
  reference: ReferencePath,
  navigation: Pick<NavigationProperty, 'type'>,
  context: RequestContext,
  target: string,
): Entity {
  const { path } = reference
  let refusal: unknown
  for (const candidate of candidatePaths(reference, context)) {
    // Without a key only a singleton is an entity.
    if (!/\/|\(|%28/.test(candidate) && !context.model.container.singletons.has(candidate)) {
      refusal ??= malformed(path, target)
      continue
    }
    try {
      const resolved = resolveAddress(candidate, context.model)
      if (resolved.isCollection || resolved.type?.kind !== 'entityType') {
        refusal ??= malformed(path, target)
        continue
      }
      const found = findTarget(resolved, context)
      if (found.kind === 'entity') return found.entity
    } catch (error) {
      if (error instanceof ODataSyntaxError) refusal ??= malformed(path, target)
      else if (error instanceof ODataError) refusal ??= error
      else throw error
    }
  }
  const entity = findDirectoryObject(path, navigation.type, context)
  if (entity) return entity
  if (refusal instanceof ODataError && refusal.statusCode === 400) throw refusal
  const reason = refusal instanceof ODataError ? `: ${refusal.message}` : ''
  const { statusCode, code, message } = notFound(`'${path}' names no entity${reason}`)
  throw new ODataError(statusCode, code, message, { target })
}

/**
 * Refuses the URL of an entity of another place on this server.
 * @throws ODataError 400
 */
export function refuseOtherPlace(url: string, serviceRoot: string, target: string): void {
  const found = findOtherPlace(url, serviceRoot)
  if (found === undefined) return
  throw badRequest(
    `expected the URL of an entity of ${placeOf(serviceRoot)}, found one of ${found}`,
    target,
  )
}

/**
 * The path after our own service root; or from the first name that is a resource here, since the
 * service root of another host (`https://graph.microsoft.com/v1.0`) is not known.
 */
function* candidatePaths(
  { path, isAbsolute }: ReferencePath,
  { serviceRoot, model: { container } }: RequestContext,
): Iterable<string> {
  const root = withoutHost(serviceRoot).replace(/^\/|\/$/g, '')
  if (root && path.startsWith(`${root}/`)) yield path.slice(root.length + 1)
  const [first] = /^[^/(%]*/.exec(path)!
  if (container.entitySets.has(first) || container.singletons.has(first)) {
    yield path
    return
  }
  const segments = path.split('/')
  const start = segments.findIndex((segment) =>
    isResource(decodeSegment(segment).replace(/\(.*$/s, ''), container),
  )
  const prefix = segments.slice(0, Math.max(0, start)).join('/')
  const isRoot = isAbsolute || /^(v\d+(\.\d+)?|beta)$/i.test(prefix)
  yield start > 0 && isRoot ? segments.slice(start).join('/') : path
}

function isResource(name: string, { entitySets, singletons }: EntityContainer): boolean {
  if (entitySets.has(name) || singletons.has(name)) return true
  return [...entitySets.values()].some(({ aliases }) => aliases.includes(name))
}

/** `directoryObjects/{id}` is how Graph's clients name users, groups and more alike. */
function findDirectoryObject(
  path: string,
  type: EntityType,
  { model, store }: RequestContext,
): Entity | undefined {
  const key = /(?:^|\/)directoryObjects(?:\/|\(')([^/')]+)(?:'\))?$/i.exec(path)?.[1]
  if (key === undefined) return undefined
  for (const set of model.container.entitySets.values()) {
    if (!mayStandFor(set.entityType, type) && !isDerivedFrom(type, set.entityType)) continue
    const entity = store.collection(set).get(decodeSegment(key))
    if (entity) return entity
  }
  return undefined
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function malformed(reference: string, target: string): ODataError {
  return badRequest(
    `expected the URL of an entity, such as accessPackages('id'), found '${reference.slice(0, 200)}'`,
    target,
  )
}
