import { createHash } from 'node:crypto'
import type { JsonObject } from '../model/index.ts'

/** Octets with their media type; never changed, other octets are another stream. */
export interface Stream {
  /** As a `Content-Type` header has it. */
  readonly contentType: string
  readonly content: Buffer
}

/** By the name of the stream property, the media stream of an entity by `$value`; null for one taken away. */
export type Streams = ReadonlyMap<string, Stream | null>

const none: Streams = new Map()

/**
 * Streams stand beside the object that has them, the properties of an entity or a complex value: it is
 * never changed in place, so that taking back an update gives back its streams too.
 */
const kept = new WeakMap<JsonObject, Streams>()

/** @param holder properties of an entity as they are stored, or a complex value among them */
export function streamsOf(holder: JsonObject): Streams {
  return kept.get(holder) ?? none
}

/** Gives an object that was just made streams. Of what is stored already, only the store changes them. */
export function giveStreams(holder: JsonObject, streams: Streams): void {
  if (streams.size > 0) kept.set(holder, new Map([...streamsOf(holder), ...streams]))
}

/** An object that was made of another one has that one's streams, but for those that it was given. */
export function inheritStreams(holder: JsonObject, from: JsonObject): void {
  const inherited = kept.get(from)
  if (!inherited || holder === from) return
  const own = kept.get(holder)
  kept.set(holder, own ? new Map([...inherited, ...own]) : inherited)
}

const etags = new WeakMap<Stream, string>()

/** A strong entity tag: the same for the same octets of the same media type, also after a restart. */
export function etagOfStream(stream: Stream): string {
  let etag = etags.get(stream)
  if (etag === undefined) {
    const digest = createHash('sha256')
      .update(stream.contentType)
      .update('\0')
      .update(stream.content)
    etag = `"${digest.digest('base64url').slice(0, 22)}"`
    etags.set(stream, etag)
  }
  return etag
}
