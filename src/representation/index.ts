/*
 * Reads and writes OData JSON, context URLs, control information and `$metadata`. Comes in: outcomes in
 * terms of entities. Goes out: the text of bodies. It does not know HTTP, nor how an outcome came about.
 */
export { shownBy } from './shown-instance.ts'
export { writeError } from './write-error.ts'
export type { CollectionOptions } from './collection-options.ts'
export { writeOutcome } from './write-outcome.ts'
export type { WriteOptions } from './write-options.ts'
export { writeMetadataJson, writeMetadataXml, writeServiceDocument } from './metadata/index.ts'
