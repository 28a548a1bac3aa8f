import type { JsonObject } from '../model/index.ts'
import type { Entity } from './entity.ts'

/** An entity as it was when a delta link was given out: its values are never changed in place. */
export interface RecordedEntity {
  readonly entity: Entity
  readonly properties: JsonObject
  /** What was expanded, by whatever stands for the navigation property; absent where nothing was. */
  readonly related?: ReadonlyMap<object, RecordedResult> | undefined
}

/** The members of a result or of an expanded navigation property, in order. */
export interface RecordedResult {
  readonly members: ReadonlyMap<Entity, RecordedEntity>
  /** Properties whose change counts: all for `undefined`, none for references. */
  readonly selected: ReadonlySet<string> | undefined
}

/** What a client of a delta link was shown. */
export interface Recording<Definition> {
  /** The defining query. */
  readonly definition: Definition
  readonly result: RecordedResult
  /** Entities in `result`, at every depth. */
  readonly size: number
  /** Milliseconds since 1970: tells it from a recording of another process at the same position. */
  readonly recordedAt: number
}

/** Entities recorded at most: a reference each, and the old values of those that changed. */
const mostEntities = 1_000_000
const mostRecordings = 10_000

/**
 * The results that delta links were given out for. Changes are what differs between a recording and
 * the present, so that nothing is written down while the state changes, a rollback leaves no trace and
 * whatever decides membership (a filter through links, a search, the time) is tracked alike. When there
 * is too much to keep, the oldest recordings go.
 */
export class ChangeFeed<Definition> {
  readonly #recordings = new Map<number, Recording<Definition>>()
  readonly #mostEntities: number
  #size = 0
  /** Never used twice, so that what was forgotten stays unknown. */
  #nextPosition = 1

  constructor(most = mostEntities) {
    this.#mostEntities = most
  }

  /** @returns the position by which it is found */
  add(recording: Recording<Definition>): number {
    const position = this.#nextPosition++
    this.#recordings.set(position, recording)
    this.#size += recording.size
    for (const oldest of this.#recordings.keys()) {
      const isFull = this.#size > this.#mostEntities || this.#recordings.size > mostRecordings
      if (!isFull || oldest === position) break
      this.#drop(oldest)
    }
    return position
  }

  /** `undefined` for what was never recorded, or is no longer known. */
  find(position: number, recordedAt: number): Recording<Definition> | undefined {
    const recording = this.#recordings.get(position)
    return recording?.recordedAt === recordedAt ? recording : undefined
  }

  /** Forgets everything: the state is another one, which no change led to. */
  forget(): void {
    this.#recordings.clear()
    this.#size = 0
  }

  #drop(position: number): void {
    this.#size -= this.#recordings.get(position)!.size
    this.#recordings.delete(position)
  }
}
