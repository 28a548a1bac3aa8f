import type { RequestListener } from 'node:http'
import type { Contract } from './contract/index.ts'
import { openDouble, type Double, type StartNotices } from './double/index.ts'
import { UsageError } from './errors.ts'
import type { AssertContractOptions, Coverage, Exchange } from './journal/index.ts'
import type { JsonObject } from './model/index.ts'
import type { ReplayReport } from './scenarios/index.ts'
import type { Clock, Faults } from './service/index.ts'
import { openDocument } from './store/index.ts'
import {
  checkOptions,
  type FixturesDocument,
  type UnderstudyOptions,
} from './understudy-options.ts'

/** A state to come back to with `restore`. */
export interface Snapshot {
  readonly mark: object
}

/** A running (or, without a socket, a callable) test double. */
export interface Understudy {
  /** URL of the service root, e.g. `http://127.0.0.1:49152/beta`; without a socket its pathname. */
  readonly url: string
  /** PEM of the certificate, where the service speaks TLS, so that clients can be told to trust it. */
  readonly certificate: string | undefined
  /** Request listener for supertest: the Express app, to which middleware may be added. */
  readonly app: RequestListener
  readonly contract: Contract
  readonly journal: { readonly exchanges: readonly Exchange[]; clear(): void }
  /** The service's time; `reset` gives back the one it started with. */
  readonly clock: Clock
  /** What goes wrong on the test's order; `reset` takes it back. */
  readonly faults: Pick<Faults, 'add' | 'set' | 'clear' | 'list'>
  /** Back to the fixtures; journal, clock, ids and faults too. */
  reset(): Promise<void>
  /** Adds entities (or gives a singleton) to the state; `reset` takes them back. */
  seed(resourcePath: string, entities: readonly JsonObject[] | JsonObject): Promise<void>
  /** The state in the form of fixtures. */
  state(): FixturesDocument
  snapshot(): Snapshot
  /** @throws Error when an older snapshot or the fixtures were restored meanwhile */
  restore(snapshot: Snapshot): Promise<void>
  /**
   * A service of its own at `/~name`, for one of several workers: it begins with the state of the moment,
   * and has its own journal, clock, ids and faults from there. The one that has the name already, if
   * there is one. `close` takes it away.
   * @param name up to 64 letters, digits, `.`, `_` and `-`
   * @throws UsageError for another name, and in a sandbox
   */
  sandbox(name: string): Promise<Understudy>
  /** How much of the contract the exchanges in the journal have exercised. */
  coverage(): Coverage
  /** @throws ContractViolationError that lists every violation in the journal */
  assertContract(options?: AssertContractOptions): void
  /** Replays a scenario file; `against` another service's root URL. Throws when a step fails. */
  play(file: string, options?: { against?: string | undefined }): Promise<ReplayReport>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the double on a port.
 * @throws UsageError for what the user has to mend: options, contract, fixtures, store, port
 */
export async function startUnderstudy(
  options: UnderstudyOptions,
  notices: StartNotices = {},
): Promise<Understudy> {
  checkOptions(options)
  const document = openDocument(options.store)
  let double: Double
  try {
    double = openDouble(
      options,
      document,
      options.store === undefined ? undefined : await document.read(),
      notices,
    )
  } catch (error) {
    await document.close()
    throw error
  }
  try {
    await double.listen(options.host ?? '127.0.0.1', options.port ?? 0)
  } catch (error) {
    await double.close()
    throw error
  }
  return double
}

/**
 * The double without a socket: `app` is for supertest.
 * @throws UsageError as `startUnderstudy`
 */
export function createUnderstudy(options: UnderstudyOptions): Understudy {
  checkOptions(options)
  if (options.store !== undefined) {
    throw new UsageError('store: expected none without a socket; use startUnderstudy')
  }
  if (options.tls !== undefined && options.tls !== false) {
    throw new UsageError('tls: expected none without a socket; use startUnderstudy')
  }
  return openDouble(options, openDocument(undefined), undefined)
}
