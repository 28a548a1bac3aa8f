import { requiredETag, type ExampleMessage } from '../contract/contract.ts'
import { badRequest, ODataError } from '../errors.ts'
import { etagOf, requiresETag, type Entity } from '../store/index.ts'
import type { ExecutedRequest, Preconditions } from './outcome.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'

type Conditional = Pick<ExecutedRequest, 'method' | 'plan' | 'preconditions'>

/**
 * Holds a modification or an action to `If-Match` and `If-None-Match`, and to the tag that the contract
 * requires: with `OptimisticConcurrency`, or by a page that calls the header required.
 * @throws ODataError 412, 428 without the tag that is required, 412 where a page requires it, 400 for what
 *   is no entity tag
 * @see Protocol, "Header If-Match", "Header If-None-Match", "Use of ETags for Avoiding Update Conflicts"
 */
export function checkPreconditions(
  request: Conditional,
  target: Target,
  context: Pick<RequestContext, 'operation' | 'report'>,
): void {
  const { preconditions, plan } = request
  const entity = findTagged(target, plan.path.steps.at(-1)?.kind)
  if (isConditional(preconditions)) {
    checkIfMatch(preconditions.ifMatch, entity, request, target)
    checkIfNoneMatch(preconditions.ifNoneMatch, entity)
  }
  const isUnconditional = preconditions.ifMatch === undefined && !isLink(plan)
  if (!isUnconditional || !entity) return
  if (requiresETag(entity)) throw preconditionRequired(entity.type.qualifiedName)
  refuseMissedETag(entity, context)
}

/**
 * Holds a read to `If-Match`.
 * @returns the entity when `If-None-Match` says that the client has it as it is; what is expanded has
 *   changes of its own, so an answer with it is given
 * @throws ODataError 412, 400 for what is no entity tag
 * @see Protocol, "Response Code 304 Not Modified"
 */
export function findUnmodified(request: Conditional, target: Target): Entity | undefined {
  const { preconditions, plan } = request
  if (!isConditional(preconditions)) return undefined
  const entity = findTagged(target, plan.path.steps.at(-1)?.kind)
  checkIfMatch(preconditions.ifMatch, entity, request, target)
  const { ifNoneMatch } = preconditions
  if (ifNoneMatch === undefined) return undefined
  const isSame = isAmong(readTags('If-None-Match', ifNoneMatch), entity && etagOf(entity))
  return isSame && !plan.query.$expand ? entity : undefined
}

function isConditional({ ifMatch, ifNoneMatch }: Preconditions): boolean {
  return ifMatch !== undefined || ifNoneMatch !== undefined
}

function isLink({ path }: Conditional['plan']): boolean {
  return path.steps.at(-1)?.kind === 'ref'
}

/** The entity whose tag stands for a resource: a property has its entity's, a link that of the entity it leads from. */
function findTagged(target: Target, last: string | undefined): Entity | undefined {
  if (last === 'ref') return 'via' in target ? target.via?.owner : undefined
  switch (target.kind) {
    case 'entity':
      return target.entity
    case 'value':
      return target.owner
    case 'call':
      return target.boundTo && findTagged(target.boundTo, undefined)
    case 'collection':
    case 'noEntity':
    case 'crossjoin':
      return undefined
  }
}

/** "If the addressed entity does not exist the provided ETag value is considered not to match." */
function checkIfMatch(
  header: string | undefined,
  entity: Entity | undefined,
  { method }: Conditional,
  { kind }: Target,
): void {
  if (header === undefined) return
  const tags = readTags('If-Match', header)
  const isMissing = kind === 'noEntity' && (method === 'PATCH' || method === 'PUT')
  const isMatch = entity ? isAmong(tags, etagOf(entity)) : tags === '*' && !isMissing
  if (!isMatch) throw preconditionFailed('If-Match', header, entity)
}

function checkIfNoneMatch(header: string | undefined, entity: Entity | undefined): void {
  if (header === undefined) return
  const tags = readTags('If-None-Match', header)
  if (entity && isAmong(tags, etagOf(entity))) {
    throw preconditionFailed('If-None-Match', header, entity)
  }
}

/**
 * What `If-Match` or `If-None-Match` lists, each without its mark of weakness: services with weak tags
 * "MUST use the weak comparison function".
 * @throws ODataError 400
 * @see RFC 9110, "If-Match", "ETag"
 */
function readTags(name: string, header: string): '*' | readonly string[] {
  const text = header.trim()
  if (text === '*') return '*'
  if (!/^(?:W\/)?"[^"]*"(?:\s*,[\s,]*(?:W\/)?"[^"]*")*[\s,]*$/.test(text)) {
    throw badRequest(
      `${name}: expected * or entity tags such as W/"1", found ${header.slice(0, 200)}`,
      name,
    )
  }
  return text.match(/"[^"]*"/g) ?? []
}

function isAmong(tags: '*' | readonly string[], etag: string | undefined): boolean {
  if (etag === undefined) return false
  return tags === '*' || tags.includes(etag.replace(/^W\//, ''))
}

function preconditionFailed(name: string, found: string, entity: Entity | undefined): ODataError {
  const tag = entity ? `the entity's tag is ${etagOf(entity)}` : 'there is nothing here with a tag'
  const message = `${name}: ${tag}, found ${found.slice(0, 200)}`
  return new ODataError(412, 'PreconditionFailed', message, { target: name })
}

function preconditionRequired(of: string): ODataError {
  const message = `If-Match: expected the ETag of the ${of}, or *, since the contract declares optimistic concurrency, found no such header`
  return new ODataError(428, 'PreconditionRequired', message, { target: 'If-Match' })
}

/**
 * Pages list 412 of the statuses, and Graph answers it to a missing header too. A page whose own example
 * is without it is served.
 * @throws ODataError 412
 */
function refuseMissedETag(
  { type }: Entity,
  { operation }: Pick<RequestContext, 'operation'>,
): void {
  if (!operation || !requiredETag(operation)) return
  const expected = `the ETag of the ${type.qualifiedName}, or *`
  const message = `If-Match: expected ${expected}, which ${operation.name} requires, found no such header`
  const isOptional = operation.examples.some(({ request }) => request && !hasIfMatch(request))
  if (isOptional) return
  throw new ODataError(412, 'PreconditionFailed', message, { target: 'If-Match' })
}

function hasIfMatch({ headers }: ExampleMessage): boolean {
  return headers.some(({ name }) => name.toLowerCase() === 'if-match')
}

/**
 * Holds a read of a stream to `If-Match`, by the stream's own tag.
 * @returns whether `If-None-Match` says that the client has it as it is
 * @throws ODataError 412, 400 for what is no entity tag
 */
export function findUnmodifiedStream(
  { ifMatch, ifNoneMatch }: Preconditions,
  etag: string | undefined,
): boolean {
  if (ifMatch !== undefined) checkStreamPreconditions({ ifMatch, ifNoneMatch: undefined }, etag)
  return ifNoneMatch !== undefined && isAmong(readTags('If-None-Match', ifNoneMatch), etag)
}

/**
 * Holds a modification of a stream that is there to the tag that the contract requires of its entity's
 * modifications; it is the stream's own.
 * @throws ODataError 428
 * @see Protocol, "Update a Media Entity Stream", "Use of ETags for Avoiding Update Conflicts"
 */
export function requireStreamTag({ ifMatch }: Preconditions, owner: Entity): void {
  if (ifMatch === undefined && requiresETag(owner)) {
    throw preconditionRequired(`stream of the ${owner.type.qualifiedName}`)
  }
}

/**
 * Holds a modification of a stream to `If-Match` and `If-None-Match`, by the stream's own tag.
 * @param etag `undefined` for a stream that is not there
 * @throws ODataError 412, 400 for what is no entity tag
 * @see Protocol, "Update a Media Entity Stream", "Update Stream Values"
 */
export function checkStreamPreconditions(
  { ifMatch, ifNoneMatch }: Preconditions,
  etag: string | undefined,
): void {
  const refuse = (name: string, found: string) => {
    const tag = etag === undefined ? 'there is no stream here' : `the stream's tag is ${etag}`
    const message = `${name}: ${tag}, found ${found.slice(0, 200)}`
    throw new ODataError(412, 'PreconditionFailed', message, { target: name })
  }
  if (ifMatch !== undefined && !isAmong(readTags('If-Match', ifMatch), etag)) {
    refuse('If-Match', ifMatch)
  }
  if (ifNoneMatch !== undefined && isAmong(readTags('If-None-Match', ifNoneMatch), etag)) {
    refuse('If-None-Match', ifNoneMatch)
  }
}
