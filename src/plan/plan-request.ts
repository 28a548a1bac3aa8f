import { badRequest } from '../errors.ts'
import { primitiveTypes, type Model } from '../model/index.ts'
import { findSystemOptionName, planQuery, type Addressed, type QueryPlan } from '../query/index.ts'
import {
  ODataSyntaxError,
  parseCommonExpr,
  parseResourcePath,
  splitQueryOptions,
  type CommonExpr,
  type QueryOption,
} from '../syntax/index.ts'
import { resolveResourcePath, type ResolvedPath } from './resolve-resource-path.ts'

/** What a request asks for, bound to the model: immutable, the same for the same URL and kind of method. */
export interface RequestPlan {
  readonly path: ResolvedPath
  readonly query: QueryPlan
  /** The standard's names of the system query options given. */
  readonly optionNames: readonly string[]
  readonly format: string | undefined
  readonly skiptoken: string | undefined
  /** `$id` of a `DELETE …/$ref`. */
  readonly id: string | undefined
  /** The query as it came, without `$skiptoken`, which a next link repeats. */
  readonly repeatedQuery: string
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
  { model, isModification }: { model: Model; isModification: boolean },
): RequestPlan {
  const options = readSyntax('', () => splitQueryOptions(rawQuery))
  const aliases = parseAliases(options)
  const { segments } = readSyntax('the path: ', () => parseResourcePath(rawPath))
  const path = resolveResourcePath(segments, model, { aliases })
  const named = options.map((option) => ({ option, name: systemName(option) }))
  const valueOf = (wanted: string) => {
    const found = named.filter(({ name }) => name === wanted)
    if (found.length > 1) throw badRequest(`${wanted} is given twice`, wanted)
    return found[0]?.option.value
  }
  return {
    path,
    query: planQuery(
      options,
      path.type ?? primitiveTypes['Edm.Untyped'],
      addressedBy(path, isModification),
      {
        model,
        aliases,
        depth: 0,
        planNested: planQuery,
      },
    ),
    optionNames: named.flatMap(({ name }) => (name === undefined ? [] : [name])),
    format: valueOf('$format'),
    skiptoken: valueOf('$skiptoken'),
    id: valueOf('$id'),
    repeatedQuery: withoutSkiptoken(
      rawQuery,
      named.some(({ name }) => name === '$skiptoken'),
    ),
  }
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
  if (steps.at(-1)?.kind === 'count') return 'count'
  return isCollection && !isModification ? 'collection' : 'single'
}

function withoutSkiptoken(rawQuery: string, hasSkiptoken: boolean): string {
  if (!hasSkiptoken) return rawQuery
  return rawQuery
    .split('&')
    .filter((pair) => !/^(\$|%24)?skiptoken=/i.test(pair))
    .join('&')
}
