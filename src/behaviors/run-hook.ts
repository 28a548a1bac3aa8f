import { ODataError, type ErrorDetail } from '../errors.ts'
import type { BoundModule } from './bind-behaviors.ts'

/** A function of a module, as messages name it. */
export interface HookPlace {
  readonly module: BoundModule
  /** `beforeCreate`, `operations.filterByCurrentUser`. */
  readonly hook: string
}

/** Errors that `fail` made: they are what the module wants the client to see. */
const refusals = new WeakSet<ODataError>()

export function refuseByModule(status: unknown, code: unknown, message: unknown): never {
  if (!Number.isInteger(status) || (status as number) < 400 || (status as number) > 599) {
    throw new Error(`fail: expected a status from 400 to 599, found ${String(status)}`)
  }
  const refusal = new ODataError(status as number, String(code), String(message))
  refusals.add(refusal)
  throw refusal
}

/**
 * Calls a function of a module.
 * @throws ODataError as the module says with `fail`, 404 and 409 of what it reads and writes; 500 `BehaviorFailed` naming file and hook for anything else, which is the module's fault
 */
export function runHook(place: HookPlace, call: () => unknown): unknown {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    throw isForClient(error) ? error : failureOf(place, error)
  }
  if (!isThenable(result)) return result
  // Nobody waits for it: that it fails later ends nothing.
  void Promise.resolve(result).catch(() => undefined)
  throw behaviorFailed(
    place,
    'returned a promise; hooks are synchronous, since they are part of the transaction of the request',
  )
}

function isForClient(error: unknown): boolean {
  if (!(error instanceof ODataError)) return false
  const { statusCode, code } = error
  return refusals.has(error) || code === behaviorFailure || statusCode === 404 || statusCode === 409
}

function failureOf(place: HookPlace, error: unknown): ODataError {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`understudy: ${place.module.file}: ${place.hook}: ${stack}\n`)
  const details = error instanceof ODataError ? error.details : []
  return behaviorFailed(place, messageOf(error), details)
}

function messageOf(error: unknown): string {
  // Modules may be of another realm than this file.
  const isErrorLike = typeof error === 'object' && error !== null && 'message' in error
  return isErrorLike ? String(error.message) : `threw ${String(error)}`
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  )
}

/** Code of the error that a module's own failure is answered with. */
export const behaviorFailure = 'BehaviorFailed'

export function behaviorFailed(
  { module: { file }, hook }: HookPlace,
  message: string,
  details: readonly ErrorDetail[] = [],
): ODataError {
  return new ODataError(500, behaviorFailure, `${file}: ${hook}: ${message}`, { details })
}
