/*
 * The double put together: contract, fixtures, store, journal file, behaviors and server of one start,
 * and its sandboxes. Comes in: options. Goes out: what the library hands to its users.
 */
export type { Double } from './double.ts'
export { openDouble } from './open-double.ts'
export type { StartNotices } from './sources.ts'
export { warn } from './warn.ts'
