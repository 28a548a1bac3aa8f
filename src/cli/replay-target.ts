import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readContract } from '../contract/index.ts'
import { UsageError } from '../errors.ts'
import { startUnderstudy, type Understudy } from '../index.ts'
import { judgeAnswers } from '../judge-answers.ts'
import {
  createHttpTransport,
  findServiceFolder,
  putClock,
  putFaults,
  putFixtures,
  putIds,
  type ReplayOptions,
  type ReplayTarget,
  type RetryLimits,
  type Scenario,
} from '../scenarios/index.ts'
import { readFixtures } from '../store/index.ts'

/** A service to replay on: that of a URL, or a double of the scenario's own contract. */
export type TargetAddress =
  | { readonly kind: 'double' }
  | { readonly kind: 'url'; readonly url: string; readonly token: string | undefined }

export interface TargetOptions {
  readonly retryLimits: RetryLimits
  /** Milliseconds until an answer has to be complete. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal
  readonly end: AbortSignal
  readonly doubles: Doubles
}

/** One for each service folder, while a replay lasts. */
export class Doubles {
  readonly #started = new Map<string, Promise<Understudy>>()
  #sandboxes = 0

  /** A sandbox, which begins with the folder's data. */
  async open(folder: string): Promise<Understudy> {
    const started = this.#started.get(folder) ?? startUnderstudy({ contract: folder, port: 0 })
    this.#started.set(folder, started)
    const double = await started
    return double.sandbox(`scenario-${++this.#sandboxes}`)
  }

  async close(): Promise<void> {
    for (const started of this.#started.values()) await (await started).close()
  }
}

export interface OpenTarget extends ReplayTarget {
  close(): Promise<void>
}

/**
 * Opens a service for one scenario. Each gets a sandbox of a double, and so starts from the service
 * folder's data.
 * @throws UsageError when the double has no contract, or it cannot be read
 */
export async function openTarget(
  address: TargetAddress,
  scenario: Scenario,
  { timeout, doubles, ...options }: TargetOptions,
): Promise<OpenTarget> {
  if (address.kind === 'url') {
    const { url, token } = address
    const judge = findJudge(scenario, { serviceRoot: url, token })
    return {
      transport: createHttpTransport(url, { timeout }),
      options: { ...options, ...judge, baseUrl: url, target: url, token },
      close: () => Promise.resolve(),
    }
  }
  const service = await doubles.open(getServiceFolder(scenario))
  return {
    transport: createHttpTransport(service.url, { timeout }),
    options: {
      ...options,
      judge: judgeAnswers(() => service.contract, { serviceRoot: service.url }),
      baseUrl: service.url,
      target: 'double',
      applyFixtures: (fixtures) => putFixtures(service.url, fixtures),
      setClock: (time) => putClock(service.url, time),
      setIds: (ids) => putIds(service.url, ids),
      setFaults: (faults) => putFaults(service.url, faults),
      takesClaims: true,
    },
    close: () => service.close(),
  }
}

function getServiceFolder({ file }: Scenario): string {
  const folder = findServiceFolder(file)
  if (folder !== undefined) return folder
  throw new UsageError(
    `${file}: expected a service folder around it, with contract/ beside scenarios/; ` +
      'found none. Give --against URL to replay on a running service',
  )
}

/** None for a scenario that stands in no service folder. */
function findJudge(
  { file, fixtures }: Scenario,
  service: Parameters<typeof judgeAnswers>[1],
): Pick<ReplayOptions, 'judge'> {
  const folder = findServiceFolder(file)
  if (folder === undefined) return {}
  const data = join(folder, 'data')
  const paths = existsSync(data) ? Object.keys(readFixtures(data)) : []
  const given = fixtures?.members.map(({ name }) => name) ?? []
  const resourcePaths = [...new Set([...paths, ...given])]
  const contract = join(folder, 'contract')
  return { judge: judgeAnswers(() => readContract([contract], { resourcePaths }), service) }
}
