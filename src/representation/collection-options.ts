import type { EdmType, EntitySet } from '../model/index.ts'

/** How pages follow each other, and where the collection was read. */
export interface CollectionOptions {
  /** URL of the next page for a token. */
  readonly nextLink: (skiptoken: string) => string
  /** URL of the changes since then, for a `$deltatoken`. */
  readonly deltaLink: (deltatoken: string) => string
  /** The entity set that the path addressed, for the context of an empty collection. */
  readonly entitySet: EntitySet | undefined
  /** That of the request, which operations bound to the collection are called at; absent for none. */
  readonly path?: string | undefined
  /** What the path addresses, for the context of an entity behind a type cast. */
  readonly type?: EdmType | undefined
}
