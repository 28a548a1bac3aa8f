import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Behavior } from './behaviors/index.ts'
import { UsageError } from './errors.ts'
import { didYouMean, isJsonObject, type JsonValue } from './model/index.ts'
import { isTime, type AuthMode, type CorsOption, type TlsOption } from './service/index.ts'

/** A state keyed by resource path: an array of entities, one object for a singleton, any value for a call's answer. */
export interface FixturesDocument {
  readonly [resourcePath: string]: JsonValue
}

/** Users' modules by the path of their resource, as the files of a folder are named. */
export interface BehaviorsByResource {
  readonly [resource: string]: Behavior
}

/** The options of `understudy serve`, in camelCase. */
export interface UnderstudyOptions {
  /** Reference pages, CSDL documents, folders of them, or service folders (whose `data/` then gives the fixtures). */
  readonly contract: string | readonly string[]
  /** A folder, a file, or the document itself. */
  readonly fixtures?: string | FixturesDocument | undefined
  /** 0 (the default of the library) takes a free port. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** Pathname of the service root; default: that of the pages' example URLs, the host's root for CSDL. */
  readonly basePath?: string | undefined
  /** A JSON file that keeps the state over restarts. */
  readonly store?: string | undefined
  readonly auth?: AuthMode | undefined
  /** Lets pages of other origins read answers: of any (true, `*`) or of those named. Default: none. */
  readonly cors?: CorsOption | undefined
  /** Serves https: with a key and certificate made on the spot, or with these, as PEM. */
  readonly tls?: TlsOption | undefined
  /**
   * A folder of modules, one a resource (default: `behaviors/` of the service folders), or the modules
   * themselves.
   */
  readonly behaviors?: string | BehaviorsByResource | undefined
  /**
   * Reads files anew when they change: contract and fixtures, with the state of the fixtures after it;
   * behaviors, and the state stays.
   */
  readonly watch?: boolean | undefined
  /** ISO 8601: the time at which the service's clock stands still. */
  readonly clock?: string | undefined
  readonly ids?: 'uuid' | 'sequential' | undefined
  /**
   * What requests to the control plane have to give, as a Bearer token or the password of Basic; without
   * one, it answers on a loopback host only. Default: `UNDERSTUDY_CONTROL_TOKEN` of the environment.
   */
  readonly controlToken?: string | undefined
  /** Seconds without a request after which a sandbox that was made by its URL goes; default: 900. */
  readonly sandboxIdle?: number | undefined
  /** Makes entities of the pages' example responses, where a resource path has no fixtures. */
  readonly seedExamples?: boolean | undefined
  /** NDJSON file that exchanges are appended to; default: `UNDERSTUDY_JOURNAL` of the environment. */
  readonly journal?: string | undefined
}

const optionNames = [
  'contract',
  'fixtures',
  'port',
  'host',
  'basePath',
  'store',
  'auth',
  'cors',
  'tls',
  'behaviors',
  'watch',
  'clock',
  'ids',
  'journal',
  'seedExamples',
  'controlToken',
  'sandboxIdle',
]

/**
 * @param furtherNames options that belong to others
 * @throws UsageError on an option that is unknown, or has a value that it cannot have
 */
export function checkOptions(
  options: UnderstudyOptions,
  furtherNames: readonly string[] = [],
): void {
  checkNames(options, [...optionNames, ...furtherNames])
  const { auth, ids, port, clock, contract, cors, tls, sandboxIdle } = options
  if (contract === undefined || contract.length === 0) {
    throw new UsageError(
      'expected a contract: pages, CSDL documents, a folder of them, or a service folder',
    )
  }
  checkCors(cors)
  checkTls(tls)
  oneOf('auth', auth, ['off', 'report', 'require', 'permissions'])
  oneOf('ids', ids, ['uuid', 'sequential'])
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new UsageError(`port: expected 0 to 65535, found ${port}`)
  }
  if (sandboxIdle !== undefined && !(Number.isFinite(sandboxIdle) && sandboxIdle > 0)) {
    throw new UsageError(`sandboxIdle: expected seconds, more than 0, found ${sandboxIdle}`)
  }
  if (clock !== undefined && !isTime(clock)) {
    throw new UsageError(
      `clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found '${clock}'`,
    )
  }
}

function checkNames(options: unknown, names: readonly string[]): void {
  if (!isJsonObject(options)) {
    throw new UsageError(
      `expected options, such as { contract: 'contract/' }, found ${JSON.stringify(options)}`,
    )
  }
  const stranger = Object.keys(options).find((name) => !names.includes(name))
  if (stranger === undefined) return
  throw new UsageError(
    `unknown option ${stranger}; expected one of ${names.join(', ')}${didYouMean(stranger, names)}`,
  )
}

function checkCors(cors: CorsOption | undefined): void {
  const origins = typeof cors === 'string' ? [cors] : Array.isArray(cors) ? (cors as string[]) : []
  const stranger = origins.find(
    (origin) => !/^(\*|null|[a-z][\w+.-]*:\/\/[^/?#\s]+)$/i.test(origin),
  )
  if (stranger === undefined) return
  throw new UsageError(
    `cors: expected * or an origin such as https://app.example.com, found '${stranger}'`,
  )
}

function checkTls(tls: TlsOption | undefined): void {
  if (tls === undefined || typeof tls === 'boolean') return
  if (typeof tls.key === 'string' && typeof tls.cert === 'string') return
  throw new UsageError('tls: expected true, or an object with key and cert as PEM')
}

function oneOf(name: string, value: string | undefined, values: readonly string[]): void {
  if (value === undefined || values.includes(value)) return
  throw new UsageError(`${name}: expected ${values.join(', ')}, found '${value}'`)
}

/** @throws UsageError for one that no header can hold */
export function readControlToken({
  controlToken = process.env['UNDERSTUDY_CONTROL_TOKEN'] || undefined,
}: Pick<UnderstudyOptions, 'controlToken'>): string | undefined {
  if (controlToken === undefined) return undefined
  if (/^[\x21-\x7e]+$/.test(controlToken)) return controlToken
  throw new UsageError('controlToken: expected a text of visible ASCII characters without blanks')
}

/** Pathname of the service root without a slash at the end; '' for the host's root. */
export function readBasePath(basePath: string): string {
  const trimmed = basePath.replace(/\/+$/, '')
  if (/^\/(~|_understudy(\/|$))/.test(trimmed)) {
    const taken = 'sandboxes stand under /~name, and the control plane under /_understudy'
    throw new UsageError(`basePath: expected another path than '${basePath}': ${taken}`)
  }
  if (trimmed === '' || /^(\/[\w.~-]+)+$/.test(trimmed)) return trimmed
  throw new UsageError(`basePath: expected a path such as /beta, found '${basePath}'`)
}

/** The folders of modules that the service folders among the contract paths hold. */
export function behaviorsOfServiceFolders(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => partOfServiceFolder(path, 'behaviors'))
}

/** The fixtures that the service folders among the contract paths hold. */
export function fixturesOfServiceFolders(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => partOfServiceFolder(path, 'data'))
}

function partOfServiceFolder(path: string, name: string): readonly string[] {
  const part = join(path, name)
  const isServiceFolder = existsSync(join(path, 'contract')) && existsSync(part)
  return isServiceFolder && statSync(part).isDirectory() ? [part] : []
}
