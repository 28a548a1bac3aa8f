import { badRequest } from '../../errors.ts'
import {
  isJsonObject,
  type EntitySet,
  type JsonObject,
  type JsonValue,
  type Model,
} from '../../model/index.ts'
import { referenceIn } from './find-related.ts'
import { removalIn } from '../changes/removal.ts'
import type { RequestContext } from '../request-context.ts'

/** One entry of a delta payload that a request sends. */
export type DeltaItem = {
  readonly body: JsonObject
  /** JSON pointer into the body of the request. */
  readonly pointer: string
  /** The entity set that the entry itself names. */
  readonly entitySet: EntitySet | undefined
} & (
  | { readonly kind: 'upsert' }
  | { readonly kind: 'removal'; readonly isDeleted: boolean }
  | { readonly kind: 'link' | 'deletedLink' }
)

/**
 * The array `value` of a body that stands for a collection of entities.
 * @throws ODataError 400
 * @see JSON Format, "Update a Collection of Entities"
 */
export function readItems(body: unknown): readonly JsonValue[] {
  const items = isJsonObject(body) ? body['value'] : undefined
  if (Array.isArray(items)) return items as readonly JsonValue[]
  const found = items === undefined ? 'none' : JSON.stringify(items).slice(0, 80)
  throw badRequest(
    `expected an object with an array of entities in 'value', found ${found}`,
    '/value',
  )
}

/** "It MUST contain the `context` control information with a string value of `#$delta`": services read it without. */
export function reportMissingContext(body: JsonObject, { report }: RequestContext): void {
  const context = body['@odata.context'] ?? body['@context']
  if (typeof context === 'string' && context.endsWith('$delta')) return
  report({
    rule: 'delta-without-context',
    severity: 'warning',
    message: "a delta payload has the context '#$delta'",
    pointer: '/@context',
    expected: '#$delta',
    actual: context === undefined ? 'nothing' : JSON.stringify(context).slice(0, 80),
  })
}

/**
 * What an entry says: by `@removed` in OData 4.01, by its context in 4.0.
 * @see JSON Format, "Deleted Entity", "Added Link", "Deleted Link", "OData 4.0 Flattened Delta Payload"
 */
export function readDeltaItem(body: JsonObject, pointer: string, model: Model): DeltaItem {
  const context = body['@odata.context'] ?? body['@context']
  const fragment = typeof context === 'string' ? context.slice(context.indexOf('#') + 1) : ''
  const [setName = '', kind] = fragment.split('/')
  const entitySet = model.container.entitySets.get(setName.replace(/\(.*$/s, ''))
  const about = { body, pointer, entitySet }
  if (kind === '$link') return { ...about, kind: 'link' }
  if (kind === '$deletedLink') return { ...about, kind: 'deletedLink' }
  if (kind === '$deletedEntity') {
    const id = referenceIn(body) ?? body['id']
    const named = id === undefined ? body : { ...withoutOwn(body), '@odata.id': id }
    const isDeleted = removalIn(body)?.isDeleted ?? body['reason'] !== 'changed'
    return { ...about, body: named, kind: 'removal', isDeleted }
  }
  const removal = removalIn(body)
  return removal ? { ...about, kind: 'removal', ...removal } : { ...about, kind: 'upsert' }
}

/** In 4.0 the id and the reason of a deleted entity stand among its properties. */
function withoutOwn(body: JsonObject): JsonObject {
  const { id: _id, reason: _reason, ...others } = body
  return others as JsonObject
}
