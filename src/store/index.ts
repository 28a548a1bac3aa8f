/*
 * Keeps entities and links. Comes in: new property values and links, already judged. Goes out:
 * entities, read only, in a stable order. It does not know requests, URLs or what a contract allows.
 */
export {
  ChangeFeed,
  type RecordedEntity,
  type RecordedResult,
  type Recording,
} from './change-feed.ts'
export type { Branch, Mark } from './change-log.ts'
export { compareResults, type EntityChange } from './compare-results.ts'
export { newEntity, type Entity, type Place } from './entity.ts'
export { EntityCollection } from './entity-collection.ts'
export { principalConstraints } from './principal-constraints.ts'
export { Store } from './store.ts'
export {
  findFixtureFaults,
  findResourcePathFault,
  findValueFaults,
  isFunctionCallPath,
  type FixtureDocument,
} from './fixture-document.ts'
export { findFixtureFiles, readFixtures } from './read-fixtures.ts'
export { parseJsonText, readTextFile } from './read-json-file.ts'
export { openDocument, type PersistedDocument } from './persisted-document.ts'
export { canonicalPath, containedPath, throughDoor } from './canonical-path.ts'
export { etagOf } from './etag.ts'
export { requiresETag } from './requires-etag.ts'
export { etagOfStream, giveStreams, streamsOf, type Stream, type Streams } from './streams.ts'
