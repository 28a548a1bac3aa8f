/*
 * From contract files to one `Contract`: reference pages are read as they stand, compiled together
 * into a model and the documented operations, every element with its file and line. It knows neither
 * data nor requests.
 */
export type * from './contract.ts'
export type * from './page.ts'
export { compiledCache } from './compiled-cache.ts'
export { isPlaceholderOf } from './lint/placeholders.ts'
export { readContract, withResourcePaths } from './read-contract.ts'
export { findContractFiles } from './sources/find-contract-files.ts'
