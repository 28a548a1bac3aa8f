import { badRequest } from '../../errors.ts'
import { printGeoText } from '../../expression/index.ts'
import { pathText, type EdmType, type JsonValue, type Property } from '../../model/index.ts'
import { applyQuery, type Instances, type QueryPlan } from '../../query/index.ts'
import type { Entity } from '../../store/index.ts'
import { mediaTypeTerm } from '../streams/media-type.ts'
import type { Target } from '../target.ts'
import type { Outcome, OutcomeOf } from '../outcome.ts'
import { readPage, type PageRequest } from './read-page.ts'
import type { RequestContext } from '../request-context.ts'

export interface ReadOptions {
  readonly query: QueryPlan
  readonly page: PageRequest
  readonly last: string
}

export function readCollection(
  { type, items, collection, via }: Target & { readonly kind: 'collection' },
  { query, page, last }: ReadOptions,
  context: RequestContext,
): Outcome {
  const instances = applyQuery(query, { items, source: collection }, context)
  if (last === 'count') return { kind: 'text', text: String(instances.items.length) }
  const window = readPage(instances, page)
  const found = window.items as readonly Entity[]
  const rest = { count: instances.count, skiptoken: window.skiptoken }
  if (last === 'ref') return { kind: 'references', items: found, isCollection: true, ...rest }
  return { kind: 'collection', type, items: found, query, via, ...rest }
}

/** "The default format for `Edm.Geo` types is `text/plain` using the WKT (well-known text) format." */
function geoText(value: JsonValue, { qualifiedName }: EdmType): string | undefined {
  if (!qualifiedName.startsWith('Edm.Geo')) return undefined
  return printGeoText(value, qualifiedName.startsWith('Edm.Geometry') ? 'Geometry' : 'Geography')
}

type Value = Pick<OutcomeOf<'value'>, 'owner' | 'name' | 'type' | 'isCollection' | 'isOfEach'> & {
  readonly value: JsonValue
  readonly property?: Property | undefined
}

export function readValue(
  { owner, name, value, type, isCollection, isOfEach, property }: Value,
  { query, last, page }: Omit<ReadOptions, 'page'> & Partial<ReadOptions>,
  context: RequestContext,
): Outcome {
  if (Array.isArray(value) && isCollection) {
    const instances: Instances = applyQuery(query, { items: value }, context)
    if (last === 'count') return { kind: 'text', text: String(instances.items.length) }
    const whole = { maxPageSize: undefined, skiptoken: undefined }
    const { items, skiptoken } = readPage(instances, page ?? whole)
    const shape = { owner, name, type, isCollection, isOfEach, query }
    const { count } = instances
    return { kind: 'value', ...shape, value: items as JsonValue, count, skiptoken }
  }
  if (value === null) return { kind: 'nothing', entity: owner }
  if (last === 'value') {
    const text = typeof value === 'object' ? geoText(value, type) : String(value)
    if (text === undefined) {
      throw badRequest(`$value: '${name}' is not a primitive value`, '$value')
    }
    // Protocol, "Requesting a Raw Value": "an unencoded byte stream" for Edm.Binary.
    if (type.qualifiedName === 'Edm.Binary') {
      return { kind: 'text', text, isBinary: true, mediaType: mediaTypeOf(property, owner), owner }
    }
    return { kind: 'text', text, owner }
  }
  const [left] = query.$compute
    ? applyQuery({ $compute: query.$compute }, { items: [value] }, context).items
    : [value]
  const shape = { owner, name, type, isCollection, query }
  return { kind: 'value', ...shape, value: left as JsonValue, count: undefined }
}

/** @see Vocabulary Core, "MediaType" */
function mediaTypeOf(
  property: Property | undefined,
  owner: Entity | undefined,
): string | undefined {
  const declared = property?.annotations?.get(mediaTypeTerm) ?? null
  if (typeof declared !== 'object') return typeof declared === 'string' ? declared : undefined
  const named = declared && owner?.properties[pathText(declared)]
  return typeof named === 'string' && named !== '' ? named : undefined
}
