import { writeJson, type JsonObject, type JsonValue } from '../model/index.ts'
import { readResponseContent } from './read-response-content.ts'
import { readRefusal } from './refused-given.ts'
import type { IdKind } from './scenario.ts'

/**
 * Replaces the state of a double by its control plane, which stands beside the service root; a
 * sandbox has its own.
 * @throws RefusedGiven, or Error with what the double says otherwise
 */
export function putFixtures(serviceUrl: string, fixtures: JsonObject): Promise<void> {
  return putControl(serviceUrl, 'fixtures', fixtures)
}

/** @throws Error with what the double says of a time that it refuses */
export function putClock(serviceUrl: string, time: string): Promise<void> {
  return putControl(serviceUrl, 'clock', { now: time })
}

export function putIds(serviceUrl: string, ids: IdKind): Promise<void> {
  return putControl(serviceUrl, 'ids', { ids })
}

/** @throws RefusedGiven */
export function putFaults(serviceUrl: string, faults: JsonValue): Promise<void> {
  return putControl(serviceUrl, 'faults', faults)
}

async function putControl(serviceUrl: string, part: string, value: JsonValue): Promise<void> {
  const { origin, pathname } = new URL(serviceUrl)
  const sandbox = /^\/~[^/]+/.exec(pathname)?.[0] ?? ''
  const response = await fetch(`${origin}${sandbox}/_understudy/${part}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: writeJson(value),
  })
  if (response.ok) return
  const content = Buffer.from(await response.arrayBuffer())
  const answer = readResponseContent(content, response.headers.get('content-type') ?? '')
  throw readRefusal(answer) ?? new Error(`${response.status}: ${content.toString()}`)
}
