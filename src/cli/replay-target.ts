import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { startUnderstudy } from '../index.ts'
import {
  createHttpTransport,
  findServiceFolder,
  putClock,
  putFixtures,
  type ReplayOptions,
  type ReplayTarget,
  type RetryLimits,
  type Scenario,
} from '../scenarios/index.ts'
import { readFixtures } from '../store/index.ts'
import { createAnswerCheck } from './answer-check.ts'

/** A service to replay on: that of a URL, or a double of the scenario's own contract. */
export type TargetAddress =
  | { readonly kind: 'double' }
  | { readonly kind: 'url'; readonly url: string; readonly token: string | undefined }

export interface TargetOptions {
  readonly retryLimits: RetryLimits
  /** Milliseconds until an answer has to be complete. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal
}

export interface OpenTarget extends ReplayTarget {
  close(): Promise<void>
}

/**
 * Opens a service for one scenario. Each scenario gets a double of its own, and so starts from the
 * service folder's data.
 * @throws UsageError when the double has no contract, or it cannot be read
 */
export async function openTarget(
  address: TargetAddress,
  scenario: Scenario,
  { timeout, ...options }: TargetOptions,
): Promise<OpenTarget> {
  const judge = findJudge(scenario)
  if (address.kind === 'url') {
    const { url, token } = address
    return {
      transport: createHttpTransport(url, { timeout }),
      options: { ...options, baseUrl: url, target: url, token, ...(judge && { judge }) },
      close: () => Promise.resolve(),
    }
  }
  const service = await startUnderstudy({ contract: getServiceFolder(scenario), port: 0 })
  return {
    transport: createHttpTransport(service.url, { timeout }),
    options: {
      ...options,
      baseUrl: service.url,
      target: 'double',
      applyFixtures: (fixtures) => putFixtures(service.url, fixtures),
      setClock: (time) => putClock(service.url, time),
      ...(judge && { judge }),
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

function findJudge({ file, fixtures }: Scenario): ReplayOptions['judge'] {
  const folder = findServiceFolder(file)
  if (folder === undefined) return undefined
  const data = join(folder, 'data')
  const paths = existsSync(data) ? Object.keys(readFixtures(data)) : []
  const given = fixtures?.members.map(({ name }) => name) ?? []
  const check = createAnswerCheck(join(folder, 'contract'), [...new Set([...paths, ...given])])
  return ({ request, response }) => ({ violations: check(request, response) })
}
