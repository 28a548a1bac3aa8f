import { badRequest, notFound } from '../errors.ts'
import { primitiveTypes, type Model } from '../model/index.ts'
import { findSystemOptionName, planQuery, type Addressed, type QueryPlan } from '../query/index.ts'
import {
  ODataSyntaxError,
  parseCommonExpr,
  parseResourcePath,
  splitQueryOptions,
  type CommonExpr,
  type PathSegment,
  type QueryOption,
} from '../syntax/index.ts'
import { entityIdPath } from './entity-id.ts'
import { checkIndex } from './check-index.ts'
import { checkSchemaVersion } from './check-schema-version.ts'
import {
  isFollowing,
  planTrackedUrl,
  planTracking,
  type TrackedUrl,
  type TrackingPlan,
} from './plan-tracking.ts'
import { resolveResourcePath, type ResolvedPath } from './resolve-resource-path.ts'

/** What a request asks for, bound to the model: immutable, the same for the same URL and kind of method. */
export interface RequestPlan {
  readonly path: ResolvedPath
  readonly query: QueryPlan
  /** The standard's names of the system query options given. */
  readonly optionNames: readonly string[]
  readonly format: string | undefined
  /** That of the page alone, where the token tells of change tracking too. */
  readonly skiptoken: string | undefined
  /** How the request takes part in change tracking; `undefined` where its URL says nothing of it. */
  readonly tracking: TrackingPlan | undefined
  /** What a token for the changes of what it reads is bound to. */
  readonly trackedUrl: () => TrackedUrl
  /** `$id` of a `DELETE …/$ref`, and of `$entity`. */
  readonly id: string | undefined
  /** `$index` of an insert into a collection. */
  readonly index: number | undefined
  /** The query as it came, without `$skiptoken`, which a next link repeats. */
  readonly repeatedQuery: string
  /** Of that, the parameter aliases: a nested collection's next link repeats them. */
  readonly aliasQuery: string
}

/**
 * Parses and binds a URL.
 * @param rawPath after the service root, undecoded
 * @param rawQuery without `?`, undecoded
 * @param request `isModification`: the options shape what a modification answers with, not the collection that its path addresses
 * @throws ODataError 400, 404 or 501
 */
export function planRequest(
  rawPath: string,
  rawQuery: string,
  {
    model,
    isModification,
    isStrict,
  }: { model: Model; isModification: boolean; isStrict?: boolean | undefined },
): RequestPlan {
  const options = readSyntax('', () => splitQueryOptions(rawQuery))
  const aliases = parseAliases(options)
  const named = options.map((option) => ({ option, name: systemName(option) }))
  const valueOf = (wanted: string) => valueOfOption(named, wanted)
  const { segments } = readSyntax('the path: ', () => parseResourcePath(rawPath))
  const path = resolveResourcePath(
    segments[0]?.name === '$entity'
      ? findEntitySegments(segments, valueOf('$id'), model)
      : segments,
    model,
    // Pages say themselves which methods a path takes.
    {
      aliases,
      options: customOptions(named),
      isModification: isModification && isStrict !== false,
    },
  )
  checkSchemaVersion(valueOf('$schemaversion'), model)
  checkRequestOptions(valueOf, { rawPath, path, isModification })
  const index = valueOf('$index')
  const tracking = planTracking(valueOf('$deltatoken'), valueOf('$skiptoken'))
  return {
    path,
    query: planQuery(
      isFollowing(tracking) ? ownOptions(named, path) : options,
      path.type ?? primitiveTypes['Edm.Untyped'],
      addressedBy(path, isModification),
      {
        model,
        aliases,
        isStrict,
        depth: 0,
        planNested: planQuery,
      },
    ),
    optionNames: named.flatMap(({ name }) => (name === undefined ? [] : [name])),
    format: valueOf('$format'),
    skiptoken: skiptokenOf(tracking) ?? (isFollowing(tracking) ? undefined : valueOf('$skiptoken')),
    tracking,
    trackedUrl: () => planTrackedUrl(path.steps, decidingOptions(named), { rawPath, rawQuery }),
    id: valueOf('$id'),
    index: index === undefined ? undefined : checkIndex(index, path.steps, isModification),
    repeatedQuery: withoutSkiptoken(
      rawQuery,
      named.some(({ name }) => name === '$skiptoken'),
    ),
    aliasQuery: aliases.size === 0 ? '' : aliasesIn(rawQuery),
  }
}

/** Options of the system by the standard's name, and parameter aliases. */
function decidingOptions(named: readonly NamedOption[]) {
  return named.flatMap(({ option, name = option.name }) =>
    /^[$@]/.test(name) ? [{ name, value: option.value }] : [],
  )
}

function skiptokenOf(tracking: TrackingPlan | undefined): string | undefined {
  return tracking?.kind === 'page' ? tracking.skiptoken : undefined
}

/**
 * What a request that follows a delta link says for itself: the other options are those of the defining
 * request, and were planned with it.
 * @throws ODataError 400 for what a delta link cannot have
 */
function ownOptions(
  named: readonly NamedOption[],
  { steps }: ResolvedPath,
): readonly QueryOption[] {
  const paging = named.find(({ name }) => name === '$top' || name === '$skip')?.name
  if (paging) throw badRequest(`${paging} does not apply to a delta link`, paging)
  if (steps.at(-1)?.kind === 'count') return []
  return named.flatMap(({ option, name }) => (name === '$count' ? [option] : []))
}

/**
 * What `$entity` stands for: the entity that `$id` names, and a type cast after it.
 * @see Protocol, "Resolving an Entity-Id"
 */
function findEntitySegments(
  [, ...casts]: readonly PathSegment[],
  id: string | undefined,
  model: Model,
): readonly PathSegment[] {
  if (id === undefined) throw badRequest('$entity: expected the query option $id', '$id')
  if (casts.length > 1) {
    const { text, position } = casts[1]!
    throw notFound(`'${text}' at ${position} follows $entity, which takes no more than a type`)
  }
  const path = readSyntax('$id: ', () => parseResourcePath(entityIdPath(id, model)))
  const { type, isCollection } = resolveResourcePath(path.segments, model)
  if (type?.kind !== 'entityType' || isCollection) {
    throw badRequest(`$id: expected the URL of an entity, found '${id.slice(0, 200)}'`, '$id')
  }
  return [...path.segments, ...casts]
}

interface NamedOption {
  readonly option: QueryOption
  /** The standard's name; `undefined` for what is not of the system. */
  readonly name: string | undefined
}

function valueOfOption(named: readonly NamedOption[], wanted: string): string | undefined {
  let found: NamedOption | undefined
  for (const each of named) {
    if (each.name !== wanted) continue
    if (found) throw badRequest(`${wanted} is given twice`, wanted)
    found = each
  }
  return found?.option.value
}

function customOptions(named: readonly NamedOption[]): ReadonlyMap<string, string> {
  const custom = named.filter(({ option, name }) => !name && !option.name.startsWith('@'))
  return new Map(custom.map(({ option: { name, value } }) => [name, value]))
}

function systemName({ name }: QueryOption): string | undefined {
  return name.startsWith('@') ? undefined : findSystemOptionName(name)
}

/** @see URL Conventions, "Parameter Aliases" */
function parseAliases(options: readonly QueryOption[]): ReadonlyMap<string, CommonExpr> {
  const aliases = new Map<string, CommonExpr>()
  for (const { name, value } of options) {
    if (!name.startsWith('@')) continue
    if (aliases.has(name.slice(1))) throw badRequest(`${name} is given twice`, name)
    aliases.set(
      name.slice(1),
      readSyntax(`${name}: `, () => parseCommonExpr(value)),
    )
  }
  return aliases
}

function readSyntax<T>(where: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ODataSyntaxError) throw badRequest(`${where}${error.message}`)
    throw error
  }
}

function addressedBy({ steps, isCollection }: ResolvedPath, isModification: boolean): Addressed {
  const last = steps.at(-1)?.kind
  if (last === 'count') return 'count'
  // What an action returns is what the options are for, not what it is bound to.
  const isAnswered = !isModification || last === 'operation'
  return isCollection && isAnswered ? 'collection' : 'single'
}

/** Options that say something of certain requests only. */
function checkRequestOptions(
  valueOf: (name: string) => string | undefined,
  {
    rawPath,
    path: { steps },
    isModification,
  }: {
    readonly rawPath: string
    readonly path: ResolvedPath
    readonly isModification: boolean
  },
): void {
  const last = steps.at(-1)?.kind
  if (valueOf('$id') !== undefined && last !== 'ref' && !/^(\$|%24)entity\b/.test(rawPath)) {
    throw badRequest('$id applies to $entity and to references only', '$id')
  }
  if (valueOf('$skiptoken') !== undefined && (isModification || last === 'count')) {
    throw badRequest('$skiptoken applies to reading a collection only', '$skiptoken')
  }
  if (valueOf('$deltatoken') !== undefined && isModification) {
    throw badRequest('$deltatoken applies to reading a collection only', '$deltatoken')
  }
}

function aliasesIn(rawQuery: string): string {
  return rawQuery
    .split('&')
    .filter((pair) => /^(@|%40)/.test(pair))
    .join('&')
}

function withoutSkiptoken(rawQuery: string, hasSkiptoken: boolean): string {
  if (!hasSkiptoken) return rawQuery
  return rawQuery
    .split('&')
    .filter((pair) => !/^(\$|%24)?skiptoken=/i.test(pair))
    .join('&')
}
