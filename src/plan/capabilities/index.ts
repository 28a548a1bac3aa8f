/*
 * What a contract's annotations say that the service does not support (Vocabulary Capabilities). Comes
 * in: a resolved path, a method, query options, a body. Goes out: refusals, as data. What no annotation speaks
 * of is supported, as the vocabulary says.
 */
import { isJsonObject, type JsonObject, type Model } from '../../model/index.ts'
import { parseResourcePath, printCommonExpr, splitQueryOptions } from '../../syntax/index.ts'
import type { ResolvedPath } from '../resolve-resource-path.ts'
import {
  findBodyRefusals,
  findMethodRefusal,
  findPathRefusals,
  restrictedAccess,
} from './path-capabilities.ts'
import { findQueryRefusals, readTexts } from './query-capabilities.ts'
import type { Refusal } from './refusal.ts'
import {
  hasCapabilities,
  resourceAt,
  restriction,
  type RestrictedResource,
} from './restrictions.ts'

export { isTrackingSupported } from './change-tracking.ts'
export { findDocumentedPermissions, type DocumentedScopes } from './documented-permissions.ts'
export { findDocumentedOptions } from './option-support.ts'
export type { Refusal }

/** A request that has been planned, so that its texts are known to parse. */
export interface RequestText {
  readonly method: string
  readonly rawPath: string
  readonly rawQuery: string
  readonly path: ResolvedPath
  readonly model: Model
}

/** What is refused of a request, as far as its URL and method tell. */
export function findRefusals(request: RequestText): readonly Refusal[] {
  const { method, rawPath, rawQuery, path, model } = request
  if (!hasCapabilities(model)) return []
  const access = restrictedAccess(method, path, model)
  const refused = access && findMethodRefusal(access)
  const resource = resourceAt(path.steps, model)
  const texts = readTexts(splitQueryOptions(rawQuery))
  const { type } = path
  const query =
    resource && method === 'GET'
      ? { resource, type, isCollection: path.isCollection, texts, depth: 0, mostLevels: Infinity }
      : undefined
  return withSource(access?.resource ?? resource, [
    ...findPathRefusals(rawPath, path, model),
    ...(refused ? [refused] : []),
    ...(query ? findQueryRefusals(query) : []),
    ...findFilterSegmentRefusals(request),
  ])
}

/** The annotations may stand elsewhere, with external targeting; what they are about is here. */
function withSource(
  resource: RestrictedResource | undefined,
  refusals: readonly Refusal[],
): readonly Refusal[] {
  const source = resource?.origins.at(-1)?.element.source
  return source ? refusals.map((refusal) => ({ ...refusal, source })) : refusals
}

/** `/$filter(…)` is held to what `$filter` is held to. */
function* findFilterSegmentRefusals({ rawPath, path, model }: RequestText): Generator<Refusal> {
  const { steps, type } = path
  const filters = steps.flatMap(({ kind }, index) => (kind === 'filter' ? [index] : []))
  if (filters.length === 0) return
  const segments = parseResourcePath(rawPath).segments.filter(({ name }) => name === '$filter')
  for (const [index, { parentheses }] of segments.entries()) {
    const resource = resourceAt(steps.slice(0, filters[index]), model)
    if (!resource || parentheses?.kind !== 'value') continue
    const texts = new Map([['$filter', printCommonExpr(parentheses.value)]])
    yield* findQueryRefusals({
      resource,
      type,
      isCollection: true,
      texts,
      depth: 0,
      mostLevels: Infinity,
    })
  }
}

/** What is refused of a body; empty for one that is no JSON object. */
export function findRefusalsOfBody(
  method: string,
  path: ResolvedPath,
  body: unknown,
  model: Model,
): readonly Refusal[] {
  if (!hasCapabilities(model) || !isJsonObject(body as JsonObject)) return []
  const access = restrictedAccess(method, path, model)
  return access
    ? withSource(access.resource, [...findBodyRefusals(access, body as JsonObject)])
    : []
}

/** Whether an update of what a path would address, if it were there, may not create it. */
export function isUpsertRefused(path: ResolvedPath, model: Model): boolean {
  if (!hasCapabilities(model)) return false
  const resource = resourceAt(path.steps, model)
  if (!resource) return false
  const isFalse = (term: string, member: string) => restriction(term, member, resource) === false
  return isFalse('UpdateRestrictions', 'Upsertable') || isFalse('InsertRestrictions', 'Insertable')
}

/** Those of the methods that no capability refuses on a path. */
export function methodsSupported(
  methods: readonly string[],
  path: ResolvedPath,
  model: Model,
): readonly string[] {
  if (!hasCapabilities(model)) return methods
  return methods.filter((method) => {
    const access = restrictedAccess(method === 'HEAD' ? 'GET' : method, path, model)
    return !access || !findMethodRefusal(access)
  })
}

/** Whether the service as a whole supports what a term of the container speaks of. */
export function isServiceSupporting(
  term: 'BatchSupport' | 'AsynchronousRequestsSupport',
  { container }: Model,
): boolean {
  const of = (name: string) => container.annotations?.get(`Org.OData.Capabilities.V1.${name}`)
  const support = of(term)
  return of(`${term}ed`) !== false && !(isJsonObject(support) && support['Supported'] === false)
}
