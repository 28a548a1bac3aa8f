import { findSystemOptionName } from '../../query/index.ts'
import {
  parseExpand,
  parseFilter,
  parseOrderby,
  parseSearch,
  type ExpandItem,
} from '../../syntax/index.ts'
import type { EdmType, NavigationProperty, StructuredType } from '../../model/index.ts'
import { namedParts, searchOperators } from './named-paths.ts'
import type { Refusal } from './refusal.ts'
import { optionSupport, type OptionSupport } from './option-support.ts'
import {
  beneath,
  memberNames,
  relatedResource,
  restrictedPaths,
  restriction,
  termValue,
  type RestrictedResource,
} from './restrictions.ts'

/** The options of a request or of an expand item, and what they are applied to. */
export interface RestrictedQuery {
  readonly resource: RestrictedResource
  readonly type: EdmType | undefined
  readonly isCollection: boolean
  /** Texts by the standard's names; they have been parsed before, so they parse. */
  readonly texts: ReadonlyMap<string, string>
  /** How many `$expand` it stands in. */
  readonly depth: number
  /** The most levels that an `$expand` around it allows. */
  readonly mostLevels: number
}

interface QueryCapability {
  readonly term: string
  readonly find: (query: RestrictedQuery) => Iterable<Found>
}

/** What a capability refuses: the member of the term that says so, and the option. */
interface Found {
  readonly member?: string
  readonly option: string
  readonly message: string
}

function supported({ term, member, option, isGiven }: OptionSupport): QueryCapability {
  return {
    term,
    *find({ resource, texts }) {
      const text = texts.get(option)
      if (text === undefined || !isGiven(text)) return
      const value =
        member === undefined ? termValue(term, resource) : restriction(term, member, resource)
      if (value !== false) return
      const message = `${resource.name} does not support ${option}`
      yield member === undefined ? { option, message } : { member, option, message }
    },
  }
}

/** Every capability that speaks of query options, one entry each. */
const queryCapabilities: readonly QueryCapability[] = [
  ...optionSupport.map(supported),
  { term: 'FilterRestrictions', find: findFilterRestrictions },
  { term: 'FilterFunctions', find: findFilterFunctions },
  { term: 'SortRestrictions', find: findSortRestrictions },
  { term: 'SearchRestrictions', find: findSearchRestrictions },
  { term: 'ExpandRestrictions', find: findExpandRestrictions },
]

/** What the capabilities of a resource refuse of the options applied to it, and of those in `$expand`. */
export function* findQueryRefusals(query: RestrictedQuery): Generator<Refusal> {
  for (const { term, find } of queryCapabilities) {
    for (const { member, option, message } of find(query)) {
      const capability = member === undefined ? term : `${term}/${member}`
      yield {
        capability,
        statusCode: 400,
        message: `${option}: ${message} (Capabilities.${capability})`,
        target: option,
      }
    }
  }
  const expand = query.texts.get('$expand')
  for (const item of expand === undefined ? [] : parseExpand(expand)) {
    const nested = expandedQuery(item, query)
    if (nested) yield* findQueryRefusals(nested)
  }
}

/** Whether a path is one of those restricted, or leads through one. */
function findRestricted(path: string, restricted: readonly string[]): string | undefined {
  return restricted.find((each) => path === each || path.startsWith(`${each}/`))
}

function* findFilterRestrictions({
  resource,
  texts,
  isCollection,
}: RestrictedQuery): Generator<Found> {
  const term = 'FilterRestrictions'
  const option = '$filter'
  const text = texts.get(option)
  if (restriction(term, 'Filterable', resource) === false) return
  const paths = text === undefined ? [] : namedParts(parseFilter(text)).paths
  if (
    isCollection &&
    text === undefined &&
    restriction(term, 'RequiresFilter', resource) === true
  ) {
    yield { member: 'RequiresFilter', option, message: `expected a filter on ${resource.name}` }
  }
  if (text === undefined && !isCollection) return
  const member = 'NonFilterableProperties'
  const restricted = restrictedPaths(term, member, resource)
  for (const path of new Set(paths)) {
    if (findRestricted(path, restricted) === undefined) continue
    yield { member, option, message: `'${path}' of ${resource.name} is not filterable` }
  }
  if (text === undefined && restriction(term, 'RequiresFilter', resource) !== true) return
  for (const path of restrictedPaths(term, 'RequiredProperties', resource)) {
    if (paths.some((given) => given === path || given.startsWith(`${path}/`))) continue
    const message = `expected a condition on '${path}' of ${resource.name}`
    yield { member: 'RequiredProperties', option, message }
  }
}

/** The list names functions and operators; contracts list functions alone, so operators are not held to it. */
function* findFilterFunctions({ resource, texts }: RestrictedQuery): Generator<Found> {
  const text = texts.get('$filter')
  const value = termValue('FilterFunctions', resource)
  if (text === undefined || !Array.isArray(value) || value.length === 0) return
  const names = new Set((value as readonly unknown[]).map((name) => String(name).toLowerCase()))
  for (const method of new Set(namedParts(parseFilter(text)).methods)) {
    if (names.has(method.toLowerCase())) continue
    const message = `${resource.name} does not support the function ${method}`
    yield { option: '$filter', message }
  }
}

function* findSortRestrictions({ resource, texts }: RestrictedQuery): Generator<Found> {
  const term = 'SortRestrictions'
  const option = '$orderby'
  const text = texts.get(option)
  if (text === undefined || restriction(term, 'Sortable', resource) === false) return
  for (const { expression, descending } of parseOrderby(text)) {
    const refused = [
      { member: 'NonSortableProperties', what: 'is not sortable' },
      descending
        ? { member: 'AscendingOnlyProperties', what: 'sorts in ascending order only' }
        : { member: 'DescendingOnlyProperties', what: 'sorts in descending order only' },
    ]
    for (const { member, what } of refused) {
      const restricted = restrictedPaths(term, member, resource)
      for (const path of namedParts(expression).paths) {
        if (findRestricted(path, restricted) === undefined) continue
        yield { member, option, message: `'${path}' of ${resource.name} ${what}` }
      }
    }
  }
}

function* findSearchRestrictions({ resource, texts }: RestrictedQuery): Generator<Found> {
  const term = 'SearchRestrictions'
  const member = 'UnsupportedExpressions'
  const text = texts.get('$search')
  const unsupported = restriction(term, member, resource)
  if (text === undefined || unsupported === undefined) return
  const refused = memberNames(unsupported)
  for (const operator of searchOperators(parseSearch(text))) {
    if (!refused.includes(operator)) continue
    const message = `${resource.name} does not support ${operator} in a search`
    yield { member, option: '$search', message }
  }
}

function* findExpandRestrictions(query: RestrictedQuery): Generator<Found> {
  const { resource, texts, depth } = query
  const term = 'ExpandRestrictions'
  const option = '$expand'
  const text = texts.get(option)
  if (text === undefined || restriction(term, 'Expandable', resource) === false) return
  const member = 'NonExpandableProperties'
  const restricted = restrictedPaths(term, member, resource)
  const levels = levelsAllowed(query)
  for (const { path, options } of parseExpand(text)) {
    const name = writePath(path)
    if (findRestricted(name, restricted) !== undefined) {
      yield { member, option, message: `'${name}' of ${resource.name} is not expandable` }
    }
    const wanted = depth + levelsOf(options)
    if (wanted > levels) {
      const message = `expected at most ${levels} levels from ${resource.name}, found ${wanted}`
      yield { member: 'MaxLevels', option, message }
    }
  }
}

function levelsAllowed({ resource, depth, mostLevels }: RestrictedQuery): number {
  const most = restriction('ExpandRestrictions', 'MaxLevels', resource)
  return typeof most === 'number' && most >= 0 ? Math.min(mostLevels, depth + most) : mostLevels
}

function levelsOf(options: ExpandItem['options']): number {
  const levels = options.find(({ name }) => findSystemOptionName(name) === '$levels')?.value
  // `max` is as deep as the service goes, and that is as deep as the contract allows.
  return levels === undefined || levels === 'max' ? 1 : Number(levels)
}

function writePath(path: ExpandItem['path']): string {
  const names = path.map(({ name }) => name)
  return names.filter((name) => !name.includes('.')).join('/')
}

/** The options in the parentheses of an expand item; `undefined` for `*` and for what the model does not know. */
function expandedQuery(
  { path, suffix, options }: ExpandItem,
  query: RestrictedQuery,
): RestrictedQuery | undefined {
  let { resource, type } = query
  let navigation: NavigationProperty | undefined
  for (const { name } of path) {
    if (name.includes('.')) {
      const cast = resource.model.types.get(name)
      if (cast?.kind === 'entityType' || cast?.kind === 'complexType') type = cast
      continue
    }
    if (type?.kind !== 'entityType' && type?.kind !== 'complexType') return undefined
    navigation = findNavigation(type, name)
    const property = type.properties.get(name)
    if (navigation) {
      resource = relatedResource(resource, navigation)
      type = navigation.type
    } else if (property) {
      resource = beneath(resource, name, property.annotations)
      type = property.type
    } else {
      return undefined
    }
  }
  if (!navigation) return undefined
  const texts = readTexts(options)
  if (suffix === '$count') texts.set('$count', 'true')
  return {
    resource,
    type,
    isCollection: navigation.isCollection && suffix === undefined,
    texts,
    depth: query.depth + 1,
    mostLevels: levelsAllowed(query),
  }
}

function findNavigation(type: StructuredType, name: string): NavigationProperty | undefined {
  const own = type.navigationProperties.get(name)
  if (own) return own
  for (const derived of type.derivedTypes) {
    const found = findNavigation(derived, name)
    if (found) return found
  }
  return undefined
}

/** The system query options by the standard's names. */
export function readTexts(
  options: readonly { readonly name: string; readonly value: string }[],
): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { name, value } of options) {
    if (name.startsWith('@')) continue
    const systemName = findSystemOptionName(name)
    if (systemName !== undefined) texts.set(systemName, value)
  }
  return texts
}
