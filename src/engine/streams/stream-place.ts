import { notFound } from '../../errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import { giveStreams, streamsOf, type Entity, type Store, type Stream } from '../../store/index.ts'
import type { Target, ValuePlace } from '../target.ts'

/** Where a stream is: names and ordinals from an entity's properties; `$value` is its media stream. */
export interface StreamPlace {
  readonly owner: Entity
  readonly place: ValuePlace
}

export const mediaPlace: ValuePlace = ['$value']

/**
 * Where the stream is that a path leads to.
 * @throws ODataError 404 where nothing has it
 */
export function findStreamPlace(target: Target): StreamPlace {
  if (target.kind === 'entity' && target.entity.type.hasStream) {
    return { owner: target.entity, place: mediaPlace }
  }
  if (target.kind === 'value' && target.owner && target.place) {
    return { owner: target.owner, place: target.place }
  }
  const type = 'type' in target ? target.type : undefined
  throw notFound(`there is no ${type?.qualifiedName ?? 'stream'} here`)
}

export function findStream({ owner, place }: StreamPlace): Stream | undefined {
  let holder: JsonValue | undefined = owner.properties
  for (const name of place.slice(0, -1)) holder = (holder as JsonObject | undefined)?.[name]
  return isJsonObject(holder)
    ? (streamsOf(holder).get(String(place.at(-1))) ?? undefined)
    : undefined
}

/** @param stream null takes it away */
export function setStream({ owner, place }: StreamPlace, stream: Stream | null, store: Store) {
  const [name, ...others] = [...place].reverse()
  const changes = new Map([[String(name), stream]])
  if (others.length === 0) return store.setStreams(owner, changes)
  const change = (value: JsonValue | undefined, path: ValuePlace): JsonValue => {
    const [first, ...rest] = path
    const copy = (Array.isArray(value) ? [...value] : { ...(value as JsonObject) }) as JsonObject
    if (!Array.isArray(value)) store.inheritComplexLinks(copy, value as JsonObject)
    if (first === undefined) giveStreams(copy, changes)
    else Object.assign(copy, { [first]: change((value as JsonObject)[first], rest) })
    return copy
  }
  return store.update(owner, change(owner.properties, others.reverse()) as JsonObject)
}
