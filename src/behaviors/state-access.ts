import {
  execute,
  type ExecutedRequest,
  type Outcome,
  type RequestContext,
} from '../engine/index.ts'
import { notFound, ODataError } from '../errors.ts'
import {
  keyTypeOf,
  type EntityType,
  type JsonValue,
  type KeyProperty,
  type StructuredType,
} from '../model/index.ts'
import { planRequest } from '../plan/index.ts'
import type { Entity } from '../store/index.ts'
import type { BehaviorContext, BehaviorKey } from './behavior.ts'
import { copyOf, jsonOf, representationOf } from './representation.ts'

/** What modules do with the state: the methods of `BehaviorContext` of these names. */
export type StateAccess = Pick<
  BehaviorContext,
  'read' | 'list' | 'create' | 'update' | 'delete' | 'link' | 'unlink'
>

type Method = ExecutedRequest['method']

/**
 * The state as a module reads and writes it, by requests within the request.
 * @param context that of the outer request, whose transaction the writes are part of
 * @param isReadOnly for a GET, which changes nothing
 */
export function openState(context: RequestContext, isReadOnly: boolean): StateAccess {
  const { hooks } = context
  const inner: RequestContext = {
    ...context,
    isByService: true,
    operation: undefined,
    hooks: hooks && {
      ...hooks,
      beforeRead: () => undefined,
      shown: ({ properties }) => properties,
    },
  }
  const send = (method: Method, url: string, body?: unknown): Outcome => {
    if (isReadOnly && method !== 'GET') {
      throw new Error(`a GET changes nothing, so '${url}' is only read; use an action`)
    }
    return sendWithin(method, url, body, inner)
  }
  const read = (path: string, key?: BehaviorKey) => {
    const url = key === undefined ? path : `${path}(${keyPredicate(path, key, context)})`
    return readOne(() => send('GET', url))
  }
  return {
    read: read as BehaviorContext['read'],
    list: ((path: string) => readAll(send('GET', path), path)) as BehaviorContext['list'],
    create: ((path: string, body: object) =>
      writtenEntity(send('POST', path, body), path)) as BehaviorContext['create'],
    update: ((path: string, body: object) => {
      if (read(path) === undefined) throw notFound(`'${path}' leads to nothing`)
      return writtenEntity(send('PATCH', path, body), path)
    }) as BehaviorContext['update'],
    delete: (path) => void send('DELETE', path),
    link: (path, target) => {
      const { isCollection } = planOf('GET', path, context).path
      send(isCollection ? 'POST' : 'PUT', `${path}/$ref`, { '@odata.id': target })
    },
    unlink: (path, target) => {
      const query = target === undefined ? '' : `?$id=${encodeURIComponent(target)}`
      send('DELETE', `${path}/$ref${query}`)
    },
  }
}

function sendWithin(method: Method, url: string, body: unknown, context: RequestContext): Outcome {
  const plan = planOf(method, url, context)
  const json = body === undefined ? undefined : jsonOf(body)
  if (method === 'POST' || method === 'PATCH') refuseInvalid(json, plan.path.type, context)
  return execute(
    {
      method,
      plan,
      body: json,
      page: { maxPageSize: undefined, skiptoken: undefined },
      // The service does not need to prove what it has seen.
      preconditions: {
        ifMatch: method === 'PATCH' || method === 'DELETE' ? '*' : undefined,
        ifNoneMatch: undefined,
      },
    },
    context,
  )
}

/** @throws Error for a path that fits no resource: it is the module's text, not the client's */
function planOf(method: Method, url: string, { model }: RequestContext) {
  const mark = url.indexOf('?')
  const path = (mark < 0 ? url : url.slice(0, mark)).replace(/^\/+/, '')
  const query = mark < 0 ? '' : url.slice(mark + 1)
  try {
    const plan = planRequest(path, query, { model, isModification: method !== 'GET' })
    const shaping = plan.optionNames.find((name) => name === '$select' || name === '$expand')
    if (shaping)
      throw new Error(`'${url}': ${shaping} has no effect here: entities are given whole`)
    return plan
  } catch (error) {
    if (!(error instanceof ODataError)) throw error
    throw new Error(`'${url}': ${error.message}`)
  }
}

/** Computed properties too, which a client may fill with anything since they do not count. */
function refuseInvalid(
  body: JsonValue | undefined,
  type: { readonly kind: string } | undefined,
  { validators }: RequestContext,
): void {
  if (type?.kind !== 'entityType') return
  const [first] = validators.validate(type as StructuredType, body, 'stored')
  if (first) throw new Error(`${first.pointer || '/'}: ${first.message}`)
}

function readOne(send: () => Outcome): unknown {
  try {
    const outcome = send()
    if (outcome.kind === 'entity') return representationOf(outcome.entity)
    if (outcome.kind === 'collection') return listOf(outcome.items)
    if (outcome.kind === 'value') return copyOf(outcome.value)
    return outcome.kind === 'text' ? outcome.text : undefined
  } catch (error) {
    if (error instanceof ODataError && error.statusCode === 404) return undefined
    throw error
  }
}

function readAll(outcome: Outcome, path: string): unknown[] {
  if (outcome.kind === 'collection') return listOf(outcome.items)
  if (outcome.kind === 'value' && outcome.isCollection) return copyOf(outcome.value) as unknown[]
  throw new Error(`'${path}' is no collection`)
}

function listOf(items: readonly Entity[]) {
  return items.map(representationOf)
}

function writtenEntity(outcome: Outcome, path: string): unknown {
  if (outcome.kind === 'entity') return representationOf(outcome.entity)
  if (outcome.kind === 'value') return copyOf(outcome.value)
  if (outcome.kind === 'nothing') return undefined
  throw new Error(`'${path}' is no entity`)
}

/** @throws Error for a key that the type at the path has not */
function keyPredicate(path: string, key: BehaviorKey, context: RequestContext): string {
  const { type, isCollection } = planOf('GET', path, context).path
  if (type?.kind !== 'entityType' || !isCollection) {
    throw new Error(`'${path}' is no collection of entities, so it takes no key`)
  }
  if (typeof key !== 'object') {
    const [single] = type.keyProperties
    if (!single || type.keyProperties.length > 1) {
      throw new Error(`'${path}' has a key of several properties: give them by name`)
    }
    return keyLiteral(key, single, type)
  }
  return type.keyProperties
    .map((property) => {
      const value = key[property.name]
      if (value === undefined) throw new Error(`'${path}': expected '${property.name}' in the key`)
      return `${property.name}=${keyLiteral(value, property, type)}`
    })
    .join(',')
}

function keyLiteral(value: unknown, property: KeyProperty, type: EntityType): string {
  const text = encodeURIComponent(String(value))
  const { kind, qualifiedName } = keyTypeOf(type, property)
  const isQuoted =
    kind === 'enumType' || /^Edm\.(String|Untyped|Duration|Binary)$/.test(qualifiedName)
  return isQuoted ? `'${text.replaceAll("'", "''")}'` : text
}
